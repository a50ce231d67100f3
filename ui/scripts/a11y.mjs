/**
 * Runs axe over every state, in light and dark, and over the telling ones in every other look:
 * `npm run a11y -- [STATE]`; with `--once` over each state in one look, over every look in turn. Beyond axe's standard it
 * checks that the countdown reaches 7 : 1.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { openState, withPreview } from "./browser.mjs";
import { looks, reachable, states, telling } from "./states.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const once = process.argv.includes("--once");
const wanted = new RegExp(`^(${process.argv.slice(2).find((word) => !word.startsWith("--")) ?? ".*"})$`);

let checked = 0;
let violations = 0;

await withPreview(async ({ browser, base }) => {
  for (const state of states.filter(({ name }) => wanted.test(name))) {
    for (const look of once ? [lookFor(state)] : looks) {
      const everywhere = look.name === "light" || look.name === "dark";
      if (!reachable(state, look) || !(once || everywhere || telling.test(state.name))) continue;
      const { page, context, complaints } = await openState(browser, base, { ...state, ...look });
      for (const complaint of complaints) report(state, look, complaint);
      // The policy of the page refuses a script of ours, as it should: axe comes in through the debugger instead.
      await page.evaluate(axe);
      const result = await page.evaluate(() =>
        globalThis.axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
          rules: { "color-contrast-enhanced": { enabled: false } },
        }),
      );
      const countdown = await page.evaluate(() =>
        document.querySelector("[data-testid=countdown]")
          ? globalThis.axe.run("[data-testid=countdown]", {
              runOnly: { type: "rule", values: ["color-contrast-enhanced"] },
            })
          : { violations: [] },
      );
      for (const { id, nodes } of [...result.violations, ...countdown.violations]) {
        for (const node of nodes) report(state, look, `${id}: ${node.html.slice(0, 160)}\n    ${node.failureSummary}`);
      }
      checked += 1;
      await context.close();
    }
  }
});

/** The look in which a state is looked at where it is looked at once: another for each, the same in every run. */
function lookFor(state) {
  const fitting = looks.filter((look) => reachable(state, look));
  return fitting[states.indexOf(state) % fitting.length];
}

function report(state, look, text) {
  violations += 1;
  console.error(`${state.name} ${look.name}: ${text}`);
}

console.log(`${checked} screens checked, ${violations} violations.`);
process.exitCode = violations === 0 ? 0 : 1;
