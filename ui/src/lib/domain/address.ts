/** Whether a license is made out to an address; `unknown` where its text does not say so to anybody but the server. */
export type AddressFit = "fits" | "differs" | "unknown";

/** Whether one of a license's addresses is the workspace's; `null` where the license names none. */
export function addressFit(patterns: readonly string[], url: string): AddressFit | null {
  if (patterns.length === 0) return null;
  const fits = patterns.map((pattern) => patternFit(pattern, url));
  if (fits.includes("fits")) return "fits";
  return fits.includes("unknown") ? "unknown" : "differs";
}

/**
 * Compares as the server does: without the scheme and the last slash, in any case of letters, the whole of it, and `*`
 * for anything. A pattern with more in it than that (a hash, an expression) is not tried: an expression from a stranger
 * can keep a computer busy for years.
 */
export function patternFit(pattern: string, url: string): AddressFit {
  const wanted = bare(pattern);
  const address = bare(url);
  if (wanted === address) return "fits";
  if (isHash(wanted) || !READABLE.test(wanted)) return "unknown";
  return matchesStars(wanted.split("*"), address) ? "fits" : "differs";
}

/** What an address is written in, and stars. */
const READABLE = /^[a-z0-9.*:/_~%-]+$/;

function isHash(text: string): boolean {
  return /^[0-9a-f]{32,128}$/.test(text);
}

function bare(address: string): string {
  return address
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/\/$/, "");
}

/** Matches each piece at its first occurrence: with nothing but stars between them no other occurrence does better. */
function matchesStars(pieces: readonly string[], address: string): boolean {
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (pieces.length === 1) return first === address;
  if (!address.startsWith(first) || !address.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = address.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= address.length - last.length;
}
