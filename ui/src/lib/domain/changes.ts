import type { ChangeRecord } from "../backend/types";
import { parseInstant } from "../time/countdown";

/** The changes found on one local day. */
export type ChangeDay = { at: number; changes: ChangeRecord[] };

/** The changes by local day, newest first; one without a date is listed with the day before it. */
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
