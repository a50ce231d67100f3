/** Pictures as PNGs: made small, and compared. */
import { spawnSync } from "node:child_process";

import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

/** How far two colors may be apart, from 0 to 1: the kept pictures have 250 colors, and fonts are smoothed otherwise by
 * another version of the same browser. */
const APART = 0.12;

/** So many pixels may be different, in a picture of any size: less than a letter or an icon of a row. */
const TOLERATED = 10;

/** A picture with few colors, which is a third as large and looks the same. */
export function small(png) {
  const made = spawnSync("convert", ["png:-", "+dither", "-colors", "250", "png8:-"], {
    input: png,
    maxBuffer: 64 << 20,
  });
  if (made.status !== 0) throw new Error(`ImageMagick's convert is needed: ${made.error ?? made.stderr}`);
  return made.stdout;
}

/** Compares two pictures: nothing when they look the same, otherwise what differs, in words and as a picture. */
export function difference(kept, taken) {
  const [before, after] = [kept, taken].map((png) => PNG.sync.read(png));
  const { width, height } = after;
  if (before.width !== width || before.height !== height) {
    return { says: `${before.width} × ${before.height} before, ${width} × ${height} now`, png: taken };
  }
  const diff = new PNG({ width, height });
  const count = pixelmatch(before.data, after.data, diff.data, width, height, { threshold: APART });
  if (count <= TOLERATED) return undefined;
  return { says: `${count} pixels of ${width * height} differ`, png: PNG.sync.write(diff) };
}
