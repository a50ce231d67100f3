/** How well a text fits what was typed, and at which places its letters were found. */
export type Fit = { score: number; places: number[] };

/** Found at the start of a word, right after the letter before, and somewhere. */
const WORD = 8;
const RUN = 6;
const SOMEWHERE = 1;
/** What a text found in one piece is worth beyond that: it beats any scatter of letters. */
const WHOLE = 40;

/**
 * Whether all letters typed appear in the text in their order, and how well: in one piece beats the starts of words,
 * those beat letters strewn about. `null` where they do not. An empty query fits everything equally.
 */
export function fit(query: string, text: string): Fit | null {
  const wanted = fold(query.trim());
  const letters = fold(text);
  const whole = letters.indexOf(wanted);
  if (whole >= 0) {
    const start = startsWord(letters, whole) ? WORD : 0;
    const length = wanted.length;
    return {
      score: length === 0 ? 0 : WHOLE + start + RUN * length - letters.length / 100,
      places: Array.from({ length }, (_, index) => whole + index),
    };
  }
  const strewnLetters = wanted.replace(/\s+/g, "");
  return strewn(strewnLetters, letters, true) ?? strewn(strewnLetters, letters, false);
}

/** A text in pieces, the found letters apart, to be marked. */
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

/** The letters one after the other; leaping to the starts of words reads best, but may leap over what is still wanted. */
function strewn(wanted: string, letters: string, leaping: boolean): Fit | null {
  const places: number[] = [];
  let score = 0;
  for (const letter of wanted) {
    const from = (places.at(-1) ?? -1) + 1;
    const next = letters.indexOf(letter, from);
    if (next < 0) return null;
    const goesOn = next === from && places.length > 0;
    const at = goesOn || !leaping ? next : (wordStart(letters, letter, from) ?? next);
    score += goesOn ? RUN : startsWord(letters, at) ? WORD : SOMEWHERE;
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

/** Without case and accents, each letter at its own place: "São" is found by "sao". */
function fold(text: string): string {
  // eslint-disable-next-line no-control-regex -- all of ASCII, which has no accents and keeps its length
  if (/^[\u0000-\u007f]*$/.test(text)) return text.toLowerCase();
  return Array.from({ length: text.length }, (_, index) => {
    const letter = text.charAt(index);
    const plain = letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    return plain.length === 1 ? plain : letter;
  }).join("");
}
