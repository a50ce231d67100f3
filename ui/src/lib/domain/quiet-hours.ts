import type { QuietHours } from "../backend/types";

/** The default when quiet hours are switched on. */
export const defaultQuietHours: QuietHours = { from: "22:00", until: "07:00" };

/** A time of day as "07:30", from "7:30" or "07:30:00" as well; `null` if it is not one. */
export function timeOfDay(text: string): string | null {
  const [, hours = "", minutes = ""] = /^\s*(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*$/.exec(text) ?? [];
  if (hours === "" || Number(hours) > 23 || Number(minutes) > 59) return null;
  return `${hours.padStart(2, "0")}:${minutes}`;
}

/** Whether quiet hours span midnight, are within a day, or are empty because they end when they begin. */
export function quietSpan({ from, until }: QuietHours): "overnight" | "day" | "never" {
  const [begin, end] = [timeOfDay(from), timeOfDay(until)];
  if (begin === null || end === null || begin === end) return "never";
  return begin > end ? "overnight" : "day";
}

/** Whether an instant is within quiet hours, in local time. */
export function isQuiet(quiet: QuietHours, instant: number): boolean {
  const at = new Date(instant);
  const time = `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
  const [begin, end] = [timeOfDay(quiet.from) ?? "", timeOfDay(quiet.until) ?? ""];
  return begin <= end ? begin <= time && time < end : begin <= time || time < end;
}
