/** The pictures that are kept beside the pages: shown in `GALLERY.md`, and what the screens are compared with. */
import { openState } from "./browser.mjs";
import { looks, states } from "./states.mjs";

/** What is shown: a state, a look, and what to see in it. */
export const pictures = [
  ["overview", "light", "The overview: what needs somebody, the deadlines of a year, every workspace by urgency."],
  ["overview-thousand", "dark", "A thousand workspaces, and what they can be narrowed by."],
  ["overview-narrowed", "light", "Narrowed: who has a module, in which state."],
  ["palette", "dark", "The palette: a few letters find a workspace or a command."],
  [
    "fleet-acme",
    "light",
    "A workspace: its license, what happens when, its limits and their use over time, its modules.",
  ],
  ["usage-read", "dark", "How much was in use, and when it runs out at that rate."],
  ["groups-overview", "light", "Groups, each with its color, in an order of one's own."],
  ["compare-only", "light", "Two workspaces side by side, with their differences alone."],
  ["compare-moments", "dark", "A workspace now, and how it stood before what changed."],
  ["raw-found", "light", "What the server said last, without its secrets, for the vendor's support."],
  ["fleet-northwind", "light", "A license that the server has forgotten and we have not."],
  ["reminders", "light", "What was told, and what is put off."],
  ["reminders", "pt", "The same in Portuguese."],
  ["settings", "dark", "When to be reminded, and when not."],
  ["settings-workspaces", "light", "Each workspace as all others, at times of its own, or muted."],
  ["settings-import", "light", "What a file from another computer would bring."],
  ["settings-asking", "de", "How often workspaces are asked, and through what, in German."],
  ["add-found", "light", "A new workspace: what answers at the address."],
  ["add-password", "light", "How to sign in."],
  ["add-done", "light", "What was found, and is saved."],
  ["renew-accepted", "dark", "A license key that was checked, before it is applied."],
  ["fleet-acme", "small-de-dark", "The smallest window, in German."],
  ["overview", "small-de-dark", "The overview in the smallest window."],
  ["overview", "contrast-dark", "With more contrast, as the system asks for it."],
  ["strange-rtl", "light", "Names of eighty letters, from right to left, with markup in them."],
  ["first-run", "light", "The first run."],
  ["samples", "light", "Sample workspaces, to look around first."],
  ["components", "light", "The parts that all of it is made of, with the contrast of their colors."],
].map(([state, look, says]) => ({ state: find(states, state), look: find(looks, look), says }));

function find(list, wanted) {
  const found = list.find(({ name }) => name === wanted);
  if (!found) throw new Error(`there is no ${wanted}`);
  return found;
}

/** What the pictures are made in: another version of it may draw every letter otherwise. */
export const madeBy = (browser) => `Chromium ${browser.version().split(".")[0]}`;

/** The name of a picture's file. */
export const fileOf = ({ state, look }) => `gallery/${state.name}.${look.name}.png`;

/** Takes a picture, as a PNG. */
export async function take(browser, base, { state, look }) {
  const size = state.tall && !look.width ? { height: 1_500 } : {};
  const { page, context } = await openState(browser, base, { ...state, ...look, ...size });
  // What is clicked in a dialog is scrolled to, by more or by less.
  await page.evaluate(() => document.querySelectorAll("dialog, dialog *").forEach((part) => (part.scrollTop = 0)));
  const png = await page.screenshot({ animations: "disabled", caret: "hide" });
  await context.close();
  return png;
}
