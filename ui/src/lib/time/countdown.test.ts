import { describe, expect, it } from "vitest";

import { DAY, distance, needsSeconds, parseInstant, untilNextTick } from "./countdown";

const noon = Date.parse("2026-11-24T12:00:00Z");
const MINUTE = 60_000;

describe("the distance between two instants", () => {
  it("counts hours, minutes and seconds below 24 hours, rounded down", () => {
    const at = noon + 3 * 3_600_000 + 5 * MINUTE + 9_999;
    expect(distance(at, noon)).toEqual({ past: false, kind: "clock", hours: 3, minutes: 5, seconds: 9 });
    expect(distance(noon + DAY - 1, noon)).toMatchObject({ kind: "clock", hours: 23, minutes: 59, seconds: 59 });
  });

  it("counts calendar days from 24 hours on", () => {
    // The tests run in the time zone of São Paulo, three hours behind UTC.
    const evening = Date.parse("2026-11-25T23:30:00-03:00");
    expect(distance(Date.parse("2026-11-27T00:30:00-03:00"), evening)).toMatchObject({ unit: "day", value: 2 });
    expect(distance(Date.parse("2026-11-26T23:30:00-03:00"), evening)).toMatchObject({ unit: "day", value: 1 });
  });

  it("is symmetric for the past", () => {
    expect(distance(noon, noon + 2 * DAY)).toEqual({ past: true, kind: "whole", unit: "day", value: 2 });
    expect(distance(noon - 1, noon)).toMatchObject({ past: true, kind: "clock", seconds: 0 });
  });

  it("treats the instant itself as past", () => {
    expect(distance(noon, noon).past).toBe(true);
    expect(distance(noon + 1, noon).past).toBe(false);
  });

  it("counts years from two years on", () => {
    expect(distance(Date.parse("2023-07-13T00:00:00Z"), noon)).toMatchObject({ past: true, unit: "year", value: 3 });
    expect(distance(noon + 729 * DAY, noon)).toMatchObject({ unit: "day" });
    expect(distance(Date.parse("9999-12-31T23:59:59Z"), noon)).toMatchObject({ unit: "year", value: 7973 });
  });

  it("never increases as time passes", () => {
    const at = noon + 3 * DAY;
    const rank = (now: number) => {
      const span = distance(at, now);
      return span.kind === "whole" ? span.value * 24 * 3600 : span.hours * 3600 + span.minutes * 60 + span.seconds;
    };
    for (let now = noon; now < at; now += 7 * MINUTE) expect(rank(now + MINUTE)).toBeLessThanOrEqual(rank(now));
  });
});

describe("the tick", () => {
  it("comes every second only for instants within the next day", () => {
    expect(needsSeconds(noon + DAY - 1, noon)).toBe(true);
    expect(needsSeconds(noon + DAY, noon)).toBe(false);
    expect(needsSeconds(noon - 1, noon)).toBe(false);
  });

  it("comes at the full second or minute", () => {
    expect(untilNextTick(noon + 250, true)).toBe(750);
    expect(untilNextTick(noon + 250, false)).toBe(59_750);
    expect(untilNextTick(noon, false)).toBe(MINUTE);
    expect(untilNextTick(-250, true)).toBe(250);
  });
});

describe("parsing an instant", () => {
  it("accepts nanoseconds and rejects invalid text", () => {
    expect(parseInstant("2024-03-17T00:51:43.529361607Z")).toBe(Date.parse("2024-03-17T00:51:43.529Z"));
    expect(parseInstant("next summer")).toBeNull();
    expect(parseInstant(null)).toBeNull();
  });
});
