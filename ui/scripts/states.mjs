/** The screens and states that are looked at: by eye in the screenshots, by axe in the accessibility check. */

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

const strange = ["hostile", "long", "rtl", "hundred", "no-date", "forever"];

const fill = (values) => async (page) => {
  for (const [id, value] of Object.entries(values)) await page.getByTestId(id).fill(value);
};

/** Has an address asked what answers there, until something of that is there. */
const asked = (address, shows, more) => async (page) => {
  await fill({ "add-address": address })(page);
  await page.getByTestId("add-continue").focus();
  await page.getByTestId(shows).waitFor();
  await more?.(page);
};

/** From an address, which says what answers there, to the sign-in. */
const toSignIn = (address, more) => async (page) => {
  await fill({ "add-address": address })(page);
  await page.getByTestId("add-continue").click();
  await page.getByTestId("add-submit").waitFor();
  await more?.(page);
};

/** Signs in with a token, and waits for what becomes of it. */
const withToken = (address, user, token, shows, more) =>
  toSignIn(address, async (page) => {
    await fill({ "add-user-id": user, "add-token": token })(page);
    await page.getByTestId("add-submit").click();
    await page.getByTestId(shows).waitFor();
    await more?.(page);
  });

/** Fills the form with a user and a password, of which the first says how the account signs in. */
const asPerson = (user, more) =>
  toSignIn("https://chat.example", async (page) => {
    await page.getByTestId("sign-in-password").click();
    await fill({ "add-user": user, "add-password": "a pass phrase" })(page);
    await more?.(page);
  });

const factorOf = (user, more) =>
  asPerson(user, async (page) => {
    await page.getByTestId("add-submit").click();
    await page.getByTestId("second-factor").waitFor();
    await more?.(page);
  });

const menu = (item, more) => async (page) => {
  await page.getByTestId("workspace-menu").click();
  await page.getByTestId(item).click();
  await more?.(page);
};

const comparison = (other, more) =>
  menu("compare", async (page) => {
    await page.getByTestId("compare-left").selectOption(other);
    await page.getByTestId("comparison").waitFor();
    await more?.(page);
  });

const key = (text, more) =>
  menu("renew", async (page) => {
    await fill({ "license-key": text })(page);
    await page.getByTestId("renew-check").click();
    await page.getByTestId("verdict").waitFor();
    await more?.(page);
  });

/** Opens the palette and types into it. */
const palette = (text) => async (page) => {
  await page.keyboard.press("Control+k");
  await page.locator("#palette-query").fill(text);
};

/** Opens a section of the settings. */
const section = (name, more) => async (page) => {
  await page.getByTestId(`section-${name}`).click();
  await more?.(page);
};

/** What was exported elsewhere: a workspace that is here as well, and others with long, foreign and hostile names. */
const carried = {
  license_watch: 1,
  exported_at: "2025-12-31T22:00:00Z",
  groups: [
    { id: "partners", name: "Partners", color: "red" },
    {
      id: "long",
      name: "Betriebsgesellschaft für kommunale Rechenzentren und Verwaltungsdigitalisierung",
      color: "blue",
    },
  ],
  workspaces: [
    ["Acme Corporation", "https://chat.acme.example/team"],
    ["Lighthouse Logistics", "https://chat.lighthouse.example", "http://proxy.lighthouse.example:3128"],
    [
      "Betriebsgesellschaft für kommunale Rechenzentren und Verwaltungsdigitalisierung",
      "https://chat.kommunal.example/rz",
    ],
    ["عملاء الشرق الأوسط", "https://chat.middle-east.example"],
    ["<b>Bold</b> & \u202egnp.exe", "https://chat.strange.example"],
  ].map(([name, address, proxy]) => ({
    name,
    address,
    user_id: "rbAXPnMktTFbNpwtJ",
    route: proxy ? { via: "proxy", url: proxy } : { via: "system" },
    group: null,
  })),
};

/** Chooses a file to import. */
const choose = (content, more) => async (page) => {
  const buffer = Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
  await page.getByTestId("import-file").setInputFiles({ name: "a.json", mimeType: "application/json", buffer });
  await (more ?? ((there) => there.getByTestId("import-new").waitFor()))(page);
};

/** Types the word that is asked for before everything is forgotten. */
const reset = (more) =>
  section("data", async (page) => {
    await page.getByTestId("reset-open").click();
    const language = await page.evaluate(() => document.documentElement.lang);
    await page.getByTestId("reset-word").fill({ de: "vergessen", "pt-BR": "esquecer" }[language] ?? "forget");
    await more?.(page);
  });

/** From the first run to the sample workspaces. */
const explore = (more) => async (page) => {
  await page.getByTestId("first-samples").click();
  await page.getByTestId("overview-row").first().waitFor();
  await more?.(page);
};

/** One workspace at times of its own, one muted. */
const ownWishes = async (page) => {
  await page.locator("[data-testid=own] select").nth(0).selectOption("own");
  await page.locator("[data-testid=own] select").nth(2).selectOption("muted");
};

/** Somebody looked at the reminders a day before the recording. */
const seen = () => localStorage.setItem("license-watch.noticesSeen", String(Date.parse("2026-11-23T15:00:00Z")));

/** The list in the order that somebody gave it, and so under its groups. */
const ownOrder = () => localStorage.setItem("license-watch.order", JSON.stringify("own"));

/** Drags a row of the overview by the mouse, and holds it. */
const drag = (from, to) => async (page) => {
  const begin = await page.locator(`[data-testid=overview-row][data-id=${from}]`).boundingBox();
  const end = await page.locator(`[data-id=${to}]`).first().boundingBox();
  await page.mouse.move(begin.x + 200, begin.y + 20);
  await page.mouse.down();
  await page.mouse.move(end.x + 230, end.y + end.height - 4, { steps: 6 });
};

const groupsDialog = (more) => async (page) => {
  await page.getByTestId("groups-open").click();
  await more?.(page);
};

export const states = [
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
      await page.getByTestId("span-1").click();
      await page.getByTestId("timeline-mark").first().hover();
    },
  },
  {
    name: "overview-crowd",
    query: "scenario=thousand",
    act: (page) => page.getByTestId("timeline-mark").nth(3).focus(),
  },
  {
    name: "overview-narrowed",
    wide: true,
    query: "",
    act: async (page) => {
      await page.getByTestId("facet-module-auditing").click();
      await page.getByTestId("facet-status-expiring").click();
      await page.getByTestId("filter").fill("a");
    },
  },
  {
    // Where list and filters take turns; elsewhere they are side by side already.
    name: "overview-filters",
    query: "",
    act: async (page) => {
      const button = page.getByTestId("show-filters");
      if (await button.isVisible()) await button.click();
    },
  },
  {
    name: "overview-nothing",
    wide: true,
    query: "",
    act: (page) => page.getByTestId("filter").fill("zzz & nothing"),
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
  { name: "palette", query: "workspace=acme", act: palette("") },
  { name: "palette-found", query: "", act: palette("kes") },
  { name: "palette-nothing", query: "", act: palette("zzz") },
  { name: "keys", query: "", act: (page) => page.keyboard.press("?") },
  ...workspaces.map((id) => ({ name: `fleet-${id}`, query: `workspace=${id}`, tall: true })),
  ...strange.map((id) => ({ name: `strange-${id}`, query: `scenario=strange&workspace=${id}`, tall: true })),
  { name: "reminders", query: "screen=reminders", init: seen, tall: true },
  { name: "reminders-thousand", query: "scenario=thousand&screen=reminders" },
  { name: "reminders-strange", query: "scenario=strange&screen=reminders" },
  { name: "reminders-bare", query: "screen=reminders&shell=bare", init: seen },
  { name: "reminders-paused", query: "screen=reminders&paused=1", init: seen },
  { name: "reminders-none", query: "scenario=none&screen=reminders" },
  {
    name: "reminders-menu",
    query: "screen=reminders",
    init: seen,
    act: (page) => page.getByTestId("notice-menu").nth(2).click(),
  },
  {
    name: "reminders-put-off",
    query: "screen=reminders",
    init: seen,
    act: (page) => page.getByTestId("show-put_off").click(),
  },
  {
    name: "reminders-keyboard",
    query: "screen=reminders",
    init: seen,
    act: async (page) => {
      for (const key of ["j", "j"]) await page.keyboard.press(key);
    },
  },
  { name: "settings", query: "screen=settings&quiet=1" },
  { name: "settings-bare", query: "screen=settings&shell=bare", tall: true },
  {
    name: "settings-problem",
    query: "screen=settings&saving=fails&quiet=1",
    tall: true,
    act: async (page) => {
      await page.locator("#lead-new").fill("0");
      await page.getByTestId("quiet-critical").click();
      await page.getByTestId("settings-error").waitFor();
      await page.getByTestId("lead-add").click();
    },
  },
  { name: "settings-workspaces", query: "screen=settings", act: section("workspaces", ownWishes) },
  { name: "settings-thousand", query: "scenario=thousand&screen=settings", act: section("workspaces") },
  { name: "settings-strange", query: "scenario=strange&screen=settings", act: section("workspaces") },
  { name: "settings-startup", query: "screen=settings&shell=bare", act: section("startup") },
  {
    name: "settings-saved",
    query: "screen=settings",
    act: section("startup", (page) => page.getByTestId("autostart").click()),
  },
  { name: "settings-appearance", query: "screen=settings", act: section("appearance") },
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
    act: section("data", choose({ ...carried, workspaces: [], groups: [] })),
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
      await choose("no export", (there) => there.getByTestId("carry-error").waitFor())(page);
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
  { name: "settings-asking", query: "screen=settings", act: section("asking") },
  {
    name: "settings-proxy",
    query: "screen=settings",
    act: section("asking", async (page) => {
      await page.getByTestId("usual-route-proxy").click();
      await page.getByTestId("usual-proxy").fill("proxy.example");
      await page.getByTestId("usual-proxy").press("Enter");
      await page.locator("[data-testid=usual-proxy][aria-invalid=true]").waitFor();
    }),
  },
  { name: "settings-about", query: "screen=settings", act: section("about") },
  {
    name: "libraries",
    query: "screen=settings",
    act: section("about", async (page) => {
      await page.getByTestId("libraries-open").click();
      await page.getByTestId("libraries").waitFor();
    }),
  },
  {
    name: "report",
    query: "screen=settings",
    act: section("about", async (page) => {
      await page.getByTestId("report-open").click();
      await page.getByTestId("raw-text").waitFor();
    }),
  },
  { name: "settings-none", query: "scenario=none&screen=settings" },
  { name: "own-usual", query: "workspace=acme", act: menu("remind") },
  {
    name: "own-lead",
    query: "workspace=acme",
    act: menu("remind", (page) => page.getByTestId("reminding-own").click()),
  },
  {
    name: "own-muted",
    query: "workspace=acme",
    act: menu("remind", async (page) => {
      await page.getByTestId("reminding-muted").click();
      await page.getByTestId("reminding-done").click();
    }),
  },
  { name: "paused", query: "workspace=acme&paused=1" },
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
  { name: "loading", query: "scenario=slow", settle: 800 },
  { name: "down", query: "scenario=down" },
  { name: "failing", query: "scenario=errors" },
  { name: "vault-memory", query: "vault=memory&workspace=acme" },
  { name: "add", query: "screen=add" },
  {
    name: "add-asking",
    query: "screen=add&pace=600000",
    act: async (page) => {
      await fill({ "add-address": "https://chat.example" })(page);
      await page.getByTestId("add-continue").click();
    },
  },
  { name: "add-found", query: "screen=add", act: asked("chat.kestrel.example", "probe") },
  { name: "add-old", query: "screen=add", act: asked("https://old.example", "probe-support") },
  { name: "add-aging", query: "screen=add", act: asked("https://aging.example", "probe-support") },
  { name: "add-watched", query: "screen=add", act: asked("https://chat.acme.example/team", "probe-watched") },
  {
    name: "add-http",
    query: "screen=add",
    act: async (page) => {
      await fill({ "add-address": "http://chat.intern.example", "add-name": "Intern" })(page);
      await page.getByTestId("add-allow-http").waitFor();
    },
  },
  {
    name: "add-http-refused",
    query: "screen=add",
    act: async (page) => {
      await fill({ "add-address": "http://chat.intern.example" })(page);
      await page.getByTestId("add-continue").click();
      await page.getByTestId("add-error").waitFor();
    },
  },
  ...["down", "shop", "self", "portal"].map((word) => ({
    name: `add-${word}`,
    query: "screen=add",
    act: asked(`https://${word}.example`, "add-error"),
  })),
  {
    name: "add-missing",
    query: "screen=add",
    act: (page) => page.getByTestId("add-continue").click(),
  },
  {
    name: "add-way",
    query: "screen=add",
    act: async (page) => {
      await page.locator("dialog summary").last().click();
      await page.getByTestId("route-proxy").click();
    },
  },
  { name: "add-sign-in", query: "screen=add", act: toSignIn("https://chat.example") },
  {
    name: "add-sign-in-long",
    query: "screen=add",
    act: toSignIn(`https://chat.${"sehr-lang".repeat(6)}.example/unter/${"ordner".repeat(8)}`),
  },
  {
    name: "add-refused",
    query: "screen=add",
    act: withToken("https://chat.example", "rbAXPnMktTFbNpwtJ", "bad-token", "add-error"),
  },
  {
    name: "add-help",
    query: "screen=add",
    act: toSignIn("https://chat.example", (page) => page.locator("dialog summary").first().click()),
  },
  { name: "add-password", query: "screen=add", act: asPerson("admin") },
  {
    name: "add-leave",
    query: "screen=add",
    act: asPerson("admin", async (page) => {
      await page.keyboard.press("Escape");
      await page.getByTestId("leave-question").waitFor();
    }),
  },
  {
    name: "add-done",
    query: "screen=add",
    act: withToken("https://chat.kestrel.example", "rbAXPnMktTFbNpwtJ", "t", "checks"),
  },
  {
    name: "add-not-permitted",
    query: "screen=add",
    act: withToken("https://chat.kestrel.example", "guest", "t", "checks"),
  },
  {
    name: "add-community",
    query: "screen=add&vault=memory",
    act: withToken("https://community.example", "rbAXPnMktTFbNpwtJ", "t", "checks"),
  },
  {
    name: "add-long",
    query: "scenario=strange&screen=add",
    act: async (page) => {
      const name = "مساحة عمل بلدية المدينة الكبيرة للتواصل مع المواطنين والموظفين في جميع الأقسام والفروع";
      await fill({ "add-name": name })(page);
      const account = "donaudampfschifffahrtsgesellschaftskapitaen-verwaltung-administrator@chat.example";
      await withToken(`https://chat.${"sehr-lang".repeat(6)}.example/unter/ordner`, account, "t", "checks")(page);
    },
  },
  { name: "factor-app", query: "screen=add", act: factorOf("app") },
  {
    name: "factor-wrong",
    query: "screen=add",
    act: factorOf("app", async (page) => {
      await fill({ "second-factor": "000000" })(page);
      await page.getByTestId("add-submit").click();
      await page.locator("[data-testid=second-factor][aria-invalid=true]").waitFor();
    }),
  },
  { name: "factor-mail", query: "screen=add", act: factorOf("mail") },
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
    act: (page) => page.getByText(/^(As a table|Als Tabelle|Em tabela)$/).click(),
  },
  {
    name: "modules-found",
    query: "workspace=acme",
    tall: true,
    act: (page) => page.getByTestId("find-module").fill("omni"),
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
    name: "compare-only",
    query: "workspace=acme",
    act: comparison("zenith", (page) => page.getByTestId("compare-only").check()),
  },
  { name: "reconnect", query: "workspace=acme", act: menu("reconnect") },
  { name: "sign-out", query: "workspace=acme", act: menu("sign-out") },
  { name: "renew", query: "workspace=acme", act: menu("renew") },
  { name: "renew-accepted", query: "workspace=acme", act: key("RCV3_fine") },
  { name: "renew-refused", query: "workspace=acme", act: key("RCV3_seats") },
  { name: "renew-unchecked", query: "workspace=acme", act: key("old-nothing") },
  {
    name: "renewed",
    query: "workspace=acme",
    act: key("RCV3_fine", async (page) => {
      await page.getByTestId("renew-apply").click();
      await page.getByTestId("renewal-changes").waitFor();
    }),
  },
  { name: "remove", query: "workspace=acme", act: menu("remove") },
  {
    name: "filter",
    wide: true,
    query: "workspace=acme",
    act: (page) => page.getByTestId("filter").fill("kestrel"),
  },
  {
    name: "filter-nothing",
    wide: true,
    query: "workspace=acme",
    act: (page) => page.getByTestId("filter").fill("zzz & nothing"),
  },
  {
    name: "refreshing-all",
    query: "workspace=acme&pace=700",
    act: async (page) => {
      await page.getByTestId("refresh-all").dispatchEvent("click");
      await page.waitForTimeout(1_500);
    },
  },
  { name: "components", query: "page=components", tall: true },
  ...["measures", "buttons", "choices", "fields", "messages", "surfaces", "tones", "strangers"].map((part) => ({
    name: `components-${part}`,
    query: "page=components",
    tall: true,
    act: (page) => page.locator(`#${part}`).evaluate((heading) => heading.scrollIntoView()),
  })),
  {
    name: "components-menu",
    query: "page=components",
    act: (page) => page.getByTestId("menu-light").click(),
  },
  {
    name: "components-hint",
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

/**
 * Whether a state can be looked at in a look: some need the list and the workspace side by side, and where the system
 * chooses the colors there are no two themes to show beside each other.
 */
export function reachable(state, look) {
  const narrow = (look.width ?? 1_280) / (look.zoom ?? 1) < 640;
  return !(state.wide && narrow) && !(state.query.includes("page=components") && look.name === "forced");
}

/** The states that show a look best. */
export const telling =
  /^(reminders|settings|settings-workspaces|overview|overview-filters|overview-strange|groups-overview|groups-dialog|groups-dialog-strange|groups-strange|move-dialog|palette|fleet-acme|fleet-documented|fleet-support|strange-long|strange-hostile|first-run|add|add-shop|add-refused|add-done|remove|one|failing|compare-moments|raw-found|samples|components)$/;

/** How a state is looked at: theme, language, size, zoom, contrast. */
export const looks = [
  { name: "light", theme: "light" },
  { name: "dark", theme: "dark" },
  { name: "de", lang: "de-DE" },
  { name: "pt", lang: "pt-BR", zone: "America/Sao_Paulo" },
  { name: "small", width: 720, height: 480 },
  { name: "small-de-dark", width: 720, height: 480, lang: "de-DE", theme: "dark" },
  { name: "zoom200", width: 1280, height: 800, zoom: 2 },
  { name: "small-zoom200", width: 720, height: 480, zoom: 2 },
  { name: "4k", width: 3840, height: 2160 },
  { name: "contrast", media: { contrast: "more" } },
  { name: "contrast-dark", theme: "dark", media: { contrast: "more" } },
  { name: "forced", theme: "dark", media: { forcedColors: "active" } },
];
