import { beforeEach, describe, expect, it } from "vitest";

import { deadline, from, RECORDED_AT as NOW } from "../backend/preview-make";
import type { Cause, Change, ReminderRecord } from "../backend/types";
import { i18n } from "../i18n/i18n.svelte";
import { reminderText } from "../wording/reminder-text";
import { byDay, isFresh, isSnoozed, newestFirst, waitingFor, wordedAt, type Holding } from "./reminders";
import { snoozedUntil } from "./snooze";

beforeEach(() => i18n.choose(["en-US"]));

const due = (
  kind: Parameters<typeof deadline>[0],
  days: number,
  renewal: "automatic" | "manual" = "manual",
  modules: string[] = [],
): Cause => ({
  cause: "deadline",
  plan: "Pro",
  deadline: deadline(kind, from(days, "d"), modules),
  threshold: 7,
  renewal,
});
const lost = (module: string): Change => ({ kind: "module_lost", module });
const end = (before: string, after: string): Change => ({ kind: "expiry_changed", before, after });
const lowered: Change = { kind: "limit_lowered", limit: "active_users", before: 50, after: 25 };
const raised: Change = { kind: "limit_raised", limit: "active_users", before: 25, after: 50 };
const gained: Change = { kind: "module_gained", module: "abac" };
const changed = (...changes: Change[]): Cause => ({ cause: "changed", changes });

describe("a notice in words", () => {
  it.each<[Cause, string, string | null]>([
    [due("expiry", 3), "Expires in 3 days", "Pro, on Nov 27, 2026, 6:00 AM"],
    [due("expiry", -1), "License expired", "Pro, on Nov 23, 2026, 6:00 AM"],
    [due("expiry", 7, "automatic"), "Renews in 7 days", "Pro, on Dec 1, 2026, 6:00 AM"],
    [due("expiry", -1, "automatic"), "Renewal was due", "Pro, on Nov 23, 2026, 6:00 AM"],
    [due("trial_end", 2), "Trial ends in 2 days", "Pro, on Nov 26, 2026, 6:00 AM"],
    [
      due("modules_disabled", 14, "manual", ["auditing", "b", "c", "d", "e"]),
      "5 modules stop in 14 days",
      "Message auditing, b, c, d and 1 more, on Dec 8, 2026, 6:00 AM",
    ],
    [due("modules_disabled", 14), "Modules stop in 14 days", "Pro, on Dec 8, 2026, 6:00 AM"],
    [due("modules_disabled", -1), "Modules have stopped", "Pro, on Nov 23, 2026, 6:00 AM"],
    [due("version_support_end", 30), "Version support ends in 30 days", "Pro, on Dec 24, 2026, 6:00 AM"],
    [{ cause: "limit", kind: "active_users", used: 46, max: 50, percent: 90 }, "Seats: 90% taken", "46 of 50"],
    [{ cause: "limit", kind: "active_users", used: 50, max: 50, percent: 100 }, "Seats: all taken", "50 of 50"],
    [
      { cause: "forecast", kind: "active_users", runs_out_at: from(40, "d"), ends_at: from(80, "d") },
      "Seats: used up about Jan 3, 2027",
      "At the present rate, 40 days before the license ends on Feb 12, 2027.",
    ],
    [
      { cause: "forecast", kind: "active_users", runs_out_at: from(40, "d"), ends_at: null },
      "Seats: used up about Jan 3, 2027",
      "At the present rate.",
    ],
    [
      { cause: "withdrawn" },
      "The license is not honored",
      "The server does not honor it, though its end has not come.",
    ],
    [
      { cause: "refused", code: "unauthorized" },
      "The sign-in is refused",
      "Sign in again: until then, changes are not seen.",
    ],
    [
      { cause: "refused", code: "forbidden" },
      "The license may no longer be seen",
      "The account lacks a permission that it had. Until it has it again, changes are not seen.",
    ],
    [
      { cause: "unread", since: from(-3, "d"), code: "timeout" },
      "Could not be read for 3 days",
      "Since Nov 21, 2026. What is known may have changed.",
    ],
    [
      { cause: "outdated", fetched_at: from(-14, "d") },
      "Nothing new for 14 days",
      "What is known is of Nov 10, 2026, and may have changed since.",
    ],
    [changed(lost("fips")), "Modules are gone", null],
  ])("%j", (cause, title, body) => {
    expect(reminderText(cause, NOW)).toMatchObject({ title, body });
  });

  it("says of several changes what weighs most, and no more than four", () => {
    const title = (...changes: Change[]) => reminderText(changed(...changes), NOW).title;
    const later = end(from(1, "d"), from(90, "d"));
    const sooner = end(from(90, "d"), from(1, "d"));
    expect(title(later, lowered)).toBe("Limits were lowered");
    expect(title(later, sooner, lowered)).toBe("The license ends sooner");
    expect(title(sooner, { kind: "license_lost", plan: "Pro" })).toBe("The license is gone");
    expect(title(gained, later)).toBe("The license lasts longer");
    expect(title(later, { kind: "license_gained", plan: "Pro" })).toBe("There is a license now");
    expect(title(raised, gained)).toBe("There are more modules");
    expect(title(raised)).toBe("Limits were raised");
    expect(title({ kind: "plan_changed", before: "Pro", after: "Starter" })).toBe("The license has changed");
    const six = reminderText(changed(...["a", "b", "c", "d", "e", "f"].map(lost)), NOW);
    expect([six.changes.length, six.more]).toEqual([4, 2]);
  });

  it("takes names that a server made up as they are", () => {
    const hostile = due("modules_disabled", 14, "manual", ["constructor", "{count}"]);
    expect(reminderText(hostile, NOW).body).toBe("constructor, {count}, on Dec 8, 2026, 6:00 AM");
    expect(reminderText({ ...due("expiry", 3), plan: "" } as Cause, NOW).body).toContain("Unnamed plan");
  });

  it("speaks German and Portuguese", () => {
    const limit: Cause = { cause: "limit", kind: "active_users", used: 46, max: 50, percent: 90 };
    i18n.choose(["de-DE"]);
    expect(reminderText(limit, NOW)).toMatchObject({ title: "Plätze: 90\u00a0% belegt", body: "46 von 50" });
    i18n.choose(["pt-BR"]);
    expect(reminderText(due("expiry", 3), NOW).title).toBe("Expira em 3 dias");
  });
});

const notice = (id: number, given: Partial<ReminderRecord> = {}): ReminderRecord => ({
  id,
  workspace: "acme",
  name: "Acme",
  recorded_at: from(-1, "h"),
  shown_at: from(-1, "h"),
  snoozed_until: null,
  urgency: "normal",
  what: { cause: "withdrawn" },
  ...given,
});

describe("the list of notices", () => {
  it("goes by when they were told, newest first, a day at a time in the reader's zone", () => {
    // Six in the morning on the 24th; nine hours before it is the 23rd where the reader is.
    const told = (id: number, hours: number) => notice(id, { shown_at: from(hours, "h") });
    const days = byDay(newestFirst([told(1, -5), told(2, -9), told(3, -4), told(4, -9)]));
    expect(days.map((day) => day.notices.map(({ id }) => id))).toEqual([
      [3, 1],
      [4, 2],
    ]);
  });

  it("has what presses most first of what was told in the same minute", () => {
    const told = (id: number, name: string, urgency: ReminderRecord["urgency"], at: string) =>
      notice(id, { name, urgency, shown_at: `2026-11-24T10:${at}Z` });
    const order = newestFirst([
      told(1, "Zeta", "normal", "05:59"),
      told(2, "Acme", "low", "05:58"),
      told(3, "Acme", "normal", "05:00"),
      told(4, "Acme", "normal", "05:01"),
      told(5, "Zeta", "critical", "05:02"),
      told(6, "Zeta", "low", "06:00"),
    ]);
    expect(order.map(({ id }) => id)).toEqual([6, 5, 4, 3, 1, 2]);
  });

  it("words what was told as of then, and what waits as of now", () => {
    expect(wordedAt(notice(1), NOW)).toBe(NOW - 3_600_000);
    expect(wordedAt(notice(1, { shown_at: null }), NOW)).toBe(NOW);
  });

  it("counts as fresh what came since, and not what was put off", () => {
    expect(isFresh(notice(1), NOW - 7_200_000, NOW)).toBe(true);
    expect(isFresh(notice(1), NOW - 3_600_000, NOW)).toBe(false);
    expect(isFresh(notice(1, { shown_at: null, snoozed_until: from(1, "h") }), 0, NOW)).toBe(false);
    expect(isSnoozed(notice(1, { snoozed_until: from(-1, "h") }), NOW)).toBe(false);
  });
});

describe("why a notice was not shown yet", () => {
  const free: Holding = { pausedUntil: null, settings: null, notifications: true };
  // It is six in the morning where the reader is.
  const night = (exception: "none" | "critical"): Holding => ({
    ...free,
    settings: { lead: [0], quiet: { from: "22:00:00", until: "07:00:00" }, exception },
  });
  const waits = notice(1, { shown_at: null });
  it.each<[string, ReminderRecord, Holding, ReturnType<typeof waitingFor>]>([
    ["it was", notice(1), night("none"), null],
    ["put off", { ...waits, snoozed_until: from(1, "h") }, night("none"), { for: "snooze", until: NOW + 3_600_000 }],
    ["put off until a while ago", { ...waits, snoozed_until: from(-1, "h") }, free, { for: "moment" }],
    ["all put off", waits, { ...night("none"), pausedUntil: NOW + 5 }, { for: "pause", until: NOW + 5 }],
    ["no service", waits, { ...night("none"), notifications: false }, { for: "service" }],
    ["quiet hours", waits, night("critical"), { for: "quiet" }],
    ["quiet hours that a critical one passes", { ...waits, urgency: "critical" }, night("critical"), { for: "moment" }],
    ["quiet hours that it does not pass", { ...waits, urgency: "critical" }, night("none"), { for: "quiet" }],
    ["nothing that is known", waits, free, { for: "moment" }],
  ])("%s", (_, one, holding, why) => {
    expect(waitingFor(one, holding, NOW)).toEqual(why);
  });
});

describe("putting off", () => {
  it("lasts an hour, a week, or until tomorrow's nine o'clock where the reader is", () => {
    expect(snoozedUntil("hour", NOW)).toBe(NOW + 3_600_000);
    expect(snoozedUntil("week", NOW)).toBe(NOW + 7 * 86_400_000);
    expect(snoozedUntil("tomorrow", NOW)).toBe(Date.parse("2026-11-25T12:00:00Z"));
  });
});
