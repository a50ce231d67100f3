import type { Change, ChangeRecord } from "../backend/types";
import { parseInstant } from "../time/countdown";

/** Whether a change is for the better, for the worse, or neither. */
export type Direction = "better" | "worse" | "neutral";

const better = new Set<Change["kind"]>(["license_gained", "module_gained", "limit_raised"]);
const worse = new Set<Change["kind"]>(["license_lost", "module_lost", "limit_lowered"]);

/** Which way a change goes. A later end is better than an earlier one, and none is better than any. */
export function directionOf(change: Change): Direction {
  if (better.has(change.kind)) return "better";
  if (worse.has(change.kind)) return "worse";
  if (change.kind !== "expiry_changed") return "neutral";
  const [before, after] = [parseInstant(change.before) ?? Infinity, parseInstant(change.after) ?? Infinity];
  if (before === after) return "neutral";
  return after > before ? "better" : "worse";
}

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
