import { from } from "./preview-make";
import type { Forecast, UsageHistory } from "./types";

type Sample = UsageHistory["samples"][number];

/** Days before the recording at which something was recorded: each week long ago, each day lately, each six hours now. */
const HALF_A_YEAR = [
  ...Array.from({ length: 13 }, (_, week) => 182 - week * 7),
  ...Array.from({ length: 77 }, (_, day) => 91 - day),
  ...Array.from({ length: 57 }, (_, quarter) => 14 - quarter / 4),
];

/** A number between 0 and 1 that looks like chance and is the same on every day. */
function chance(seed: number): number {
  const wave = Math.sin(seed * 12.9898) * 43_758.5453;
  return wave - Math.floor(wave);
}

/** Use along a curve of the days ago, with a little unrest; the last sample is exactly as the workspace says today. */
function along(
  days: readonly number[],
  today: number,
  unrest: number,
  used: (ago: number) => number,
  max: (ago: number) => number | null,
): Sample[] {
  return days.map((ago, index) => ({
    at: from(-ago, "d"),
    used:
      index === days.length - 1 ? today : Math.max(0, Math.round(used(ago) + (chance(index + today) - 0.5) * unrest)),
    max: max(ago),
  }));
}

function forecast(days: number, per_week: number, before_license_ends_days: number | null = null): Forecast {
  return { runs_out_at: from(days, "d"), per_week, before_license_ends_days };
}

/** A straight way from `then`, half a year ago, to `now`. */
const straight = (then: number, now: number) => (ago: number) => now + ((then - now) * ago) / 182;
const always = (max: number | null) => () => max;

/** The use over time at some of the workspaces. */
export const usages: Record<string, UsageHistory[]> = {
  acme: [
    {
      kind: "active_users",
      samples: along(
        HALF_A_YEAR,
        231,
        2,
        (ago) => (ago > 9 ? 197 - (ago - 9) * 0.19 : 231 - ago * 3.6),
        (ago) => (ago > 9 ? 200 : 250),
      ),
      forecast: forecast(16.2, 8.2),
    },
    {
      kind: "guest_users",
      samples: along(HALF_A_YEAR, 41, 0.9, (ago) => 8 + 33 * Math.exp(-ago / 60), always(50)),
      forecast: forecast(8.6, 7.3, 4),
    },
    {
      kind: "private_apps",
      samples: along(HALF_A_YEAR, 3, 0, (ago) => (ago > 70 ? 1 : ago > 22 ? 2 : 3), always(3)),
      forecast: null,
    },
    { kind: "marketplace_apps", samples: along(HALF_A_YEAR, 4, 0, () => 4, always(null)), forecast: null },
    {
      kind: "monthly_active_contacts",
      samples: along(HALF_A_YEAR, 1_250, 30, (ago) => 1_650 - ((ago + 24) % 30) * 52, always(5_000)),
      forecast: null,
    },
  ],
  // Flat as can be, long after the license has ended.
  documented: [
    {
      kind: "active_users",
      samples: along(HALF_A_YEAR, 21, 0, straight(14, 21.4), always(25)),
      forecast: forecast(98, 0.28),
    },
  ],
  // A fall.
  northwind: [
    {
      kind: "active_users",
      samples: along(
        HALF_A_YEAR,
        88,
        1.4,
        (ago) => (ago > 60 ? 97 : 88 + ago * 0.15),
        (ago) => (ago > 3.2 ? 100 : 50),
      ),
      forecast: null,
    },
  ],
  stadtwerke: [
    {
      kind: "active_users",
      samples: along(HALF_A_YEAR, 1_312, 14, straight(1_140, 1_312), (ago) => (ago > 40 ? 1_500 : 1_000)),
      forecast: null,
    },
  ],
  // Nothing moves.
  clinic: [
    { kind: "active_users", samples: along(HALF_A_YEAR, 412, 0, () => 412, always(500)), forecast: null },
    { kind: "guest_users", samples: along(HALF_A_YEAR, 12, 0, () => 12, always(100)), forecast: null },
  ],
  // Two samples only.
  labs: [
    {
      kind: "active_users",
      samples: [
        { at: from(-3, "d"), used: 6, max: null },
        { at: from(-0.1, "d"), used: 9, max: null },
      ],
      forecast: null,
    },
  ],
  // The first samples, an hour old: nothing to plot yet.
  support: [{ kind: "active_users", samples: [{ at: from(-1, "h"), used: 47, max: 50 }], forecast: null }],
  zenith: [
    {
      kind: "active_users",
      samples: along(HALF_A_YEAR, 5_821, 12, straight(4_960, 5_821), always(null)),
      forecast: null,
    },
    { kind: "guest_users", samples: along(HALF_A_YEAR, 310, 2, straight(260, 310), always(1_000)), forecast: null },
    {
      kind: "monthly_active_contacts",
      samples: along(HALF_A_YEAR, 27_450, 420, straight(9_200, 27_450), always(50_000)),
      forecast: forecast(174, 907, 40),
    },
  ],
  club: [{ kind: "active_users", samples: along(HALF_A_YEAR, 34, 0, straight(29, 34.2), always(50)), forecast: null }],
  long: [
    {
      kind: "monthly_active_contacts",
      samples: along(HALF_A_YEAR, 123_456_789, 900_000, straight(98_000_000, 123_456_789), always(1_000_000_000)),
      forecast: null,
    },
    { kind: "active_users", samples: along(HALF_A_YEAR, 1, 0, () => 1, always(1)), forecast: null },
  ],
};
