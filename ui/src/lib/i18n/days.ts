import { DAY } from "../time/countdown";
import { perLocale } from "./format";
import { i18n } from "./i18n.svelte";

const relatives = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
const times = perLocale((locale) => new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }));
const headings = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", year: "numeric" }),
);
const datesAndTimes = perLocale(
  (locale) =>
    new Intl.DateTimeFormat(locale, {
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "numeric",
      minute: "2-digit",
    }),
);

/** The number of an instant's local day: equal for two instants of the same day. */
export function dayOf(instant: number): number {
  const date = new Date(instant);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY);
}

/** The time of day. */
export function time(instant: number): string {
  return times().format(instant);
}

/** A day as a heading: "Today", "Yesterday", or its date with the weekday. */
export function dayHeading(at: number, now: number): string {
  const words = nearDay(at, now) ?? headings().format(at);
  return words.charAt(0).toLocaleUpperCase(i18n.locale) + words.slice(1);
}

/** A short date and time: "today, 14:30", "tomorrow, 9:00", "Tue 1 Dec, 9:00". */
export function dayAndTime(at: number, now: number): string {
  const day = nearDay(at, now);
  return day === null ? datesAndTimes().format(at) : `${day}, ${time(at)}`;
}

/** "yesterday", "today", "tomorrow", or `null` for other days. */
function nearDay(at: number, now: number): string | null {
  const apart = dayOf(at) - dayOf(now);
  return Math.abs(apart) > 1 ? null : relatives().format(apart, "day");
}

/** Formats a time of day such as "07:00" for the user's locale. */
export function timeOfDayText(text: string): string {
  const [hours, minutes] = text.split(":").map(Number);
  return time(new Date(2000, 0, 1, hours, minutes).getTime());
}
