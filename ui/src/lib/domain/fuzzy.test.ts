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

describe("finding by a few letters", () => {
  it("prefers one piece to the starts of words, and those to letters strewn about", () => {
    expect(best("ks", "Backspace", "Kestrel Support", "Works")).toEqual(["Works", "Backspace", "Kestrel Support"]);
    expect(best("kes", "Blue Lakes", "Kestrel Labs")).toEqual(["Kestrel Labs", "Blue Lakes"]);
    expect(best("nl", "Annual", "Northwind Logistics")).toEqual(["Northwind Logistics", "Annual"]);
  });

  it("finds without case and accents, each letter at its place", () => {
    expect(fit("SAO b", "Prefeitura de São Brás")?.places).toEqual([14, 15, 16, 17, 18]);
    expect(fit("muster", "Stadtwerke MÜSTERHAUSEN")?.places).toEqual([11, 12, 13, 14, 15, 16]);
  });

  it("goes back to plain letters where leaping to a word would leap too far", () => {
    expect(fit("xab", "xzab a")?.places).toEqual([0, 2, 3]);
  });

  it("does not find what is not there, and finds everything by nothing", () => {
    expect(fit("kz", "Kestrel")).toBeNull();
    expect(fit("ba", "ab")).toBeNull();
    expect(fit("  ", "anything")).toEqual({ score: 0, places: [] });
  });

  it("tells the pieces apart that are to be marked", () => {
    expect(pieces("Acme", [0, 2, 3])).toEqual([
      { text: "A", found: true },
      { text: "c", found: false },
      { text: "me", found: true },
    ]);
    expect(pieces("Acme", [])).toEqual([{ text: "Acme", found: false }]);
  });
});
