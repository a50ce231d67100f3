/** The units in which a distance between two instants is shown. */
export type WholeUnit = "year" | "day";

/**
 * How far an instant is from now: in whole days or years, or within 24 hours as hours, minutes and seconds. All
 * numbers are positive; `past` has the sign.
 */
export type Distance =
  | { past: boolean; kind: "whole"; unit: WholeUnit; value: number }
  | { past: boolean; kind: "clock"; hours: number; minutes: number; seconds: number };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** 24 hours, in milliseconds. A shorter countdown shows hours, minutes and seconds. */
export const DAY = 24 * HOUR;

/** From so many days on, years are easier to read. */
const YEARS_FROM = 2 * 365;
/** In days. */
const MEAN_YEAR = 365.2425;

/**
 * The distance from `now` to `at`, both in milliseconds since 1970; the instant itself counts as past. From 24 hours on
 * it counts calendar days in the local time zone, as the engine does for the tray: a license that ends on Friday has two
 * days left all Wednesday. Shorter distances are rounded down, so that a countdown never shows time that is not left.
 */
export function distance(at: number, now: number): Distance {
  const past = at <= now;
  const span = Math.abs(at - now);
  if (span >= DAY) {
    const days = calendarDays(at, now);
    if (days < YEARS_FROM) return { past, kind: "whole", unit: "day", value: days };
    return { past, kind: "whole", unit: "year", value: Math.floor((days + 1) / MEAN_YEAR) };
  }
  return {
    past,
    kind: "clock",
    hours: Math.floor(span / HOUR),
    minutes: Math.floor((span % HOUR) / MINUTE),
    seconds: Math.floor((span % MINUTE) / SECOND),
  };
}

/** Midnights between two instants, at least 1: both can lie within the same 25-hour day. */
export function calendarDays(at: number, now: number): number {
  const midnight = (instant: number) => {
    const date = new Date(instant);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.max(1, Math.round(Math.abs(midnight(at) - midnight(now)) / DAY));
}

/** Whether a countdown to this instant changes every second: it is in the future, and less than 24 hours away. */
export function needsSeconds(at: number, now: number): boolean {
  return at > now && at - now < DAY;
}

/** Milliseconds from `now` until the next full second or full minute. */
export function untilNextTick(now: number, everySecond: boolean): number {
  const period = everySecond ? SECOND : MINUTE;
  return period - (((now % period) + period) % period);
}

/** Milliseconds since 1970 of an ISO 8601 text; `null` if it is not one. */
export function parseInstant(text: string | null | undefined): number | null {
  if (!text) return null;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : instant;
}
