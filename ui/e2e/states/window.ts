/** The window as a whole: first run, palette, shortcuts, and failures. */
import type { Act, State } from "./state";

/** Opens the palette and types into it. */
const palette =
  (text: string): Act =>
  async (page) => {
    await page.keyboard.press("Control+k");
    await page.locator("#palette-query").fill(text);
  };

/** From the first run to the sample workspaces. */
const explore =
  (more?: Act): Act =>
  async (page) => {
    await page.getByTestId("first-samples").click();
    await page.getByTestId("overview-row").first().waitFor();
    await more?.(page);
  };

export const window: State[] = [
  { name: "palette", query: "workspace=acme", act: palette("") },
  { name: "palette-found", query: "", act: palette("kes") },
  { name: "palette-nothing", query: "", act: palette("zzz") },
  { name: "keys", query: "", act: (page) => page.keyboard.press("?") },
  { name: "first-run", query: "scenario=none" },
  { name: "samples", query: "scenario=none", act: explore() },
  {
    name: "samples-workspace",
    query: "scenario=none",
    act: explore((page) => page.locator("[data-testid=overview-row][data-id=acme] .name").click()),
  },
  { name: "one", query: "scenario=one" },
  { name: "calm", query: "scenario=calm" },
  { name: "thousand", query: "scenario=thousand&workspace=w500" },
  { name: "loading", query: "scenario=slow", ready: "main[aria-busy=true]" },
  { name: "down", query: "scenario=down" },
  { name: "failing", query: "scenario=errors" },
  { name: "vault-memory", query: "vault=memory&workspace=acme" },
  {
    name: "refreshing-all",
    query: "workspace=acme&pace=600000",
    act: async (page) => {
      const refresh = page.getByTestId("refresh-all");
      await refresh.dispatchEvent("click");
      // In a narrow window, the list with the button may be hidden.
      const busy = refresh.and(page.locator(":disabled, [aria-busy=true], [aria-disabled=true]"));
      await busy.waitFor({ state: "attached" });
    },
  },
];
