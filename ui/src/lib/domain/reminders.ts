import type { ReminderRecord, ReminderSettings } from "../backend/types";
import { dayOf } from "../i18n/days";
import { i18n } from "../i18n/i18n.svelte";
import { parseInstant } from "../time/countdown";
import { isQuiet } from "./quiet-hours";
import type { Tone } from "../design/tone";

const MINUTE = 60_000;

/** Most urgent first, because workspaces that are refreshed together answer in any order. */
const URGENCY_ORDER: readonly ReminderRecord["urgency"][] = ["critical", "normal", "low"];

/** The reminders of one local day. */
export type ReminderDay = {
  /** Any instant of the day, in milliseconds since 1970. */
  at: number;
  reminders: ReminderRecord[];
};

/** Why a reminder was not shown yet. */
export type Waiting =
  | { for: "snooze"; until: number }
  | { for: "pause"; until: number }
  | { for: "quiet" }
  | { for: "service" }
  | { for: "delivery" };

/** What delays reminders: a snooze of all, quiet hours, or a desktop without notifications. */
export type DeliveryState = { pausedUntil: number | null; settings: ReminderSettings | null; notifications: boolean };

/** When a reminder was shown, or else recorded. */
export function reminderTime(reminder: ReminderRecord): number {
  return parseInstant(reminder.shown_at) ?? parseInstant(reminder.recorded_at) ?? 0;
}

/** Sorts reminders by the minute in which they were shown, newest first; within a minute by urgency. */
export function newestFirst(reminders: readonly ReminderRecord[]): ReminderRecord[] {
  const minute = (reminder: ReminderRecord) => Math.floor(reminderTime(reminder) / MINUTE);
  return [...reminders].sort(
    (a, b) =>
      minute(b) - minute(a) ||
      URGENCY_ORDER.indexOf(a.urgency) - URGENCY_ORDER.indexOf(b.urgency) ||
      a.name.localeCompare(b.name, i18n.locale) ||
      b.id - a.id,
  );
}

/** Groups sorted reminders by local day. */
export function byDay(reminders: readonly ReminderRecord[]): ReminderDay[] {
  const days: ReminderDay[] = [];
  for (const reminder of reminders) {
    const at = reminderTime(reminder);
    const last = days.at(-1);
    if (last && dayOf(last.at) === dayOf(at)) last.reminders.push(reminder);
    else days.push({ at, reminders: [reminder] });
  }
  return days;
}

/** Whether a reminder is snoozed. */
export function isSnoozed(reminder: ReminderRecord, now: number): boolean {
  return (parseInstant(reminder.snoozed_until) ?? 0) > now;
}

/** Why a reminder was not shown yet, or `null` if it was. */
export function waitingFor(reminder: ReminderRecord, delivery: DeliveryState, now: number): Waiting | null {
  if (reminder.shown_at !== null) return null;
  const snoozed = parseInstant(reminder.snoozed_until);
  if (snoozed !== null && snoozed > now) return { for: "snooze", until: snoozed };
  if (delivery.pausedUntil !== null) return { for: "pause", until: delivery.pausedUntil };
  if (!delivery.notifications) return { for: "service" };
  const { quiet, exception } = delivery.settings ?? { quiet: null, exception: "none" };
  const passes = exception === "critical" && reminder.urgency === "critical";
  return quiet && !passes && isQuiet(quiet, now) ? { for: "quiet" } : { for: "delivery" };
}

/** Whether a reminder is new since the list was last opened. The user knows a snoozed one already. */
export function isFresh(reminder: ReminderRecord, seenUntil: number, now: number): boolean {
  return reminderTime(reminder) > seenUntil && !isSnoozed(reminder, now);
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
