import { afterEach, describe, expect, it } from "vitest";

import { step } from "../../test/recorded";
import { i18n } from "../i18n/i18n.svelte";
import { gaugeEnd, limitSteps } from "./limit-steps";

const seats = [
  step("active_users", 300, "invalidate_license"),
  step("active_users", 250, "prevent_action"),
  step("guest_users", 5, "prevent_action"),
  step("active_users", null, "allow_action"),
  step("active_users", 275, "disable_modules", ["auditing", "abac", "acme.rooms"]),
];
const words = (used: number | null) => limitSteps(seats, "active_users", used).map((found) => found.words);
const reached = (used: number | null) => limitSteps(seats, "active_users", used).map((found) => found.reached);

describe("the steps of a limit", () => {
  afterEach(() => {
    i18n.choose(["en-US"]);
  });

  it("say what happens, the nearest first; those of other limits and those that never come are left out", () => {
    expect(words(0)).toEqual([
      "At 250: adding more is refused",
      "Above 275: Message auditing and 2 more stop",
      "Above 300: the license becomes invalid",
    ]);
  });

  it("refuse the one who would be too many, and do all else when there are too many", () => {
    expect(reached(249)).toEqual([false, false, false]);
    expect(reached(250)).toEqual([true, false, false]);
    expect(reached(275)).toEqual([true, false, false]);
    expect(reached(276)).toEqual([true, true, false]);
    expect(reached(301)).toEqual([true, true, true]);
    expect(reached(null)).toEqual([false, false, false]);
  });

  it("name what only a newer server knows as it stands", () => {
    const of = (behavior: string, modules: string[] = []) =>
      limitSteps([step("private_apps", 3, behavior, modules)], "private_apps", 9)[0]?.words;
    expect(of("page_the_vendor")).toBe("Above 3: page_the_vendor");
    expect(of("")).toBe("Above 3: something that the license does not name");
    expect(of("disable_modules")).toBe("Above 3: some modules stop");
    expect(of("disable_modules", ["x.y"])).toBe("Above 3: x.y stops");
    expect(of("toString")).toBe("Above 3: toString");
  });

  it("are written in the language of the window", () => {
    i18n.choose(["de-DE"]);
    const [found] = limitSteps([step("active_users", 1_000, "start_fair_policy")], "active_users", 1);
    expect(found?.words).toBe("Über 1.000: die Kulanzphase beginnt");
  });

  it("have a place on the gauge even beyond the maximum", () => {
    expect(gaugeEnd(250, limitSteps(seats, "active_users", 1))).toBe(300);
    expect(gaugeEnd(250, [])).toBe(250);
    expect(gaugeEnd(100, limitSteps(seats, "active_users", 1))).toBe(100);
  });
});
