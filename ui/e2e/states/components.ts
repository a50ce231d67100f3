import type { Page } from "@playwright/test";

import type { State } from "./state";

/** The design page shows the placeholder of a page that loads, and is ready all the same. */
const ready = "main[aria-busy=false]";

const shown: State[] = [
  { name: "components", query: "page=components", tall: true },
  ...["measures", "buttons", "choices", "fields", "messages", "surfaces", "tones", "server-colors"].map((id) => ({
    name: `components-${id}`,
    query: "page=components",
    tall: true,
    act: (page: Page) => page.locator(`#${id}`).evaluate((heading) => heading.scrollIntoView()),
  })),
  {
    name: "components-menu",
    query: "page=components",
    act: (page) => page.getByTestId("menu-light").click(),
  },
  {
    name: "components-tooltip",
    query: "page=components",
    act: async (page) => {
      await page.getByTestId("button-danger-light").focus();
      await page.getByTestId("hinted-light").hover();
      await page.getByRole("tooltip").waitFor();
    },
  },
  {
    name: "components-dialog",
    query: "page=components",
    act: (page) => page.getByTestId("open-frame-light").click(),
  },
];

export const components: State[] = shown.map((state) => ({ ready, ...state }));
