/** Takes the pictures of `GALLERY.md` anew, and writes the page itself: `npm run gallery`, after `npm run build`. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";

import { withPreview } from "./browser.mjs";
import { fileOf, madeBy, pictures, take } from "./pictures.mjs";
import { small } from "./png.mjs";

rmSync("gallery", { recursive: true, force: true });
mkdirSync("gallery");
let page = "";

await withPreview(async ({ browser, base }) => {
  page += `# The window

Real screens of the pages, on recorded data, made by \`npm run gallery\` in ${madeBy(browser)}. \`npm run screens\`
compares the pages with them.
`;
  for (const picture of pictures) {
    const file = fileOf(picture);
    writeFileSync(file, small(await take(browser, base, picture)));
    page += `\n## ${picture.says}\n\n![${picture.says}](${file})\n`;
  }
});

writeFileSync("GALLERY.md", page);
