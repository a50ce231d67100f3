/** The units in which a distance between two instants is told. */
export type WholeUnit = "year" | "day";

/**
 * How far an instant is from now, in the words in which it is shown: far away as a whole number of days (or years),
 * within a day as hours, minutes and seconds.
 */
export type Distance =
  | { past: boolean; kind: "whole"; unit: WholeUnit; value: number }
  | { past: boolean; kind: "clock"; hours: number; minutes: number; seconds: number };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A day of the countdown is 24 hours long: a license ends at an instant, and not on a calendar page. */
export const DAY = 24 * HOUR;

/** From here on days stop saying anything to a reader. */
const YEARS_FROM = 2 * 365 * DAY;
const MEAN_YEAR = 365.2425 * DAY;

/**
 * The distance from `now` to `at`, both in milliseconds since 1970. What is left is rounded down, so that a countdown
 * never promises time that is not there; the instant itself counts as past.
 */
export function distance(at: number, now: number): Distance {
  const past = at <= now;
  const span = Math.abs(at - now);
  if (span >= YEARS_FROM) return { past, kind: "whole", unit: "year", value: Math.floor(span / MEAN_YEAR) };
  if (span >= DAY) return { past, kind: "whole", unit: "day", value: Math.floor(span / DAY) };
  return {
    past,
    kind: "clock",
    hours: Math.floor(span / HOUR),
    minutes: Math.floor((span % HOUR) / MINUTE),
    seconds: Math.floor((span % MINUTE) / SECOND),
  };
}

/** Whether a text about this instant has to be redrawn each second: it is ahead, and less than a day away. */
export function needsSeconds(at: number, now: number): boolean {
  return at > now && at - now < DAY;
}

/** Milliseconds until the next redraw: the next full second of `now`, or its next full minute. */
export function untilNextTick(now: number, everySecond: boolean): number {
  const period = everySecond ? SECOND : MINUTE;
  return period - (((now % period) + period) % period);
}

/** Milliseconds since 1970 of an ISO 8601 text, or `null` where it is none. */
export function parseInstant(text: string | null | undefined): number | null {
  if (!text) return null;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : instant;
}
