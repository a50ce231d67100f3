import { SvelteSet } from "svelte/reactivity";

import { asFailure, type Backend } from "../backend";
import type {
  EngineEvent,
  Failure,
  FleetSummary,
  NotRemoved,
  Snooze,
  TokenFate,
  WorkspaceView,
} from "../backend/types";
import { sanitizeDeep } from "../domain/sanitize";
import { looksTheSame } from "../domain/view-change";
import { ArrangementState, type ArrangementBackend } from "./arrangement.svelte";
import { WorkspaceFilter } from "./workspace-filter.svelte";
import { Navigation } from "./navigation.svelte";

/** The part of the backend that the list of workspaces uses. */
export type WorkspacesBackend = ArrangementBackend &
  Pick<
    Backend,
    | "workspaces"
    | "workspaceOrder"
    | "fleetSummary"
    | "refreshWorkspace"
    | "refreshAll"
    | "removeWorkspace"
    | "removeWorkspaces"
    | "acknowledgeWorkspaces"
    | "snoozeWorkspaces"
    | "archiveWorkspaces"
    | "reactivateWorkspaces"
    | "undoHandling"
  >;

/** What was done to workspaces last, to undo it. */
export type Handled = {
  what: "acknowledge" | "snooze" | "archive" | "reactivate";
  ids: readonly string[];
  names: readonly string[];
};

/** Progress of a batch of refreshes, in workspaces. */
export type Progress = { done: number; total: number };

/** Delay before the order is fetched again, so that many changes cause one request. Milliseconds. */
const ORDER_DELAY = 150;

/** The id of the workspace to open, which may become known later than the workspaces; `null` for none. */
type Opened = string | null | Promise<string | null>;

/** The workspaces as the engine reports them, which one is open, and which refreshes are in progress. */
export class Workspaces {
  /**
   * Every workspace, in the engine's order: worst first. Whatever depends on all of them is computed anew when it is
   * replaced, so a refresh that changes nothing to see does not replace it. Which ones are being refreshed is not in it
   * but in {@link isRefreshing}.
   */
  list = $state.raw<WorkspaceView[]>([]);
  readonly workspaceFilter: WorkspaceFilter;
  readonly arrangement: ArrangementState;
  /** Whether the first load is still in progress. */
  loading = $state(true);
  /** Why loading failed; `null` if it succeeded. */
  startFailure = $state.raw<Failure | null>(null);
  /** How all workspaces are, in the engine's words. */
  summary = $state.raw<FleetSummary>({ parts: [], aside: [] });
  /** What was done to workspaces last, if nothing was moved since then; `null` once the line that undoes it has gone. */
  handled = $state.raw<Handled | null>(null);
  /** Why the last command failed, if no dialog shows it. */
  commandError = $state.raw<Failure | null>(null);
  /** The current batch of refreshes; `null` if there is none. */
  progress = $state.raw<Progress | null>(null);
  /** Counts the finished batches, with the number of workspaces in the last one: for the screen reader. */
  lastBatch = $state.raw<{ count: number; total: number }>({ count: 0, total: 0 });

  /** Whether a workspace is being refreshed. */
  isRefreshing(id: string): boolean {
    return this.#refreshing.has(id);
  }

  /** The workspaces that match the filter, in the chosen order. */
  get shown(): readonly WorkspaceView[] {
    return this.workspaceFilter.shown;
  }

  /** The id of the open workspace. A single workspace is always open, because there is no overview. */
  readonly selectedId = $derived.by(() => {
    const screen = this.navigation.current;
    if (screen.at === "workspace") return screen.id;
    return screen.at === "overview" && this.list.length === 1 ? (this.list[0]?.id ?? null) : null;
  });
  /** Whether there are enough workspaces for an overview. */
  readonly many = $derived(this.list.length > 1);
  /** The open workspace. */
  readonly selected = $derived.by(() => {
    const found = this.list.find((workspace) => workspace.id === this.selectedId);
    return found ? { ...found, refreshing: this.isRefreshing(found.id) } : null;
  });
  /** Number of workspaces that need attention. */
  readonly needingAttention = $derived(this.list.filter(({ counted }) => counted !== null).length);

  readonly #backend: WorkspacesBackend;
  /** Fetches what the page of a workspace needs beside the list; never rejects. */
  readonly #prepare: (id: string) => Promise<void>;
  /** Those that are being refreshed. */
  readonly #refreshing = new SvelteSet<string>();
  /** Those of the current batch that are not done. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- not rendered, unlike `progress`
  readonly #awaited = new Set<string>();
  #batchTotal = 0;
  #orderTimer: ReturnType<typeof setTimeout> | undefined;
  #summaryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    backend: WorkspacesBackend,
    readonly navigation = new Navigation(),
    prepare: (id: string) => Promise<void> = () => Promise.resolve(),
  ) {
    this.#backend = backend;
    this.#prepare = prepare;
    this.arrangement = new ArrangementState(backend, () => (this.handled = null));
    this.workspaceFilter = new WorkspaceFilter(
      () => this.list,
      this.arrangement,
      () => [...this.summary.parts, ...this.summary.aside],
    );
  }

  /** Subscribes to events, then loads everything once; the returned function unsubscribes. */
  async start(open: Opened = null): Promise<() => void> {
    const unlisten = await this.#backend.listen((event) => this.#handle(event));
    await this.load(open);
    return () => {
      clearTimeout(this.#orderTimer);
      clearTimeout(this.#summaryTimer);
      unlisten();
    };
  }

  /** Loads all workspaces. Opens the one with the id `open`, or else stays at the current screen. */
  async load(open: Opened = null): Promise<void> {
    this.startFailure = null;
    try {
      const [found, opened] = await Promise.all([this.#backend.workspaces(), open, this.#summarize()]);
      const list = sanitizeDeep(found);
      this.#markAsReported(list);
      this.list = list;
      const screen = this.navigation.current;
      if (screen.at === "workspace" && !this.#find(screen.id)) this.navigation.forget(screen.id, { at: "overview" });
      if (opened !== null) this.select(opened);
      // The first page appears as a whole.
      if (this.loading && this.selectedId !== null) await this.#prepare(this.selectedId);
    } catch (thrown) {
      this.startFailure = asFailure(thrown);
    } finally {
      this.loading = false;
    }
  }

  select(id: string): void {
    if (this.#find(id)) this.navigation.go({ at: "workspace", id });
  }

  /** Opens a workspace that was requested from outside the window, and may not be known yet. */
  async open(id: string): Promise<void> {
    this.workspaceFilter.clear();
    if (this.#find(id)) this.select(id);
    else await this.load(id);
  }

  /** Opens the workspace at this position in the list, counted from 0. */
  selectAt(index: number): void {
    const workspace = this.workspaceFilter.listed[index];
    if (workspace) this.select(workspace.id);
  }

  /** Opens the next or previous workspace in the list, without a history entry for each step. Stops at the ends. */
  move(by: 1 | -1): void {
    const { listed } = this.workspaceFilter;
    const at = listed.findIndex((workspace) => workspace.id === this.selectedId);
    const to = listed[at < 0 ? 0 : Math.min(listed.length - 1, Math.max(0, at + by))];
    if (to) this.navigation.go({ at: "workspace", id: to.id }, "replace");
  }

  async refresh(id: string): Promise<void> {
    if (!this.#find(id) || this.isRefreshing(id)) return;
    this.#refreshing.add(id);
    try {
      await this.#backend.refreshWorkspace(id);
    } catch (thrown) {
      this.commandError = asFailure(thrown);
    } finally {
      this.#onRefreshed([id]);
    }
  }

  async refreshAll(): Promise<void> {
    if (this.progress || this.list.length === 0) return;
    for (const { id, handling } of this.list) if (handling.is !== "archived") this.#track(id);
    this.#updateProgress();
    try {
      await this.#backend.refreshAll();
    } catch (thrown) {
      this.commandError = asFailure(thrown);
    } finally {
      this.#onRefreshed([...this.#awaited]);
    }
  }

  /** Adds or replaces a workspace after a sign-in, without waiting for the event. */
  upsert(workspace: WorkspaceView): void {
    this.#upsert([workspace]);
  }

  /** Removes a workspace and opens its neighbor; rejects with the failure. */
  async remove(id: string, token: TokenFate): Promise<void> {
    await this.#backend.removeWorkspace(id, token);
    this.#drop(id);
  }

  /** Removes workspaces, and returns those that are still there; rejects with the failure. */
  async removeMany(ids: readonly string[], token: TokenFate): Promise<NotRemoved[]> {
    const left = sanitizeDeep(await this.#backend.removeWorkspaces([...ids], token));
    for (const id of ids) if (!left.some((one) => one.id === id)) this.#drop(id);
    return left;
  }

  /** Acknowledges workspaces: they do not count until something changes. */
  acknowledge(ids: readonly string[]): Promise<void> {
    return this.#decide("acknowledge", ids, (ids) => this.#backend.acknowledgeWorkspaces(ids));
  }

  /** Snoozes workspaces: until then, they do not count and there are no reminders of them. */
  snooze(ids: readonly string[], snooze: Snooze): Promise<void> {
    return this.#decide("snooze", ids, (ids) => this.#backend.snoozeWorkspaces(ids, snooze));
  }

  /** Archives workspaces: they are kept, and nothing more. */
  archive(ids: readonly string[]): Promise<void> {
    return this.#decide("archive", ids, (ids) => this.#backend.archiveWorkspaces(ids));
  }

  /** Takes back that workspaces were acknowledged, snoozed or archived. */
  async reactivate(ids: readonly string[]): Promise<void> {
    await this.#decide("reactivate", ids, (ids) => this.#backend.reactivateWorkspaces(ids));
    this.handled = null;
  }

  /** Undoes what was done to workspaces last; returns whether that was done. */
  async undoHandling(): Promise<boolean> {
    const { handled } = this;
    if (!handled) return false;
    try {
      await this.#backend.undoHandling([...handled.ids]);
      if (this.handled === handled) this.handled = null;
      return true;
    } catch (thrown) {
      this.commandError = asFailure(thrown);
      return false;
    }
  }

  async #decide(
    what: Handled["what"],
    ids: readonly string[],
    run: (ids: string[]) => Promise<unknown>,
  ): Promise<void> {
    try {
      await run([...ids]);
      this.arrangement.change = null;
      this.handled = { what, ids, names: ids.map((id) => this.#find(id)?.name ?? "") };
    } catch (thrown) {
      this.commandError = asFailure(thrown);
    }
  }

  #handle(event: EngineEvent): void {
    switch (event.type) {
      case "refresh_started":
        for (const id of event.ids) {
          this.#track(id);
          if (this.#find(id)) this.#refreshing.add(id);
        }
        if (this.progress) this.#updateProgress();
        return;
      case "workspaces_changed":
        this.#upsert(event.workspaces);
        this.#onRefreshed(event.workspaces.filter(({ refreshing }) => !refreshing).map(({ id }) => id));
        return;
      case "workspace_removed":
        this.#drop(event.id);
        return;
      case "events_missed":
        void this.#reload();
        return;
      case "license_key_progress":
      case "screen_requested":
      case "reminders_changed":
      case "arrangement_changed":
    }
  }

  /** Loads everything again, including which refreshes have finished. */
  async #reload(): Promise<void> {
    await this.load();
    this.#onRefreshed([...this.#awaited].filter((id) => !this.isRefreshing(id)));
  }

  #find(id: string): WorkspaceView | undefined {
    return this.list.find((workspace) => workspace.id === id);
  }

  /** Adds or replaces workspaces with a single change of the list, or with none if nothing to see has changed. */
  #upsert(changed: readonly WorkspaceView[]): void {
    this.#markAsReported(changed);
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- lives for this one change
    const fresh = new Map(changed.map((workspace) => [workspace.id, sanitizeDeep(workspace)]));
    let [isReplaced, mayReorder] = [false, false];
    for (const [index, known] of this.list.entries()) {
      const workspace = fresh.get(known.id);
      if (!workspace) continue;
      fresh.delete(known.id);
      mayReorder ||= orderMayDiffer(known, workspace);
      // The page of the open workspace also shows when it was read.
      isReplaced ||= known.id === this.selectedId || !looksTheSame(known, workspace);
      // The list is raw state, so this alone draws nothing.
      this.list[index] = workspace;
    }
    const added = [...fresh.values()];
    if (isReplaced || added.length > 0) this.list = [...this.list, ...added];
    if (mayReorder || added.length > 0) this.#scheduleReorder();
    else this.#scheduleSummary();
  }

  #drop(id: string): void {
    const index = this.list.findIndex((workspace) => workspace.id === id);
    if (index < 0) return;
    this.list = this.list.filter((workspace) => workspace.id !== id);
    this.#scheduleSummary();
    const neighbor = this.list[index] ?? this.list[index - 1];
    this.navigation.forget(id, neighbor ? { at: "workspace", id: neighbor.id } : { at: "overview" });
    this.#onRefreshed([id]);
  }

  /** Marks as being refreshed those of these workspaces that the engine reports so, and no others of them. */
  #markAsReported(reported: readonly WorkspaceView[]): void {
    for (const { id, refreshing } of reported) {
      if (refreshing) this.#refreshing.add(id);
      else this.#refreshing.delete(id);
    }
  }

  #track(id: string): void {
    if (this.#awaited.has(id)) return;
    this.#awaited.add(id);
    this.#batchTotal += 1;
    // Two or more at once are a batch, whether this window, the tray or the engine's schedule started it.
    if (this.#awaited.size > 1) this.#updateProgress();
  }

  #onRefreshed(ids: readonly string[]): void {
    for (const id of ids) this.#refreshing.delete(id);
    const finished = ids.filter((id) => this.#awaited.delete(id));
    if (finished.length === 0) return;
    if (this.#awaited.size > 0) {
      if (this.progress) this.#updateProgress();
      return;
    }
    if (this.progress) this.lastBatch = { count: this.lastBatch.count + 1, total: this.#batchTotal };
    this.#batchTotal = 0;
    this.progress = null;
  }

  #updateProgress(): void {
    this.progress = { done: this.#batchTotal - this.#awaited.size, total: this.#batchTotal };
  }

  #scheduleSummary(): void {
    clearTimeout(this.#summaryTimer);
    this.#summaryTimer = setTimeout(() => void this.#summarize(), ORDER_DELAY);
  }

  async #summarize(): Promise<void> {
    try {
      this.summary = sanitizeDeep(await this.#backend.fleetSummary());
    } catch {
      // Keep the previous summary; the next change tries again.
    }
  }

  #scheduleReorder(): void {
    clearTimeout(this.#orderTimer);
    this.#orderTimer = setTimeout(() => void this.#reorder(), ORDER_DELAY);
  }

  async #reorder(): Promise<void> {
    void this.#summarize();
    try {
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- lives for this one sort
      const order = new Map((await this.#backend.workspaceOrder()).map((id, index) => [id, index]));
      const position = (workspace: WorkspaceView) => order.get(workspace.id) ?? order.size;
      this.list = [...this.list].sort((a, b) => position(a) - position(b));
    } catch {
      // Keep the previous order; the next change tries again.
    }
  }
}

function orderMayDiffer(before: WorkspaceView, after: WorkspaceView): boolean {
  return (
    before.attention !== after.attention ||
    before.counted !== after.counted ||
    before.handling.is !== after.handling.is ||
    before.reminding.is !== after.reminding.is ||
    before.status !== after.status ||
    before.name !== after.name ||
    before.stops[0]?.at !== after.stops[0]?.at
  );
}
