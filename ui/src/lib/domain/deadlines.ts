import type { DeadlineKind, LicenseView, WorkspaceView } from "../backend/types";
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

/** The deadlines with today in its place among them, as a line of time shows them. */
export function timelineOf(deadlines: readonly Deadline[], now: number): (Deadline | "today")[] {
  const ahead = deadlines.findIndex(({ at }) => at > now);
  const place = ahead < 0 ? deadlines.length : ahead;
  return [...deadlines.slice(0, place), "today", ...deadlines.slice(place)];
}

/** Whether a deadline only announces, begins or refuses something: nothing that works stops then. */
export function stopsNothing({ kind }: Pick<Deadline, "kind">): boolean {
  switch (kind) {
    case "admins_notified":
    case "users_notified":
    case "not_yet_valid":
    case "actions_prevented":
    case "installation_prevented":
    case "fair_use":
      return true;
    case "expiry":
    case "trial_end":
    case "modules_disabled":
    case "version_support_end":
      return false;
  }
}

/** The first deadline ahead at which something stops. */
export function nextStop(deadlines: readonly Deadline[], now: number): Deadline | null {
  return deadlines.find((deadline) => deadline.at > now && !stopsNothing(deadline)) ?? null;
}

/** How much of the license's term has passed, from 0 to 1; `null` where its beginning or end is not known. */
export function termPassed(license: LicenseView, now: number): number | null {
  const from = parseInstant(license.issued_at);
  const to = parseInstant(license.expires_at);
  if (from === null || to === null || to <= from) return null;
  return Math.min(1, Math.max(0, (now - from) / (to - from)));
}

/** The license that a deadline of this workspace belongs to, by its kind and instant. */
export function licenseOf(workspace: WorkspaceView, kind: DeadlineKind, at: number): LicenseView | null {
  const owns = (license: LicenseView) => deadlinesOf(license).some((one) => one.kind === kind && one.at === at);
  return workspace.licenses.find(owns) ?? null;
}

/** The license of this workspace that ends first; one without an end comes last. */
export function soonestLicense(workspace: WorkspaceView): LicenseView | null {
  const end = (license: LicenseView) => parseInstant(license.expires_at) ?? Number.POSITIVE_INFINITY;
  return workspace.licenses.reduce<LicenseView | null>(
    (best, license) => (best === null || end(license) < end(best) ? license : best),
    null,
  );
}
