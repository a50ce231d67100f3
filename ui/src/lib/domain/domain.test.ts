import { describe, expect, it } from "vitest";

import { deadline, from, license, limit, modules, RECORDED_AT, workspace } from "../../test/recorded";
import type { ChangeRecord } from "../backend/types";
import { changeDays } from "./changes";
import { subjectOf, valuesOf } from "../wording/change-text";
import { planColor, safeColor } from "./color";
import { insertToday, nextToStop, termPassed } from "./deadlines";
import { consequence, deadlineTitle } from "../wording/deadline-text";
import { sanitize, sanitizeDeep } from "./sanitize";
import { limitState } from "./limits";
import { groupModules, moduleEntries } from "./modules";
import { findModules } from "../wording/module-text";
import { moduleName, modulePurpose } from "../wording/module-text";
import { statusTone, toneOf } from "./tone";
import { rowAt, rowByKey, topsOf, virtualWindow } from "./virtual-list";

const now = RECORDED_AT;

describe("a limit", () => {
  it("is drawn with the engine's fraction and level", () => {
    const view = { ...limit("active_users", 1, 100), share: 950, level: "nearly_full" } as const;
    expect(limitState(view)).toEqual({ kind: "measured", used: 1, max: 100, share: 0.95, level: "nearly_full" });
  });

  it("without a maximum is unlimited, and keeps the usage", () => {
    expect(limitState(limit("active_users", 12, null))).toEqual({ kind: "unlimited", used: 12 });
  });

  it("of zero includes none, and one of unknown usage says so", () => {
    expect(limitState(limit("private_apps", 0, 0)).kind).toBe("none_included");
    expect(limitState(limit("private_apps", null, 0)).kind).toBe("none_included");
    expect(limitState(limit("private_apps", null, 3))).toEqual({ kind: "unknown_use", max: 3 });
    expect(limitState({ ...limit("private_apps", 3, 0), share: 4_000 }).kind).toBe("measured");
  });
});

describe("the workspace where something stops next", () => {
  const stops = (days: number) => [deadline("expiry", from(days, "d"))];
  const late = workspace({ id: "late", name: "Late", counted: "Sign-in refused", stops: stops(96) });
  const early = workspace({ id: "early", name: "Early", stops: stops(40) });
  const ended = workspace({ id: "ended", name: "Ended", counted: "Expired 3 days ago" });

  it("is the nearest, even if it does not need attention and another one does", () => {
    expect(nextToStop([ended, late, early])?.id).toBe("early");
    expect(nextToStop([ended])).toBeNull();
  });

  it("is one that was set aside only if there is no other, and never an archived one", () => {
    const muted = workspace({ id: "muted", name: "Muted", reminding: { is: "muted" }, stops: stops(2) });
    const archived = workspace({ id: "archived", name: "Archived", handling: { is: "archived" }, stops: stops(1) });
    expect(nextToStop([archived, muted, late])?.id).toBe("late");
    expect(nextToStop([archived, muted, ended])?.id).toBe("muted");
    expect(nextToStop([archived])).toBeNull();
  });
});

describe("modules", () => {
  it("are listed by area, active ones first, with unknown ones under external", () => {
    const groups = groupModules(modules(["abac", "brand-new", "acme.directory"], ["auditing"]));
    expect(groups.map(({ area, modules: found }) => [area, found.map(({ id }) => id)])).toEqual([
      ["security", ["abac", "auditing"]],
      ["external", ["brand-new", "acme.directory"]],
    ]);
  });

  it("are not confused with properties of every object", () => {
    expect(groupModules(modules(["constructor", "__proto__", "toString"]))[0]).toMatchObject({ area: "external" });
    expect(moduleName("constructor")).toBe("constructor");
  });

  it("are new or lost for thirty days after their latest change, and lost ones are listed", () => {
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

  it("all have a purpose if they are known", () => {
    expect(modulePurpose({ id: "constructor", external: false })).toBeNull();
    expect(modulePurpose({ id: "auditing", external: true })).toBeNull();
    expect(modulePurpose({ id: "auditing", external: false })).toContain("each search is logged");
  });

  it("of another vendor stay external even if they have a known name", () => {
    expect(groupModules([{ id: "auditing", active: true, external: true }])[0]?.area).toBe("external");
  });
});

describe("deadlines", () => {
  const ahead = deadline("expiry", from(9, "d"));
  const passed = { ...deadline("users_notified", from(-2, "d")), nearness: "passed" } as const;

  it("have today in its place between them", () => {
    expect(insertToday([passed, ahead])).toEqual([passed, "today", ahead]);
    expect(insertToday([ahead])).toEqual(["today", ahead]);
    expect(insertToday([passed])).toEqual([passed, "today"]);
    expect(insertToday([])).toEqual(["today"]);
  });

  it("are worded in the past tense once they have passed; a renewal is not an end, and a trial ends", () => {
    const renewal = { ...ahead, renewal: "automatic" } as const;
    expect(deadlineTitle(ahead)).toBe("License expires");
    expect(deadlineTitle({ ...ahead, nearness: "passed" })).toBe("License expired");
    expect(deadlineTitle(renewal)).toBe("License renews");
    expect(deadlineTitle({ ...ahead, ends_trial: true })).toBe("Trial ends");
    expect(deadlineTitle({ ...ahead, ends_trial: true, nearness: "passed" })).toBe("Trial ended");
    expect(consequence(renewal)).toContain("If the renewal fails");
    expect(consequence({ ...renewal, nearness: "passed" })).toBeNull();
    expect(deadlineTitle(deadline("modules_disabled", from(1, "d"), ["a"]))).toBe("1 module stops");
  });

  it("measure how much of the term has passed", () => {
    const term = (issued: string | null, expires: string) =>
      termPassed(license({ issued_at: issued, expires_at: expires }), now);
    expect(term(from(-1, "d"), from(9, "d"))).toBeCloseTo(0.1);
    expect(term(null, from(9, "d"))).toBeNull();
    expect(term(from(2, "d"), from(1, "d"))).toBeNull();
  });
});

describe("tones", () => {
  it("stay good for a valid license while its server cannot be reached", () => {
    const unreachable = { status: "valid", attention: "problem", nearest: "far" } as const;
    expect(toneOf(unreachable)).toBe("problem");
    expect(statusTone(unreachable)).toBe("calm");
  });

  it("of an ending license are those of its nearest stop, whatever else is urgent at the workspace", () => {
    const full = { status: "expiring", attention: "critical", nearest: "soon" } as const;
    expect([toneOf(full), statusTone(full)]).toEqual(["critical", "soon"]);
    expect(statusTone({ ...full, nearest: "critical" })).toBe("critical");
  });

  it("are not good if there is nothing to lose", () => {
    expect(toneOf({ status: "community", attention: "calm", nearest: null })).toBe("quiet");
  });
});

describe("changes", () => {
  it("are grouped by local day", () => {
    // The tests run in São Paulo, where half past midnight UTC is still the previous day.
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

  it("are worded in the user's language, with unknown ids as they are", () => {
    const lowered = { direction: "worse", kind: "limit_lowered", limit: "active_users" } as const;
    const gained = (module: string) => ({ direction: "better", kind: "module_gained", module }) as const;
    const changed = { direction: "neither", before: "12", after: "2026-11-24T09:00:00Z" } as const;
    expect(subjectOf(gained("auditing"))).toBe("Message auditing");
    expect(subjectOf(gained("<b>"))).toBe("<b>");
    expect(subjectOf({ ...lowered, before: null, after: 1000 })).toBe("Seats");
    expect(valuesOf({ ...lowered, before: null, after: 1000 })).toEqual(["Unlimited", "1,000"]);
    expect(valuesOf({ direction: "worse", kind: "renewal_changed", before: "automatic", after: "manual" })).toEqual([
      "automatic",
      "manual",
    ]);
    expect(valuesOf({ direction: "worse", kind: "license_lost", plan: "Pro" })).toEqual(["Pro"]);
    expect(valuesOf(gained("abac"))).toEqual([]);
    expect(valuesOf({ ...changed, kind: "plan_changed" })[1]).toBe("2026-11-24T09:00:00Z");
  });
});

describe("a color from a server", () => {
  it("is a color, or null", () => {
    expect(safeColor("#F3be08")).toBe("#F3be08");
    for (const text of ["red", "#fff", "#F3BE08;", "url(#a)", "var(--x)", "", null]) expect(safeColor(text)).toBeNull();
  });

  it("is the plan's own if it has one", () => {
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

describe("text from a server", () => {
  it("cannot reverse or hide characters", () => {
    expect(sanitize("\u202Egnp.exe\u0000")).toBe("\ufffdgnp.exe\ufffd");
    expect(sanitize("two\nlines\tand ümläuts مؤسسة")).toBe("two\nlines\tand ümläuts مؤسسة");
  });

  it("is sanitized at any depth", () => {
    const view = {
      name: "a\u202Eb",
      licenses: [{ plan: "\u0007", limits: [{ kind: "active_users", used: 1, max: null }] }],
      none: null,
    };
    expect(sanitizeDeep(view)).toEqual({
      name: "a\ufffdb",
      licenses: [{ plan: "\ufffd", limits: [{ kind: "active_users", used: 1, max: null }] }],
      none: null,
    });
  });
});

describe("the virtual list", () => {
  it("moves between rows by key, within the list", () => {
    const from = (key: string, at: number) => rowByKey(key, { at, total: 100, row: 50, height: 400 });
    expect(["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"].map((key) => from(key, 40))).toEqual([
      41, 39, 47, 33, 0, 99,
    ]);
    expect([from("ArrowUp", 0), from("PageDown", 98), from("ArrowDown", -1)]).toEqual([0, 99, 0]);
    expect(from("a", 3)).toBeUndefined();
  });

  it("draws all of a short list", () => {
    expect(virtualWindow({ tops: topsOf(Array<number>(11).fill(50)), scrollTop: 0, height: 400 })).toEqual({
      from: 0,
      to: 11,
      above: 0,
      below: 0,
    });
  });

  it("draws the visible part of a long list, and keeps its height", () => {
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

  it("finds the row at a vertical position, for any row heights", () => {
    const tops = topsOf([30, 50, 50, 30]);
    expect([-5, 0, 29, 30, 129, 130, 500].map((y) => rowAt(tops, y))).toEqual([0, 0, 0, 1, 2, 3, 3]);
    expect(rowAt(topsOf([]), 10)).toBe(0);
  });
});
