/** A piece of a text: a match with its number, or the text between two matches. */
export type Piece = { text: string; hit: number | null };

/** The matches in a text; `more` if there are too many to highlight. */
export type SearchResult = { pieces: Piece[]; hits: number; more: boolean };

/** The maximum number of matches: more would not help, and would slow down the window. */
export const MOST_HITS = 500;

/** Searches a text, ignoring case. An empty query finds nothing. */
export function searchText(text: string, wanted: string): SearchResult {
  const pieces: Piece[] = [];
  let [hits, from] = [0, 0];
  if (wanted !== "") {
    // The query is text, not a pattern.
    const pattern = new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "giu");
    for (const { index, 0: match } of text.matchAll(pattern)) {
      if (hits === MOST_HITS) return { pieces: [...pieces, { text: text.slice(from), hit: null }], hits, more: true };
      if (index > from) pieces.push({ text: text.slice(from, index), hit: null });
      pieces.push({ text: match, hit: hits });
      from = index + match.length;
      hits += 1;
    }
  }
  if (from < text.length) pieces.push({ text: text.slice(from), hit: null });
  return { pieces, hits, more: false };
}

/** Makes a file name that is valid on every file system from a name in any script. */
export function fileName(name: string, ending: string): string {
  const plain = name
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return `${[...plain].slice(0, 60).join("") || "workspace"}${ending}`;
}
