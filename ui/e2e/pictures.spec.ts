/**
 * Compares what the real window cannot show with kept pictures: data that no server of the sandbox has, and contrasts that
 * the system asks for. `UPDATE_EXPECT=1 npm run pictures` keeps them as they are now.
 */
import { readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { chromium, shrink, updating, whyLeftOut } from "./kept";
import { tagOf } from "./looks";
import { stateNamed } from "./states";
import { expect, test } from "./test";

const FOLDER = fileURLToPath(new URL("pictures", import.meta.url));

/** Higher than the window, for the states that need it. */
const TALL = 1_500;

/** A state and the look in which it is pictured. */
const PICTURES = [
  ["overview", "contrast-dark"],
  ["fleet-acme", "contrast"],
  ["overview-thousand", "dark"],
  ["strange-rtl", "light"],
  ["usage-read", "dark"],
  ["add-done", "light"],
] as const;

test.beforeEach(({ browser }) => {
  const reason = whyLeftOut(FOLDER, chromium(browser.version()));
  test.skip(reason !== undefined, reason);
});

for (const [name, look] of PICTURES) {
  test(`picture of ${name}`, { tag: tagOf(look) }, async ({ page, open, viewport }) => {
    const state = stateNamed(name);
    if (state.tall && viewport) await page.setViewportSize({ width: viewport.width, height: TALL });
    await open(state);
    // What is clicked in a dialog is scrolled to, by more or by less.
    await page.evaluate(() => {
      for (const part of document.querySelectorAll("dialog, dialog *")) part.scrollTop = 0;
    });
    const file = `${name}.${look}.png`;
    await expect(page).toHaveScreenshot([file]);
    if (updating) shrink(`${FOLDER}/${file}`);
  });
}

test("every kept picture is one of these", { tag: tagOf("light") }, ({ browser }) => {
  const names: string[] = PICTURES.map(([name, look]) => `${name}.${look}.png`);
  const stale = readdirSync(FOLDER).filter((file) => file.endsWith(".png") && !names.includes(file));
  if (updating) for (const file of stale) rmSync(`${FOLDER}/${file}`);
  else expect(stale).toEqual([]);
  expect(`${chromium(browser.version())}\n`).toMatchSnapshot("made-with.txt");
});
