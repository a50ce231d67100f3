/** Compares the pages with the pictures of `GALLERY.md`, tolerantly: `npm run screens`, after `npm run build`. */
import { withPreview } from "./browser.mjs";
import { compareWithKept } from "./kept.mjs";
import { fileOf, madeBy, pictures, take } from "./pictures.mjs";

await withPreview(({ browser, base }) =>
  compareWithKept({ page: "GALLERY.md", madeBy: madeBy(browser), keep: "npm run gallery" }, async (compare) => {
    for (const picture of pictures) compare(fileOf(picture), await take(browser, base, picture));
  }),
);
