/** Accessibility of every state: axe finds nothing, nothing scrolls sideways, the countdown has a contrast of 7:1. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { tagOf } from "./looks";
import { looksOf, states } from "./states";
import { expect, test } from "./test";

const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COUNTDOWN = "[data-testid=countdown]";

for (const state of states) {
  test(state.name, { tag: looksOf(state).map(({ name }) => tagOf(name)) }, async ({ open }) => {
    const page = await open(state);
    // The design page shows two themes side by side at any width, and users never see it.
    if (!state.query.includes("page=components")) {
      expect.soft(await page.evaluate(scrollingSideways), "nothing scrolls sideways").toEqual([]);
    }
    expect.soft(await violations(axe(page).withTags(STANDARDS)), "axe").toEqual([]);
    if ((await page.locator(COUNTDOWN).count()) > 0) {
      const enhanced = axe(page).include(COUNTDOWN).withRules("color-contrast-enhanced");
      expect.soft(await violations(enhanced), "the contrast of the countdown").toEqual([]);
    }
  });
}

/** Leaves out frames, of which there are none: merging results from frames would take a second page each time. */
const axe = (page: Page) => new AxeBuilder({ page }).setLegacyMode();

async function violations(builder: AxeBuilder): Promise<string[]> {
  const result = await builder.analyze();
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)}\n${failureSummary ?? ""}`),
  );
}

/** The elements that are wider than their container. */
function scrollingSideways(): string[] {
  const parts = [document.documentElement, ...document.querySelectorAll("main, aside, nav, dialog, .card, .notice")];
  return parts
    .filter((part) => part.scrollWidth > part.clientWidth + 1)
    .map((part) => part.outerHTML.slice(0, part.outerHTML.indexOf(">") + 1));
}
