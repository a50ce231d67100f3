/** The screens and states that are tested, and the looks in which each is. */
import { looks, type Look } from "./looks";
import { adding } from "./states/adding";
import { components } from "./states/components";
import { overview } from "./states/overview";
import { reminders } from "./states/reminders";
import { settings } from "./states/settings";
import type { State } from "./states/state";
import { window } from "./states/window";
import { workspace } from "./states/workspace";

export const states: State[] = [
  ...overview,
  ...workspace,
  ...adding,
  ...reminders,
  ...settings,
  ...window,
  ...components,
];

/** The states that show best what a look changes. */
const REPRESENTATIVE =
  /^(reminders|settings|settings-workspaces|overview|overview-filters|overview-strange|groups-overview|groups-dialog|groups-dialog-strange|groups-strange|move-dialog|palette|fleet-acme|fleet-documented|fleet-support|strange-long|strange-hostile|first-run|add|add-shop|add-refused|add-done|remove|one|failing|compare-moments|raw-found|samples|components)$/;

/** Narrower than this, in CSS pixels, the list and the workspace take turns. */
const SIDE_BY_SIDE = 640;

/**
 * Whether a state can be reached in a look: some need the list and the workspace side by side, and where the system
 * chooses the colors there are no two themes to show beside each other.
 */
function reachable(state: State, look: Look): boolean {
  const narrow = look.use.viewport.width < SIDE_BY_SIDE;
  return !(state.wide && narrow) && !(state.query.includes("page=components") && look.name === "forced");
}

/** Every look in which a state is worth testing: light and dark for each, and all for those that show a look best. */
function everyLook(state: State): Look[] {
  const everywhere = REPRESENTATIVE.test(state.name);
  return looks.filter(
    (look) => reachable(state, look) && (everywhere || look.name === "light" || look.name === "dark"),
  );
}

/** One look for each state: another from one to the next, and the same in every run. */
function oneLook(state: State): Look[] {
  const fitting = looks.filter((look) => reachable(state, look));
  return fitting.filter((_, index) => index === states.indexOf(state) % fitting.length);
}

/** The looks in which a state is tested: one, or with `EVERY_LOOK=1` all that are worth it. */
export const looksOf = process.env["EVERY_LOOK"] ? everyLook : oneLook;

export function stateNamed(name: string): State {
  const found = states.find((state) => state.name === name);
  if (!found) throw new Error(`there is no state ${name}`);
  return found;
}
