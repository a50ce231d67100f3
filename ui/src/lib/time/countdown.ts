/** The units in which a distance between two instants is shown. */
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

/** 24 hours: below, a countdown counts hours, minutes and seconds. */
export const DAY = 24 * HOUR;

/** From here on days stop saying anything to a reader. */
const YEARS_FROM = 2 * 365 * DAY;
const MEAN_YEAR = 365.2425 * DAY;

/**
 * The distance from `now` to `at`, both in milliseconds since 1970; the instant itself counts as past. From 24 hours on
 * the days of the calendar are counted, in the zone of this computer, as the engine does for the tray: what ends on
 * Friday is two days away all Wednesday. Below, what is left is rounded down: no countdown promises time that is not there.
 */
export function distance(at: number, now: number): Distance {
  const past = at <= now;
  const span = Math.abs(at - now);
  if (span >= YEARS_FROM) return { past, kind: "whole", unit: "year", value: Math.floor(span / MEAN_YEAR) };
  if (span >= DAY) return { past, kind: "whole", unit: "day", value: calendarDays(at, now) };
  return {
    past,
    kind: "clock",
    hours: Math.floor(span / HOUR),
    minutes: Math.floor((span % HOUR) / MINUTE),
    seconds: Math.floor((span % MINUTE) / SECOND),
  };
}

/** Nights between two instants; a day of 25 hours can hold both, and still counts as one. */
function calendarDays(at: number, now: number): number {
  const midnight = (instant: number) => {
    const date = new Date(instant);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.max(1, Math.round(Math.abs(midnight(at) - midnight(now)) / DAY));
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
