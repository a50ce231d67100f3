/** One workspace, and every dialog about it. */
import { fill, menu } from "./acts";
import type { Act, State } from "./state";

const workspaces = [
  "documented",
  "northwind",
  "stadtwerke",
  "support",
  "labs",
  "clinic",
  "prefeitura",
  "acme",
  "riverside",
  "zenith",
  "club",
];

const findings = ["moved", "readonly", "countdown", "many", "unsupported", "guest", "aging"];

const strange = ["hostile", "long", "rtl", "hundred", "no-date", "forever"];

const key = (text: string, more?: Act): Act =>
  menu("renew", async (page) => {
    await fill({ "license-key": text })(page);
    const check = page.getByTestId("renew-check");
    await check.or(page.getByTestId("verdict")).waitFor();
    if (await check.isVisible()) await check.click();
    await page.getByTestId("verdict").waitFor();
    await more?.(page);
  });

/** Waits until the workspace says how it is handled. */
const handled: Act = (page) => page.getByTestId("handling").waitFor();

const comparison = (other: string, more?: Act): Act =>
  menu("compare", async (page) => {
    await page.getByTestId("compare-other").check();
    await page.getByTestId("compare-right").selectOption(other);
    await page.getByTestId("comparison").waitFor();
    await more?.(page);
  });

export const workspace: State[] = [
  ...workspaces.map((id) => ({ name: `fleet-${id}`, query: `workspace=${id}`, tall: true })),
  ...strange.map((id) => ({ name: `strange-${id}`, query: `scenario=strange&workspace=${id}`, tall: true })),
  ...findings.map((id) => ({ name: `findings-${id}`, query: `scenario=findings&workspace=${id}`, tall: true })),
  { name: "own-usual", query: "workspace=acme", act: menu("remind") },
  {
    name: "own-lead",
    query: "workspace=acme",
    act: menu("remind", (page) => page.getByTestId("reminding-custom").click()),
  },
  {
    name: "own-muted",
    query: "workspace=acme",
    act: menu("remind", async (page) => {
      await page.getByTestId("reminding-muted").click();
      await page.getByTestId("reminding-done").click();
    }),
  },
  { name: "menu", query: "workspace=acme", act: (page) => page.getByTestId("workspace-menu").click() },
  {
    name: "hint",
    query: "workspace=acme",
    act: async (page) => {
      await page.getByTestId("refresh").hover();
      await page.getByRole("tooltip").waitFor();
    },
  },
  {
    name: "usage-read",
    query: "workspace=acme",
    tall: true,
    act: async (page) => {
      await page.getByTestId("pill-active_users").click();
      await page.getByTestId("usage-plot").focus();
      for (let press = 0; press < 45; press += 1) await page.keyboard.press("ArrowLeft");
    },
  },
  {
    name: "usage-table",
    query: "workspace=zenith",
    tall: true,
    act: (page) => page.getByText(/^(Show as table|Als Tabelle anzeigen|Mostrar em tabela)$/).click(),
  },
  {
    name: "modules-found",
    query: "workspace=acme",
    tall: true,
    act: (page) => page.getByTestId("find-module").fill("omni"),
  },
  { name: "export", query: "workspace=acme", act: (page) => page.getByTestId("export").click() },
  {
    name: "export-changes",
    query: "workspace=acme",
    act: async (page) => {
      await page.getByTestId("export").click();
      await page.getByTestId("export-changes").click();
      await page.getByTestId("pill-custom").click();
    },
  },
  {
    name: "exported",
    query: "",
    act: async (page) => {
      await page.getByTestId("export").click();
      await page.getByTestId("export-csv").click();
      await page.getByTestId("export-show").waitFor();
    },
  },
  { name: "copied", query: "workspace=acme", act: menu("copy-markdown") },
  { name: "compare", query: "workspace=support", act: menu("compare") },
  {
    name: "compare-moments",
    query: "workspace=acme",
    act: menu("compare", async (page) => {
      await page.getByTestId("comparison").waitFor();
      await page.getByTestId("compare-left-moment").selectOption({ index: 4 });
      await page.locator("[data-differs=true]").nth(3).waitFor();
    }),
  },
  {
    name: "compare-day",
    query: "workspace=acme",
    act: async (page) => {
      await page.getByTestId("compare-day").nth(1).click();
      await page.getByTestId("comparison").waitFor();
    },
  },
  {
    name: "compare-strange",
    query: "scenario=strange&workspace=hostile",
    act: menu("compare", (page) => page.getByTestId("comparison").waitFor()),
  },
  {
    name: "changes",
    query: "workspace=acme",
    act: (page) => page.getByTestId("changes").scrollIntoViewIfNeeded(),
  },
  { name: "raw", query: "workspace=acme", act: menu("raw", (page) => page.getByTestId("raw-text").waitFor()) },
  {
    name: "raw-found",
    query: "workspace=acme",
    act: menu("raw", async (page) => {
      await page.getByTestId("raw-find").fill("prevent_action");
      await page.keyboard.press("Enter");
    }),
  },
  { name: "raw-none", query: "workspace=prefeitura", act: menu("raw") },
  { name: "compare-two", query: "workspace=acme", tall: true, act: comparison("zenith") },
  { name: "compare-trial", query: "workspace=support", act: comparison("labs") },
  { name: "compare-community", query: "workspace=acme", act: comparison("club") },
  {
    name: "compare-long",
    query: "scenario=strange&workspace=long",
    act: comparison("hostile"),
  },
  {
    name: "compare-all",
    query: "workspace=acme",
    act: comparison("zenith", (page) => page.getByTestId("compare-only").uncheck()),
  },
  { name: "reconnect", query: "workspace=acme", act: menu("reconnect") },
  { name: "sign-out", query: "workspace=acme", act: menu("sign-out") },
  { name: "renew", query: "workspace=acme", act: menu("renew") },
  { name: "renew-fits", query: "workspace=acme", act: key("a new key") },
  { name: "renew-does-not-fit", query: "workspace=acme", act: key("#other-address") },
  { name: "renew-same-key", query: "workspace=acme", act: key("#present") },
  { name: "renew-unchecked", query: "workspace=labs", act: key("#encrypted") },
  {
    name: "renewed",
    query: "workspace=acme",
    act: key("a new key", async (page) => {
      await page.getByTestId("renew-agree").check();
      await page.getByTestId("renew-apply").click();
      await page.getByTestId("renewal-changes").waitFor();
    }),
  },
  {
    name: "license-gone",
    query: "workspace=acme",
    act: key("#ended", async (page) => {
      await page.getByTestId("renew-agree").click();
      await page.getByTestId("renew-apply").click();
      await page.getByTestId("renew-restore").waitFor();
    }),
  },
  { name: "sync", query: "workspace=labs", act: menu("sync") },
  {
    name: "synced",
    query: "workspace=labs",
    act: menu("sync", async (page) => {
      await page.getByTestId("sync-start").click();
      await page.getByTestId("sync-changes").waitFor();
    }),
  },
  {
    name: "key-file",
    query: "workspace=club",
    act: async (page) => {
      const buffer = Buffer.from("#encrypted");
      await page.getByTestId("key-file").setInputFiles({ name: "a.license", mimeType: "text/plain", buffer });
      await page.getByTestId("key-workspaces").waitFor();
    },
  },
  { name: "edit", query: "workspace=acme", act: menu("edit") },
  {
    name: "edit-refused",
    query: "workspace=acme",
    act: menu("edit", async (page) => {
      const [name, contact] = ["Acme Industries", "renewals@acme.example"];
      const details = { owner: "Facilities", contract: "C-2026/17", cost: "a lot", currency: "EUR" };
      for (const [field, value] of Object.entries({ name, contact, ...details, note: "Ask for the discount." })) {
        await page.getByTestId(`edit-${field}`).fill(value);
      }
      await page.getByTestId("edit-save").click();
      await page.locator("[data-testid=edit-cost][aria-invalid=true]").waitFor();
    }),
  },
  { name: "move-address", query: "workspace=acme", act: menu("move-address") },
  { name: "acknowledged", query: "workspace=acme", act: menu("acknowledge", handled) },
  { name: "archived", query: "workspace=acme", act: menu("archive", handled) },
  { name: "remove", query: "workspace=acme", act: menu("remove") },
];
