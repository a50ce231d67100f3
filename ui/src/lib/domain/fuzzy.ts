/** How well a text matches a query, and the positions of the matching letters. */
export type Fit = { score: number; places: number[] };

/** Scores of a letter at the start of a word, right after the previous match, and anywhere else. */
const WORD_START = 8;
const ADJACENT = 6;
const ANYWHERE = 1;
/** The bonus of a substring, which beats scattered letters. */
const SUBSTRING = 40;

/**
 * How well a text contains all letters of a query in their order: a substring beats the starts of words, which beat
 * scattered letters. `null` if it does not. An empty query matches everything equally.
 */
export function fit(query: string, text: string): Fit | null {
  const needle = fold(query.trim());
  const letters = fold(text);
  const position = letters.indexOf(needle);
  if (position >= 0) {
    const start = startsWord(letters, position) ? WORD_START : 0;
    const length = needle.length;
    return {
      score: length === 0 ? 0 : SUBSTRING + start + ADJACENT * length - letters.length / 100,
      places: Array.from({ length }, (_, index) => position + index),
    };
  }
  const scattered = needle.replace(/\s+/g, "");
  return matchLetters(scattered, letters, true) ?? matchLetters(scattered, letters, false);
}

/** Splits a text into pieces, with the matching letters to highlight. */
export function pieces(text: string, places: readonly number[]): { text: string; found: boolean }[] {
  const found = new Set(places);
  const parts: { text: string; found: boolean }[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const letter = text.charAt(index);
    const last = parts.at(-1);
    if (last && last.found === found.has(index)) last.text += letter;
    else parts.push({ text: letter, found: found.has(index) });
  }
  return parts;
}

/** Matches letter by letter. `leaping` prefers the starts of words, which may skip a letter that is needed later. */
function matchLetters(needle: string, letters: string, leaping: boolean): Fit | null {
  const places: number[] = [];
  let score = 0;
  for (const letter of needle) {
    const from = (places.at(-1) ?? -1) + 1;
    const next = letters.indexOf(letter, from);
    if (next < 0) return null;
    const isAdjacent = next === from && places.length > 0;
    const at = isAdjacent || !leaping ? next : (wordStart(letters, letter, from) ?? next);
    score += isAdjacent ? ADJACENT : startsWord(letters, at) ? WORD_START : ANYWHERE;
    places.push(at);
  }
  return { score: score - letters.length / 100, places };
}

function wordStart(letters: string, letter: string, from: number): number | null {
  for (let at = letters.indexOf(letter, from); at >= 0; at = letters.indexOf(letter, at + 1)) {
    if (startsWord(letters, at)) return at;
  }
  return null;
}

function startsWord(letters: string, at: number): boolean {
  return at === 0 || /[^\p{L}\p{N}]/u.test(letters.charAt(at - 1));
}

/** Removes case and accents and keeps each letter's position: "sao" finds "São". */
function fold(text: string): string {
  // eslint-disable-next-line no-control-regex -- ASCII has no accents, and lowercasing keeps its length
  if (/^[\u0000-\u007f]*$/.test(text)) return text.toLowerCase();
  return Array.from({ length: text.length }, (_, index) => {
    const letter = text.charAt(index);
    const plain = letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    return plain.length === 1 ? plain : letter;
  }).join("");
}
