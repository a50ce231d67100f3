import { describe, expect, it } from "vitest";

import table from "../../../../docs/words.md?raw";

const files = import.meta.glob<string>("/src/lib/i18n/{en,de,pt-BR}.ts", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The words that are not used in a language. */
const rejected = (tag: string): string[] =>
  table
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter(([, language]) => language === tag)
    .map(([, , word]) => word ?? "");

/** The texts of a file by line, without the names of the messages. */
const texts = (source: string): string[] => source.split("\n").map((line) => line.replace(/^\s*"[^"]+":/, ""));

const has = (text: string, word: string) => new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, "iu").test(text);

describe.each(Object.entries(files))("the texts in %s", (path, source) => {
  const tag = /([^/]+)\.ts$/.exec(path)?.[1] ?? "";

  it("use the words of docs/words.md", () => {
    const words = rejected(tag);
    expect(words.length).toBeGreaterThan(5);
    const found = texts(source).flatMap((text, index) =>
      words.filter((word) => has(text, word)).map((word) => `${tag}.ts:${index + 1}: ${word}: ${text.trim()}`),
    );
    expect(found).toEqual([]);
  });
});

it("finds a word by itself, whatever its case", () => {
  expect(has("Put off until tomorrow", "put off")).toBe(true);
  expect(has("yourself", "your")).toBe(false);
  expect(has("Você já", "você")).toBe(true);
});
