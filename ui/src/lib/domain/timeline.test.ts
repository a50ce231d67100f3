import { describe, expect, it } from "vitest";

import { fleet, RECORDED_AT } from "../../test/recorded";
import { bars, endOf, labels, marks, perMonth, pointsUntil, ticks, zoomed } from "./timeline";

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

  it("names marks from the nearest on, in lanes below where there is no room beside them", () => {
    const mark = (place: number) => ({ place, tone: "soon" as const, points: [] as never });
    const sizes = { gap: 20, least: 60, wanted: () => 150 };
    const shown = [0, 0.05, 0.1, 0.5, 0.9].map(mark);
    expect(labels(shown, 1_000, sizes)).toEqual([
      { lane: 1, room: 150 },
      { lane: 2, room: 150 },
      { lane: 0, room: 380 },
      { lane: 0, room: 380 },
      { lane: 0, room: 80 },
    ]);
    expect(labels([0, 0.05, 0.08, 0.5].map(mark), 1_000, sizes)[2]).toEqual({ lane: 0, room: 400 });
    expect(labels([0, 0.05, 0.08, 0.14].map(mark), 1_000, sizes)[2]).toBeNull();
    expect(labels([0, 0.3].map(mark), 300, sizes)).toEqual([
      { lane: 1, room: 150 },
      { lane: 0, room: 190 },
    ]);
  });

  it("has bars by week and by month, which hold every deadline once", () => {
    for (const months of [1, 3, 12] as const) {
      const end = endOf(months, RECORDED_AT);
      const points = pointsUntil(end, fleet);
      const drawn = bars(points, RECORDED_AT, end, months);
      expect(drawn.flatMap((bar) => bar.points)).toEqual(points);
      expect(drawn[0]?.tone).toBe("critical");
    }
    const year = endOf(12, RECORDED_AT);
    expect(bars(pointsUntil(year, fleet), RECORDED_AT, year, 12).map((bar) => bar.points.length)).toEqual([3, 1, 1, 2]);
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
