/** A piece of a text: what was looked for, with its number, or what lies between. */
export type Piece = { text: string; hit: number | null };

/** What was looked for in a text, found so often; `more` where it was too often to mark every place. */
export type SearchResult = { pieces: Piece[]; hits: number; more: boolean };

/** The most matches that are marked: more would not help, and slow the window down. */
export const MOST_HITS = 500;

/** Looks for words in a text, whatever their case. An empty search finds nothing. */
export function searchText(text: string, wanted: string): SearchResult {
  const pieces: Piece[] = [];
  let [hits, from] = [0, 0];
  if (wanted !== "") {
    // What is looked for is text, whatever it would mean in a pattern.
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

/** A name for a file: what file systems of every kind take, of a name that may be in any script. */
export function fileName(name: string, ending: string): string {
  const plain = name
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return `${[...plain].slice(0, 60).join("") || "workspace"}${ending}`;
}
