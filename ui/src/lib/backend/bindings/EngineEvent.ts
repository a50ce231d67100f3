import type { WorkspaceView } from "./WorkspaceView";

export type EngineEvent = { "type": "refresh_started", id: string, } | { "type": "workspace_changed", workspace: WorkspaceView, } | { "type": "workspace_removed", id: string, } | { "type": "open_workspace", id: string, };
