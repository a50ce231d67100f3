import { scene } from "../lib/backend/recorded/scenes";
import type { UsageHistory, WorkspaceView } from "../lib/backend/types";

export {
  deadline,
  failure,
  from,
  license,
  limit,
  modules,
  RECORDED_AT,
  step,
  workspace,
} from "../lib/backend/preview-make";

/** The recorded workspaces, in the order of the engine. */
export const fleet = scene("fleet")["workspaces"] as WorkspaceView[];

/** One of the recorded workspaces. */
export function recorded(id: string): WorkspaceView {
  const found = fleet.find((workspace) => workspace.id === id);
  if (!found) throw new Error(`not recorded: ${id}`);
  return found;
}

/** The recorded use over time of one of these workspaces. */
export const usageOf = (id: string) => scene("fleet")[`usage ${id}`] as UsageHistory[];
