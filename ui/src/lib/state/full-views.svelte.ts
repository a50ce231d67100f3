import { untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";

import { asFailure, type Backend } from "../backend";
import type { EngineEvent, Failure, FullWorkspaceView } from "../backend/types";
import { sanitizeDeep } from "../domain/sanitize";

/** The part of the backend that full views use. */
export type FullViewsBackend = Pick<Backend, "workspace" | "listen">;

/** How many are kept, so that switching back to one shows it at once. */
const KEPT = 12;

type Fetch = {
  /** Resolves when it has ended, successfully or not. */
  done: Promise<void>;
  /** Whether what is kept is known to be outdated, so that it must not stay if the fetch fails. */
  afterChange: boolean;
  /** Whether the workspace has changed since the request, so that its answer may be outdated. */
  again: boolean;
};

/** Everything about the workspaces that are open, and about those that were open last: the list has only their rows. */
export class FullViews {
  readonly #backend: FullViewsBackend;
  readonly #views = new SvelteMap<string, FullWorkspaceView>();
  readonly #failures = new SvelteMap<string, Failure>();
  /* eslint-disable svelte/prefer-svelte-reactivity -- what follows is not rendered */
  /** How many places show each workspace. */
  readonly #open = new Map<string, number>();
  readonly #fetches = new Map<string, Fetch>();
  /** Those that were fetched because they are about to be opened. */
  readonly #prepared = new Set<string>();
  /* eslint-enable svelte/prefer-svelte-reactivity */
  /** The ids of those that are kept, the one that was opened last first. */
  #recent: string[] = [];

  constructor(backend: FullViewsBackend) {
    this.#backend = backend;
  }

  /** Subscribes to events; the returned function unsubscribes. */
  start(): Promise<() => void> {
    return this.#backend.listen((event) => this.#handle(event));
  }

  /** The newest view of an open workspace; `null` until there is one. */
  of(id: string): FullWorkspaceView | null {
    return this.#views.get(id) ?? null;
  }

  /** Why there is no view of an open workspace; `null` if there is one, or if it is being fetched for the first time. */
  failureOf(id: string): Failure | null {
    return this.#views.has(id) ? null : (this.#failures.get(id) ?? null);
  }

  /** Keeps the view of a workspace up to date until the returned function is called. */
  open(id: string): () => void {
    // May be called in an effect, which depends on nothing here.
    untrack(() => {
      this.#open.set(id, (this.#open.get(id) ?? 0) + 1);
      this.#touch(id);
      const isNew = this.#prepared.delete(id) && this.#views.has(id);
      if (!isNew) void this.load(id);
    });
    return () => {
      const others = (this.#open.get(id) ?? 1) - 1;
      if (others > 0) this.#open.set(id, others);
      else this.#open.delete(id);
      // It was removed while it was open.
      if (!this.#recent.includes(id)) this.#forget(id);
    };
  }

  /** Fetches a workspace that is about to be opened. */
  prepare(id: string): Promise<void> {
    this.#touch(id);
    this.#prepared.add(id);
    return this.load(id);
  }

  /** Fetches a workspace, if that is not being done; resolves when that has ended, successfully or not. */
  load(id: string): Promise<void> {
    return (this.#fetches.get(id) ?? this.#begin(id, false)).done;
  }

  /** A workspace as it is now, whether it is open or not; rejects with the failure. */
  async get(id: string): Promise<FullWorkspaceView> {
    await this.#fetches.get(id)?.done;
    return this.#views.get(id) ?? sanitizeDeep(await this.#backend.workspace(id));
  }

  #handle(event: EngineEvent): void {
    switch (event.type) {
      case "workspaces_changed":
        for (const { id } of event.workspaces) this.#onChange(id);
        return;
      case "workspace_removed":
        this.#forget(event.id);
        return;
      case "events_missed":
        for (const id of [...this.#recent]) this.#onChange(id);
    }
  }

  #onChange(id: string): void {
    if (!this.#open.has(id)) {
      this.#forget(id);
      return;
    }
    const fetch = this.#fetches.get(id);
    if (fetch) [fetch.again, fetch.afterChange] = [true, true];
    else this.#begin(id, true);
  }

  #begin(id: string, afterChange: boolean): Fetch {
    const fetch: Fetch = { done: Promise.resolve(), afterChange, again: false };
    this.#fetches.set(id, fetch);
    fetch.done = this.#run(id, fetch);
    return fetch;
  }

  async #run(id: string, fetch: Fetch): Promise<void> {
    do {
      fetch.again = false;
      const answer = await this.#backend.workspace(id).then(
        (view) => ({ view: sanitizeDeep(view) }),
        (thrown: unknown) => ({ failure: asFailure(thrown) }),
      );
      // It was forgotten meanwhile.
      if (this.#fetches.get(id) !== fetch) return;
      if ("view" in answer) {
        this.#views.set(id, answer.view);
        this.#failures.delete(id);
      } else {
        if (fetch.afterChange) this.#views.delete(id);
        this.#failures.set(id, answer.failure);
      }
    } while (fetch.again);
    this.#fetches.delete(id);
  }

  /** Notes that a workspace was opened, and forgets those that were opened too long ago. */
  #touch(id: string): void {
    this.#recent = [id, ...this.#recent.filter((other) => other !== id)];
    const evicted = this.#recent.slice(KEPT).filter((other) => !this.#open.has(other));
    evicted.forEach((other) => this.#forget(other));
  }

  #forget(id: string): void {
    this.#recent = this.#recent.filter((other) => other !== id);
    this.#prepared.delete(id);
    this.#fetches.delete(id);
    this.#failures.delete(id);
    this.#views.delete(id);
  }
}
