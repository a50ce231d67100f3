import { describe, expect, it } from "vitest";

import { fit, pieces } from "./fuzzy";

const best = (query: string, ...texts: string[]) =>
  texts
    .flatMap((text) => {
      const found = fit(query, text);
      return found ? [{ text, score: found.score }] : [];
    })
    .sort((a, b) => b.score - a.score)
    .map(({ text }) => text);

describe("fuzzy search", () => {
  it("prefers a substring to starts of words, and those to scattered letters", () => {
    expect(best("ks", "Backspace", "Kestrel Support", "Works")).toEqual(["Works", "Backspace", "Kestrel Support"]);
    expect(best("kes", "Blue Lakes", "Kestrel Labs")).toEqual(["Kestrel Labs", "Blue Lakes"]);
    expect(best("nl", "Annual", "Northwind Logistics")).toEqual(["Northwind Logistics", "Annual"]);
  });

  it("ignores case and accents, and keeps each letter's position", () => {
    expect(fit("SAO b", "Prefeitura de São Brás")?.places).toEqual([14, 15, 16, 17, 18]);
    expect(fit("muster", "Stadtwerke MÜSTERHAUSEN")?.places).toEqual([11, 12, 13, 14, 15, 16]);
  });

  it("falls back to plain order if jumping to a word would skip a letter", () => {
    expect(fit("xab", "xzab a")?.places).toEqual([0, 2, 3]);
  });

  it("finds only what matches, and everything for an empty query", () => {
    expect(fit("kz", "Kestrel")).toBeNull();
    expect(fit("ba", "ab")).toBeNull();
    expect(fit("  ", "anything")).toEqual({ score: 0, places: [] });
  });

  it("splits the text into pieces to highlight", () => {
    expect(pieces("Acme", [0, 2, 3])).toEqual([
      { text: "A", found: true },
      { text: "c", found: false },
      { text: "me", found: true },
    ]);
    expect(pieces("Acme", [])).toEqual([{ text: "Acme", found: false }]);
  });
});
