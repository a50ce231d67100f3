import type { CauseKind, ReminderRecord, ReminderSettings } from "../backend/types";
import { dayOf } from "../i18n/days";
import { parseInstant } from "../time/countdown";
import { isQuiet } from "./quiet-hours";
import type { Tone } from "../design/tone";

/** Reminders that are listed under one heading. */
export type ReminderBlock = {
  /** The part of the inbox, or any instant of a day in milliseconds since 1970; `null` without a heading. */
  heading: ReminderRecord["section"] | number | null;
  reminders: ReminderRecord[];
};

/** Every kind of reminders, in the order in which they are offered. The type makes the list complete. */
export const causeKinds = Object.keys({
  deadline: true,
  limit: true,
  forecast: true,
  changed: true,
  withdrawn: true,
  finding: true,
  refused: true,
  unread: true,
  outdated: true,
} satisfies Record<CauseKind, true>) as CauseKind[];

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

/** Which reminders are listed: `null` stands for any. */
export type ReminderFilter = { workspace: string | null; cause: CauseKind | null };

export function filtered(reminders: readonly ReminderRecord[], filter: ReminderFilter): ReminderRecord[] {
  return reminders.filter(
    ({ workspace, cause }) =>
      (filter.workspace === null || filter.workspace === workspace) &&
      (filter.cause === null || filter.cause === cause),
  );
}

/** Groups reminders of one place, given in the engine's order: the inbox by its parts, what is done by local day. */
export function blocks(reminders: readonly ReminderRecord[]): ReminderBlock[] {
  const found: ReminderBlock[] = [];
  for (const reminder of reminders) {
    const heading = headingOf(reminder);
    const last = found.at(-1);
    if (last && isSameHeading(last.heading, heading)) last.reminders.push(reminder);
    else found.push({ heading, reminders: [reminder] });
  }
  return found;
}

function headingOf(reminder: ReminderRecord): ReminderBlock["heading"] {
  switch (reminder.place) {
    case "inbox":
      return reminder.section;
    case "snoozed":
      return null;
    case "done":
      return parseInstant(reminder.done_at);
  }
}

function isSameHeading(one: ReminderBlock["heading"], other: ReminderBlock["heading"]): boolean {
  return typeof one === "number" && typeof other === "number" ? dayOf(one) === dayOf(other) : one === other;
}

/** Why a reminder was not shown yet, or `null` if it was. */
export function waitingFor(reminder: ReminderRecord, delivery: DeliveryState, now: number): Waiting | null {
  if (reminder.shown_at !== null || reminder.place === "done") return null;
  const snoozed = parseInstant(reminder.snoozed_until);
  if (reminder.place === "snoozed" && snoozed !== null) return { for: "snooze", until: snoozed };
  if (delivery.pausedUntil !== null) return { for: "pause", until: delivery.pausedUntil };
  if (!delivery.notifications) return { for: "service" };
  const { quiet, exception } = delivery.settings ?? { quiet: null, exception: "none" };
  const passes = exception === "critical" && reminder.urgency === "critical";
  return quiet && !passes && isQuiet(quiet, now) ? { for: "quiet" } : { for: "delivery" };
}

/** Whether a reminder is new since the list was last opened. */
export function isFresh(reminder: ReminderRecord, seenUntil: number): boolean {
  return reminder.place === "inbox" && reminderTime(reminder) > seenUntil;
}

/** How near a reminder is, as a tone: what is weeks ahead is quiet. */
export function reminderTone({ urgency, section }: Pick<ReminderRecord, "urgency" | "section">): Tone {
  switch (section) {
    case "now":
      return urgency === "critical" ? "critical" : "soon";
    case "week":
      return urgency === "critical" ? "critical" : urgency === "normal" ? "soon" : "quiet";
    case "month":
      return urgency === "low" ? "quiet" : "soon";
    case "later":
      return "quiet";
    case "undated":
      return urgency === "normal" ? "soon" : "quiet";
  }
}

/** Whether a reminder can be moved back to the inbox. One that is done because it is no longer true stays done. */
export function canReopen({ place, outcome }: Pick<ReminderRecord, "place" | "outcome">): boolean {
  return place === "snoozed" || outcome === "completed";
}
