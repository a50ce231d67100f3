import type { Revision } from "../backend/types";
import { parseInstant } from "../time/countdown";

/** One side of a comparison: a workspace now, or as of one of its revisions. */
export type Side = { workspace: string; moment: number | null };

/** Two sides; on the left one that is still to be chosen is nothing. */
export type Sides = { left: Side | null; right: Side };

/** What can be chosen beside "now": the newest revision equals "now", and is no other choice. */
export function earlierMoments(moments: readonly Revision[]): readonly Revision[] {
  return moments.slice(1);
}

/** How a comparison begins: this workspace before and now, the older on the left. */
export function latestChange(workspace: string, moments: readonly Revision[]): Sides {
  const [before] = earlierMoments(moments);
  return { left: before ? { workspace, moment: before.id } : null, right: { workspace, moment: null } };
}

/**
 * What stood before a day of the user's calendar against what stands since; nothing where the day brought no moment, or
 * nothing is known of before.
 */
export function changeOfDay(workspace: string, moments: readonly Revision[], day: number): Sides | null {
  const begin = new Date(day).setHours(0, 0, 0, 0);
  const end = new Date(new Date(begin).setDate(new Date(begin).getDate() + 1)).getTime();
  const at = (moment: Revision) => parseInstant(moment.at) ?? 0;
  const after = moments.find((moment) => at(moment) < end);
  const before = moments.find((moment) => at(moment) < begin);
  if (!after || !before || after.id === before.id) return null;
  const now = after.id === moments[0]?.id;
  return { left: { workspace, moment: before.id }, right: { workspace, moment: now ? null : after.id } };
}
