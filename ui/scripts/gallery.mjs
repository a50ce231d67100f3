/** The pictures of `GALLERY.md`, and the page itself: `npm run gallery`, after `npm run build`. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";

import { openState, withPreview } from "./browser.mjs";
import { looks, states } from "./states.mjs";

/** What is shown: a state, a look, and what to see in it. */
const pictures = [
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
  ["compare-only", "light", "Two workspaces side by side, with their differences alone."],
  ["fleet-northwind", "light", "A license that the server has forgotten and we have not."],
  ["reminders", "light", "What was told, and what is put off."],
  ["settings", "dark", "When to be reminded, and when not."],
  ["settings-workspaces", "light", "Each workspace as all others, at times of its own, or muted."],
  ["add-password", "light", "A new workspace: its address, and how to sign in."],
  ["renew-accepted", "dark", "A license key that was checked, before it is applied."],
  ["fleet-acme", "small-de-dark", "The smallest window, in German."],
  ["strange-rtl", "light", "Names of eighty letters, from right to left, with markup in them."],
  ["first-run", "light", "The first run."],
];

rmSync("gallery", { recursive: true, force: true });
mkdirSync("gallery");
let page = `# The window

Real screens of the pages, on recorded data, made by \`npm run gallery\`.
`;

await withPreview(async ({ browser, base }) => {
  for (const [stateName, lookName, says] of pictures) {
    const state = states.find(({ name }) => name === stateName);
    const look = looks.find(({ name }) => name === lookName);
    if (!state || !look) throw new Error(`no state ${stateName} or no look ${lookName}`);
    const size = state.tall && !look.width ? { height: 1_500 } : {};
    const { page: screen, context } = await openState(browser, base, { ...state, ...look, ...size });
    const file = `gallery/${stateName}.${lookName}.png`;
    await screen.screenshot({ path: file });
    await context.close();
    page += `\n## ${says}\n\n![${says}](${file})\n`;
  }
});

writeFileSync("GALLERY.md", page);
