import { tick } from "svelte";

import { asFailure, type Backend } from "../backend";
import type { AppInfo, FullWorkspaceView, WorkspaceView } from "../backend/types";
import type { WorkspaceDialog } from "../domain/actions";
import type { Sides } from "../domain/revisions";
import { settingsSectionOf } from "../domain/settings-sections";
import { t } from "../i18n/i18n.svelte";
import { parseInstant } from "../time/countdown";
import { clock } from "../time/clock.svelte";
import { Channels } from "./channels.svelte";
import { CopyStatus } from "./copy-status.svelte";
import { FullViews } from "./full-views.svelte";
import { KeyFiles } from "./key-file.svelte";
import { Links } from "./links.svelte";
import { emptyDraft, type AddDraft } from "./draft";
import type { Screen } from "./navigation.svelte";
import { Reminders } from "./reminders.svelte";
import { SettingsState } from "./settings.svelte";
import { Workspaces } from "./workspaces.svelte";

/** What to open first: the workspace with this id, or the screen `add`, `compare`, `reminders`, `settings` or `settings:network`. */
export type Opening = { workspace?: string | null; screen?: string | null };

/** The state of the window: its data, the current screen, and the open dialog. */
export class WindowState {
  readonly workspaces: Workspaces;
  /** Everything about the workspaces that are open. */
  readonly fullViews: FullViews;
  readonly settings: SettingsState;
  readonly reminders: Reminders;
  readonly channels: Channels;
  readonly links: Links;
  readonly keyFiles: KeyFiles;
  readonly copies = new CopyStatus();
  /** Version, clock and vault; `null` until they are loaded. */
  info = $state.raw<AppInfo | null>(null);
  /** Whether the agent has ended, so that nothing can be loaded or changed. */
  isAgentLost = $state(false);
  /** Whether the form for a new workspace is open. */
  adding = $state(false);
  /** Its unsent input from the last time. */
  draft = $state.raw<AddDraft>(emptyDraft);
  /** Whether the dialog that adds many workspaces is open. */
  addingMany = $state(false);
  /** The open dialog about a workspace. */
  dialog = $state.raw<WorkspaceDialog | null>(null);
  /** What a screen reader announces. */
  announcement = $state("");
  /** Which part a narrow window shows. */
  pane = $state<"list" | "workspace">("workspace");
  /** Whether the list of workspaces covers the page, where it has no room beside it. */
  drawer = $state(false);
  /** The element that contains the current screen. */
  main = $state<HTMLElement>();

  readonly #backend: Backend;
  /** The copy that was started last: one that takes longer does not replace it. */
  #newestCopy: Promise<unknown> | undefined;
  readonly #opening: Opening;

  constructor(backend: Backend, opening: Opening) {
    this.#backend = backend;
    this.#opening = opening;
    this.fullViews = new FullViews(backend);
    this.workspaces = new Workspaces(backend, undefined, (id) => this.fullViews.prepare(id));
    this.settings = new SettingsState(backend);
    this.reminders = new Reminders(backend, this.settings);
    this.channels = new Channels(backend);
    this.links = new Links(backend);
    this.keyFiles = new KeyFiles(backend, (id, key) => this.openDialog("renew", { id, key }));
    const { screen } = opening;
    this.adding = screen === "add";
    if (screen === "compare") this.compare(opening.workspace ?? null);
    if (screen === "reminders") this.workspaces.navigation.go({ at: screen });
    const section = settingsSectionOf(screen ?? "");
    if (section) this.workspaces.navigation.go({ at: "settings", section });
  }

  /** Loads everything and subscribes to changes; the returned function unsubscribes. `undefined` if that failed. */
  async start(): Promise<(() => void) | undefined> {
    try {
      const unlisten = await this.#backend.listen((event) => {
        if (event.type === "vault_changed" || event.type === "events_missed") void this.#reloadInfo();
        if (event.type === "agent_lost" || event.type === "agent_back") this.isAgentLost = event.type === "agent_lost";
        if (event.type === "screen_requested") void this.#showRequested();
      });
      // Everything is fetched at once, and nothing is shown before the first of it is there: the countdowns need the
      // engine's clock, and the last screen must not flash before the requested one.
      const workspace = Promise.all([this.#backend.appInfo(), this.#backend.takeRequestedScreen()]).then(
        ([info, requested]) => {
          this.info = info;
          clock.setByEngine(parseInstant(info.now) ?? Date.now());
          if (requested && requested.at !== "workspace") this.go(requested);
          const id = (requested?.at === "workspace" ? requested.id : this.#opening.workspace) ?? null;
          // Together with the list.
          if (id !== null) void this.fullViews.prepare(id);
          return id;
        },
      );
      const stops = await Promise.all([
        unlisten,
        this.fullViews.start(),
        this.workspaces.start(workspace),
        this.workspaces.arrangement.start(),
        this.settings.start(),
        this.reminders.start(),
        this.channels.start(),
      ]);
      return () => stops.forEach((stop) => stop());
    } catch (thrown) {
      this.workspaces.startFailure = asFailure(thrown);
      this.workspaces.loading = false;
      return undefined;
    }
  }

  /** Starts the agent again. Everything is reloaded once it runs. */
  startAgent(): Promise<void> {
    return this.#backend.startAgent();
  }

  async #reloadInfo(): Promise<void> {
    // What was loaded before is still shown, until the next change.
    this.info = await this.#backend.appInfo().catch(() => this.info);
  }

  /** Shows what was requested from outside the window since it has been listening. */
  async #showRequested(): Promise<void> {
    try {
      const screen = await this.#backend.takeRequestedScreen();
      if (!screen) return;
      if (screen.at === "workspace") await this.workspaces.open(screen.id);
      else this.workspaces.navigation.go(screen);
      this.show();
    } catch (thrown) {
      this.workspaces.commandError = asFailure(thrown);
    }
  }

  /** Opens a screen. */
  go(screen: Screen): void {
    this.workspaces.navigation.go(screen);
    this.show();
  }

  select(id: string): void {
    this.go({ at: "workspace", id });
  }

  /** Shows the current screen, where a narrow window showed the list. */
  show(): void {
    this.pane = "workspace";
    this.drawer = false;
    void this.#restoreFocus();
  }

  /** Shows the list of workspaces where it is hidden. */
  showList(): void {
    this.pane = "list";
    this.drawer = true;
  }

  /** Goes back from a utility screen: to the list of workspaces, if there is one. */
  leaveUtilityScreen(): void {
    if (this.workspaces.list.length > 0) this.pane = "list";
    else this.workspaces.navigation.leave();
  }

  /** Opens the comparison of a workspace: `null` for the one that is open, or was last. */
  compare(workspace: string | null = this.workspaces.selectedId, begin?: Sides): void {
    this.go({ at: "compare", workspace, begin });
  }

  /** Lists a workspace that was added. The form stays open and shows the result. */
  added(workspace: WorkspaceView): void {
    this.workspaces.upsert(workspace);
    this.draft = emptyDraft;
    this.announcement = t("add.added", { name: workspace.name });
  }

  /** Closes the form and opens the workspace that was added. */
  openAdded(workspace: WorkspaceView): void {
    this.adding = false;
    this.workspaces.workspaceFilter.clear();
    this.select(workspace.id);
  }

  /** Closes the form for a new workspace, and keeps its unsent input. */
  closeAddForm(draft: AddDraft | null): void {
    this.draft = draft ?? emptyDraft;
    this.adding = false;
    void this.#restoreFocus();
  }

  /** Opens the dialog that adds many workspaces, in place of the form for one. */
  addMany(): void {
    this.adding = false;
    this.addingMany = true;
  }

  /** Removes a workspace that was added after its form had been closed. */
  async discardAdded(workspace: WorkspaceView): Promise<void> {
    await this.workspaces
      .remove(workspace.id, "leave")
      .catch((thrown: unknown) => (this.workspaces.commandError = asFailure(thrown)));
  }

  /** Opens a dialog about a workspace: by default, about the open one. */
  openDialog(
    what: WorkspaceDialog["what"],
    { id = this.workspaces.selectedId, ...more }: Pick<WorkspaceDialog, "key"> & { id?: string | null } = {},
  ): void {
    const workspace = this.workspaces.list.find((one) => one.id === id);
    if (workspace) this.dialog = { what, workspace, ...more };
  }

  /** Copies a text about each of these workspaces as it is now. */
  async copyAs(ids: readonly string[], textOf: (workspace: FullWorkspaceView) => string): Promise<void> {
    const copy = Promise.allSettled(ids.map((id) => this.fullViews.get(id)));
    this.#newestCopy = copy;
    const done = await copy;
    if (copy !== this.#newestCopy) return;
    const found = done.filter((one) => one.status === "fulfilled").map((one) => one.value);
    const failures = done.filter((one) => one.status === "rejected").map((one) => asFailure(one.reason));
    // Those that were removed meanwhile are left out.
    const failure = failures.find(({ code }) => code !== "unknown_workspace" || found.length === 0);
    if (failure) this.workspaces.commandError = failure;
    else await this.copies.copy(found.map(textOf).join("\n"));
  }

  /** Quits the application. */
  quit(): void {
    this.#backend.quit().catch((thrown: unknown) => (this.workspaces.commandError = asFailure(thrown)));
  }

  /** Renames a workspace. */
  async rename(id: string, name: string): Promise<void> {
    try {
      this.workspaces.upsert(await this.#backend.editWorkspace(id, { name, details: null }));
    } catch (thrown) {
      this.workspaces.commandError = asFailure(thrown);
    }
  }

  /** Focuses the current screen if the focused element was removed. */
  async #restoreFocus(): Promise<void> {
    await tick();
    if (document.activeElement === document.body) this.main?.focus({ preventScroll: true });
  }
}
