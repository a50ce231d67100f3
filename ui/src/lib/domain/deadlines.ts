import type { DeadlineView, LicenseView, WorkspaceView } from "../backend/types";
import { parseInstant } from "../time/countdown";

/** Inserts today between the passed deadlines and those ahead. */
export function insertToday(deadlines: readonly DeadlineView[]): (DeadlineView | "today")[] {
  const ahead = deadlines.findIndex(({ nearness }) => nearness !== "passed");
  const place = ahead < 0 ? deadlines.length : ahead;
  return [...deadlines.slice(0, place), "today", ...deadlines.slice(place)];
}

/** The fraction of the license's term that has passed, from 0 to 1; `null` if its start or end is unknown. */
export function termPassed(license: LicenseView, now: number): number | null {
  const from = parseInstant(license.issued_at);
  const to = parseInstant(license.expires_at);
  if (from === null || to === null || to <= from) return null;
  return Math.min(1, Math.max(0, (now - from) / (to - from)));
}

/**
 * The workspace where something stops next: of those that are neither muted nor set aside, or else of all that are not
 * archived. `null` if nothing stops.
 */
export function nextToStop(workspaces: readonly WorkspaceView[]): WorkspaceView | null {
  const stopping = workspaces
    .filter(({ handling }) => handling.is !== "archived")
    .flatMap((workspace) => {
      const at = parseInstant(workspace.stops[0]?.at);
      return at === null ? [] : [{ workspace, at }];
    })
    .sort((a, b) => a.at - b.at);
  const isActive = ({ workspace: { handling, reminding } }: (typeof stopping)[number]) =>
    handling.is === "active" && reminding.is !== "muted";
  return (stopping.find(isActive) ?? stopping[0])?.workspace ?? null;
}
