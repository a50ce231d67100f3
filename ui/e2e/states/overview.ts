/** The overview: its rows, filters and groups. */
import { menu } from "./acts";
import type { Act, State } from "./state";

/** The list in manual order, and so in groups. */
const ownOrder = () => localStorage.setItem("license-watch.order", JSON.stringify("own"));

/** Drags a row of the overview with the mouse, without releasing it. */
const drag =
  (from: string, to: string): Act =>
  async (page) => {
    const begin = await page.locator(`[data-testid=overview-row][data-id=${from}]`).boundingBox();
    const end = await page.locator(`[data-id=${to}]`).first().boundingBox();
    if (!begin || !end) throw new Error(`${from} or ${to} is not there`);
    await page.mouse.move(begin.x + 200, begin.y + 20);
    await page.mouse.down();
    await page.mouse.move(end.x + 230, end.y + end.height - 4, { steps: 6 });
  };

const openMatrix: Act = (page) => page.getByTestId("matrix-open").click();

/** Types into the filter field, which a narrow window shows only then. */
const typeFilter =
  (text: string): Act =>
  async (page) => {
    await page.keyboard.press("Control+f");
    await page.getByTestId("filter").fill(text);
  };

const groupsDialog =
  (more?: Act): Act =>
  async (page) => {
    await page.getByTestId("groups-open").click();
    await more?.(page);
  };

/** Opens the timeline, which begins folded in a low window. */
const unfold: Act = async (page) => {
  const fold = page.getByTestId("timeline-fold");
  if ((await fold.getAttribute("aria-expanded")) === "false") await fold.click();
};

export const overview: State[] = [
  { name: "overview", query: "" },
  { name: "overview-whole", query: "", tall: true },
  { name: "overview-calm", query: "scenario=calm" },
  { name: "overview-thousand", query: "scenario=thousand" },
  { name: "overview-strange", query: "scenario=strange" },
  { name: "overview-errors", query: "scenario=errors" },
  {
    name: "overview-month",
    query: "",
    act: async (page) => {
      await unfold(page);
      await page.getByTestId("span-1").click();
      await page.getByTestId("timeline-mark").first().hover();
    },
  },
  {
    name: "overview-crowd",
    query: "scenario=thousand",
    act: async (page) => {
      await unfold(page);
      await page.getByTestId("timeline-mark").nth(3).focus();
    },
  },
  {
    name: "overview-narrowed",
    wide: true,
    query: "",
    act: async (page) => {
      await page.getByTestId("filter-module").click();
      await page.getByTestId("facet-module-auditing").click();
      await page.keyboard.press("Escape");
      await page.getByTestId("filter-status").click();
      await page.getByTestId("facet-status-expiring").click();
      await page.keyboard.press("Escape");
      await typeFilter("a")(page);
    },
  },
  {
    name: "overview-filters",
    query: "",
    act: async (page) => {
      await page.getByTestId("filter-module").click();
      await page.getByTestId("facet-without-auditing").click();
    },
  },
  {
    name: "overview-compact",
    query: "",
    act: (page) => page.getByTestId("density").click(),
  },
  {
    name: "overview-menu",
    query: "",
    act: (page) => page.locator("[data-testid=overview-row]").nth(1).click({ button: "right" }),
  },
  { name: "matrix", query: "", act: openMatrix },
  { name: "matrix-thousand", query: "scenario=thousand", act: openMatrix },
  {
    name: "overview-nothing",
    wide: true,
    query: "",
    act: typeFilter("zzz & nothing"),
  },
  {
    name: "overview-keyboard",
    query: "",
    act: async (page) => {
      for (const key of ["j", "j", "ArrowDown"]) await page.keyboard.press(key);
    },
  },
  { name: "groups-overview", query: "", init: ownOrder, tall: true },
  { name: "groups-thousand", query: "scenario=thousand", init: ownOrder },
  { name: "groups-strange", query: "scenario=strange", init: ownOrder, tall: true },
  { name: "groups-sidebar", query: "workspace=acme", init: ownOrder },
  { name: "groups-sidebar-dots", wide: true, query: "workspace=acme" },
  { name: "groups-drag", query: "", init: ownOrder, tall: true, act: drag("acme", "stadtwerke") },
  {
    name: "groups-folded",
    query: "",
    init: ownOrder,
    tall: true,
    act: async (page) => {
      await page.locator("[data-testid=overview-heading][data-id=public] button").click();
      await drag("acme", "public")(page);
    },
  },
  {
    name: "groups-selected",
    query: "",
    init: ownOrder,
    tall: true,
    act: async (page) => {
      await page.locator("[data-testid=overview-row] [data-reach=acme]").focus();
      for (const key of ["Space", "Shift+ArrowDown", "Shift+ArrowDown"]) await page.keyboard.press(key);
    },
  },
  {
    name: "groups-moved",
    query: "",
    init: ownOrder,
    act: async (page) => {
      await page.locator("[data-testid=overview-row] [data-reach=acme]").focus();
      await page.keyboard.press("Alt+ArrowDown");
      await page.getByTestId("undo-line").waitFor();
    },
  },
  { name: "groups-dialog", query: "", act: groupsDialog() },
  { name: "groups-dialog-none", query: "groups=none", act: groupsDialog() },
  { name: "groups-dialog-strange", query: "scenario=strange", act: groupsDialog() },
  { name: "groups-dialog-thousand", query: "scenario=thousand", act: groupsDialog() },
  {
    name: "groups-dialog-color",
    query: "",
    act: groupsDialog(async (page) => {
      await page.getByTestId("group-color").nth(1).click();
      await page.getByTestId("new-group").fill("Customers");
    }),
  },
  {
    name: "groups-dialog-removed",
    query: "",
    act: groupsDialog((page) => page.getByTestId("group-remove").first().click()),
  },
  {
    name: "groups-dialog-failed",
    query: "saving=fails",
    act: groupsDialog((page) => page.getByTestId("group-remove").first().click()),
  },
  { name: "move-dialog", query: "workspace=acme", act: (page) => page.getByTestId("group-chip").click() },
  { name: "move-dialog-none", query: "workspace=acme&groups=none", act: menu("move") },
  { name: "move-dialog-thousand", query: "scenario=thousand&workspace=w500", act: menu("move") },
  {
    name: "filter",
    wide: true,
    query: "workspace=acme",
    act: typeFilter("kestrel"),
  },
  {
    name: "filter-nothing",
    wide: true,
    query: "workspace=acme",
    act: typeFilter("zzz & nothing"),
  },
];
