import { harmlessDeep } from "../domain/harmless";
import type { AppInfo, ChangeRecord, EngineEvent, Failure, FailureCode, NewWorkspace, WorkspaceView } from "./types";

/**
 * What the window may ask of the engine. Every promise rejects with a {@link Failure}, never with anything else.
 * Answers about a workspace come back as {@link EngineEvent}s: the window draws what it was told.
 */
export type Backend = {
  /** Version, the engine's clock, where secrets are kept. */
  appInfo(): Promise<AppInfo>;
  /** Every workspace, worst first, from the cache: answers at once and offline. */
  workspaces(): Promise<WorkspaceView[]>;
  /** Checks the workspace live, then saves it and its secret. Up to 30 seconds. */
  addWorkspace(input: NewWorkspace): Promise<WorkspaceView>;
  /** Forgets the workspace, its cache and its secret. */
  removeWorkspace(id: string): Promise<void>;
  /** Resolves when the refresh has ended, well or not. */
  refreshWorkspace(id: string): Promise<void>;
  /** Resolves when every refresh has ended. */
  refreshAll(): Promise<void>;
  /** What changed at this workspace, newest first. */
  history(id: string): Promise<ChangeRecord[]>;
  /** Calls back for every event from now on; the returned function ends that. */
  listen(handler: (event: EngineEvent) => void): Promise<() => void>;
};

/** Whatever was thrown, as a failure that can be shown. */
export function asFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) return harmlessDeep(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "internal", message, hint: "", server_said: null };
}

function isFailure(value: unknown): value is Failure {
  if (typeof value !== "object" || value === null) return false;
  const candidate = value as { code?: FailureCode; message?: unknown };
  return typeof candidate.code === "string" && typeof candidate.message === "string";
}
