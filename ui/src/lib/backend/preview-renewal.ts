import { deadline, failure, from } from "./preview-make";
import type { KeyVerdict, LicenseReport, LicenseView, KeyApplied, WorkspaceView } from "./types";

/**
 * What the server says of a license key, played: a key with `address`, `period` or `seats` in it is refused for that, one
 * with `old` is not checked, one with `bad` is no key; any other is accepted.
 */
export function verdictOn(key: string): KeyVerdict {
  if (key.includes("bad")) throw failure("key_refused", "the server does not accept this", "Invalid license");
  if (key.includes("old")) return { verdict: "unchecked" };
  const reasons: Extract<KeyVerdict, { verdict: "refused" }>["reasons"] = [];
  const behavior = "invalidate_license";
  if (key.includes("address")) reasons.push({ reason: "url", behavior, modules: [], limit: null });
  if (key.includes("period")) reasons.push({ reason: "period", behavior, modules: [], limit: null });
  if (key.includes("seats")) reasons.push({ reason: "limit", behavior, modules: [], limit: "active_users" });
  return reasons.length > 0 ? { verdict: "refused", reasons } : { verdict: "accepted" };
}

/** What a key does to a workspace; one with `nothing` in it does nothing. */
export function renewalBy(key: string, workspace: WorkspaceView): KeyApplied {
  if (key.includes("bad")) throw failure("key_refused", "the server does not accept this", "Invalid license");
  const before = report(workspace.licenses[0]);
  if (key.includes("nothing")) {
    return { outcome: "unchanged", status: workspace.status, before, after: before, changes: [] };
  }
  const after = report(renewed(workspace)[0]);
  return {
    outcome: "applied",
    status: "valid",
    before,
    after,
    changes: [
      {
        kind: "expiry_changed",
        direction: "better",
        before: before?.expires_at ?? null,
        after: after?.expires_at ?? null,
      },
      { kind: "module_lost", direction: "worse", module: "outlook-calendar" },
      { kind: "module_gained", direction: "better", module: "abac" },
      { kind: "module_gained", direction: "better", module: "fips" },
      { kind: "limit_raised", direction: "better", limit: "active_users", before: 50, after: 75 },
    ],
  };
}

function report(license: LicenseView | undefined): LicenseReport | null {
  return license ? { ...license, auto_renew: license.renewal === "automatic", seconds_left: null } : null;
}

/** The licenses of a workspace a year further on. */
export function renewed(workspace: WorkspaceView): LicenseView[] {
  const expires_at = from(390, "d");
  return workspace.licenses.map((license) => ({
    ...license,
    expires_at,
    deadlines: [deadline("expiry", expires_at)],
  }));
}
