import { beforeEach, describe, expect, it } from "vitest";

import { RECORDED_AT as NOW, from } from "../../test/recorded";
import type { ReminderRecord } from "../backend/types";
import { i18n } from "../i18n/i18n.svelte";
import { byDay, isFresh, isSnoozed, newestFirst, waitingFor, type DeliveryState } from "./reminders";
import { snoozedUntil } from "./snooze";

beforeEach(() => i18n.choose(["en-US"]));

const reminder = (id: number, given: Partial<ReminderRecord> = {}): ReminderRecord => ({
  id,
  workspace: "acme",
  name: "Acme",
  recorded_at: from(-1, "h"),
  shown_at: from(-1, "h"),
  snoozed_until: null,
  urgency: "normal",
  cause: "withdrawn",
  title: "The license is not honored",
  body: "",
  ...given,
});

describe("the list of reminders", () => {
  it("is sorted by when they were shown, newest first, and grouped by local day", () => {
    // It is six in the morning of the 24th; nine hours earlier it is the 23rd in local time.
    const shown = (id: number, hours: number) => reminder(id, { shown_at: from(hours, "h") });
    const days = byDay(newestFirst([shown(1, -5), shown(2, -9), shown(3, -4), shown(4, -9)]));
    expect(days.map((day) => day.reminders.map(({ id }) => id))).toEqual([
      [3, 1],
      [4, 2],
    ]);
  });

  it("lists the most urgent first among those shown in the same minute", () => {
    const shown = (id: number, name: string, urgency: ReminderRecord["urgency"], at: string) =>
      reminder(id, { name, urgency, shown_at: `2026-11-24T10:${at}Z` });
    const order = newestFirst([
      shown(1, "Zeta", "normal", "05:59"),
      shown(2, "Acme", "low", "05:58"),
      shown(3, "Acme", "normal", "05:00"),
      shown(4, "Acme", "normal", "05:01"),
      shown(5, "Zeta", "critical", "05:02"),
      shown(6, "Zeta", "low", "06:00"),
    ]);
    expect(order.map(({ id }) => id)).toEqual([6, 5, 4, 3, 1, 2]);
  });

  it("marks reminders since the last visit as new, except snoozed ones", () => {
    expect(isFresh(reminder(1), NOW - 7_200_000, NOW)).toBe(true);
    expect(isFresh(reminder(1), NOW - 3_600_000, NOW)).toBe(false);
    expect(isFresh(reminder(1, { shown_at: null, snoozed_until: from(1, "h") }), 0, NOW)).toBe(false);
    expect(isSnoozed(reminder(1, { snoozed_until: from(-1, "h") }), NOW)).toBe(false);
  });
});

describe("why a reminder was not shown yet", () => {
  const free: DeliveryState = { pausedUntil: null, settings: null, notifications: true };
  // It is six in the morning in local time.
  const night = (exception: "none" | "critical"): DeliveryState => ({
    ...free,
    settings: { lead: [0], quiet: { from: "22:00:00", until: "07:00:00" }, exception },
  });
  const waiting = reminder(1, { shown_at: null });
  it.each<[string, ReminderRecord, DeliveryState, ReturnType<typeof waitingFor>]>([
    ["shown", reminder(1), night("none"), null],
    ["snoozed", { ...waiting, snoozed_until: from(1, "h") }, night("none"), { for: "snooze", until: NOW + 3_600_000 }],
    ["snoozed until an hour ago", { ...waiting, snoozed_until: from(-1, "h") }, free, { for: "delivery" }],
    ["all snoozed", waiting, { ...night("none"), pausedUntil: NOW + 5 }, { for: "pause", until: NOW + 5 }],
    ["no notification service", waiting, { ...night("none"), notifications: false }, { for: "service" }],
    ["quiet hours", waiting, night("critical"), { for: "quiet" }],
    [
      "quiet hours with an exception for critical ones",
      { ...waiting, urgency: "critical" },
      night("critical"),
      { for: "delivery" },
    ],
    ["quiet hours without an exception", { ...waiting, urgency: "critical" }, night("none"), { for: "quiet" }],
    ["no known reason", waiting, free, { for: "delivery" }],
  ])("%s", (_, one, delivery, why) => {
    expect(waitingFor(one, delivery, NOW)).toEqual(why);
  });
});

describe("snoozing", () => {
  it("lasts an hour, a week, or until nine o'clock tomorrow in local time", () => {
    expect(snoozedUntil("hour", NOW)).toBe(NOW + 3_600_000);
    expect(snoozedUntil("week", NOW)).toBe(NOW + 7 * 86_400_000);
    expect(snoozedUntil("tomorrow", NOW)).toBe(Date.parse("2026-11-25T12:00:00Z"));
  });
});
