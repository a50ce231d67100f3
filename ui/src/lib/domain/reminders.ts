import type { ReminderRecord, ReminderSettings } from "../backend/types";
import { dayOf } from "../i18n/days";
import { i18n } from "../i18n/i18n.svelte";
import { parseInstant } from "../time/countdown";
import { isQuiet } from "./quiet-hours";
import type { Tone } from "../design/tone";

const MINUTE = 60_000;

/** Most urgent first, because workspaces that are refreshed together answer in any order. */
const PRESSING: readonly ReminderRecord["urgency"][] = ["critical", "normal", "low"];

/** The reminders of one local day. */
export type ReminderDay = {
  /** Any instant of the day, in milliseconds since 1970. */
  at: number;
  notices: ReminderRecord[];
};

/** Why a reminder was not shown yet. */
export type Waiting =
  | { for: "snooze"; until: number }
  | { for: "pause"; until: number }
  | { for: "quiet" }
  | { for: "service" }
  | { for: "moment" };

/** What delays reminders: a snooze of all, quiet hours, or a desktop without notifications. */
export type Holding = { pausedUntil: number | null; settings: ReminderSettings | null; notifications: boolean };

/** When a reminder was shown, or else recorded. */
export function momentOf(notice: ReminderRecord): number {
  return parseInstant(notice.shown_at) ?? parseInstant(notice.recorded_at) ?? 0;
}

/** Sorts reminders by the minute in which they were shown, newest first; within a minute by urgency. */
export function newestFirst(notices: readonly ReminderRecord[]): ReminderRecord[] {
  const minute = (notice: ReminderRecord) => Math.floor(momentOf(notice) / MINUTE);
  return [...notices].sort(
    (a, b) =>
      minute(b) - minute(a) ||
      PRESSING.indexOf(a.urgency) - PRESSING.indexOf(b.urgency) ||
      a.name.localeCompare(b.name, i18n.locale) ||
      b.id - a.id,
  );
}

/** Groups sorted reminders by local day. */
export function byDay(notices: readonly ReminderRecord[]): ReminderDay[] {
  const days: ReminderDay[] = [];
  for (const notice of notices) {
    const at = momentOf(notice);
    const last = days.at(-1);
    if (last && dayOf(last.at) === dayOf(at)) last.notices.push(notice);
    else days.push({ at, notices: [notice] });
  }
  return days;
}

/** Whether a reminder is snoozed. */
export function isSnoozed(notice: ReminderRecord, now: number): boolean {
  return (parseInstant(notice.snoozed_until) ?? 0) > now;
}

/** Why a reminder was not shown yet, or `null` if it was. */
export function waitingFor(notice: ReminderRecord, holding: Holding, now: number): Waiting | null {
  if (notice.shown_at !== null) return null;
  const snoozed = parseInstant(notice.snoozed_until);
  if (snoozed !== null && snoozed > now) return { for: "snooze", until: snoozed };
  if (holding.pausedUntil !== null) return { for: "pause", until: holding.pausedUntil };
  if (!holding.notifications) return { for: "service" };
  const { quiet, exception } = holding.settings ?? { quiet: null, exception: "none" };
  const passes = exception === "critical" && notice.urgency === "critical";
  return quiet && !passes && isQuiet(quiet, now) ? { for: "quiet" } : { for: "moment" };
}

/** Whether a reminder is new since the list was last opened. The user knows a snoozed one already. */
export function isFresh(notice: ReminderRecord, seenUntil: number, now: number): boolean {
  return momentOf(notice) > seenUntil && !isSnoozed(notice, now);
}

export function reminderTone({ urgency }: Pick<ReminderRecord, "urgency">): Tone {
  switch (urgency) {
    case "low":
      return "quiet";
    case "normal":
      return "soon";
    case "critical":
      return "critical";
  }
}
