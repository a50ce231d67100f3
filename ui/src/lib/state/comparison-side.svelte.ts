import type { Backend } from "../backend";
import type { Revision, WorkspaceView } from "../backend/types";
import { sanitizeDeep } from "../domain/sanitize";
import type { Side } from "../domain/revisions";
import { parseInstant } from "../time/countdown";
import { query } from "./query.svelte";

/** One side of a comparison. */
export type ComparisonSide = {
  /** The revisions of the workspace, newest first; `null` until they are loaded. */
  readonly revisions: readonly Revision[] | null;
  /** The workspace, now or as of a revision; `null` until it is loaded. */
  readonly view: WorkspaceView | null;
  /** When the revision began, in milliseconds since 1970; `null` for now. */
  readonly at: number | null;
  readonly failed: boolean;
};

/** Loads one side of a comparison: the current state from the list, or a revision from the engine. */
export function comparisonSide(
  engine: Pick<Backend, "revisions" | "revision">,
  all: () => readonly WorkspaceView[],
  side: () => Side | null,
): ComparisonSide {
  const chosen = $derived(side());
  const now = $derived(all().find(({ id }) => id === chosen?.workspace) ?? null);
  const id = $derived(now?.id ?? null);
  const fetchedAt = $derived(now?.fetched_at);
  const revisionId = $derived(chosen?.revision ?? null);

  const revisions = query(async () => {
    // New revisions appear only after a fetch.
    void fetchedAt;
    const of = id;
    return { of, revisions: of === null ? [] : sanitizeDeep(await engine.revisions(of)) };
  });
  const revision = query(async () => {
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
      if (revisionId === null) return now;
      return revision.answer?.of === id && revision.answer.at === revisionId ? revision.answer.view : null;
    },
    get at() {
      return revisionId === null ? null : parseInstant(known?.find((other) => other.id === revisionId)?.at);
    },
    get failed() {
      return revisions.failed || revision.failed;
    },
  };
}
