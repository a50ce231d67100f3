import { tick } from "svelte";

import { asFailure, type Backend } from "../backend";
import type { AppInfo, WorkspaceView } from "../backend/types";
import type { Doing } from "../domain/actions";
import { t } from "../i18n/i18n.svelte";
import { parseInstant } from "../time/countdown";
import { clock } from "../time/clock.svelte";
import { emptyDraft, type AddDraft } from "./draft";
import type { Screen } from "./navigation.svelte";
import { Reminders } from "./reminders.svelte";
import { SettingsState } from "./settings.svelte";
import { Workspaces } from "./workspaces.svelte";

/** What to open first: a workspace by its id, the form for a new one, the reminders or the settings. */
export type Opening = { workspace?: string | null; screen?: string | null };

/** What the window is about: the workspaces, what is open of them, and what is being done. */
export class WindowState {
  readonly workspaces: Workspaces;
  readonly settings: SettingsState;
  readonly reminders: Reminders;
  /** Version, clock and vault; `null` before the first answer. */
  info = $state.raw<AppInfo | null>(null);
  /** Whether the form for a new workspace is open, and what was typed into it. */
  adding = $state(false);
  draft = $state.raw<AddDraft>(emptyDraft);
  /** What is being done with which workspace, in a dialog. */
  doing = $state.raw<Doing | null>(null);
  /** What a screen reader announces. */
  said = $state("");
  /** On a narrow window list and workspace take turns. */
  pane = $state<"list" | "workspace">("workspace");
  /** Where the places of the window are drawn. */
  main = $state<HTMLElement>();

  readonly #backend: Backend;
  readonly #open: Opening;

  constructor(backend: Backend, open: Opening) {
    this.#backend = backend;
    this.#open = open;
    this.workspaces = new Workspaces(backend);
    this.settings = new SettingsState(backend);
    this.reminders = new Reminders(backend, this.settings);
    this.adding = open.screen === "add";
    if (open.screen === "reminders" || open.screen === "settings") this.workspaces.navigation.go({ at: open.screen });
  }

  /** Asks the engine for everything, and listens; the returned function ends that. */
  async begin(): Promise<(() => void) | undefined> {
    try {
      this.info = await this.#backend.appInfo();
      clock.setByEngine(parseInstant(this.info.now) ?? Date.now());
      const stops = await Promise.all([
        this.workspaces.start(this.#open.workspace ?? null),
        this.workspaces.arranging.start(),
        this.settings.start(),
        this.reminders.start(),
      ]);
      return () => stops.forEach((stop) => stop());
    } catch (thrown) {
      this.workspaces.startFailure = asFailure(thrown);
      this.workspaces.loading = false;
      return undefined;
    }
  }

  /** Goes somewhere, and shows it. */
  go(screen: Screen): void {
    this.workspaces.navigation.go(screen);
    this.show();
  }

  /** Opens a workspace. */
  select(id: string): void {
    this.go({ at: "workspace", id });
  }

  /** Shows where one is, where a list was instead. */
  show(): void {
    this.pane = "workspace";
    void this.#keepFocus();
  }

  /** Back from beside the workspaces: to their list, where there is one. */
  asideBack(): void {
    if (this.workspaces.list.length > 0) this.pane = "list";
    else this.workspaces.navigation.leave();
  }

  /** Takes in a workspace that was added; the form stays, and says what was found. */
  added(workspace: WorkspaceView): void {
    this.workspaces.take(workspace);
    this.draft = emptyDraft;
    this.said = t("add.added", { name: workspace.name });
  }

  /** Opens what was added. */
  openAdded(workspace: WorkspaceView): void {
    this.adding = false;
    this.workspaces.workspaceFilter.clear();
    this.select(workspace.id);
  }

  /** Ends the form for a new workspace; what was typed and not sent is there the next time. */
  endAdding(typed: AddDraft | null): void {
    this.draft = typed ?? emptyDraft;
    this.adding = false;
    void this.#keepFocus();
  }

  /** The form was closed while the check was under way: then nothing is to be kept. */
  async unwanted(workspace: WorkspaceView): Promise<void> {
    await this.workspaces
      .remove(workspace.id, "leave")
      .catch((thrown: unknown) => (this.workspaces.commandError = asFailure(thrown)));
  }

  /** Begins something with the open workspace. */
  start(what: Doing["what"], begin?: Doing["begin"]): void {
    if (this.workspaces.selected) this.doing = { what, workspace: this.workspaces.selected, begin };
  }

  /** What had the focus may have gone with the place that was left: then the new one has it. */
  async #keepFocus(): Promise<void> {
    await tick();
    if (document.activeElement === document.body) this.main?.focus({ preventScroll: true });
  }
}
