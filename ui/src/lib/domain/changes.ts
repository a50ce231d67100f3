import type { Change, ChangeRecord, LimitKind } from "../backend/types";
import { compact, number } from "../i18n/format";
import { t } from "../i18n/i18n.svelte";
import { parseInstant } from "../time/countdown";
import { moduleName } from "./modules";

/** Whether a change is for the better, for the worse, or neither. */
export type Direction = "better" | "worse" | "neutral";

const better = new Set<Change["kind"]>(["license_gained", "module_gained", "limit_raised"]);
const worse = new Set<Change["kind"]>(["license_lost", "module_lost", "limit_lowered"]);

const limitKinds = new Set<string>([
  "active_users",
  "guest_users",
  "rooms_per_guest",
  "private_apps",
  "marketplace_apps",
  "monthly_active_contacts",
] satisfies LimitKind[]);

/** Which way a change goes. A later end is better than an earlier one, and none is better than any. */
export function directionOf(change: Change): Direction {
  if (better.has(change.kind)) return "better";
  if (worse.has(change.kind)) return "worse";
  if (change.kind !== "expiry_changed") return "neutral";
  const [before, after] = [change.before, change.after].map((end) => parseInstant(end) ?? Infinity);
  if (before === undefined || after === undefined || before === after) return "neutral";
  return after > before ? "better" : "worse";
}

/** What changed, in the user's words: the limit's or the module's name where it is known. */
export function subjectOf(change: Change): string {
  if (change.kind === "module_gained" || change.kind === "module_lost") {
    return moduleName(change.subject);
  }
  return isLimitKind(change.subject) ? t(`limit.${change.subject}`) : change.subject;
}

/** What is worth saying of a change's values: both, the one there is, or none. */
export function valuesOf(change: Change): string[] {
  const both = [change.before, change.after];
  if (both.every((value) => value === null)) return [];
  // A date that came or went is told by what it was or is not; a license or a module is simply named.
  const told = change.kind === "expiry_changed" ? both : both.filter((value) => value !== null);
  return told.map((value) => valueOf(change, value));
}

/** A value before or after a change: dates, numbers and statuses as the user writes them, all else as it stands. */
function valueOf(change: Change, value: string | null): string {
  const isLimit = change.kind === "limit_raised" || change.kind === "limit_lowered";
  if (value === null) return t("changes.nothing");
  if (isLimit && value === "unlimited") return t("limit.unlimited");
  if (change.kind === "renewal_changed" && isRenewal(value)) return t(`renewal.${value}`);
  if (isLimit && /^\d{1,15}$/.test(value)) return number(Number(value));
  if (change.kind === "expiry_changed" && /^\d{4}-\d{2}-\d{2}T/.test(value)) {
    const instant = parseInstant(value);
    if (instant !== null) return compact(instant);
  }
  return value;
}

/** What was found on one day of the user's calendar. */
export type ChangeDay = { at: number; changes: ChangeRecord[] };

/** The changes by day, newest first; what has no date stands with the day before it in the list. */
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

function isLimitKind(text: string): text is LimitKind {
  return limitKinds.has(text);
}

function isRenewal(text: string): text is "automatic" | "manual" {
  return text === "automatic" || text === "manual";
}
