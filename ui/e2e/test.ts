/** Playwright's `test`, with a fixture that opens a state. */
import { test as base, type Page } from "@playwright/test";

import type { State } from "./states/state";

export { expect } from "@playwright/test";

/** The workspaces are there, and the page that shows them has loaded. */
const READY = "main[aria-busy=false]:not(:has(.skeleton))";

type Fixtures = {
  /** Opens a state, and waits until its animations have ended. */
  open: (state: State) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  open: async ({ page }, use) => {
    // A console warning, an uncaught error or a violation of the content security policy fails the test.
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));

    await use(async (state) => {
      if (state.init) await page.addInitScript(state.init);
      const query = new URLSearchParams(state.query);
      if (!query.has("pace")) query.set("pace", "0");
      await page.goto(`/?${query.toString()}`);
      await page.locator(state.ready ?? READY).waitFor({ state: "attached" });
      await state.act?.(page);
      await page.evaluate(arrived);
      return page;
    });

    base.expect(complaints, "the console says nothing").toEqual([]);
  },
});

/** Waits for every finite animation; a spinner never ends. */
async function arrived() {
  const ending = document
    .getAnimations()
    .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
  await Promise.allSettled(ending.map((animation) => animation.finished));
}
