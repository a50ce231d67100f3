import { describe, expect, it } from "vitest";

import rejected from "./rejected-words.json";

const files = import.meta.glob<string>("/src/lib/i18n/{en,de,pt-BR}.ts", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The texts of a file by line, without the names of the messages. */
const texts = (source: string): string[] => source.split("\n").map((line) => line.replace(/^\s*"[^"]+":/, ""));

const has = (text: string, word: string) => new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, "iu").test(text);

describe.each(Object.entries(rejected))("the texts in %s", (tag, words) => {
  it("use the words of docs/words.md", () => {
    const lines = texts(files[`/src/lib/i18n/${tag}.ts`] ?? "");
    expect(lines.length).toBeGreaterThan(100);
    const found = lines.flatMap((text, index) =>
      Object.entries(words)
        .filter(([word]) => has(text, word))
        .map(([word, better]) => `line ${index + 1}: “${word}” (use: ${better}) in ${text.trim()}`),
    );
    expect(found).toEqual([]);
  });
});

it("finds a word by itself, whatever its case", () => {
  expect(has("Put off until tomorrow", "put off")).toBe(true);
  expect(has("yourself", "your")).toBe(false);
  expect(has("Você já", "você")).toBe(true);
});
