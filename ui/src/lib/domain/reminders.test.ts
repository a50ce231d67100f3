import { beforeEach, describe, expect, it } from "vitest";

import { RECORDED_AT as NOW, from } from "../../test/recorded";
import { defaultSettings, type ReminderRecord } from "../backend/types";
import { i18n } from "../i18n/i18n.svelte";
import { blocks, filtered, isFresh, reminderTone, waitingFor, type DeliveryState } from "./reminders";
import { snoozedUntil } from "./snooze";

beforeEach(() => i18n.choose(["en-US"]));

const reminder = (id: number, given: Partial<ReminderRecord> = {}): ReminderRecord => ({
  id,
  workspace: "acme",
  name: "Acme",
  place: "inbox",
  section: "undated",
  outcome: null,
  done_at: null,
  due_at: null,
  recorded_at: from(-1, "h"),
  shown_at: from(-1, "h"),
  snoozed_until: null,
  urgency: "normal",
  renewable: false,
  cause: "withdrawn",
  title: "The license is not honored",
  body: "",
  ...given,
});

describe("the list of reminders", () => {
  it("has a heading for each part of the inbox, in the engine's order", () => {
    const parts = blocks([
      reminder(1, { section: "week" }),
      reminder(2, { section: "week" }),
      reminder(3, { section: "later" }),
    ]);
    expect(parts.map(({ heading, reminders }) => [heading, reminders.map(({ id }) => id)])).toEqual([
      ["week", [1, 2]],
      ["later", [3]],
    ]);
  });

  it("groups what is done by local day, and does not group what is snoozed", () => {
    // It is six in the morning of the 24th; nine hours earlier it is the 23rd in local time.
    const done = (id: number, hours: number) => reminder(id, { place: "done", done_at: from(hours, "h") });
    const days = blocks([done(3, -4), done(1, -5), done(4, -9), done(2, -9)]);
    expect(days.map((day) => day.reminders.map(({ id }) => id))).toEqual([
      [3, 1],
      [4, 2],
    ]);
    const snoozed = (id: number, section: ReminderRecord["section"]) => reminder(id, { place: "snoozed", section });
    expect(blocks([snoozed(1, "week"), snoozed(2, "later")]).map(({ heading }) => heading)).toEqual([null]);
  });

  it("is filtered by workspace and kind", () => {
    const all = [reminder(1), reminder(2, { cause: "limit" }), reminder(3, { workspace: "kestrel", cause: "limit" })];
    const ids = (filter: Parameters<typeof filtered>[1]) => filtered(all, filter).map(({ id }) => id);
    expect(ids({ workspace: null, cause: null })).toEqual([1, 2, 3]);
    expect(ids({ workspace: "acme", cause: null })).toEqual([1, 2]);
    expect(ids({ workspace: "acme", cause: "limit" })).toEqual([2]);
  });

  it("marks reminders of the inbox since the last visit as new", () => {
    expect(isFresh(reminder(1), NOW - 7_200_000)).toBe(true);
    expect(isFresh(reminder(1), NOW - 3_600_000)).toBe(false);
    expect(isFresh(reminder(1, { place: "snoozed", shown_at: null }), 0)).toBe(false);
    expect(isFresh(reminder(1, { place: "done" }), 0)).toBe(false);
  });

  it("shows in degrees how near a reminder is", () => {
    const tone = (section: ReminderRecord["section"], urgency: ReminderRecord["urgency"] = "normal") =>
      reminderTone({ section, urgency });
    expect([tone("now", "critical"), tone("week", "critical"), tone("week"), tone("month"), tone("later")]).toEqual([
      "critical",
      "critical",
      "soon",
      "soon",
      "quiet",
    ]);
    expect([tone("week", "low"), tone("undated", "low")]).toEqual(["quiet", "quiet"]);
  });
});

describe("why a reminder was not shown yet", () => {
  const free: DeliveryState = { pausedUntil: null, settings: null, notifications: true };
  // It is six in the morning in local time.
  const night = (exception: "none" | "critical"): DeliveryState => ({
    ...free,
    settings: { ...defaultSettings.reminders, quiet: { from: "22:00:00", until: "07:00:00" }, exception },
  });
  const waiting = reminder(1, { shown_at: null });
  it.each<[string, ReminderRecord, DeliveryState, ReturnType<typeof waitingFor>]>([
    ["shown", reminder(1), night("none"), null],
    ["done before it was shown", { ...waiting, place: "done" }, free, null],
    [
      "snoozed",
      { ...waiting, place: "snoozed", snoozed_until: from(1, "h") },
      night("none"),
      { for: "snooze", until: NOW + 3_600_000 },
    ],
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
