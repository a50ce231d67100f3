import { beforeEach, describe, expect, it } from "vitest";

import { dayHeading, dayOf, dayAndTime } from "./days";
import { i18n } from "./i18n.svelte";

// Six in the morning in the time zone of the tests.
const NOW = Date.parse("2026-11-24T09:00:00Z");
const HOUR = 3_600_000;
const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, " ");

beforeEach(() => i18n.choose(["en-US"]));

describe("days", () => {
  it("are local calendar days, however close two instants are", () => {
    expect(dayOf(NOW - 7 * HOUR) + 1).toBe(dayOf(NOW));
    expect(dayOf(NOW + 17.9 * HOUR)).toBe(dayOf(NOW));
  });

  it("have names as headings", async () => {
    expect(dayHeading(NOW, NOW)).toBe("Today");
    expect(dayHeading(NOW - 7 * HOUR, NOW)).toBe("Yesterday");
    expect(dayHeading(NOW - 48 * HOUR, NOW)).toBe("Sunday, November 22, 2026");
    await i18n.choose(["de-DE"]);
    expect(dayHeading(NOW - 48 * HOUR, NOW)).toBe("Sonntag, 22. November 2026");
    await i18n.choose(["pt-BR"]);
    expect([dayHeading(NOW, NOW), dayHeading(NOW - 24 * HOUR, NOW)]).toEqual(["Hoje", "Ontem"]);
  });

  it("have names in dates with times, up to tomorrow", async () => {
    expect(plain(dayAndTime(NOW + 27 * HOUR, NOW))).toBe("tomorrow, 9:00 AM");
    expect(plain(dayAndTime(NOW + HOUR, NOW))).toBe("today, 7:00 AM");
    expect(plain(dayAndTime(NOW + 168 * HOUR, NOW))).toBe("Tue, Dec 1, 6:00 AM");
    await i18n.choose(["de-DE"]);
    expect(plain(dayAndTime(NOW + 27 * HOUR, NOW))).toBe("morgen, 9:00");
  });
});
