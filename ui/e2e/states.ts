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

/** The states in which looks differ most. */
const REPRESENTATIVE =
  /^(reminders|settings|settings-workspaces|overview|overview-filters|overview-strange|groups-overview|groups-dialog|groups-dialog-strange|groups-strange|move-dialog|palette|fleet-acme|fleet-documented|fleet-support|strange-long|strange-hostile|first-run|add|add-shop|add-refused|add-done|remove|one|failing|compare-moments|raw-found|samples|components)$/;

/** The width in CSS pixels below which only the list or the workspace is shown. */
const SIDE_BY_SIDE = 640;

/**
 * Whether a state exists in a look: some need the list and the workspace side by side, and with forced colors there are
 * no two themes to show side by side.
 */
function reachable(state: State, look: Look): boolean {
  const narrow = look.use.viewport.width < SIDE_BY_SIDE;
  return !(state.wide && narrow) && !(state.query.includes("page=components") && look.name === "forced");
}

/** The looks worth testing for a state: light and dark, or all looks if they differ much in it. */
function everyLook(state: State): Look[] {
  const everywhere = REPRESENTATIVE.test(state.name);
  return looks.filter(
    (look) => reachable(state, look) && (everywhere || look.name === "light" || look.name === "dark"),
  );
}

/** One look per state: rotates from state to state, and is the same in every run. */
function oneLook(state: State): Look[] {
  const fitting = looks.filter((look) => reachable(state, look));
  return fitting.filter((_, index) => index === states.indexOf(state) % fitting.length);
}

/** The looks in which a state is tested: one, or all that are worth it with `EVERY_LOOK=1`. */
export const looksOf = process.env["EVERY_LOOK"] ? everyLook : oneLook;

export function stateNamed(name: string): State {
  const found = states.find((state) => state.name === name);
  if (!found) throw new Error(`there is no state ${name}`);
  return found;
}
