/** The parts of the window that are loaded when they are first needed, so that the window opens with what it shows. */

/** A component that is loaded when it is first needed. */
class OnDemand<Loaded> {
  readonly #import: () => Promise<{ default: Loaded }>;
  #loading: Promise<void> | undefined;
  #component = $state.raw<Loaded>();

  constructor(load: () => Promise<{ default: Loaded }>) {
    this.#import = load;
  }

  /** The component; `undefined` until it is loaded, which reading this begins. */
  get component(): Loaded | undefined {
    if (!this.#component) void this.load();
    return this.#component;
  }

  /** Resolves when the component is there. */
  load(): Promise<void> {
    return (this.#loading ??= this.#import().then(({ default: component }) => {
      this.#component = component;
    }));
  }
}

export const places = {
  overview: new OnDemand(() => import("./overview/Overview.svelte")),
  matrix: new OnDemand(() => import("./matrix/MatrixPage.svelte")),
  workspace: new OnDemand(() => import("./workspace/WorkspacePane.svelte")),
  compare: new OnDemand(() => import("./compare/ComparePage.svelte")),
  changesReportDialog: new OnDemand(() => import("./export/ChangesReportDialog.svelte")),
  reminders: new OnDemand(() => import("./reminders/RemindersPage.svelte")),
  settings: new OnDemand(() => import("./settings/SettingsPage.svelte")),
  appMenu: new OnDemand(() => import("./sidebar/AppMenu.svelte")),
  tooltips: new OnDemand(() => import("../design/components/TooltipLayer.svelte")),
  firstRun: new OnDemand(() => import("./shell/FirstRun.svelte")),
  addDialog: new OnDemand(() => import("./adding/AddWorkspaceDialog.svelte")),
  addManyDialog: new OnDemand(() => import("./adding/AddManyDialog.svelte")),
  workspaceDialogs: new OnDemand(() => import("./shell/WorkspaceDialogs.svelte")),
  keyWorkspaceDialog: new OnDemand(() => import("./renew/KeyWorkspaceDialog.svelte")),
  groupsDialog: new OnDemand(() => import("./groups/GroupsDialog.svelte")),
  moveDialog: new OnDemand(() => import("./groups/MoveDialog.svelte")),
  palette: new OnDemand(() => import("./palette/Palette.svelte")),
  keysDialog: new OnDemand(() => import("./palette/KeysDialog.svelte")),
};

/** Loads all of them: while nothing else is to do, so that none has to be waited for. */
export async function loadPlaces(): Promise<void> {
  await Promise.all(Object.values(places).map((place) => place.load()));
}
