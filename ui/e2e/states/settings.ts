/** The settings, including export, import, reset and report. */
import { languageOf, loadMessages } from "../../src/lib/i18n/languages";
import { recordedText } from "./recorded";
import type { Act, State } from "./state";

/** Opens a section of the settings. */
const section =
  (name: string, more?: Act): Act =>
  async (page) => {
    await page.getByTestId(`section-${name}`).click();
    await more?.(page);
  };

/** An export from elsewhere: an existing workspace, and new ones with long, foreign and hostile names. */
const carried = recordedText("import_settings", "text", (answer) => answer.includes(`"known":false`));
/** An empty export. */
const empty = recordedText("plan_import", "text", (answer) => answer.includes(`"workspaces":[]`));

/** Chooses a file to import. */
const choose =
  (text: string, more?: Act): Act =>
  async (page) => {
    const buffer = Buffer.from(text);
    await page.getByTestId("import-file").setInputFiles({ name: "a.json", mimeType: "application/json", buffer });
    await (more ?? ((there) => there.getByTestId("import-new").waitFor()))(page);
  };

/** Types the word that confirms a reset. */
const reset = (more?: Act): Act =>
  section("data", async (page) => {
    await page.getByTestId("reset-open").click();
    const language = languageOf(await page.evaluate(() => document.documentElement.lang)) ?? "en";
    await page.getByTestId("reset-word").fill((await loadMessages(language))["reset.word"]);
    await more?.(page);
  });

/** One workspace with lead times of its own, one muted. */
const ownReminders: Act = async (page) => {
  await page.locator("[data-testid=own] select").nth(0).selectOption("custom");
  await page.locator("[data-testid=own] select").nth(2).selectOption("muted");
};

export const settings: State[] = [
  { name: "settings", query: "screen=settings:notifications&quiet=1" },
  { name: "settings-bare", query: "screen=settings:notifications&shell=bare", tall: true },
  {
    name: "settings-problem",
    query: "screen=settings:notifications&saving=fails&quiet=1",
    tall: true,
    act: async (page) => {
      await page.locator("#lead-new").fill("0");
      await page.getByTestId("quiet-critical").click();
      await page.getByTestId("settings-error").waitFor();
      await page.getByTestId("lead-add").click();
    },
  },
  { name: "settings-workspaces", query: "screen=settings", act: section("notifications", ownReminders) },
  { name: "settings-thousand", query: "scenario=thousand&screen=settings", act: section("notifications") },
  { name: "settings-strange", query: "scenario=strange&screen=settings", act: section("notifications") },
  { name: "settings-general", query: "screen=settings" },
  { name: "settings-general-bare", query: "screen=settings&shell=bare" },
  {
    name: "settings-saved",
    query: "screen=settings",
    act: section("general", (page) => page.getByTestId("autostart").click()),
  },
  { name: "settings-data", query: "screen=settings", act: section("data") },
  { name: "settings-data-memory", query: "screen=settings&vault=memory", act: section("data") },
  {
    name: "settings-exported",
    query: "screen=settings",
    act: section("data", async (page) => {
      await page.getByTestId("export").click();
      await page.getByTestId("exported").locator("svg").waitFor();
    }),
  },
  {
    name: "settings-export-failed",
    query: "screen=settings&saving=fails",
    act: section("data", async (page) => {
      await page.getByTestId("export").click();
      await page.getByTestId("carry-error").waitFor();
    }),
  },
  { name: "settings-import", query: "screen=settings", act: section("data", choose(carried)) },
  {
    name: "settings-import-known",
    query: "screen=settings",
    act: section(
      "data",
      choose(carried, (page) => page.locator("dialog summary").click()),
    ),
  },
  {
    name: "settings-import-none",
    query: "scenario=thousand&screen=settings",
    act: section("data", choose(empty)),
  },
  {
    name: "settings-import-failed",
    query: "screen=settings&saving=fails",
    act: section(
      "data",
      choose(carried, async (page) => {
        await page.getByTestId("import-confirm").click();
        await page.getByTestId("import-error").waitFor();
      }),
    ),
  },
  {
    name: "settings-imported",
    query: "screen=settings",
    act: section(
      "data",
      choose(carried, async (page) => {
        await page.getByTestId("import-confirm").click();
        await page.getByTestId("import-done").locator("svg").waitFor();
      }),
    ),
  },
  {
    name: "settings-import-refused",
    query: "screen=settings",
    act: section("data", async (page) => {
      await choose("no such file", (there) => there.getByTestId("carry-error").waitFor())(page);
    }),
  },
  { name: "settings-reset", query: "screen=settings", act: reset() },
  { name: "settings-reset-no-keyring", query: "screen=settings&vault=memory", act: reset() },
  {
    name: "settings-reset-exported",
    query: "screen=settings",
    act: reset(async (page) => {
      await page.getByTestId("reset-export").click();
      await page.getByTestId("reset-exported").locator("svg").waitFor();
    }),
  },
  {
    name: "settings-reset-failed",
    query: "screen=settings&saving=fails",
    act: reset(async (page) => {
      await page.getByTestId("reset-confirm").click();
      await page.getByTestId("reset-error").waitFor();
    }),
  },
  {
    name: "settings-reset-done",
    query: "screen=settings",
    act: reset(async (page) => {
      await page.getByTestId("reset-confirm").click();
      await page.getByTestId("first-run").waitFor();
    }),
  },
  { name: "settings-alerts", query: "screen=settings:alerts&channels=failing" },
  { name: "settings-alerts-none", query: "screen=settings:alerts" },
  { name: "settings-alerts-one", query: "screen=settings:alerts&channels=one" },
  { name: "settings-alerts-many", query: "screen=settings:alerts&channels=many", tall: true },
  { name: "settings-alerts-imported", query: "screen=settings:alerts&channels=imported" },
  {
    name: "settings-channel-room",
    query: "screen=settings:alerts",
    act: async (page) => {
      await page.getByTestId("channel-add").click();
      await page.getByTestId("channel-url").waitFor();
    },
  },
  {
    name: "settings-channel-problem",
    query: "screen=settings:alerts",
    act: async (page) => {
      await page.getByTestId("channel-add").click();
      await page.getByTestId("channel-name").fill("Operations");
      await page.getByTestId("channel-url").fill("http://chat.example/hooks/a/b");
      await page.getByTestId("channel-save").click();
      await page.locator("[data-testid=channel-url][aria-invalid=true]").waitFor();
    },
  },
  {
    name: "settings-channel-webhook",
    query: "screen=settings:alerts",
    act: async (page) => {
      await page.getByTestId("channel-add").click();
      await page.getByTestId("channel-kind-webhook").click();
      await page.getByTestId("channel-generate").click();
    },
  },
  {
    name: "settings-channel-email",
    query: "screen=settings:alerts&channels",
    act: async (page) => {
      await page.getByTestId("channel-edit").last().click();
      await page.getByTestId("channel-password").waitFor();
    },
  },
  {
    name: "settings-channel-remove",
    query: "screen=settings:alerts&channels",
    act: async (page) => {
      await page.getByTestId("channel-remove").first().click();
      await page.getByTestId("channel-remove-confirm").waitFor();
    },
  },
  { name: "settings-interval", query: "screen=settings:workspaces" },
  { name: "settings-network", query: "screen=settings:network" },
  {
    name: "settings-proxy",
    query: "screen=settings",
    act: section("network", async (page) => {
      await page.getByTestId("usual-route-proxy").click();
      await page.getByTestId("usual-proxy").fill("proxy.example");
      await page.getByTestId("usual-proxy").press("Enter");
      await page.locator("[data-testid=usual-proxy][aria-invalid=true]").waitFor();
    }),
  },
  { name: "settings-about", query: "screen=settings", act: section("about") },
  { name: "settings-none", query: "scenario=none&screen=settings" },
  {
    name: "libraries",
    query: "screen=settings",
    act: section("about", async (page) => {
      await page.getByTestId("libraries-open").click();
      await page.getByTestId("libraries").waitFor();
    }),
  },
  {
    name: "changelog",
    query: "screen=settings:about",
    act: async (page) => {
      await page.getByTestId("changelog-open").click();
      await page.getByTestId("raw-text").waitFor();
    },
  },
  {
    name: "report",
    query: "screen=settings",
    act: section("about", async (page) => {
      await page.getByTestId("report-open").click();
      await page.getByTestId("raw-text").waitFor();
    }),
  },
];
