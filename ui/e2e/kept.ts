/** The kept pictures: what they were made with, and whether those made here can be compared with them. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** One of the fonts that `fonts.conf` names. There are no others in the pictures. */
export const FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

/** `UPDATE_EXPECT=1`: keep what the tests make, and compare with nothing. */
export const updating = Boolean(process.env["UPDATE_EXPECT"]);

/** Where a PNG says how it stores colors, and what it says there of one with a palette. */
const COLOR_TYPE = 25;
const PALETTE = 3;

/** Leaves a kept picture 250 colors: a third of its size, and within the tolerance of the comparison. */
export function shrink(file: string) {
  if (readFileSync(file)[COLOR_TYPE] === PALETTE) return;
  const { status, error, stderr } = spawnSync("convert", [file, "-strip", "+dither", "-colors", "250", `png8:${file}`]);
  if (status !== 0) throw new Error(`ImageMagick's convert is needed: ${error?.message ?? stderr.toString()}`);
}

/** What draws the pages: another version of it may draw every letter differently. */
export type Renderer = `Chromium ${string}` | `WebKitGTK ${string}`;

/** Chromium by its major version, of `156.0.8078.108` or `HeadlessChrome/156.0.8078.108`. */
export const chromium = (version: string): Renderer =>
  `Chromium ${/\d+/.exec(version)?.[0] ?? "of an unknown version"}`;

/** WebKitGTK by its minor version, of `2.50.6`. */
export const webkitgtk = (version: string): Renderer =>
  `WebKitGTK ${/^\d+\.\d+/.exec(version)?.[0] ?? "of an unknown version"}`;

/** What the pictures of a folder were made with, as its `made-with.txt` says. */
export function madeWith(folder: string): string {
  const file = `${folder}/made-with.txt`;
  return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
}

type Comparison = {
  /** What the kept pictures were made with. */
  kept: string;
  /** What those to be compared were made with. */
  here: Renderer;
  hasFont: boolean;
};

/** Why pictures made here cannot be compared with the kept ones. */
export function whyNotComparable({ kept, here, hasFont }: Comparison): string | undefined {
  if (!hasFont) return `the pictures need the font ${FONT} (Debian: fonts-dejavu-core)`;
  if (kept !== here) return `the kept pictures were made with ${kept || "nothing"}, and not with ${here} as here`;
  return undefined;
}

/**
 * Why the pictures of a folder are left out here. Where they are updated, a missing font is an error, and another version
 * is the very reason to update them.
 */
export function whyLeftOut(folder: string, here: Renderer): string | undefined {
  const hasFont = existsSync(FONT);
  if (!updating) return whyNotComparable({ kept: madeWith(folder), here, hasFont });
  const problem = whyNotComparable({ kept: here, here, hasFont });
  if (problem) throw new Error(problem);
  return undefined;
}
