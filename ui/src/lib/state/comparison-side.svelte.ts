import type { Backend } from "../backend";
import type { Revision, WorkspaceView } from "../backend/types";
import { sanitizeDeep } from "../domain/sanitize";
import type { Side } from "../domain/moments";
import { parseInstant } from "../time/countdown";
import { query } from "./query.svelte";

/** One side of a comparison. */
export type ComparisonSide = {
  /** The moments of the workspace, newest first; `null` until they are known. */
  readonly moments: readonly Revision[] | null;
  /** The workspace, now or as it was; `null` until that is known. */
  readonly view: WorkspaceView | null;
  /** Since when it was so; `null` for now. */
  readonly at: number | null;
  /** Whether it could not be loaded. */
  readonly failed: boolean;
};

/** Follows a side of a comparison: now as the list has it, a moment as the engine remembers it. */
export function comparisonSide(
  engine: Pick<Backend, "revisions" | "revision">,
  all: () => readonly WorkspaceView[],
  side: () => Side | null,
): ComparisonSide {
  const chosen = $derived(side());
  const now = $derived(all().find(({ id }) => id === chosen?.workspace) ?? null);
  const id = $derived(now?.id ?? null);
  const fetchedAt = $derived(now?.fetched_at);
  const moment = $derived(chosen?.moment ?? null);

  const moments = query(async () => {
    // There can only be more of them when something was fetched.
    void fetchedAt;
    const of = id;
    return { of, moments: of === null ? [] : sanitizeDeep(await engine.revisions(of)) };
  });
  const then = query(async () => {
    const [of, at] = [id, moment];
    return { of, at, view: of === null || at === null ? null : sanitizeDeep(await engine.revision(of, at)) };
  });
  // An answer stays until the next one comes, and may be about what was chosen before.
  const known = $derived(moments.answer?.of === id ? moments.answer.moments : null);

  return {
    get moments() {
      return known;
    },
    get view() {
      if (moment === null) return now;
      return then.answer?.of === id && then.answer.at === moment ? then.answer.view : null;
    },
    get at() {
      return moment === null ? null : parseInstant(known?.find((other) => other.id === moment)?.at);
    },
    get failed() {
      return moments.failed || then.failed;
    },
  };
}
