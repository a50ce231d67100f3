/**
 * Screenshots of the built pages: `npm run shots -- [STATE [LOOK]]`, both regular expressions, into `shots/`.
 * Without arguments every state in light and dark, and in every other look the few that show it best.
 */
import { mkdirSync } from "node:fs";

import { openState, withPreview } from "./browser.mjs";
import { looks, reachable, states, telling } from "./states.mjs";

const [stateWanted, lookWanted] = process.argv.slice(2);
const wanted = (state, look) =>
  reachable(state, look) &&
  (stateWanted ? new RegExp(`^(${stateWanted})$`).test(state.name) : true) &&
  (lookWanted
    ? new RegExp(`^(${lookWanted})$`).test(look.name)
    : look.name === "light" || look.name === "dark" || (!stateWanted && telling.test(state.name)));

mkdirSync("shots", { recursive: true });
let troubles = 0;

await withPreview(async ({ browser, base }) => {
  for (const state of states) {
    for (const look of looks) {
      if (!wanted(state, look)) continue;
      const size = state.tall && !look.width ? { height: 1_500 } : {};
      const { page, context, complaints } = await openState(browser, base, { ...state, ...look, ...size });
      const wide = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll("main, aside, nav, dialog, .card, .notice")].some(
          (element) => element.scrollWidth > element.clientWidth + 1,
        ),
      );
      if (wide) complaints.push("scrolls sideways");
      await page.screenshot({ path: `shots/${state.name}.${look.name}.png` });
      for (const complaint of complaints) console.error(`${state.name} ${look.name}: ${complaint}`);
      troubles += complaints.length;
      await context.close();
    }
  }
});

console.log(troubles === 0 ? "No complaints." : `${troubles} complaints.`);
process.exitCode = troubles === 0 ? 0 : 1;
