/** Adding a workspace, step by step. */
import { fill } from "./acts";
import type { Act, State } from "./state";

/** Enters an address, and waits for what the probe of it shows. */
const probed =
  (address: string, shows: string, more?: Act): Act =>
  async (page) => {
    await fill({ "add-address": address })(page);
    await page.getByTestId("add-continue").focus();
    await page.getByTestId(shows).waitFor();
    await more?.(page);
  };

/** From an address, through the probe of it, to the sign-in. */
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

/** Fills in a user and a password. The name of the user decides how the recorded account signs in. */
const withPassword = (user: string, more?: Act): Act =>
  toSignIn("https://chat.example", async (page) => {
    await page.getByTestId("sign-in-password").click();
    await fill({ "add-user": user, "add-password": "a pass phrase" })(page);
    await more?.(page);
  });

const secondFactor = (user: string, more?: Act): Act =>
  withPassword(user, async (page) => {
    await page.getByTestId("add-submit").click();
    await page.getByTestId("second-factor").waitFor();
    await more?.(page);
  });

export const adding: State[] = [
  { name: "add", query: "screen=add" },
  {
    name: "add-asking",
    query: "screen=add&pace=600000",
    act: async (page) => {
      await fill({ "add-address": "https://chat.example" })(page);
      await page.getByTestId("add-continue").click();
    },
  },
  { name: "add-found", query: "screen=add", act: probed("chat.kestrel.example", "probe") },
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
  { name: "add-password", query: "screen=add", act: withPassword("admin") },
  {
    name: "add-leave",
    query: "screen=add",
    act: withPassword("admin", async (page) => {
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
  { name: "factor-app", query: "screen=add", act: secondFactor("app") },
  {
    name: "factor-wrong",
    query: "screen=add",
    act: secondFactor("app", async (page) => {
      await fill({ "second-factor": "000000" })(page);
      await page.getByTestId("add-submit").click();
      await page.locator("[data-testid=second-factor][aria-invalid=true]").waitFor();
    }),
  },
  { name: "factor-mail", query: "screen=add", act: secondFactor("mail") },
];
