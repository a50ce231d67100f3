/**
 * Compares states that the real window cannot show with kept pictures: data that no server of the sandbox has, and
 * contrast settings of the system. `UPDATE_EXPECT=1 npm run pictures` keeps the new ones.
 */
import { readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { chromium, shrink, updating, whySkipped } from "./kept";
import { tagOf } from "./looks";
import { stateNamed } from "./states";
import { expect, test } from "./test";

const FOLDER = fileURLToPath(new URL("pictures", import.meta.url));

/** Taller than the default, for states that need it. */
const TALL = 1_500;

/** A state and the look of its picture. */
const PICTURES = [
  ["overview", "contrast-dark"],
  ["fleet-acme", "contrast"],
  ["overview-thousand", "dark"],
  ["strange-rtl", "light"],
  ["usage-read", "dark"],
  ["add-done", "light"],
] as const;

test.beforeEach(({ browser }) => {
  const reason = whySkipped(FOLDER, chromium(browser.version()));
  test.skip(reason !== undefined, reason);
});

for (const [name, look] of PICTURES) {
  test(`picture of ${name}`, { tag: tagOf(look) }, async ({ page, open, viewport }) => {
    const state = stateNamed(name);
    if (state.tall && viewport) await page.setViewportSize({ width: viewport.width, height: TALL });
    await open(state);
    // Clicking in a dialog scrolls to the element, but not always by the same amount.
    await page.evaluate(() => {
      for (const part of document.querySelectorAll("dialog, dialog *")) part.scrollTop = 0;
    });
    const file = `${name}.${look}.png`;
    await expect(page).toHaveScreenshot([file]);
    if (updating) shrink(`${FOLDER}/${file}`);
  });
}

test("every kept picture belongs to a state", { tag: tagOf("light") }, ({ browser }) => {
  const names: string[] = PICTURES.map(([name, look]) => `${name}.${look}.png`);
  const stale = readdirSync(FOLDER).filter((file) => file.endsWith(".png") && !names.includes(file));
  if (updating) for (const file of stale) rmSync(`${FOLDER}/${file}`);
  else expect(stale).toEqual([]);
  expect(`${chromium(browser.version())}\n`).toMatchSnapshot("made-with.txt");
});
