/** What is done in more than one place to get to a state. */

/** Types into fields, each by its test id. */
export const fill = (values) => async (page) => {
  for (const [id, value] of Object.entries(values)) await page.getByTestId(id).fill(value);
};

/** Chooses something of the menu of a workspace. */
export const menu = (item, more) => async (page) => {
  await page.getByTestId("workspace-menu").click();
  await page.getByTestId(item).click();
  await more?.(page);
};
