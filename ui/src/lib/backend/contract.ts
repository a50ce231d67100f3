import { harmlessDeep } from "../domain/harmless";
import type {
  AppInfo,
  ChangeRecord,
  EngineEvent,
  Factor,
  Failure,
  FailureCode,
  KeyVerdict,
  NewWorkspace,
  Reconnection,
  Renewal,
  SignInStep,
  TokenFate,
  UsageHistory,
  WorkspaceView,
} from "./types";

/**
 * What the window may ask of the engine. Every promise rejects with a {@link Failure}, never with anything else.
 * Answers about a workspace come back as {@link EngineEvent}s: the window draws what it was told.
 */
export type Backend = {
  /** Version, the engine's clock, where secrets are kept. */
  appInfo(): Promise<AppInfo>;
  /** Every workspace, worst first, from the cache: answers at once and offline. */
  workspaces(): Promise<WorkspaceView[]>;
  /**
   * Checks the workspace live, then saves it and its secret. Up to 30 seconds. Where the server wants a second factor,
   * that comes first.
   */
  addWorkspace(input: NewWorkspace): Promise<SignInStep>;
  /** Changes the way to a workspace, or how it is signed in to, after a live check. */
  reconnectWorkspace(id: string, input: Reconnection): Promise<SignInStep>;
  /** Goes on with a sign-in that waits for a second factor; of the factor `password` the code is the password. */
  answerSecondFactor(challenge: string, factor: Factor, code: string): Promise<SignInStep>;
  /** Has the code sent by e-mail anew. */
  resendCode(challenge: string): Promise<void>;
  /** Goes on with the token of the session, where a token that lasts cannot be had. */
  finishWithSession(challenge: string): Promise<SignInStep>;
  /** Gives a sign-in up. */
  cancelSignIn(challenge: string): Promise<void>;
  /** Forgets the secret, and keeps what is known of the workspace. */
  signOut(id: string, token: TokenFate): Promise<void>;
  /** Forgets the workspace, its cache and its secret. */
  removeWorkspace(id: string, token: TokenFate): Promise<void>;
  /** Asks the server whether it would accept a license key. Changes nothing. */
  checkLicenseKey(id: string, key: string): Promise<KeyVerdict>;
  /** Gives the workspace another license, and tells what that changed. */
  applyLicenseKey(id: string, key: string): Promise<Renewal>;
  /** Resolves when the refresh has ended, well or not. */
  refreshWorkspace(id: string): Promise<void>;
  /** Resolves when every refresh has ended. */
  refreshAll(): Promise<void>;
  /** What changed at this workspace, newest first. */
  history(id: string): Promise<ChangeRecord[]>;
  /** How much of each limit was in use over time, and when it runs out. */
  usage(id: string): Promise<UsageHistory[]>;
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
