import { describe, expect, it } from "vitest";

import { MOST, sameLead, defaultLead, withLead, withoutLead } from "./lead-times";
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

  it("are removed, except the day itself", () => {
    expect(withoutLead([30, 7, 0], 7)).toEqual([30, 0]);
    expect(withoutLead([30, 7, 0], 0)).toEqual([30, 7, 0]);
    expect([sameLead(defaultLead, [...defaultLead]), sameLead(defaultLead, [30, 0])]).toEqual([true, false]);
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
