import type { Failure, WorkspaceView } from "../backend/types";

type ReadState = Pick<WorkspaceView, "status" | "error">;

/** The failure of an account that may not see the license, if that is all that is known of the workspace. */
export function permissionFailure({ status, error }: ReadState): Failure | null {
  return status === "not_permitted" && error?.code === "forbidden" ? error : null;
}

/** Whether the last refresh failed, so that earlier data is shown, and the status does not say so. */
export function hasReadFailure(workspace: ReadState): boolean {
  return workspace.error !== null && workspace.status !== "unknown" && permissionFailure(workspace) === null;
}
