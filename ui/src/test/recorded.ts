import { scene } from "../lib/backend/recorded/scenes";
import type { UsageHistory, WorkspaceView } from "../lib/backend/types";

/** The recorded workspaces, in the order of the engine. */
export const fleet = scene("fleet")["workspaces"] as WorkspaceView[];

/** The recorded use over time of one of these workspaces. */
export const usageOf = (id: string) => scene("fleet")[`usage ${id}`] as UsageHistory[];
