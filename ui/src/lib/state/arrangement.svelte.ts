import { asFailure, type Backend } from "../backend";
import type { Arrangement, Failure, Group } from "../backend/types";
import {
  groupsByWorkspace,
  moved,
  movesBack,
  positionOf,
  regrouped,
  sameArrangement,
  unarranged,
  type Move,
} from "../domain/arrangement";
import { sanitizeDeep } from "../domain/sanitize";

/** The last change, which can be undone. */
export type Change =
  | { what: "moved"; ids: readonly string[]; group: Group | null }
  | { what: "reordered"; ids: readonly string[] }
  | { what: "removed"; group: Group };

/** The part of the backend that the arrangement uses. */
export type ArrangementBackend = Pick<Backend, "arrangement" | "setGroups" | "moveWorkspaces" | "listen">;

/** The groups and the custom order of workspaces. Changes are shown immediately and saved in the background. */
export class ArrangementState {
  /** The current groups and order. */
  current = $state.raw<Arrangement>(unarranged);
  /** The last change; `null` if it cannot be undone. */
  change = $state.raw<Change | null>(null);
  /** Why the last change, or the first load, failed. */
  failure = $state.raw<Failure | null>(null);

  readonly #groups = $derived(groupsByWorkspace(this.current));
  readonly #position = $derived(positionOf(this.current));
  readonly #backend: ArrangementBackend;
  /** The groups and order before the last change. */
  #before: Arrangement = unarranged;
  #lastRequest = 0;
  /** Number of changes that are not saved yet. They are saved one after the other. */
  #pending = 0;
  #queue: Promise<unknown> = Promise.resolve();

  /** `onchange` is called with each change that can be undone. */
  constructor(
    backend: ArrangementBackend,
    private readonly onchange: () => void = () => undefined,
  ) {
    this.#backend = backend;
  }

  /** The groups, in order. */
  get groups(): readonly Group[] {
    return this.current.groups;
  }

  /** The group of a workspace; `null` if it is in none. */
  readonly groupOf = (id: string): Group | null => this.#groups.get(id) ?? null;

  /** The position of a workspace in the custom order. */
  readonly positionOf = (id: string): number => this.#position(id);

  /** Subscribes to changes, then loads everything; the returned function unsubscribes. */
  async start(): Promise<() => void> {
    const unlisten = await this.#backend.listen((event) => {
      if (event.type === "arrangement_changed" || event.type === "events_missed") void this.#load();
    });
    await this.#load();
    return unlisten;
  }

  /** Moves workspaces; returns whether that changed anything. */
  async move(move: Move): Promise<boolean> {
    const before = this.current;
    const after = moved(before, move);
    if (move.ids.length === 0 || sameArrangement(before, after)) return false;
    const { ids, group } = move;
    const within = ids.every((id) => (this.groupOf(id)?.id ?? null) === group);
    const change: Change = within
      ? { what: "reordered", ids }
      : { what: "moved", ids, group: this.groups.find(({ id }) => id === group) ?? null };
    return await this.#apply(after, change, () => this.#save(move));
  }

  /** Adds a group at the end. */
  add(group: Group): Promise<boolean> {
    return this.setGroups([...this.groups, group]);
  }

  /** Changes names, colors and the order of the groups. */
  setGroups(groups: readonly Group[]): Promise<boolean> {
    return this.#apply(regrouped(this.current, [...groups]), null, () => this.#backend.setGroups([...groups]));
  }

  /** Removes a group. Its workspaces remain, in no group. */
  remove(group: Group): Promise<boolean> {
    const groups = this.groups.filter(({ id }) => id !== group.id);
    return this.#apply(regrouped(this.current, groups), { what: "removed", group }, () =>
      this.#backend.setGroups(groups),
    );
  }

  /** Undoes the last change; returns whether that was done. */
  async undo(): Promise<boolean> {
    const { change } = this;
    const before = this.#before;
    if (!change) return false;
    if (change.what !== "removed") {
      const moves = movesBack(before, change.ids);
      return await this.#apply(moves.reduce(moved, this.current), null, async () => {
        for (const move of moves) await this.#save(move);
      });
    }
    const { id: group } = change.group;
    const ids = before.places.filter((place) => place.group === group).map(({ workspace }) => workspace);
    // Puts the group back in its place, and keeps what has changed in other groups since then.
    const at = before.groups.findIndex(({ id }) => id === group);
    const groups = [...this.groups.slice(0, at), change.group, ...this.groups.slice(at)];
    const move: Move = { ids, group, before: null };
    return await this.#apply(moved(regrouped(this.current, groups), move), null, async () => {
      await this.#backend.setGroups(groups);
      if (ids.length > 0) await this.#save(move);
    });
  }

  #save({ ids, group, before }: Move): Promise<void> {
    return this.#backend.moveWorkspaces([...ids], group, before);
  }

  /** Shows a change immediately and saves it; reverts it if that fails. */
  async #apply(after: Arrangement, change: Change | null, save: () => Promise<void>): Promise<boolean> {
    const before = this.current;
    this.failure = null;
    this.current = after;
    this.change = change;
    if (change) this.onchange();
    this.#before = before;
    this.#pending += 1;
    const saved = this.#queue.then(save);
    this.#queue = saved.catch(() => undefined);
    try {
      await saved;
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      if (this.current === after) this.current = before;
      if (this.change === change) this.change = null;
      return false;
    } finally {
      this.#pending -= 1;
      if (this.#pending === 0) void this.#load();
    }
  }

  /** Loads groups and order; a pending change does that once it is saved. Only the answer to the newest request counts. */
  async #load(): Promise<void> {
    const request = (this.#lastRequest += 1);
    if (this.#pending > 0) return;
    try {
      const loaded = sanitizeDeep(await this.#backend.arrangement());
      if (request === this.#lastRequest && this.#pending === 0) this.current = loaded;
    } catch (thrown) {
      this.failure ??= asFailure(thrown);
    }
  }
}
