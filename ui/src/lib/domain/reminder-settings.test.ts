import { describe, expect, it } from "vitest";

import { MOST, withLead } from "./lead-times";
import { MOST_STEPS, withStep } from "./limit-thresholds";
import { isQuiet, quietSpan, timeOfDay } from "./quiet-hours";

describe("lead times", () => {
  it("are added longest first, if they are valid", () => {
    expect(withLead([30, 7, 0], " 14 ")).toEqual([30, 14, 7, 0]);
    expect(withLead([30, 7, 0], "730")).toEqual([730, 30, 7, 0]);
    for (const text of ["", "-1", "731", "1.5", "1e2", "seven", "0x10"]) expect(withLead([0], text)).toBe("not_days");
    expect([withLead([30, 0], "30"), withLead([30, 0], "0")]).toEqual(["known", "known"]);
    const full = Array.from({ length: MOST }, (_, index) => MOST - 1 - index);
    expect(withLead(full, "100")).toBe("too_many");
  });
});

describe("thresholds of limits", () => {
  it("are added lowest first, if they are valid", () => {
    expect(withStep([80, 100], " 95 % ")).toEqual([80, 95, 100]);
    for (const text of ["", "0", "101", "9.5", "many"]) expect(withStep([100], text)).toBe("not_percent");
    expect(withStep([80, 100], "80")).toBe("known");
    const full = Array.from({ length: MOST_STEPS }, (_, index) => 100 - MOST_STEPS + 1 + index);
    expect(withStep(full, "50")).toBe("too_many");
  });
});

describe("quiet hours", () => {
  it.each([
    ["22:00", "22:00"],
    ["7:30", "07:30"],
    ["07:30:00", "07:30"],
    ["07:30:00.5", "07:30"],
    ["24:00", null],
    ["12:60", null],
    ["noon", null],
    ["", null],
  ])("parse %j as %j", (text, time) => {
    expect(timeOfDay(text)).toBe(time);
  });

  it("span midnight, are within a day, or are empty", () => {
    expect(quietSpan({ from: "22:00:00", until: "7:00" })).toBe("overnight");
    expect(quietSpan({ from: "12:00", until: "13:00" })).toBe("day");
    expect(quietSpan({ from: "12:00", until: "12:00:00" })).toBe("never");
  });

  it("include their first minute but not their last", () => {
    const night = { from: "22:00:00", until: "07:30:00" };
    const at = (text: string) => new Date(`2026-03-01T${text}`).getTime();
    expect(["21:59", "22:00", "03:00", "07:29", "07:30"].map((time) => isQuiet(night, at(time)))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(isQuiet({ from: "12:00", until: "13:00" }, at("12:30"))).toBe(true);
    expect(isQuiet({ from: "12:00", until: "12:00" }, at("12:00"))).toBe(false);
  });
});
