import { describe, expect, it } from "vitest";

import { RECORDED_AT, deadline, fleet, from, license, modules, workspace } from "../../test/recorded";
import type { Change, ChangeRecord } from "../backend/types";
import { changeDays, directionOf } from "./changes";
import { subjectOf, valuesOf } from "../wording/change-text";
import { planColor, safeColor } from "./color";
import { deadlinesOf, nextStop, termPassed, timelineOf } from "./deadlines";
import { consequence, headline } from "../wording/deadline-text";
import { sanitize, sanitizeDeep } from "./sanitize";
import { limitState } from "./limits";
import { statusLine } from "../wording/status-line";
import { groupModules, moduleEntries } from "./modules";
import { findModules } from "../wording/module-text";
import { moduleName, modulePurpose } from "../wording/module-text";
import { licenseTone, statusTone, toneOf } from "./tone";
import { rowAt, rowByKey, topsOf, virtualWindow } from "./virtual-list";

const now = RECORDED_AT;

describe("a limit", () => {
  it.each([
    [12, 25, "calm"],
    [79, 100, "calm"],
    [80, 100, "high"],
    [90, 100, "higher"],
    [99, 100, "higher"],
    [100, 100, "full"],
    [130, 100, "over"],
    [3, 0, "over"],
  ])("with %i of %i is %s", (used, max, level) => {
    expect(limitState({ kind: "active_users", used, max })).toMatchObject({ kind: "measured", level });
  });

  it("without a maximum is unlimited, and keeps the use", () => {
    expect(limitState({ kind: "active_users", used: 12, max: null })).toEqual({ kind: "unlimited", used: 12 });
  });

  it("of zero includes none, and one of unknown use says so", () => {
    expect(limitState({ kind: "private_apps", used: 0, max: 0 }).kind).toBe("none_included");
    expect(limitState({ kind: "private_apps", used: null, max: 0 }).kind).toBe("none_included");
    expect(limitState({ kind: "private_apps", used: null, max: 3 })).toEqual({ kind: "unknown_use", max: 3 });
  });
});

describe("modules", () => {
  it("stand in their areas, active ones first, and what is unknown under external", () => {
    const groups = groupModules(modules(["abac", "brand-new", "acme.directory"], ["auditing"]));
    expect(groups.map(({ area, modules: found }) => [area, found.map(({ id }) => id)])).toEqual([
      ["security", ["abac", "auditing"]],
      ["external", ["brand-new", "acme.directory"]],
    ]);
  });

  it("are never mistaken for what every object has", () => {
    expect(groupModules(modules(["constructor", "__proto__", "toString"]))[0]).toMatchObject({ area: "external" });
    expect(moduleName("constructor")).toBe("constructor");
  });

  it("are new or lost for thirty days, by their newest change, and a lost one is not forgotten", () => {
    const change = (days: number, kind: "module_gained" | "module_lost", module: string): ChangeRecord => ({
      at: from(-days, "d"),
      kind,
      module,
      direction: kind === "module_gained" ? "better" : "worse",
    });
    const entries = moduleEntries(
      modules(["auditing", "abac", "scalability"], ["fips"]),
      [
        change(1, "module_gained", "auditing"),
        change(2, "module_lost", "auditing"),
        change(31, "module_gained", "abac"),
        change(3, "module_lost", "fips"),
        change(4, "module_lost", "federation"),
        change(5, "module_gained", "federation"),
        change(6, "module_lost", "scalability"),
      ],
      now,
    );
    expect(entries.map(({ id, state }) => `${id} ${state}`)).toEqual([
      "auditing new",
      "abac active",
      "scalability active",
      "fips lost",
      "federation lost",
    ]);
    expect(entries[0]?.since).toBe(Date.parse(from(-1, "d")));
  });

  it("are found by name, id, purpose and area", () => {
    const all = modules(["auditing", "ldap-enterprise", "saml-enterprise", "vendor.audit"]);
    const found = (text: string) => findModules(all, text).map(({ id }) => id);
    expect(found("audit")).toEqual(["auditing", "vendor.audit"]);
    expect(found("IDENTITY sign-in")).toEqual(["saml-enterprise"]);
    expect(found("directory")).toEqual(["ldap-enterprise"]);
    expect(found("  ")).toHaveLength(4);
    expect(found("nothing such")).toEqual([]);
  });

  it("all say what they are for, as far as they are known", () => {
    expect(modulePurpose({ id: "constructor", external: false })).toBeNull();
    expect(modulePurpose({ id: "auditing", external: true })).toBeNull();
    expect(modulePurpose({ id: "auditing", external: false })).toContain("each search is logged");
  });

  it("of a vendor stay external even under a known name", () => {
    expect(groupModules([{ id: "auditing", active: true, external: true }])[0]?.area).toBe("external");
  });
});

describe("the line in the list", () => {
  const line = (id: string) =>
    statusLine(fleet.find((known) => known.id === id) ?? workspace({ id, name: id }), now).text;

  it("says what matters in each state", () => {
    expect(line("documented")).toBe("Expired 3 years ago");
    expect(line("northwind")).toBe("Lapsed 3 days ago");
    expect(line("stadtwerke")).toBe("License not valid");
    expect(line("support")).toBe("Expires in 3 h 05 m");
    expect(line("labs")).toBe("Trial ends in 5 days");
    expect(line("prefeitura")).toBe("The token is missing");
    expect(line("acme")).toBe("2 modules stop in 6 days");
    expect(line("riverside")).toBe("Not allowed to see");
    expect(line("zenith")).toBe("Renews in 214 days");
    expect(line("club")).toBe("No license");
  });

  it("takes the license that ends first, and a notice never for an end", () => {
    const both = workspace({
      id: "two",
      name: "Two",
      licenses: [license({ expires_at: from(90, "d") }), license({ expires_at: from(10, "d") }), license({})],
      next_deadline: deadline("users_notified", from(2, "d")),
    });
    expect(statusLine(both, now)).toEqual({ text: "Expires in 10 days", at: Date.parse(from(10, "d")) });
  });

  it("does not hang on a deadline that has passed since it was told", () => {
    const passed = workspace({
      id: "p",
      name: "P",
      licenses: [license({ expires_at: from(9, "d") })],
      next_deadline: deadline("modules_disabled", from(-1, "m"), ["auditing"]),
    });
    expect(statusLine(passed, now).text).toBe("Expires in 9 days");
  });
});

describe("deadlines", () => {
  const renewing = license({
    expires_at: from(9, "d"),
    issued_at: from(-1, "d"),
    deadlines: [deadline("users_notified", from(2, "d")), deadline("admins_notified", "rubbish")],
  });

  it("are in order, always with the end, and without what is no date", () => {
    expect(deadlinesOf(renewing).map(({ kind }) => kind)).toEqual(["users_notified", "expiry"]);
  });

  it("have today in its place among them", () => {
    const days = (now: number) =>
      timelineOf(deadlinesOf(renewing), now).map((entry) => (entry === "today" ? entry : entry.kind));
    expect(days(now)).toEqual(["today", "users_notified", "expiry"]);
    expect(days(Date.parse(from(2, "d")))).toEqual(["users_notified", "today", "expiry"]);
    expect(days(Date.parse(from(30, "d")))).toEqual(["users_notified", "expiry", "today"]);
    expect(timelineOf([], now)).toEqual(["today"]);
  });

  it("stop something first where something stops", () => {
    expect(nextStop(deadlinesOf(renewing), now)?.kind).toBe("expiry");
    expect(nextStop(deadlinesOf(renewing), now + 30 * 86_400_000)).toBeNull();
  });

  it("are told in the past once they have passed, and a renewal is no end", () => {
    const end = { at: now, kind: "expiry" as const, modules: [] };
    expect(headline(end, false, now - 1)).toBe("License expires");
    expect(headline(end, false, now)).toBe("License expired");
    expect(headline(end, true, now - 1)).toBe("License renews");
    expect(consequence(end, true, now - 1)).toContain("If the renewal fails");
    expect(consequence(end, true, now)).toBeNull();
    expect(headline({ at: now + 1, kind: "modules_disabled", modules: ["a"] }, false, now)).toBe("1 module stops");
  });

  it("measure the term", () => {
    expect(termPassed(renewing, now)).toBeCloseTo(0.1);
    expect(termPassed(license({ expires_at: from(9, "d") }), now)).toBeNull();
    expect(termPassed(license({ issued_at: from(2, "d"), expires_at: from(1, "d") }), now)).toBeNull();
  });
});

describe("tones", () => {
  it("keep a sound license sound while its server is out of reach", () => {
    expect(toneOf("valid", "problem")).toBe("problem");
    expect(statusTone("valid", "problem")).toBe("calm");
    expect(licenseTone(now + 300 * 86_400_000, now, "problem", false)).toBe("calm");
    expect(licenseTone(now + 3 * 86_400_000, now, "problem", false)).toBe("critical");
    expect(licenseTone(now + 20 * 86_400_000, now, "problem", true), "a renewal is far").toBe("calm");
  });

  it("do not praise where there is nothing to lose", () => {
    expect(toneOf("community", "calm")).toBe("quiet");
  });
});

describe("changes", () => {
  const end = (before: string | null, after: string | null): Change => ({ kind: "expiry_changed", before, after });

  it("are for the better or the worse", () => {
    expect(directionOf({ kind: "module_lost", module: "fips" })).toBe("worse");
    expect(directionOf(end(from(1, "d"), from(9, "d")))).toBe("better");
    expect(directionOf(end(from(9, "d"), from(1, "d")))).toBe("worse");
    expect(directionOf(end(null, from(1, "d")))).toBe("worse");
    expect(directionOf(end(from(1, "d"), null))).toBe("better");
    expect(directionOf(end(null, null))).toBe("neutral");
  });

  it("are told day by day of the reader's calendar", () => {
    // The tests run in São Paulo: half past midnight UTC is still the evening before.
    const times = [
      "2026-11-24T12:00:00Z",
      "2026-11-24T00:30:00Z",
      "2026-11-23T23:00:00Z",
      "rubbish",
      "2026-10-01T09:00:00Z",
    ];
    expect(
      changeDays(times.map((at) => ({ at, kind: "trial_started", direction: "neither" }))).map(
        ({ changes }) => changes.length,
      ),
    ).toEqual([1, 3, 1]);
    expect(changeDays([{ at: "rubbish", kind: "trial_started", direction: "neither" }])).toEqual([]);
  });

  it("are told in the user's words, and what is unknown as it stands", () => {
    const lowered: Change = { kind: "limit_lowered", limit: "active_users", before: null, after: 1000 };
    expect(subjectOf({ kind: "module_gained", module: "auditing" })).toBe("Message auditing");
    expect(subjectOf({ kind: "module_gained", module: "<b>" })).toBe("<b>");
    expect(subjectOf(lowered)).toBe("Seats");
    expect(valuesOf(lowered)).toEqual(["Unlimited", "1,000"]);
    expect(valuesOf({ kind: "renewal_changed", before: "automatic", after: "manual" })).toEqual([
      "automatic",
      "manual",
    ]);
    expect(valuesOf({ kind: "license_lost", plan: "Pro" })).toEqual(["Pro"]);
    expect(valuesOf({ kind: "module_lost", module: "abac" })).toEqual([]);
    expect(valuesOf({ kind: "plan_changed", before: "12", after: "2026-11-24T09:00:00Z" })[1]).toBe(
      "2026-11-24T09:00:00Z",
    );
  });
});

describe("a stranger's color", () => {
  it("is one, or none", () => {
    expect(safeColor("#F3be08")).toBe("#F3be08");
    for (const text of ["red", "#fff", "#F3BE08;", "url(#a)", "var(--x)", "", null]) expect(safeColor(text)).toBeNull();
  });

  it("is the plan's own where it has one", () => {
    const tags = [
      { name: "Finance", color: "#9F22C7" },
      { name: "Enterprise", color: "#F3BE08" },
    ];
    expect(planColor("Enterprise", tags)).toBe("#F3BE08");
    expect(planColor("Pro", tags)).toBe("#9F22C7");
    expect(planColor("Pro", [{ name: "Pro", color: "url(x)" }, ...tags])).toBe("#9F22C7");
    expect(planColor("Pro", [])).toBeNull();
  });
});

describe("a stranger's text", () => {
  it("cannot turn itself around or hide", () => {
    expect(sanitize("\u202Egnp.exe\u0000")).toBe("\ufffdgnp.exe\ufffd");
    expect(sanitize("two\nlines\tand ümläuts مؤسسة")).toBe("two\nlines\tand ümläuts مؤسسة");
  });

  it("is mended wherever it stands", () => {
    const told = {
      name: "a\u202Eb",
      licenses: [{ plan: "\u0007", limits: [{ kind: "active_users", used: 1, max: null }] }],
      none: null,
    };
    expect(sanitizeDeep(told)).toEqual({
      name: "a\ufffdb",
      licenses: [{ plan: "\ufffd", limits: [{ kind: "active_users", used: 1, max: null }] }],
      none: null,
    });
  });
});

describe("the window of a long list", () => {
  it("leads from row to row by keys, and never out of the list", () => {
    const from = (key: string, at: number) => rowByKey(key, { at, total: 100, row: 50, height: 400 });
    expect(["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"].map((key) => from(key, 40))).toEqual([
      41, 39, 47, 33, 0, 99,
    ]);
    expect([from("ArrowUp", 0), from("PageDown", 98), from("ArrowDown", -1)]).toEqual([0, 99, 0]);
    expect(from("a", 3)).toBeUndefined();
  });

  it("draws a short list whole", () => {
    expect(virtualWindow({ tops: topsOf(Array<number>(11).fill(50)), scrollTop: 0, height: 400 })).toEqual({
      from: 0,
      to: 11,
      above: 0,
      below: 0,
    });
  });

  it("draws what is in sight of a long one, and keeps its length", () => {
    const tops = topsOf(Array<number>(1_000).fill(50));
    for (const scrollTop of [0, 1_234, 24_000, 49_600, 90_000]) {
      const { from: first, to, above, below } = virtualWindow({ tops, scrollTop, height: 400 });
      expect(to - first).toBeLessThan(40);
      expect(above + (to - first) * 50 + below).toBe(50_000);
      const seen = Math.min(scrollTop, 50_000 - 400);
      expect(above).toBeLessThanOrEqual(seen);
      expect(50_000 - below).toBeGreaterThanOrEqual(seen + 400);
    }
  });

  it("finds the row that lies so far down, whatever the heights", () => {
    const tops = topsOf([30, 50, 50, 30]);
    expect([-5, 0, 29, 30, 129, 130, 500].map((y) => rowAt(tops, y))).toEqual([0, 0, 0, 1, 2, 3, 3]);
    expect(rowAt(topsOf([]), 10)).toBe(0);
  });
});
