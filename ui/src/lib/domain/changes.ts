import type { ChangeRecord } from "../backend/types";
import { parseInstant } from "../time/countdown";

/** What was found on one day of the user's calendar. */
export type ChangeDay = { at: number; changes: ChangeRecord[] };

/** The changes by day, newest first; what has no date is listed with the day before it. */
export function changeDays(changes: readonly ChangeRecord[]): ChangeDay[] {
  const days: ChangeDay[] = [];
  for (const change of changes) {
    const last = days.at(-1);
    const at = parseInstant(change.at) ?? last?.at;
    if (at === undefined) continue;
    if (last && new Date(last.at).toDateString() === new Date(at).toDateString()) last.changes.push(change);
    else days.push({ at, changes: [change] });
  }
  return days;
}
