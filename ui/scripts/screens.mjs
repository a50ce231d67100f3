/**
 * Compares the pages with the kept pictures, tolerantly: `npm run screens`, after `npm run build`. What differs is left
 * in `shots/`, as it is now and as what differs. `npm run gallery` keeps it as it is now.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";

import { withPreview } from "./browser.mjs";
import { fileOf, madeBy, pictures, take } from "./pictures.mjs";
import { difference } from "./png.mjs";

/** The only fonts that `fonts.conf` names. */
const FONTS = "/usr/share/fonts/truetype/dejavu";

let different = 0;
let compared = 0;
mkdirSync("shots", { recursive: true });

await withPreview(async ({ browser, base }) => {
  if (!readFileSync("GALLERY.md", "utf8").includes(madeBy(browser))) {
    console.log(`The pictures were not made in ${madeBy(browser)}, which may draw every letter otherwise: left out.`);
    return;
  }
  if (!existsSync(FONTS)) {
    console.log(`The pictures were made with the fonts in ${FONTS}, which are not there: left out.`);
    return;
  }
  for (const picture of pictures) {
    compared += 1;
    const file = fileOf(picture);
    const taken = await take(browser, base, picture);
    const found = existsSync(file) ? difference(readFileSync(file), taken) : { says: "it is new", png: taken };
    if (!found) continue;
    different += 1;
    const name = basename(file, ".png");
    writeFileSync(`shots/${name}.now.png`, taken);
    writeFileSync(`shots/${name}.diff.png`, found.png);
    console.error(`${file}: ${found.says}; see shots/${name}.now.png and shots/${name}.diff.png`);
  }
});

console.log(`${compared} screens compared, ${different} different.`);
if (different > 0) console.error("Look at them. `npm run gallery` keeps them as they are now.");
process.exitCode = different === 0 ? 0 : 1;
