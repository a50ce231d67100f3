import type { Backend } from "../backend";
import type { FullWorkspaceView, Revision, WorkspaceView } from "../backend/types";
import { sanitizeDeep } from "../domain/sanitize";
import type { Side } from "../domain/revisions";
import { parseInstant } from "../time/countdown";
import type { FullViews } from "./full-views.svelte";
import { query } from "./query.svelte";

/** One side of a comparison. */
export type ComparisonSide = {
  /** The revisions of the workspace, newest first; `null` until they are loaded. */
  readonly revisions: readonly Revision[] | null;
  /** The workspace, now or as of a revision; `null` until it is loaded. */
  readonly view: FullWorkspaceView | null;
  /** When the revision began, in milliseconds since 1970; `null` for now. */
  readonly at: number | null;
  readonly failed: boolean;
  /** Fetches everything again. */
  retry: () => void;
};

/** Loads one side of a comparison: the current state or a revision. */
export function comparisonSide(
  engine: Pick<Backend, "revisions" | "revision">,
  views: FullViews,
  all: () => readonly WorkspaceView[],
  side: () => Side | null,
): ComparisonSide {
  const chosen = $derived(side());
  const row = $derived(all().find(({ id }) => id === chosen?.workspace) ?? null);
  const id = $derived(row?.id ?? null);
  const fetchedAt = $derived(row?.fetched_at);
  const revisionId = $derived(chosen?.revision ?? null);
  /** The id if it is the current state that is shown. */
  const currentId = $derived(revisionId === null ? id : null);

  let attempts = $state(0);

  $effect(() => (currentId === null ? undefined : views.open(currentId)));

  const revisions = query(async () => {
    // New revisions appear only after a fetch.
    void fetchedAt;
    void attempts;
    const of = id;
    return { of, revisions: of === null ? [] : sanitizeDeep(await engine.revisions(of)) };
  });
  const revision = query(async () => {
    void attempts;
    const [of, at] = [id, revisionId];
    return { of, at, view: of === null || at === null ? null : sanitizeDeep(await engine.revision(of, at)) };
  });
  // A query keeps its last answer while it loads the next one, so the answer may be about another workspace.
  const known = $derived(revisions.answer?.of === id ? revisions.answer.revisions : null);

  return {
    get revisions() {
      return known;
    },
    get view() {
      if (revisionId === null) return currentId === null ? null : views.of(currentId);
      return revision.answer?.of === id && revision.answer.at === revisionId ? revision.answer.view : null;
    },
    get at() {
      return revisionId === null ? null : parseInstant(known?.find((other) => other.id === revisionId)?.at);
    },
    get failed() {
      const isCurrentFailed = currentId !== null && views.failureOf(currentId) !== null;
      return revisions.failed || revision.failed || isCurrentFailed;
    },
    retry() {
      attempts += 1;
      if (currentId !== null) void views.load(currentId);
    },
  };
}
