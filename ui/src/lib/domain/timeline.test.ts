import { describe, expect, it } from "vitest";

import { fleet, RECORDED_AT } from "../../test/recorded";
import { endOf, marks, perMonth, pointsUntil, ticks, zoomed } from "./timeline";

const local = (text: string) => new Date(text).getTime();

describe("the timeline", () => {
  it("ends a number of calendar months from now", () => {
    expect(endOf(12, local("2026-11-24T10:00"))).toBe(local("2027-11-24T10:00"));
    expect(endOf(1, local("2027-01-31T10:00"))).toBe(local("2027-02-28T10:00"));
    expect(endOf(3, local("2026-11-30T10:00"))).toBe(local("2027-02-28T10:00"));
  });

  it("shows what stops until then, soonest first, and the end of a trial once", () => {
    const said = (months: 1 | 12) =>
      pointsUntil(endOf(months, RECORDED_AT), fleet).map(
        ({ workspace, deadline, tone }) => `${workspace.id} ${deadline.kind} ${tone}`,
      );
    expect(said(1)).toEqual([
      "support expiry critical",
      "labs expiry critical",
      "acme modules_disabled critical",
      "acme expiry soon",
    ]);
    expect(said(12).slice(4)).toEqual(["clinic expiry calm", "acme version_support_end calm", "zenith expiry calm"]);
  });

  it("merges points that are too close, in the worst tone, and keeps marks apart", () => {
    const end = endOf(12, RECORDED_AT);
    const points = pointsUntil(end, fleet);
    const drawn = marks(points, RECORDED_AT, end, 0.03);
    expect(drawn.map(({ points: inside }) => inside.length)).toEqual([3, 1, 1, 2]);
    expect(drawn[0]?.tone).toBe("critical");
    const places = drawn.map(({ place }) => place);
    for (const [index, place] of places.slice(1).entries()) {
      expect(place - (places[index] ?? 0)).toBeGreaterThanOrEqual(0.03);
    }
  });

  it("has ticks for months, and for weeks if there is room", () => {
    const now = local("2026-11-24T10:00");
    const days = (months: 1 | 12) =>
      ticks(now, endOf(months, now), months).map(({ at, kind }) => `${kind} ${String(new Date(at).getDate())}`);
    expect(days(12)).toHaveLength(12);
    expect(days(1)).toEqual(["week 30", "month 1", "week 7", "week 14", "week 21"]);
  });

  it("has counts per month for screen readers", () => {
    const end = endOf(12, RECORDED_AT);
    expect(perMonth(pointsUntil(end, fleet))).toEqual([
      { begins: local("2026-11-01T00:00"), count: 3 },
      { begins: local("2026-12-01T00:00"), count: 1 },
      { begins: local("2027-02-01T00:00"), count: 1 },
      { begins: local("2027-06-01T00:00"), count: 2 },
    ]);
  });

  it("zooms step by step and stops at its ends", () => {
    expect([zoomed(12, -1), zoomed(3, -1), zoomed(1, -1), zoomed(1, 1), zoomed(12, 1)]).toEqual([3, 1, 1, 3, 12]);
  });
});
