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

/** What was changed last, and can be taken back. */
export type Change =
  | { what: "moved"; ids: readonly string[]; group: Group | null }
  | { what: "reordered"; ids: readonly string[] }
  | { what: "removed"; group: Group };

/** What the arrangement needs of the engine. */
export type ArrangementBackend = Pick<Backend, "arrangement" | "setGroups" | "moveWorkspaces" | "listen">;

/** The groups of workspaces and their own order, as the engine keeps them: what is changed is shown at once. */
export class ArrangementState {
  /** The current groups and order. */
  current = $state.raw<Arrangement>(unarranged);
  /** The last change that can be taken back. */
  change = $state.raw<Change | null>(null);
  /** What failed the last time. */
  failure = $state.raw<Failure | null>(null);

  /** Which group a workspace is in. */
  readonly #groups = $derived(groupsByWorkspace(this.current));
  readonly #places = $derived(positionOf(this.current));
  readonly #backend: ArrangementBackend;
  /** The groups and order before the last change. */
  #before: Arrangement = unarranged;
  #asked = 0;
  /** How many changes the engine has not answered yet; they go to it one after the other. */
  #underWay = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(backend: ArrangementBackend) {
    this.#backend = backend;
  }

  /** The groups in their order. */
  get groups(): readonly Group[] {
    return this.current.groups;
  }

  /** The group of a workspace. */
  readonly groupOf = (id: string): Group | null => this.#groups.get(id) ?? null;

  /** The place of a workspace in the own order. */
  readonly positionOf = (id: string): number => this.#places(id);

  /** Listens, then asks for everything once; the returned function ends the listening. */
  async start(): Promise<() => void> {
    const unlisten = await this.#backend.listen((event) => {
      if (event.type === "arrangement_changed" || event.type === "events_missed") void this.#load();
    });
    await this.#load();
    return unlisten;
  }

  /** Moves workspaces to a place; whether that was done. One that leads nowhere else is none. */
  async move(move: Move): Promise<boolean> {
    const before = this.current;
    const after = moved(before, move);
    if (move.ids.length === 0 || sameArrangement(before, after)) return false;
    const { ids, group } = move;
    const within = ids.every((id) => (this.groupOf(id)?.id ?? null) === group);
    const change: Change = within
      ? { what: "reordered", ids }
      : { what: "moved", ids, group: this.groups.find(({ id }) => id === group) ?? null };
    return await this.#do(after, change, () => this.#place(move));
  }

  /** Adds a group at the end. */
  add(group: Group): Promise<boolean> {
    return this.setGroups([...this.groups, group]);
  }

  /** Changes names, colors and the order of the groups. */
  setGroups(groups: readonly Group[]): Promise<boolean> {
    return this.#do(regrouped(this.current, [...groups]), null, () => this.#backend.setGroups([...groups]));
  }

  /** Removes a group; its workspaces stay, in none. */
  remove(group: Group): Promise<boolean> {
    const groups = this.groups.filter(({ id }) => id !== group.id);
    return this.#do(regrouped(this.current, groups), { what: "removed", group }, () => this.#backend.setGroups(groups));
  }

  /** Takes the last change back. */
  async undo(): Promise<boolean> {
    const { change } = this;
    const before = this.#before;
    if (!change) return false;
    if (change.what !== "removed") {
      const moves = movesBack(before, change.ids);
      return await this.#do(moves.reduce(moved, this.current), null, async () => {
        for (const move of moves) await this.#place(move);
      });
    }
    const { id: group } = change.group;
    const ids = before.places.filter((place) => place.group === group).map(({ workspace }) => workspace);
    // What was changed at other groups since then stays; the group comes back to where it was.
    const at = before.groups.findIndex(({ id }) => id === group);
    const groups = [...this.groups.slice(0, at), change.group, ...this.groups.slice(at)];
    const move: Move = { ids, group, before: null };
    return await this.#do(moved(regrouped(this.current, groups), move), null, async () => {
      await this.#backend.setGroups(groups);
      if (ids.length > 0) await this.#place(move);
    });
  }

  #place({ ids, group, before }: Move): Promise<void> {
    return this.#backend.moveWorkspaces([...ids], group, before);
  }

  /** Shows a change at once, and has the engine keep it; one that it does not keep is taken back. */
  async #do(after: Arrangement, change: Change | null, tell: () => Promise<void>): Promise<boolean> {
    const before = this.current;
    this.failure = null;
    this.current = after;
    this.change = change;
    this.#before = before;
    this.#underWay += 1;
    const told = this.#queue.then(tell);
    this.#queue = told.catch(() => undefined);
    try {
      await told;
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      if (this.current === after) this.current = before;
      if (this.change === change) this.change = null;
      return false;
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) void this.#load();
    }
  }

  /** Fetches groups and order. A change under way fetches at its own end; of two answers only that of the newest request counts. */
  async #load(): Promise<void> {
    const asked = (this.#asked += 1);
    if (this.#underWay > 0) return;
    try {
      const told = sanitizeDeep(await this.#backend.arrangement());
      if (asked === this.#asked && this.#underWay === 0) this.current = told;
    } catch (thrown) {
      this.failure ??= asFailure(thrown);
    }
  }
}
