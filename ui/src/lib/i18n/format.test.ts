import countdowns from "../time/countdowns.json";
import { describe, expect, it } from "vitest";

import { DAY } from "../time/countdown";
import { ago, exact, percent, utc, when, whenInPieces } from "./format";
import { i18n } from "./i18n.svelte";

const now = Date.parse("2026-11-24T12:00:00Z");
const at = (hours: number, minutes = 0, seconds = 0) => now + ((hours * 60 + minutes) * 60 + seconds) * 1_000;

describe("the time until something", () => {
  it("is in days, then hours, then minutes and seconds", () => {
    expect(when(now + 12 * DAY, now)).toBe("in 12 days");
    expect(when(now + DAY, now)).toBe("in 1 day");
    expect(when(at(3, 5, 9), now)).toBe("in 3 h 05 m");
    expect(when(at(0, 5, 9), now)).toBe("in 5 m 09 s");
    expect(when(now - 2 * DAY, now)).toBe("2 days ago");
    expect(when(at(-3, -5), now)).toBe("3 h 05 m ago");
  });

  it("follows the grammar of the language", async () => {
    await i18n.choose(["de"]);
    expect(when(now + 12 * DAY, now)).toBe("in 12 Tagen");
    expect(when(now - 2 * DAY, now)).toBe("vor 2 Tagen");
    await i18n.choose(["pt-BR"]);
    expect(when(now + 12 * DAY, now)).toBe("em 12 dias");
    expect(when(at(-1), now)).toBe("há 1 h 00 min");
  });

  it("is split into pieces for the large countdown, with seconds on the last day", () => {
    const text = (instant: number) => whenInPieces(instant, now);
    expect(
      text(at(3, 5, 9))
        .map((piece) => piece.text)
        .join(""),
    ).toBe("in 3 h 05 m 09 s");
    expect(
      text(now + 1_000 * 1_000)
        .filter((piece) => piece.digits)
        .map((piece) => piece.text),
    ).toEqual(["16", "40"]);
    expect(text(now - 5 * DAY)[0]).toEqual({ text: "5", digits: true });
  });
});

describe("the time since something", () => {
  it("is precise to the minute", () => {
    expect(ago(now - 20_000, now)).toBe("just now");
    expect(ago(now + 5_000, now)).toBe("just now");
    expect(ago(now - 4 * 60_000, now)).toBe("4 minutes ago");
    expect(ago(now - 3 * 3_600_000, now)).toBe("3 hours ago");
    expect(ago(now - 2 * DAY, now)).toBe("2 days ago");
  });
});

describe("exact instants", () => {
  it("are in local time, and in UTC", () => {
    const midnight = Date.parse("2023-07-13T00:00:00Z");
    // In São Paulo the license ends on the evening before.
    expect(exact(midnight)).toMatch(/Wednesday, July 12, 2023 at 9:00\sPM GMT-3/);
    expect(utc(midnight)).toBe("2023-07-13 00:00:00 UTC");
  });
});

describe("a percentage", () => {
  it("is rounded, but almost full is not full", () => {
    expect(percent(0.996)).toBe("99%");
    expect(percent(1)).toBe("100%");
    expect(percent(2 / 3)).toBe("67%");
    expect(percent(0.004)).toBe("0%");
    expect(percent(1.756)).toBe("176%");
    // 29 of 50 is 57.99… in floating point, but should be 58 %.
    expect(percent(29 / 50)).toBe("58%");
  });
});

describe("a countdown", () => {
  it.each(countdowns as [string, string, string][])("from %s to %s is what the engine says: %s", (now, at, said) => {
    const shown = when(Date.parse(at), Date.parse(now));
    const hours = /^(?:in )?(\d+) hours?(?: ago)?$/.exec(said)?.[1];
    if (hours !== undefined) expect(shown).toMatch(new RegExp(`^(in )?${hours} h `));
    else if (said.includes("less than an hour")) expect(shown).toMatch(/^(in )?\d+ m \d+ s( ago)?$/);
    else expect(shown).toBe(said);
  });
});
