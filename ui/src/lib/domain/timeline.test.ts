import { describe, expect, it } from "vitest";

import { RECORDED_AT, fleet } from "../../test/recorded";
import { endOf, marks, perMonth, pointsUntil, ticks, zoomed } from "./timeline";

const local = (text: string) => new Date(text).getTime();

describe("the timeline", () => {
  it("ends so many months of the calendar from now", () => {
    expect(endOf(12, local("2026-11-24T10:00"))).toBe(local("2027-11-24T10:00"));
    expect(endOf(1, local("2027-01-31T10:00"))).toBe(local("2027-02-28T10:00"));
    expect(endOf(3, local("2026-11-30T10:00"))).toBe(local("2027-02-28T10:00"));
  });

  it("shows what stops until then, soonest first, and the end of a trial once", () => {
    const said = (months: 1 | 12) =>
      pointsUntil(endOf(months, RECORDED_AT), fleet, RECORDED_AT).map(
        ({ workspace, stop, tone }) => `${workspace.id} ${stop.kind} ${tone}`,
      );
    expect(said(1)).toEqual([
      "support expiry critical",
      "labs expiry critical",
      "acme modules_disabled critical",
      "acme expiry soon",
    ]);
    expect(said(12).slice(4)).toEqual(["clinic expiry calm", "acme version_support_end calm", "zenith expiry calm"]);
  });

  it("draws as one what stands too close, in the worst tone, and keeps the marks apart", () => {
    const end = endOf(12, RECORDED_AT);
    const points = pointsUntil(end, fleet, RECORDED_AT);
    const drawn = marks(points, RECORDED_AT, end, 0.03);
    expect(drawn.map(({ points: inside }) => inside.length)).toEqual([3, 1, 1, 2]);
    expect(drawn[0]?.tone).toBe("critical");
    const places = drawn.map(({ place }) => place);
    for (const [index, place] of places.slice(1).entries()) {
      expect(place - (places[index] ?? 0)).toBeGreaterThanOrEqual(0.03);
    }
  });

  it("marks the months, and the weeks where there is room", () => {
    const now = local("2026-11-24T10:00");
    const days = (months: 1 | 12) =>
      ticks(now, endOf(months, now), months).map(({ at, kind }) => `${kind} ${String(new Date(at).getDate())}`);
    expect(days(12)).toHaveLength(12);
    expect(days(1)).toEqual(["week 30", "month 1", "week 7", "week 14", "week 21"]);
  });

  it("is told by month as well", () => {
    const end = endOf(12, RECORDED_AT);
    expect(perMonth(pointsUntil(end, fleet, RECORDED_AT))).toEqual([
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
