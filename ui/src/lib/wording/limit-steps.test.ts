import { afterEach, describe, expect, it } from "vitest";

import { step } from "../../test/recorded";
import { i18n } from "../i18n/i18n.svelte";
import { gaugeTicks, limitSteps } from "./limit-steps";

const above = (...given: Parameters<typeof step>) => ({ ...step(...given), trigger: "above_maximum" }) as const;
const seats = [
  { ...step(250, "prevent_action"), is_reached: true },
  above(275, "disable_modules", ["auditing", "abac", "acme.rooms"]),
  above(300, "invalidate_license"),
  step(null, "allow_action"),
];

describe("the steps of a limit", () => {
  afterEach(async () => {
    await i18n.choose(["en-US"]);
  });

  it("say what happens at or above the maximum; those that never act are left out", () => {
    expect(limitSteps(seats).map(({ words, reached }) => [words, reached])).toEqual([
      ["At 250: no more can be added", true],
      ["Above 275: Message auditing and 2 more stop", false],
      ["Above 300: the license becomes invalid", false],
    ]);
  });

  it("name an unknown behavior of a newer server by its id", () => {
    const of = (behavior: string, modules: string[] = []) => limitSteps([above(3, behavior, modules)])[0]?.words;
    expect(of("page_the_vendor")).toBe("Above 3: page_the_vendor");
    expect(of("")).toBe("Above 3: unknown effect");
    expect(of("disable_modules")).toBe("Above 3: some modules stop");
    expect(of("disable_modules", ["x.y"])).toBe("Above 3: x.y stops");
    expect(of("toString")).toBe("Above 3: toString");
  });

  it("are in the language of the window", async () => {
    await i18n.choose(["de-DE"]);
    const [found] = limitSteps([above(1_000, "start_fair_policy")]);
    expect(found?.words).toBe("Über 1.000: die Kulanzphase beginnt");
  });

  it("are written under the bar, the maximum where its scale ends", () => {
    const ticks = (max: number, used: number, counts: number[]) =>
      gaugeTicks(
        max,
        used,
        counts.map((at) => ({ at })),
      ).map(({ at, share }) => [at, Math.round(share * 100)]);
    expect(ticks(50, 41, [])).toEqual([[50, 100]]);
    expect(ticks(50, 41, [25, 50])).toEqual([
      [25, 50],
      [50, 100],
    ]);
    // 60 would overlap 50 and 75.
    expect(ticks(50, 41, [50, 60, 75])).toEqual([
      [50, 86],
      [75, 100],
    ]);
    expect(ticks(0, 3, [10])).toEqual([
      [0, 0],
      [10, 100],
    ]);
    // Long counts would overlap.
    expect(ticks(5_000, 1_250, [5_000, 6_000])).toEqual([[5_000, 86]]);
  });
});
