import type { WorkspaceView } from "../backend/types";

/** The result of a check: fine, needs attention, or missing. */
export type CheckMark = "good" | "mind" | "missing";

/** A check of a new workspace. */
export type Check =
  | { of: "sign_in"; mark: CheckMark }
  | { of: "permission"; mark: CheckMark }
  | { of: "license"; mark: CheckMark; plan: string | null }
  | { of: "deadline"; mark: CheckMark }
  | { of: "saved"; mark: CheckMark };

/** The checks of a new workspace, in the order in which they ran. */
export function checksOf(workspace: WorkspaceView): Check[] {
  return [
    // A password change ends the session, and the user has to sign in again.
    { of: "sign_in", mark: workspace.credential === "session" ? "mind" : "good" },
    ...licenseChecks(workspace),
    { of: "saved", mark: "good" },
  ];
}

function licenseChecks(workspace: WorkspaceView): Check[] {
  const plan = "plan" in workspace.headline ? workspace.headline.plan : null;
  switch (workspace.status) {
    case "not_permitted":
      return [{ of: "permission", mark: "missing" }];
    case "unknown":
      return [{ of: "license", mark: "missing", plan: null }];
    case "community":
      return [
        { of: "permission", mark: "good" },
        { of: "license", mark: "good", plan: null },
      ];
    case "invalid":
    case "lapsed":
      return [
        { of: "permission", mark: "good" },
        { of: "license", mark: "mind", plan },
      ];
    case "valid":
    case "expiring":
    case "expired":
      return [
        { of: "permission", mark: "good" },
        { of: "license", mark: workspace.status === "expired" ? "mind" : "good", plan },
        { of: "deadline", mark: workspace.attention === "calm" ? "good" : "mind" },
      ];
  }
}
