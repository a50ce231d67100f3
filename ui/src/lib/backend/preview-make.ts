import type {
  DeadlineView,
  Failure,
  FailureCode,
  LicenseView,
  LimitStepView,
  LimitView,
  ModuleReport,
  WorkspaceView,
} from "./types";

/** When the recorded data was recorded: the preview's clock starts here, so that a screenshot of today equals one of tomorrow. */
export const RECORDED_AT = Date.parse("2026-11-24T09:00:00Z");

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
  return { kind, used, max, share: null, left: null, level: "ample", attention: "calm", steps: [] };
}

/** A step of a limit: so many, and what the server does then. */
export function step(max: number | null, behavior: string, modules: string[] = []): LimitStepView {
  return { max, behavior, modules, trigger: "at_maximum", is_reached: false };
}

/** A deadline. */
export function deadline(kind: DeadlineView["kind"], at: string, stopping: string[] = []): DeadlineView {
  return { kind, at, modules: stopping, renewal: "manual", effect: "stops", nearness: "far" };
}

/** A failure in the engine's English. */
export function failure(code: FailureCode, message: string, said: string | null = null): Failure {
  return { code, message, hint: "", server_said: said };
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

/** A workspace; what is not given is as plain as can be. */
export function workspace(given: Partial<WorkspaceView> & Pick<WorkspaceView, "id" | "name">): WorkspaceView {
  return {
    url: `https://chat.${given.id}.example`,
    user_id: "rbAXPnMktTFbNpwtJ",
    account: null,
    server_version: "8.5",
    support: null,
    credential: "personal_access_token",
    reminding: { is: "default" },
    connection: { allow_http: false, route: { via: "system" }, has_ca: false },
    status: "valid",
    attention: "calm",
    error: null,
    fetched_at: from(-4, "m"),
    stale: false,
    refreshing: false,
    lapsed_at: null,
    headline: { kind: "never_read" },
    nearest: null,
    stops: [],
    timeline: [],
    ends_at: null,
    limits: [],
    tightest: null,
    modules: [],
    licenses: [],
    ...given,
  };
}
