import type { DeadlineView, LicenseView } from "../backend/types";
import { parseInstant } from "../time/countdown";

/** The deadlines of a license with today in its place among them. */
export function withToday(deadlines: readonly DeadlineView[]): (DeadlineView | "today")[] {
  const ahead = deadlines.findIndex(({ nearness }) => nearness !== "passed");
  const place = ahead < 0 ? deadlines.length : ahead;
  return [...deadlines.slice(0, place), "today", ...deadlines.slice(place)];
}

/** How much of the license's term has passed, from 0 to 1; `null` where its beginning or end is not known. */
export function termPassed(license: LicenseView, now: number): number | null {
  const from = parseInstant(license.issued_at);
  const to = parseInstant(license.expires_at);
  if (from === null || to === null || to <= from) return null;
  return Math.min(1, Math.max(0, (now - from) / (to - from)));
}
