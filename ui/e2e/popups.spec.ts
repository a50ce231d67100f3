/** Menus, options and tooltips, which are loaded apart from the page. */
import type { Page } from "@playwright/test";

import { tagOf } from "./looks";
import { stateNamed } from "./states";
import { expect, test } from "./test";

/** Keeps a chunk from arriving until the returned function is called. */
async function hold(page: Page, chunk: string): Promise<() => void> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(`**/${chunk}-*.js`, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

test.describe("popups", { tag: tagOf("light") }, () => {
  test("open as soon as they are loaded, if they are asked for before", async ({ page, open }) => {
    const releaseMenu = await hold(page, "MenuPopup");
    const releaseOptions = await hold(page, "FilterOptions");
    await open(stateNamed("overview"));

    const menu = page.getByTestId("add-menu");
    await menu.focus();
    await page.keyboard.press("Enter");
    await expect(menu).toHaveAttribute("aria-expanded", "false");
    releaseMenu();
    await expect(page.getByTestId("add-open")).toBeFocused();
    await expect(menu).toHaveAttribute("aria-expanded", "true");
    await page.keyboard.press("Escape");
    await expect(menu).toBeFocused();

    const filter = page.getByTestId("filter-status");
    await filter.click();
    releaseOptions();
    await expect(filter).toHaveAttribute("aria-expanded", "true");
    await page.keyboard.press("Escape");
    await expect(filter).toBeFocused();
    await expect(filter).toHaveAttribute("aria-expanded", "false");
  });

  test("are operated by keys, and give the focus back", async ({ page, open }) => {
    await open(stateNamed("overview"));
    const menu = page.getByTestId("export");
    const items = page.getByRole("menuitem");
    for (const key of ["Enter", "Space", "ArrowDown"]) {
      await menu.focus();
      await page.keyboard.press(key);
      await expect(items.first(), key).toBeFocused();
      await page.keyboard.press("Escape");
      await expect(menu, key).toBeFocused();
      await expect(items).toHaveCount(0);
    }
    await page.keyboard.press("Enter");
    await expect(items.first()).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(page.getByTestId("matrix-open")).toBeFocused();
    await expect(items).toHaveCount(0);

    const filter = page.getByTestId("filter-status");
    for (const key of ["Enter", "Space"]) {
      await filter.focus();
      await page.keyboard.press(key);
      await expect(page.locator(".options :focus"), key).toHaveCount(1);
      await page.keyboard.press("Escape");
      await expect(filter, key).toBeFocused();
    }
  });

  test("open and close at a press, and choose where the button is released", async ({ page, open }) => {
    await open(stateNamed("overview"));
    const menu = page.getByTestId("add-menu");
    const first = page.getByTestId("add-open");
    await menu.click();
    await expect(page.getByRole("menu")).toBeFocused();
    await menu.click();
    await expect(first).toHaveCount(0);
    await expect(menu).toHaveAttribute("aria-expanded", "false");

    // Another menu's button closes the first menu and opens its own.
    await menu.click();
    await page.getByTestId("export").click();
    await expect(first).toHaveCount(0);
    await expect(page.getByTestId("export-csv")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("export")).toBeFocused();

    const filter = page.getByTestId("filter-status");
    await filter.click();
    await expect(filter).toHaveAttribute("aria-expanded", "true");
    await filter.click();
    await expect(filter).toHaveAttribute("aria-expanded", "false");

    await menu.hover();
    await page.mouse.down();
    await first.hover();
    await page.mouse.up();
    await expect(page.getByTestId("add-address")).toBeVisible();
  });

  test("open by touch", async ({ browser, baseURL }) => {
    const context = await browser.newContext({ hasTouch: true, ...(baseURL ? { baseURL } : {}) });
    const page = await context.newPage();
    await page.goto("/?pace=0");
    await page.getByTestId("add-menu").tap();
    await expect(page.getByTestId("add-open")).toBeVisible();
    await page.getByTestId("add-open").tap();
    await expect(page.getByTestId("add-address")).toBeVisible();
    await context.close();
  });

  test("say what a button does on hover, inside of the window", async ({ page, open }) => {
    await open(stateNamed("overview"));
    const tooltip = page.getByRole("tooltip");
    const matrix = page.getByTestId("matrix-open");
    await matrix.hover();
    await expect(tooltip).toBeVisible();
    await tooltip.hover();
    await page.keyboard.press("Escape");
    await expect(tooltip).toHaveCount(0);

    await page.getByTestId("refresh-all").hover();
    await expect(tooltip).toHaveText(/R/);
    await page.mouse.move(0, 0);
    await expect(tooltip).toHaveCount(0);

    await matrix.hover();
    await expect(tooltip).toBeVisible();
    const [button, box] = [await matrix.boundingBox(), await tooltip.boundingBox()];
    expect(box && button && (box.y + box.height <= button.y || box.y >= button.y + button.height)).toBe(true);
    expect(box && box.x >= 8 && box.x + box.width <= (page.viewportSize()?.width ?? 0) - 8).toBe(true);
    await matrix.click();
    await expect(tooltip).toHaveCount(0);
  });
});
