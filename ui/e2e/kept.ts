/** The kept pictures: what they were made with, and whether pictures made here can be compared with them. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** One of the fonts in `fonts.conf`, the only ones in the pictures. */
export const FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

/** `UPDATE_EXPECT=1`: keep the new pictures instead of comparing them. */
export const updating = Boolean(process.env["UPDATE_EXPECT"]);

/** The offset of the color type in a PNG, and its value for a palette. */
const COLOR_TYPE = 25;
const PALETTE = 3;

/** Reduces a kept picture to 250 colors: a third of its size, and within the tolerance of the comparison. */
export function shrink(file: string) {
  if (readFileSync(file)[COLOR_TYPE] === PALETTE) return;
  const { status, error, stderr } = spawnSync("convert", [file, "-strip", "+dither", "-colors", "250", `png8:${file}`]);
  if (status !== 0) throw new Error(`ImageMagick's convert is needed: ${error?.message ?? stderr.toString()}`);
}

/** The renderer: another version may draw every letter differently. */
export type Renderer = `Chromium ${string}` | `WebKitGTK ${string}`;

/** Chromium by its major version, from `156.0.8078.108` or `HeadlessChrome/156.0.8078.108`. */
export const chromium = (version: string): Renderer =>
  `Chromium ${/\d+/.exec(version)?.[0] ?? "of an unknown version"}`;

/** WebKitGTK by its minor version, from `2.50.6`. */
export const webkitgtk = (version: string): Renderer =>
  `WebKitGTK ${/^\d+\.\d+/.exec(version)?.[0] ?? "of an unknown version"}`;

/** The renderer of the pictures in a folder, from its `made-with.txt`. */
export function madeWith(folder: string): string {
  const file = `${folder}/made-with.txt`;
  return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
}

type Comparison = {
  /** The renderer of the kept pictures. */
  kept: string;
  /** The renderer of the new pictures. */
  here: Renderer;
  hasFont: boolean;
};

/** Why pictures made here cannot be compared with the kept ones; `undefined` if they can. */
export function whyNotComparable({ kept, here, hasFont }: Comparison): string | undefined {
  if (!hasFont) return `the pictures need the font ${FONT} (Debian: fonts-dejavu-core)`;
  if (kept !== here) return `the kept pictures were made with ${kept || "nothing"}, and not with ${here} as here`;
  return undefined;
}

/**
 * Why the pictures of a folder are skipped. When updating, a missing font is an error, while another version is the very
 * reason to update.
 */
export function whySkipped(folder: string, here: Renderer): string | undefined {
  const hasFont = existsSync(FONT);
  if (!updating) return whyNotComparable({ kept: madeWith(folder), here, hasFont });
  const problem = whyNotComparable({ kept: here, here, hasFont });
  if (problem) throw new Error(problem);
  return undefined;
}
