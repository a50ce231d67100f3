import type { Failure, WorkspaceView } from "../backend/types";

type ReadState = Pick<WorkspaceView, "status" | "error">;

/** That the account may not see the license, where that is all there is to say of a workspace. */
export function permissionFailure({ status, error }: ReadState): Failure | null {
  return status === "not_permitted" && error?.code === "forbidden" ? error : null;
}

/** Whether what is shown of a workspace is of before: it could not be read the last time, and its status does not say so. */
export function hasReadFailure(workspace: ReadState): boolean {
  return workspace.error !== null && workspace.status !== "unknown" && permissionFailure(workspace) === null;
}
