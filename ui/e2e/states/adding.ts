/** Adding a workspace, step by step. */
import { fill } from "./acts";
import { recordedText } from "./recorded";
import type { Act, State } from "./state";

/** Enters an address and waits for the result of the probe. */
const probed =
  (address: string, shows: string, more?: Act): Act =>
  async (page) => {
    await fill({ "add-address": address })(page);
    await page.getByTestId("add-continue").focus();
    await page.getByTestId(shows).waitFor();
    await more?.(page);
  };

/** Enters an address and continues to the sign-in. */
const toSignIn =
  (address: string, more?: Act): Act =>
  async (page) => {
    await fill({ "add-address": address })(page);
    await page.getByTestId("add-continue").click();
    await page.getByTestId("add-submit").waitFor();
    await more?.(page);
  };

/** Signs in with a token, and waits for the outcome. */
const withToken = (address: string, user: string, token: string, shows: string, more?: Act): Act =>
  toSignIn(address, async (page) => {
    await fill({ "add-user-id": user, "add-token": token })(page);
    await page.getByTestId("add-submit").click();
    await page.getByTestId(shows).waitFor();
    await more?.(page);
  });

/** Fills in user and password. The address decides which second factor the recorded account has. */
const withPassword = (address: string, more?: Act): Act =>
  toSignIn(address, async (page) => {
    await page.getByTestId("sign-in-password").click();
    await fill({ "add-user": "admin", "add-password": "a pass phrase" })(page);
    await more?.(page);
  });

const secondFactor = (address: string, more?: Act): Act =>
  withPassword(address, async (page) => {
    await page.getByTestId("add-submit").click();
    await page.getByTestId("second-factor").waitFor();
    await more?.(page);
  });

/** Opens the dialog that adds several workspaces. */
const many =
  (more?: Act): Act =>
  async (page) => {
    await page.getByTestId("add-many-open").click();
    await page.getByTestId("add-many-text").waitFor();
    await more?.(page);
  };

/** A list with a workspace that fits, one that refuses the token, one that is there already, and one that is down. */
const list = recordedText("read_batch", "text", (answer) => answer.includes("community.example"));

/** Enters that list, and waits until every address is checked. */
const manyChecked = (more?: Act): Act =>
  many(async (page) => {
    await fill({ "add-many-text": list })(page);
    await page.getByTestId("add-many-submit").click();
    await page.locator("[data-testid=batch-row][data-state=failed]").first().waitFor();
    await more?.(page);
  });

/** A recorded address that is longer than its field. */
const LONG = `https://chat.${"sehr-lang".repeat(6)}.example`;

export const adding: State[] = [
  { name: "add", query: "screen=add", ready: "[data-testid=add-address]" },
  {
    name: "add-asking",
    query: "screen=add&pace=600000",
    act: async (page) => {
      await fill({ "add-address": "https://new.example" })(page);
      await page.getByTestId("add-continue").click();
    },
  },
  { name: "add-found", query: "screen=add", act: probed("new.example", "probe") },
  { name: "add-old", query: "screen=add", act: probed("https://old.example", "probe-support") },
  { name: "add-aging", query: "screen=add", act: probed("https://aging.example", "probe-support") },
  { name: "add-watched", query: "screen=add", act: probed("https://chat.acme.example/team", "probe-watched") },
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
    act: probed(`https://${word}.example`, "add-error"),
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
  { name: "add-sign-in", query: "screen=add", act: toSignIn("https://new.example") },
  {
    name: "add-sign-in-long",
    query: "screen=add",
    act: toSignIn(LONG),
  },
  {
    name: "add-refused",
    query: "screen=add",
    act: withToken("https://new.example", "rbAXPnMktTFbNpwtJ", "bad-token", "add-error"),
  },
  {
    name: "add-help",
    query: "screen=add",
    act: toSignIn("https://new.example", (page) => page.locator("dialog summary").first().click()),
  },
  { name: "add-password", query: "screen=add", act: withPassword("https://new.example") },
  {
    name: "add-leave",
    query: "screen=add",
    act: withPassword("https://new.example", async (page) => {
      await page.keyboard.press("Escape");
      await page.getByTestId("leave-question").waitFor();
    }),
  },
  {
    name: "add-done",
    query: "screen=add",
    act: withToken("https://new.example", "rbAXPnMktTFbNpwtJ", "t", "checks"),
  },
  {
    name: "add-not-permitted",
    query: "screen=add",
    act: withToken("https://guest.example", "guest", "t", "checks"),
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
      await withToken(LONG, account, "t", "checks")(page);
    },
  },
  { name: "factor-app", query: "screen=add", act: secondFactor("https://app.example") },
  {
    name: "factor-wrong",
    query: "screen=add",
    act: secondFactor("https://app.example", async (page) => {
      await fill({ "second-factor": "000000" })(page);
      await page.getByTestId("add-submit").click();
      await page.locator("[data-testid=second-factor][aria-invalid=true]").waitFor();
    }),
  },
  { name: "add-many", query: "screen=add", act: many() },
  { name: "add-many-checked", query: "screen=add", act: manyChecked() },
  {
    name: "add-many-edit",
    query: "screen=add",
    act: manyChecked((page) => page.getByTestId("batch-edit-1").click()),
  },
  { name: "factor-mail", query: "screen=add", act: secondFactor("https://mail.example") },
];
