/** The parts of the window that are loaded when they are first needed, so that the window opens with what it shows. */

import { asFailure } from "../backend";
import type { Failure } from "../backend/types";
import type { Screen } from "../state/navigation.svelte";

/** A component that is loaded when it is first needed. */
export class OnDemand<Loaded> {
  readonly #import: () => Promise<{ default: Loaded }>;
  #loading: Promise<void> | undefined;
  #component = $state.raw<Loaded>();
  /** Why it could not be loaded when it was needed; `null` if it can be. */
  failure = $state.raw<Failure | null>(null);

  constructor(load: () => Promise<{ default: Loaded }>) {
    this.#import = load;
  }

  /** The component; `undefined` until it is loaded, which reading this begins. */
  get component(): Loaded | undefined {
    if (!this.#component && !this.failure) void this.#loadNow();
    return this.#component;
  }

  /** Resolves when the component is there; rejects if it cannot be loaded now. */
  load(): Promise<void> {
    return (this.#loading ??= this.#import().then(
      ({ default: component }) => {
        this.#component = component;
      },
      (thrown: unknown) => {
        this.#loading = undefined;
        throw thrown;
      },
    ));
  }

  /** Tries again after a failure. */
  retry(): void {
    this.failure = null;
    void this.#loadNow();
  }

  async #loadNow(): Promise<void> {
    try {
      await this.load();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }
}

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
  appMenu: new OnDemand(() => import("./sidebar/AppMenu.svelte")),
  tooltips: new OnDemand(() => import("../design/components/TooltipLayer.svelte")),
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
  screens[at].load().catch(() => undefined);
}

/** Loads all of them: while nothing else is to do, so that none has to be waited for. What fails is tried again when it is needed. */
export async function loadPlaces(): Promise<void> {
  await Promise.allSettled(Object.values(places).map((place) => place.load()));
}
