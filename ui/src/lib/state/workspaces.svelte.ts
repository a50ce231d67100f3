import { asFailure, type Backend } from "../backend";
import type { EngineEvent, Failure, TokenFate, WorkspaceView } from "../backend/types";
import { sanitizeDeep } from "../domain/sanitize";
import { ArrangementState, type ArrangementBackend } from "./arrangement.svelte";
import { WorkspaceFilter } from "./workspace-filter.svelte";
import { Navigation } from "./navigation.svelte";

/** What the list of workspaces needs of the engine. */
export type WorkspacesBackend = ArrangementBackend &
  Pick<Backend, "workspaces" | "refreshWorkspace" | "refreshAll" | "removeWorkspace">;

/** How far a round of refreshes is. */
export type Progress = { done: number; total: number };

/** After a change of urgency the order is fetched once, however many workspaces changed. */
const ORDER_DELAY = 150;

/** The workspaces as the engine reports them, which one is open, and what is under way. */
export class Workspaces {
  /** Every workspace, in the engine's order: worst first. */
  list = $state.raw<WorkspaceView[]>([]);
  /** What the list is narrowed to. */
  readonly workspaceFilter: WorkspaceFilter;
  /** Their groups and their own order. */
  readonly arranging: ArrangementState;
  /** Whether the first load is still under way. */
  loading = $state(true);
  /** Why the engine could not be reached at all. */
  startFailure = $state.raw<Failure | null>(null);
  /** A command that failed and was not about one workspace's license. */
  commandError = $state.raw<Failure | null>(null);
  /** The round of refreshes that is under way. */
  progress = $state.raw<Progress | null>(null);
  /** Counts how often the tray or a notification opened a workspace or the settings. */
  opened = $state(0);
  /** Counts the ended rounds, with the number of workspaces in the last: for the screen reader. */
  lastRound = $state.raw<{ round: number; total: number }>({ round: 0, total: 0 });

  /** The workspaces that match the filter, in the chosen order. */
  get shown(): readonly WorkspaceView[] {
    return this.workspaceFilter.shown;
  }

  /** The open workspace's id. Of one workspace there is no overview: it is always open. */
  readonly selectedId = $derived.by(() => {
    const screen = this.navigation.current;
    if (screen.at === "workspace") return screen.id;
    return screen.at === "overview" && this.list.length === 1 ? (this.list[0]?.id ?? null) : null;
  });
  /** Whether there is enough for an overview. */
  readonly many = $derived(this.list.length > 1);
  /** The open workspace. */
  readonly selected = $derived(this.list.find((workspace) => workspace.id === this.selectedId) ?? null);
  /** How many workspaces need attention. */
  readonly needingYou = $derived(this.list.filter((workspace) => workspace.attention !== "calm").length);

  readonly #backend: WorkspacesBackend;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it: `progress` is
  readonly #awaited = new Set<string>();
  #roundTotal = 0;
  #orderTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    backend: WorkspacesBackend,
    /** Which screen is shown. */
    readonly navigation = new Navigation(),
  ) {
    this.#backend = backend;
    this.arranging = new ArrangementState(backend);
    this.workspaceFilter = new WorkspaceFilter(() => this.list, this.arranging);
  }

  /** Subscribes to events, then loads everything once; the returned function unsubscribes. */
  async start(open: string | null = null): Promise<() => void> {
    const unlisten = await this.#backend.listen((event) => this.#on(event));
    await this.load(open);
    return () => {
      clearTimeout(this.#orderTimer);
      unlisten();
    };
  }

  /** Loads all workspaces, and opens `open`, or the screen of the last time. */
  async load(open: string | null = null): Promise<void> {
    this.startFailure = null;
    try {
      this.list = sanitizeDeep(await this.#backend.workspaces());
      const screen = this.navigation.current;
      if (screen.at === "workspace" && !this.#find(screen.id)) this.navigation.forget(screen.id, { at: "overview" });
      if (open !== null) this.select(open);
    } catch (thrown) {
      this.startFailure = asFailure(thrown);
    } finally {
      this.loading = false;
    }
  }

  /** Opens a workspace. */
  select(id: string): void {
    if (this.#find(id)) this.navigation.go({ at: "workspace", id });
  }

  /** Opens the workspace at this position in the list. */
  selectAt(index: number): void {
    const workspace = this.workspaceFilter.listed[index];
    if (workspace) this.select(workspace.id);
  }

  /** Opens the next or the previous workspace of the list; stays at its ends. Leaves no way back to each step. */
  move(by: 1 | -1): void {
    const { listed } = this.workspaceFilter;
    const at = listed.findIndex((workspace) => workspace.id === this.selectedId);
    const to = listed[at < 0 ? 0 : Math.min(listed.length - 1, Math.max(0, at + by))];
    if (to) this.navigation.go({ at: "workspace", id: to.id }, "instead");
  }

  /** Refreshes one workspace. */
  async refresh(id: string): Promise<void> {
    if (this.#find(id)?.refreshing) return;
    this.#mark([id], true);
    try {
      await this.#backend.refreshWorkspace(id);
    } catch (thrown) {
      this.commandError = asFailure(thrown);
    } finally {
      this.#ended([id]);
    }
  }

  /** Refreshes every workspace. */
  async refreshAll(): Promise<void> {
    if (this.progress || this.list.length === 0) return;
    for (const { id } of this.list) this.#await(id);
    this.#report();
    try {
      await this.#backend.refreshAll();
    } catch (thrown) {
      this.commandError = asFailure(thrown);
    } finally {
      this.#ended([...this.#awaited]);
    }
  }

  /** Takes in a workspace that a sign-in came to: the list follows at once. */
  take(workspace: WorkspaceView): void {
    this.#put([workspace]);
  }

  /** Removes a workspace and opens its neighbor; rejects with the failure. */
  async remove(id: string, token: TokenFate): Promise<void> {
    await this.#backend.removeWorkspace(id, token);
    this.#drop(id);
  }

  #on(event: EngineEvent): void {
    switch (event.type) {
      case "refresh_started":
        for (const id of event.ids) this.#await(id);
        this.#mark(event.ids, true);
        if (this.progress) this.#report();
        return;
      case "workspaces_changed":
        this.#put(event.workspaces);
        this.#ended(event.workspaces.filter(({ refreshing }) => !refreshing).map(({ id }) => id));
        return;
      case "workspace_removed":
        this.#drop(event.id);
        return;
      case "open_workspace":
        this.workspaceFilter.clear();
        this.opened += 1;
        if (this.#find(event.id)) this.select(event.id);
        else void this.load(event.id);
        return;
      case "open_settings":
        this.opened += 1;
        this.navigation.go({ at: "settings" });
        return;
      case "events_missed":
        void this.#reload();
        return;
      case "reminders_changed":
      case "arrangement_changed":
    }
  }

  /** Reads everything anew, also which refreshes have ended. */
  async #reload(): Promise<void> {
    await this.load();
    this.#ended([...this.#awaited].filter((id) => !this.#find(id)?.refreshing));
  }

  #find(id: string): WorkspaceView | undefined {
    return this.list.find((workspace) => workspace.id === id);
  }

  /** Takes in the current state of workspaces, however many, with one change of the list. */
  #put(changed: readonly WorkspaceView[]): void {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- lives for this one change
    const fresh = new Map(changed.map((workspace) => [workspace.id, sanitizeDeep(workspace)]));
    let mayMove = false;
    const kept = this.list.map((known) => {
      const workspace = fresh.get(known.id);
      if (!workspace) return known;
      fresh.delete(known.id);
      mayMove ||= orderMayDiffer(known, workspace);
      return workspace;
    });
    const added = [...fresh.values()];
    this.list = [...kept, ...added];
    if (mayMove || added.length > 0) this.#askForOrderSoon();
  }

  #drop(id: string): void {
    const index = this.list.findIndex((workspace) => workspace.id === id);
    if (index < 0) return;
    this.list = this.list.filter((workspace) => workspace.id !== id);
    const neighbor = this.list[index] ?? this.list[index - 1];
    this.navigation.forget(id, neighbor ? { at: "workspace", id: neighbor.id } : { at: "overview" });
    this.#ended([id]);
  }

  #mark(ids: readonly string[], refreshing: boolean): void {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- lives for this one change
    const marked = new Set(ids);
    const differs = (known: WorkspaceView) => known.refreshing !== refreshing && marked.has(known.id);
    if (!this.list.some(differs)) return;
    this.list = this.list.map((known) => (differs(known) ? { ...known, refreshing } : known));
  }

  #await(id: string): void {
    if (this.#awaited.has(id)) return;
    this.#awaited.add(id);
    this.#roundTotal += 1;
    // Two or more at once are a round, whether this window, the tray or the engine's own clock started it.
    if (this.#awaited.size > 1) this.#report();
  }

  #ended(ids: readonly string[]): void {
    this.#mark(ids, false);
    const ended = ids.filter((id) => this.#awaited.delete(id));
    if (ended.length === 0) return;
    if (this.#awaited.size > 0) {
      if (this.progress) this.#report();
      return;
    }
    if (this.progress) this.lastRound = { round: this.lastRound.round + 1, total: this.#roundTotal };
    this.#roundTotal = 0;
    this.progress = null;
  }

  #report(): void {
    this.progress = { done: this.#roundTotal - this.#awaited.size, total: this.#roundTotal };
  }

  #askForOrderSoon(): void {
    clearTimeout(this.#orderTimer);
    this.#orderTimer = setTimeout(() => void this.#reorder(), ORDER_DELAY);
  }

  async #reorder(): Promise<void> {
    try {
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- lives for this one sort
      const order = new Map((await this.#backend.workspaces()).map(({ id }, index) => [id, index]));
      const position = (workspace: WorkspaceView) => order.get(workspace.id) ?? order.size;
      this.list = [...this.list].sort((a, b) => position(a) - position(b));
    } catch {
      // The order of a moment ago is still an order; the next change asks again.
    }
  }
}

function orderMayDiffer(before: WorkspaceView, after: WorkspaceView): boolean {
  return (
    before.attention !== after.attention ||
    before.status !== after.status ||
    before.name !== after.name ||
    before.stops[0]?.at !== after.stops[0]?.at
  );
}
