import { scene } from "../lib/backend/recorded/scenes";
import type { UsageHistory, WorkspaceView } from "../lib/backend/types";

/** The recorded fleet, as the engine lists it. */
export const fleet = scene("fleet")["workspaces"] as WorkspaceView[];

/** The recorded use over time at a workspace of the fleet. */
export const usageOf = (id: string) => scene("fleet")[`usage ${id}`] as UsageHistory[];
