/** Comparing with kept pictures: what differs is left in `shots/`, as it is now and as what differs. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";

import { difference } from "./png.mjs";

/** The only fonts that `fonts.conf` names. */
const FONTS = "/usr/share/fonts/truetype/dejavu";

/**
 * Compares what `compareAll` hands over, and ends the process with a failure where something differs. Nothing is compared
 * where the pictures would not be drawn as those that are kept: by another version than the one that `page` names, or with
 * other fonts.
 */
export async function compareWithKept({ page, madeBy, keep }, compareAll) {
  if (!readFileSync(page, "utf8").includes(madeBy)) {
    console.log(`The pictures were not made in ${madeBy}, which may draw every letter otherwise: left out.`);
    return;
  }
  if (!existsSync(FONTS)) {
    console.log(`The pictures were made with the fonts in ${FONTS}, which are not there: left out.`);
    return;
  }
  mkdirSync("shots", { recursive: true });
  let compared = 0;
  let different = 0;
  await compareAll((file, taken) => {
    compared += 1;
    const found = existsSync(file) ? difference(readFileSync(file), taken) : { says: "it is new", png: taken };
    if (!found) return;
    different += 1;
    const name = basename(file, ".png");
    writeFileSync(`shots/${name}.now.png`, taken);
    writeFileSync(`shots/${name}.diff.png`, found.png);
    console.error(`${file}: ${found.says}; see shots/${name}.now.png and shots/${name}.diff.png`);
  });
  console.log(`${compared} screens compared, ${different} different.`);
  if (different > 0) console.error(`Look at them. \`${keep}\` keeps them as they are now.`);
  process.exitCode = different === 0 ? 0 : 1;
}
