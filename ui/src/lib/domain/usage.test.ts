import { describe, expect, it } from "vitest";

import { from, RECORDED_AT, usageOf } from "../../test/recorded";
import type { Forecast, UsageHistory } from "../backend/types";
import { DAY } from "../time/countdown";
import { nearestPoint, niceTicks, plotOf } from "./plot";
import { dailyPoints, drawable, mostUrgentUsage, type UsagePoint } from "./usage";
import { forecastSentence } from "../wording/forecast";

const sample = (days: number, used: number, max: number | null = 100) => ({ at: from(days, "d"), used, max });
const history = (samples: UsageHistory["samples"], forecast: Forecast | null = null): UsageHistory => ({
  kind: "active_users",
  samples,
  forecast,
  rank: 0,
});
const outlookOf = (samples: UsageHistory["samples"], forecast: Forecast | null = null) =>
  drawable([history(samples, forecast)]).map(forecastSentence)[0];

describe("usage over time", () => {
  it("is drawn if there are two samples at least a day apart", () => {
    expect(drawable([history([])])).toEqual([]);
    expect(drawable([history([sample(-1, 5)])])).toEqual([]);
    expect(drawable([history([sample(-0.5, 5), sample(0, 6)])])).toEqual([]);
    expect(drawable([history([sample(-1, 5), sample(0, 6)])])).toHaveLength(1);
  });

  it("is sorted, without samples that have no date", () => {
    const [usage] = drawable([history([sample(0, 6), { at: "soon", used: 9, max: 10 }, sample(-2, 4)])]);
    expect(usage?.points.map(({ used }) => used)).toEqual([4, 6]);
  });

  it("shows the one that the engine ranks first among those that can be drawn", () => {
    const known = drawable(usageOf("acme"));
    expect(mostUrgentUsage(known)?.kind).toBe("guest_users");
    const turned = known.map((usage) => ({ ...usage, rank: -usage.rank }));
    expect(mostUrgentUsage(turned)?.rank).toBe(Math.min(...turned.map(({ rank }) => rank)));
    expect(mostUrgentUsage(turned)?.kind).not.toBe("guest_users");
  });

  it("has a forecast in one sentence", () => {
    const rising = [sample(-30, 60), sample(0, 90)];
    const forecast = { runs_out_at: "2027-01-12T12:00:00Z", per_week: 7, before_license_ends_days: 40 };
    expect(outlookOf(rising, forecast)).toBe(
      "At this rate, seats run out around Jan 12, 2027, 40 days before the license expires.",
    );
    expect(outlookOf(rising, { ...forecast, before_license_ends_days: null })).toBe(
      "At this rate, seats run out around Jan 12, 2027.",
    );
    expect(outlookOf(rising)).toBe("At this rate, seats will last.");
    expect(outlookOf([sample(-30, 60, null), sample(0, 90, null)])).toBeNull();
    expect(outlookOf([sample(-30, 100), sample(0, 100)])).toBeNull();
  });

  it("has one row per local day in the table, with the day's last figure, newest first", () => {
    const points = [-1.2, -1.1, -0.1].map((days, index) => ({ at: RECORDED_AT + days * DAY, used: index, max: null }));
    expect(dailyPoints(points).map(({ used }) => used)).toEqual([2, 1]);
  });
});

describe("the plot", () => {
  const area = { left: 40, top: 20, right: 640, bottom: 200 };
  const point = (days: number, used: number, max: number | null = 100): UsagePoint => ({
    at: RECORDED_AT + days * DAY,
    used,
    max,
  });
  const draw = (points: UsagePoint[], runsOut: number | null = null, licenseEnds: number | null = null) =>
    plotOf({ points, runsOut, licenseEnds, now: RECORDED_AT }, area);

  it("starts at zero and ends below the upper edge", () => {
    const plot = draw([point(-100, 10), point(0, 90)]);
    expect(plot.y(0)).toBe(200);
    expect(plot.y(100)).toBeGreaterThan(20);
    expect(plot.use).toMatch(/^M40 \d+(\.\d)?L640 /);
    expect(plot.timeTicks.every(({ x }) => x >= 40 && x <= 640)).toBe(true);
  });

  it("draws the maximum as steps, with a gap where there was none", () => {
    const { maximum, y } = draw([point(-90, 1, 50), point(-60, 1, 100), point(-30, 1, null), point(0, 1, null)]);
    expect(maximum).toBe("");
    const near = draw([
      point(-90, 40, 50),
      point(-75, 40, 50),
      point(-60, 40, 100),
      point(-30, 40, null),
      point(0, 40, null),
    ]);
    expect(near.maximum).toBe(`M40 ${Math.round(near.y(50) * 10) / 10}H240V${Math.round(near.y(100) * 10) / 10}H440`);
    expect(near.maximumAt).toBeNull();
    expect(y(1)).toBeLessThan(200);
  });

  it("labels a maximum that would flatten the usage, and does not draw it", () => {
    const plot = draw([point(-90, 10, 1_000), point(0, 12, 1_000)]);
    expect(plot).toMatchObject({ maximum: "", maximumAt: null, maximumAbove: 1_000 });
  });

  it("draws the forecast to where it meets the maximum", () => {
    const runsOut = RECORDED_AT + 50 * DAY;
    const plot = draw([point(-100, 10), point(0, 90)], runsOut, RECORDED_AT + 90 * DAY);
    expect(plot.crossing).toEqual({ x: plot.x(runsOut), y: plot.y(100) });
    expect(plot.licenseEnd).toBeGreaterThan(plot.crossing?.x ?? 0);
    expect(plot.licenseEnd).toBeLessThan(640);
    expect(plot.today).toBeLessThan(plot.crossing?.x ?? 0);
  });

  it("shows only the way there if a limit runs out in years", () => {
    const plot = draw([point(-100, 10), point(0, 90)], RECORDED_AT + 5_000 * DAY);
    expect(plot.crossing).toBeNull();
    expect(plot.forecast).toMatch(/L640 /);
    expect(plot.today).toBeGreaterThan(500);
  });

  it("has round, whole numbers on the axis", () => {
    expect(niceTicks(50)).toEqual([0, 20, 40]);
    expect(niceTicks(3)).toEqual([0, 1, 2, 3]);
    expect(niceTicks(1)).toEqual([0, 1]);
    expect(niceTicks(50_000)).toEqual([0, 20_000, 40_000]);
    for (let most = 1; most < 3_000; most += 7) {
      const ticks = niceTicks(most);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.every(Number.isInteger)).toBe(true);
    }
  });

  it("never crowds the time axis", () => {
    for (const days of [1, 2, 9, 30, 74, 76, 200, 400, 1_500, 9_000]) {
      const { timeTicks } = draw([point(-days, 1), point(0, 2)]);
      const gaps = timeTicks.slice(1).map(({ x }, index) => x - (timeTicks[index]?.x ?? 0));
      expect(Math.min(...gaps, 600), `${days} days`).toBeGreaterThan(40);
    }
  });

  it("finds the nearest point", () => {
    const points = [point(-10, 1), point(-4, 2), point(0, 3)];
    expect(nearestPoint(points, RECORDED_AT - 30 * DAY)).toBe(0);
    expect(nearestPoint(points, RECORDED_AT - 5 * DAY)).toBe(1);
    expect(nearestPoint(points, RECORDED_AT + DAY)).toBe(2);
  });
});
