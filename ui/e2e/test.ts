/** The runner's `test`, with a way to open a state. */
import { test as base, type Page } from "@playwright/test";

import type { State } from "./states/state";

export { expect } from "@playwright/test";

type Fixtures = {
  /** Opens the page in a state, once everything that moves has arrived. */
  open: (state: State) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  open: async ({ page }, use) => {
    // A warning of the console, an uncaught error and a refusal of the content security policy fail the test.
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
      await page.locator(state.ready ?? "main[aria-busy=false]").waitFor({ state: "attached" });
      await state.act?.(page);
      await page.evaluate(arrived);
      return page;
    });

    base.expect(complaints, "the console says nothing").toEqual([]);
  },
});

/** Waits for every animation that ends. A spinner never does. */
async function arrived() {
  const ending = document
    .getAnimations()
    .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
  await Promise.allSettled(ending.map((animation) => animation.finished));
}
