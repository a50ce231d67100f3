/** Accessibility of every state: axe finds nothing, nothing scrolls sideways, the countdown has a contrast of 7:1. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { Page } from "@playwright/test";
import type axe from "axe-core";

import { tagOf } from "./looks";
import { looksOf, states } from "./states";
import { expect, test } from "./test";

const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COUNTDOWN = "[data-testid=countdown]";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

for (const state of states) {
  test(state.name, { tag: looksOf(state).map(({ name }) => tagOf(name)) }, async ({ open }) => {
    const page = await open(state);
    // The design page shows two themes side by side at any width, and users never see it.
    if (!state.query.includes("page=components")) {
      expect.soft(await page.evaluate(scrollingSideways), "nothing scrolls sideways").toEqual([]);
    }
    await page.evaluate(AXE);
    expect.soft(await violations(page, "html", STANDARDS), "axe").toEqual([]);
    if ((await page.locator(COUNTDOWN).count()) > 0) {
      const enhanced = { type: "rule" as const, values: ["color-contrast-enhanced"] };
      expect.soft(await violations(page, COUNTDOWN, enhanced), "the contrast of the countdown").toEqual([]);
    }
  });
}

/**
 * What axe finds in a part of the page. It is run in the page, and only violations leave it: the usual adapter takes most
 * of its time for what has passed.
 */
async function violations(page: Page, part: string, runOnly: string[] | axe.RunOnly): Promise<string[]> {
  return page.evaluate(
    async ({ part, runOnly }) => {
      const { axe: library } = globalThis as unknown as { axe: typeof axe };
      const result = await library.run(part, { runOnly, resultTypes: ["violations"] });
      return result.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)}\n${failureSummary ?? ""}`),
      );
    },
    { part, runOnly },
  );
}

/** The elements that are wider than their container. */
function scrollingSideways(): string[] {
  const parts = [document.documentElement, ...document.querySelectorAll("main, aside, nav, dialog, .card, .notice")];
  return parts
    .filter((part) => part.scrollWidth > part.clientWidth + 1)
    .map((part) => part.outerHTML.slice(0, part.outerHTML.indexOf(">") + 1));
}
