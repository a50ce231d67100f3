import { derived, RECORDED_AT } from "../lib/backend/recorded/backend";
import recording from "../lib/backend/recorded/fleet.json";
import type { Script, Step } from "../lib/backend/recorded/scenes";
import type {
  DeadlineView,
  FullWorkspaceView,
  LicenseView,
  LimitStepView,
  LimitView,
  ModuleReport,
  UsageHistory,
  WorkspaceView,
} from "../lib/backend/types";

export { RECORDED_AT } from "../lib/backend/recorded/backend";
export { failure } from "../lib/backend/recorded/failure";

/** What is done with the fleet. */
export const script = recording.script as unknown as Script;

/** The recorded workspaces, in the order of the engine. */
export const fleet = recording.reads.workspaces as WorkspaceView[];

/** One of the recorded workspaces, with what its page shows. */
export function recorded(id: string): FullWorkspaceView {
  const read = (key: string) => (recording.reads as Record<string, unknown>)[key];
  return derived["workspace"]?.(read, { id }) as FullWorkspaceView;
}

/** The recorded use over time of one of these workspaces. */
export const usageOf = (id: string) => (recording.reads as Record<string, unknown>)[`usage ${id}`] as UsageHistory[];

/** The first recorded step of a command that fits. */
export function recordedStep(command: string, fits: (step: Step) => boolean = () => true): Step {
  const found = Object.values(script)
    .flat()
    .find((step) => step.command === command && fits(step));
  if (!found) throw new Error(`not recorded: ${command}`);
  return found;
}

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** An instant so far from the recording: `from(12, "d")`, `from(-4, "m")`. */
export function from(amount: number, unit: keyof typeof UNITS): string {
  return new Date(RECORDED_AT + amount * UNITS[unit]).toISOString();
}

/** Modules by id; those in `inactive` are licensed but off, a name with a dot is a vendor's own. */
export function modules(active: readonly string[], inactive: readonly string[] = []): ModuleReport[] {
  const report = (id: string, on: boolean): ModuleReport => ({ id, active: on, external: id.includes(".") });
  return [...active.map((id) => report(id, true)), ...inactive.map((id) => report(id, false))];
}

/** A limit: used, then the maximum (`null` is unlimited). */
export function limit(kind: LimitView["kind"], used: number | null, max: number | null): LimitView {
  return { kind, used, max, share: null, left: null, level: "ample", attention: "calm", one_more: null, steps: [] };
}

/** A step of a limit: so many, and what the server does then. */
export function step(max: number | null, behavior: string, modules: string[] = []): LimitStepView {
  return { max, behavior, modules, trigger: "at_maximum", is_reached: false };
}

/** A deadline. */
export function deadline(kind: DeadlineView["kind"], at: string, stopping: string[] = []): DeadlineView {
  return { kind, at, modules: stopping, renewal: "manual", effect: "stops", ends_trial: false, nearness: "far" };
}

/** A license; what is not given is as plain as can be. */
export function license(given: Partial<LicenseView>): LicenseView {
  const end = given.expires_at ?? null;
  return {
    plan: "Enterprise",
    tags: [],
    trial: false,
    expires_at: null,
    visual_expiration: null,
    workspace_id: null,
    deadlines: end === null ? [] : [deadline("expiry", end)],
    modules: [],
    limits: [],
    license_id: null,
    issued_at: null,
    granted_to: null,
    granted_by: null,
    address_patterns: [],
    fits: "unrestricted",
    renewal: "manual",
    is_end_unreadable: false,
    nearness: null,
    next_stop: null,
    offline: false,
    cancellable: false,
    remarks: [],
    ...given,
  };
}

/** A workspace; what is not given is as plain as can be, or follows from its licenses. */
export function workspace(
  given: Partial<FullWorkspaceView> & Pick<FullWorkspaceView, "id" | "name">,
): FullWorkspaceView {
  const { licenses = [] } = given;
  return {
    icon: null,
    primary_action: null,
    url: `https://chat.${given.id}.example`,
    user_id: "rbAXPnMktTFbNpwtJ",
    account: null,
    server_version: "8.5",
    support: null,
    credential: "personal_access_token",
    details: { owner: null, contract: null, cost: null, currency: null, note: null, contact: null },
    reminding: { is: "default" },
    muted: false,
    handling: { is: "active" },
    counted: null,
    connection: { allow_http: false, route: { via: "system" }, has_ca: false },
    status: "valid",
    attention: "calm",
    error: null,
    registration: "unknown",
    differing_answers: null,
    fetched_at: from(-4, "m"),
    stale: false,
    refreshing: false,
    lapsed_at: null,
    state: "",
    headline: { kind: "never_read" },
    nearest: null,
    stops: [],
    findings: [],
    visible: null,
    presence: null,
    timeline: [],
    ends_at: null,
    limits: [],
    reached_limits: [],
    seats: null,
    modules: [],
    lost_modules: [],
    license_count: licenses.length,
    plans: [...new Set(licenses.map(({ plan }) => plan).filter((plan) => plan !== ""))],
    renews_itself: licenses.some(({ renewal }) => renewal === "automatic"),
    licenses,
    ...given,
  };
}
