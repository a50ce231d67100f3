import type { LicenseView, LimitKind, LimitReport, WorkspaceView } from "../backend/types";
import { parseInstant } from "../time/countdown";
import { deadlinesOf, stopsNothing, type Deadline } from "./deadlines";
import { limitState, type LimitLevel } from "./limits";

/** A limit of which the use is known: what of it, how full, how bad that is. */
export type Tightness = { kind: LimitKind; used: number; max: number; share: number; level: LimitLevel };

/** Whether the licenses of this workspace are in force, so that their dates and limits count. */
export function inForce({ status }: Pick<WorkspaceView, "status">): boolean {
  switch (status) {
    case "valid":
    case "expiring":
    case "expired":
      return true;
    case "lapsed":
    case "invalid":
    case "community":
    case "not_permitted":
    case "unknown":
      return false;
  }
}

/** A deadline ahead, and whether the license renews itself by then. */
export type Stop = Deadline & { renews: boolean };

/** The deadlines ahead at which something stops, over all licenses in force, soonest first. */
export function stopsAhead(workspace: WorkspaceView, now: number): Stop[] {
  return inForce(workspace) ? stopsOf(workspace.licenses).filter(({ at }) => at > now) : [];
}

// The list is gone through with every event, and the licenses of nearly all workspaces are the same as before.
const knownStops = new WeakMap<readonly LicenseView[], Stop[]>();

function stopsOf(licenses: readonly LicenseView[]): Stop[] {
  const known = knownStops.get(licenses);
  if (known) return known;
  const stops = licenses
    .flatMap((license) => {
      const renews = license.auto_renew && !license.trial;
      return (
        deadlinesOf(license)
          // The end of a trial stays in a license that was bought since, and ends nothing then.
          .filter((deadline) => !stopsNothing(deadline) && (deadline.kind !== "trial_end" || license.trial))
          .map((deadline) => ({ ...deadline, renews }))
      );
    })
    .sort((a, b) => a.at - b.at);
  knownStops.set(licenses, stops);
  return stops;
}

/** The workspace to name first: of those that need attention the one with the nearest deadline, else of all. */
export function firstToName(workspaces: readonly WorkspaceView[], now: number): WorkspaceView | null {
  const needing = workspaces.filter(({ attention }) => attention !== "calm");
  return nearest(needing, now) ?? needing[0] ?? nearest(workspaces, now);
}

function nearest(workspaces: readonly WorkspaceView[], now: number): WorkspaceView | null {
  let found: WorkspaceView | null = null;
  let soonest = Number.POSITIVE_INFINITY;
  for (const workspace of workspaces) {
    const at = parseInstant(workspace.next_deadline?.at);
    if (at === null || at <= now || at >= soonest) continue;
    soonest = at;
    found = workspace;
  }
  return found;
}

/** The limit that is nearest to its end, of those whose use is known. */
export function tightestLimit(workspace: WorkspaceView): Tightness | null {
  return limitsOf(workspace)
    .flatMap(measured)
    .reduce<Tightness | null>((worst, limit) => (worst === null || limit.share > worst.share ? limit : worst), null);
}

/** How full the seats are, from 0 on; `null` where that is not known or they are unlimited. */
export function seatsShare(workspace: WorkspaceView): number | null {
  const shares = limitsOf(workspace)
    .filter(({ kind }) => kind === "active_users")
    .flatMap(measured)
    .map(({ share }) => share);
  return shares.length > 0 ? Math.max(...shares) : null;
}

function limitsOf(workspace: WorkspaceView): LimitReport[] {
  if (workspace.status === "community") return workspace.community_limits;
  return inForce(workspace) ? workspace.licenses.flatMap((license) => license.limits) : [];
}

function measured(limit: LimitReport): Tightness[] {
  const state = limitState(limit);
  if (state.kind !== "measured") return [];
  return [{ kind: limit.kind, used: state.used, max: state.max, share: state.share, level: state.level }];
}
