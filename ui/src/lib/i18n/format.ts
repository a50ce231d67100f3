import { calendarDays, distance, type Distance } from "../time/countdown";
import { i18n, t } from "./i18n.svelte";
import { once } from "./intl";

/** A piece of a countdown: digits are drawn large, the words around them are not. */
export type CountdownPiece = { text: string; digits: boolean };

const numbers = perLocale((locale) => new Intl.NumberFormat(locale));
const percents = perLocale((locale) => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }));
const moneys = new Map<string, () => Intl.NumberFormat>();
const relatives = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: "always" }));
const dates = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" }),
);
const days = perLocale((locale) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }));
const months = perLocale((locale) => new Intl.DateTimeFormat(locale, { month: "short" }));
const shortMonthsOfYears = perLocale((locale) => new Intl.DateTimeFormat(locale, { month: "short", year: "numeric" }));
const monthsOfYears = perLocale((locale) => new Intl.DateTimeFormat(locale, { month: "long", year: "numeric" }));
const dateTimes = perLocale(
  (locale) =>
    new Intl.DateTimeFormat(locale, {
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "numeric",
      minute: "2-digit",
    }),
);
const shortNumbers = perLocale(
  (locale) => new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }),
);
const ticks = {
  day: perLocale((locale) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" })),
  month: perLocale((locale) => new Intl.DateTimeFormat(locale, { month: "short" })),
  year: perLocale((locale) => new Intl.DateTimeFormat(locale, { year: "numeric" })),
};
const units = {
  day: perLocale((locale) => new Intl.NumberFormat(locale, { style: "unit", unit: "day", unitDisplay: "long" })),
  year: perLocale((locale) => new Intl.NumberFormat(locale, { style: "unit", unit: "year", unitDisplay: "long" })),
};
const exactTimes = perLocale(
  (locale) =>
    new Intl.DateTimeFormat(locale, {
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
      hour: "numeric",
      minute: "2-digit",
      timeZoneName: "short",
    }),
);

/** An exact amount of money, as a decimal number with a dot, without a fraction of zeros. */
export function money(amount: string, currency: string): string {
  let formatter = moneys.get(currency);
  if (!formatter) {
    formatter = perLocale(
      (locale) => new Intl.NumberFormat(locale, { style: "currency", currency, trailingZeroDisplay: "stripIfInteger" }),
    );
    moneys.set(currency, formatter);
  }
  // As text, so that no digit is lost.
  return formatter().format(amount as `${number}`);
}

/** A number in the user's locale. */
export function number(value: number): string {
  return numbers().format(value);
}

/** A fraction as a percentage, rounded, but never up to all of it: 99.6 % of the seats are not all of them. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  return percents().format((share < 1 ? Math.min(rounded, 99) : rounded) / 100);
}

/** The local date. */
export function date(instant: number): string {
  return dates().format(instant);
}

/** The day and month, if the year is obvious. */
export function day(instant: number): string {
  return days().format(instant);
}

/** A range of dates; a single date if both are on the same day. */
export function range(from: number, to: number): string {
  return dates().formatRange(from, to);
}

/** The short name of the month. */
export function month(instant: number): string {
  return months().format(instant);
}

/** The short name of the month, with the year. */
export function shortMonthOfYear(instant: number): string {
  return shortMonthsOfYears().format(instant);
}

/** The month and year. */
export function monthOfYear(instant: number): string {
  return monthsOfYears().format(instant);
}

/** A compact number for the axis of a plot: 25,000 as "25K". */
export function shortNumber(value: number): string {
  return (value < 10_000 ? numbers : shortNumbers)().format(value);
}

/** A date for the axis of a plot: the day, the month, or the year. */
export function tick(instant: number, unit: "day" | "month" | "year"): string {
  return ticks[unit]().format(instant);
}

/** Date and time to the minute with the name of the local time zone. */
export function exact(instant: number): string {
  return exactTimes().format(instant);
}

/** Date and time to the minute, in a short form. */
export function compact(instant: number): string {
  return dateTimes().format(instant);
}

/** The instant in UTC, to the second, as in logs and the vendor's messages. */
export function utc(instant: number): string {
  return new Date(instant)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace("T", " ")
    .replace("Z", " UTC");
}

/** "in 12 days", "in 3 h 05 m", "2 days ago": short, with seconds only in the last hour. */
export function when(at: number, now: number): string {
  const span = distance(at, now);
  if (span.kind === "whole") return relative(span);
  return t(span.past ? "time.ago" : "time.in", { span: clockText(span, false) });
}

/** How long it is until an instant, without a preposition: "12 days", "3 h 05 m". */
export function timeLeft(at: number, now: number): string {
  const span = distance(at, now);
  return span.kind === "whole" ? units[span.unit]().format(span.value) : clockText(span, false);
}

/** The same in pieces and with seconds on the last day, for the large countdown. */
export function whenInPieces(at: number, now: number): CountdownPiece[] {
  const span = distance(at, now);
  if (span.kind === "whole") return relativePieces(span);
  const sentence = t(span.past ? "time.ago" : "time.in", { span: "\u0000" });
  const [before = "", after = ""] = sentence.split("\u0000");
  return [{ text: before, digits: false }, ...clockPieces(span, !span.past), { text: after, digits: false }].filter(
    (piece) => piece.text !== "",
  );
}

/** The time since an instant, to the minute: "just now", "4 minutes ago", "3 hours ago", "2 days ago". */
export function ago(at: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - at) / 60_000);
  const format = relatives();
  if (minutes < 1) return t("time.justNow");
  if (minutes < 60) return format.format(-minutes, "minute");
  if (minutes < 24 * 60) return format.format(-Math.floor(minutes / 60), "hour");
  return format.format(-calendarDays(at, now), "day");
}

function relative(span: Extract<Distance, { kind: "whole" }>): string {
  return relativePieces(span)
    .map((piece) => piece.text)
    .join("");
}

function relativePieces(span: Extract<Distance, { kind: "whole" }>): CountdownPiece[] {
  const format = relatives();
  const pieces: CountdownPiece[] = [];
  for (const part of format.formatToParts(span.past ? -span.value : span.value, span.unit)) {
    const digits = part.type !== "literal";
    const last = pieces.at(-1);
    if (last && last.digits === digits) last.text += part.value;
    else pieces.push({ text: part.value, digits });
  }
  return pieces;
}

type ClockSpan = Extract<Distance, { kind: "clock" }>;

function clockText(span: ClockSpan, seconds: boolean): string {
  return clockPieces(span, seconds)
    .map((piece) => piece.text)
    .join("");
}

function clockPieces(span: ClockSpan, allSeconds: boolean): CountdownPiece[] {
  const fields: [number, string][] = [];
  if (span.hours > 0) fields.push([span.hours, t("time.h")]);
  fields.push([span.minutes, t("time.m")]);
  if (allSeconds || span.hours === 0) fields.push([span.seconds, t("time.s")]);
  return fields.flatMap(([value, unit], index) => [
    { text: index === 0 ? String(value) : String(value).padStart(2, "0"), digits: true },
    { text: ` ${unit}${index < fields.length - 1 ? " " : ""}`, digits: false },
  ]);
}

/** A formatter of the current locale, each made once. */
export function perLocale<Formatter>(make: (locale: string) => Formatter): () => Formatter {
  const made = once(make);
  return () => made(i18n.locale);
}
