/** Steps that several states share. */
import type { Act } from "./state";

/** Fills in fields by test id. */
export const fill =
  (values: Record<string, string>): Act =>
  async (page) => {
    for (const [id, value] of Object.entries(values)) await page.getByTestId(id).fill(value);
  };

/** Chooses an item of the workspace's menu. */
export const menu =
  (item: string, more?: Act): Act =>
  async (page) => {
    await page.getByTestId("workspace-menu").click();
    await page.getByTestId(item).click();
    await more?.(page);
  };
