/** The parts of the window that are loaded when they are first needed, so that the window opens with what it shows. */

import type { Failure } from "../backend/types";
import { popups } from "../design/popups";
import type { Screen } from "../state/navigation.svelte";
import { OnDemand } from "../state/on-demand.svelte";

/** The screens, which say themselves that they could not be loaded. */
const screens = {
  overview: new OnDemand(() => import("./overview/Overview.svelte")),
  matrix: new OnDemand(() => import("./matrix/MatrixPage.svelte")),
  workspace: new OnDemand(() => import("./workspace/WorkspacePane.svelte")),
  compare: new OnDemand(() => import("./compare/ComparePage.svelte")),
  reminders: new OnDemand(() => import("./reminders/RemindersPage.svelte")),
  settings: new OnDemand(() => import("./settings/SettingsPage.svelte")),
  firstRun: new OnDemand(() => import("./shell/FirstRun.svelte")),
};

/** What appears over a screen. */
const overlays = {
  changesReportDialog: new OnDemand(() => import("./export/ChangesReportDialog.svelte")),
  ...popups,
  rowMenu: new OnDemand(() => import("./overview/RowMenu.svelte")),
  selectionBar: new OnDemand(() => import("./overview/SelectionBar.svelte")),
  filterOptions: new OnDemand(() => import("./overview/FilterOptions.svelte")),
  exportMessage: new OnDemand(() => import("./export/ExportMessage.svelte")),
  addDialog: new OnDemand(() => import("./adding/AddWorkspaceDialog.svelte")),
  addManyDialog: new OnDemand(() => import("./adding/AddManyDialog.svelte")),
  workspaceDialogs: new OnDemand(() => import("./shell/WorkspaceDialogs.svelte")),
  keyWorkspaceDialog: new OnDemand(() => import("./renew/KeyWorkspaceDialog.svelte")),
  groupsDialog: new OnDemand(() => import("./groups/GroupsDialog.svelte")),
  removeSelectionDialog: new OnDemand(() => import("./overview/RemoveSelectionDialog.svelte")),
  moveDialog: new OnDemand(() => import("./groups/MoveDialog.svelte")),
  palette: new OnDemand(() => import("./palette/Palette.svelte")),
  keysDialog: new OnDemand(() => import("./palette/KeysDialog.svelte")),
};

export const places = { ...screens, ...overlays };

/** What should be over the screen and could not be loaded; `undefined` if there is none. */
export function failedOverlay(): { readonly failure: Failure | null; retry: () => void } | undefined {
  return Object.values(overlays).find(({ failure }) => failure !== null);
}

/** Begins to load what shows a screen, while the data for it are fetched. What fails is tried again when it is shown. */
export function prepare({ at }: Screen): void {
  screens[at].prepare();
}

/** Loads all of them: while nothing else is to do, so that none has to be waited for. What fails is tried again when it is needed. */
export async function loadPlaces(): Promise<void> {
  await Promise.allSettled(Object.values(places).map((place) => place.load()));
}
