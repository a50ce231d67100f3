import { describe, expect, it } from "vitest";

import { fileName, searchText, MOST_HITS } from "./text-search";

const hits = (text: string, wanted: string) =>
  searchText(text, wanted).pieces.flatMap((piece) => (piece.hit === null ? [] : [piece.text]));

describe("searching a text", () => {
  it("finds every match regardless of case, and keeps the whole text", () => {
    const text = `{ "max": 25, "Max": [1.5], "note": "max." }`;
    const found = searchText(text, "MAX");
    expect(found.hits).toBe(3);
    expect(found.pieces.map((piece) => piece.text).join("")).toBe(text);
    expect(found.pieces.filter((piece) => piece.hit !== null).map((piece) => [piece.hit, piece.text])).toEqual([
      [0, "max"],
      [1, "Max"],
      [2, "max"],
    ]);
  });

  it("takes the query as text and not as a pattern", () => {
    expect(hits("a.c abc a-c [x](y)", "a.c")).toEqual(["a.c"]);
    expect(hits("a [x](y) $", "[x](")).toEqual(["[x]("]);
    expect(hits("a-b / c^$", "-")).toEqual(["-"]);
    expect(hits("a\\b", "\\")).toEqual(["\\"]);
  });

  it("finds nothing for an empty query or in an empty text", () => {
    expect(searchText("abc", "")).toEqual({ pieces: [{ text: "abc", hit: null }], hits: 0, more: false });
    expect(searchText("", "a")).toEqual({ pieces: [], hits: 0, more: false });
  });

  it("limits the number of matches", () => {
    const text = "ab".repeat(MOST_HITS + 1);
    const found = searchText(text, "a");
    expect([found.hits, found.more]).toEqual([MOST_HITS, true]);
    expect(found.pieces.map((piece) => piece.text).join("")).toBe(text);
    expect(searchText("a".repeat(MOST_HITS), "a").more).toBe(false);
  });
});

describe("a file name", () => {
  it.each([
    ["Acme Corporation", "Acme-Corporation.json"],
    ["../../etc/passwd", "etc-passwd.json"],
    [`<img src=x onerror="alert(1)">`, "img-src-x-onerror-alert-1.json"],
    ["شركة النور", "شركة-النور.json"],
    ["…", "workspace.json"],
  ])("is valid on every file system: %s", (name, file) => {
    expect(fileName(name, ".json")).toBe(file);
  });

  it("is limited in length", () => {
    expect(fileName("ö".repeat(200), ".json")).toHaveLength(65);
  });
});
