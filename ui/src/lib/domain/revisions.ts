import type { Revision } from "../backend/types";
import { parseInstant } from "../time/countdown";

/** One side of a comparison: a workspace now, or as of one of its revisions. */
export type Side = { workspace: string; revision: number | null };

/** The two sides; the left one is `null` until the user chooses it. */
export type Sides = { left: Side | null; right: Side };

/** The revisions to choose from besides "now", which equals the newest one. `revisions` are newest first. */
export function earlierRevisions(revisions: readonly Revision[]): readonly Revision[] {
  return revisions.slice(1);
}

/** The initial comparison: the workspace before its latest change, on the left, and now. */
export function latestChange(workspace: string, revisions: readonly Revision[]): Sides {
  const [before] = earlierRevisions(revisions);
  return { left: before ? { workspace, revision: before.id } : null, right: { workspace, revision: null } };
}

/**
 * Compares the revision before a local day with the one at its end; `null` if that day has no revision, or there is none
 * before it.
 */
export function changeOfDay(workspace: string, revisions: readonly Revision[], day: number): Sides | null {
  const begin = new Date(day).setHours(0, 0, 0, 0);
  const end = new Date(new Date(begin).setDate(new Date(begin).getDate() + 1)).getTime();
  const at = (revision: Revision) => parseInstant(revision.at) ?? 0;
  const after = revisions.find((revision) => at(revision) < end);
  const before = revisions.find((revision) => at(revision) < begin);
  if (!after || !before || after.id === before.id) return null;
  const now = after.id === revisions[0]?.id;
  return { left: { workspace, revision: before.id }, right: { workspace, revision: now ? null : after.id } };
}
