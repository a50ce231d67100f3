import type { DeadlineKind, LicenseView } from "../backend/types";
import { parseInstant } from "../time/countdown";

/** A deadline with its instant read. */
export type Deadline = { at: number; kind: DeadlineKind; modules: string[] };

/** The deadlines of a license in their order; the end of the license is always among them. */
export function deadlinesOf(license: LicenseView): Deadline[] {
  const deadlines = license.deadlines.flatMap(({ at, kind, modules }) => {
    const instant = parseInstant(at);
    return instant === null ? [] : [{ at: instant, kind, modules }];
  });
  const end = parseInstant(license.expires_at);
  if (end !== null && !deadlines.some((deadline) => deadline.kind === "expiry" && deadline.at === end)) {
    deadlines.push({ at: end, kind: "expiry", modules: [] });
  }
  return deadlines.sort((a, b) => a.at - b.at);
}

/** How much of the license's term has passed, from 0 to 1; `null` where its beginning or end is not known. */
export function termPassed(license: LicenseView, now: number): number | null {
  const from = parseInstant(license.issued_at);
  const to = parseInstant(license.expires_at);
  if (from === null || to === null || to <= from) return null;
  return Math.min(1, Math.max(0, (now - from) / (to - from)));
}
