import { sanitizeDeep } from "../domain/sanitize";
import type {
  AppInfo,
  Arrangement,
  RefreshSettings,
  ChangeRecord,
  Dependency,
  EngineEvent,
  Factor,
  Failure,
  FailureCode,
  Group,
  ImportPlan,
  KeyVerdict,
  Language,
  Revision,
  NewWorkspace,
  ReminderRecord,
  Probe,
  ProbeInput,
  RawAnswer,
  Reconnection,
  ReminderSettings,
  ReminderSettingsState,
  KeyApplied,
  ShellState,
  SignInStep,
  Snooze,
  TokenFate,
  UsageHistory,
  WorkspaceReminderSettings,
  WorkspaceView,
} from "./types";

/**
 * What the window may ask of the engine. Every promise rejects with a {@link Failure}, never with anything else.
 * Answers about a workspace come back as {@link EngineEvent}s: the window draws what they contain.
 */
export type Backend = {
  /** Version, the engine's clock, where secrets are kept. */
  appInfo(): Promise<AppInfo>;
  /** Every workspace, worst first, from the cache: answers at once and offline. */
  workspaces(): Promise<WorkspaceView[]>;
  /** What answers at an address, asked without credentials: the first step of adding a workspace. */
  probe(input: ProbeInput): Promise<Probe>;
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
  applyLicenseKey(id: string, key: string): Promise<KeyApplied>;
  /** Resolves when the refresh has ended, well or not. */
  refreshWorkspace(id: string): Promise<void>;
  /** Resolves when every refresh has ended. */
  refreshAll(): Promise<void>;
  /** What changed at this workspace, newest first. */
  history(id: string): Promise<ChangeRecord[]>;
  /** The use of each limit of this workspace over time. */
  usage(id: string): Promise<UsageHistory[]>;
  /** The revisions of this workspace's license, newest first. */
  moments(id: string): Promise<Revision[]>;
  /** This workspace as of one of them. */
  moment(id: string, moment: number): Promise<WorkspaceView>;
  /** The newest answer as the server gave it, its secrets cut; `null` before the first. */
  rawAnswer(id: string): Promise<RawAnswer | null>;
  /** The groups of workspaces, and the user's own order. */
  arrangement(): Promise<Arrangement>;
  /** Replaces the groups, in their order: one that is not among them is removed, its workspaces are in none then. */
  setGroups(groups: Group[]): Promise<void>;
  /** Puts workspaces into a group, or into none, before another workspace or at the end. */
  placeWorkspaces(ids: string[], group: string | null, before: string | null): Promise<void>;
  /** How often servers are asked, and through what. */
  asking(): Promise<RefreshSettings>;
  /** Changes that. */
  setAsking(asking: RefreshSettings): Promise<void>;
  /** The reminders, newest first. */
  notices(): Promise<ReminderRecord[]>;
  /** Snoozes a reminder. */
  snoozeNotice(id: number, snooze: Snooze): Promise<void>;
  /** Dismisses a reminder until the next threshold. */
  dismissNotice(id: number): Promise<void>;
  /** The reminder settings, and until when all reminders are snoozed. */
  reminding(): Promise<ReminderSettingsState>;
  /** Changes the reminder settings of all workspaces. */
  setReminding(wishes: ReminderSettings): Promise<void>;
  /** Changes the reminder settings of one workspace. */
  setWorkspaceReminding(id: string, wish: WorkspaceReminderSettings): Promise<void>;
  /** Puts every reminder off. */
  pauseReminders(snooze: Snooze): Promise<void>;
  /** Ends that. */
  resumeReminders(): Promise<void>;
  /** What the desktop offers: a tray, notifications, start-up. */
  shellState(): Promise<ShellState>;
  /** Has the application start with the computer, hidden, or not. */
  setAutostart(on: boolean): Promise<void>;
  /** Has the tray and the notifications speak the language of the window. */
  setLanguage(language: Language): Promise<void>;
  /** All that was entered and chosen but for secrets, as the text of a file. */
  exportSettings(): Promise<string>;
  /** What such a text would bring. */
  planImport(text: string): Promise<ImportPlan>;
  /** Brings it: what is there already stays, new workspaces wait for a sign-in. */
  importSettings(text: string): Promise<ImportPlan>;
  /** Asks where to save a text as a file, and saves it; false if the user cancelled. */
  saveText(name: string, text: string): Promise<boolean>;
  /** Forgets everything: workspaces, secrets, history, choices. */
  reset(): Promise<void>;
  /** What to send along with a report of a defect: versions, settings, states, the end of the log. No secret. */
  diagnostics(): Promise<string>;
  /** The libraries in the application, with their licenses. */
  dependencies(): Promise<Dependency[]>;
  /** Ends the application. */
  quit(): Promise<void>;
  /** Calls back for every event from now on; the returned function ends that. */
  listen(handler: (event: EngineEvent) => void): Promise<() => void>;
};

/** Whatever was thrown, as a failure that can be shown. */
export function asFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) return sanitizeDeep(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "internal", message, hint: "", server_said: null };
}

function isFailure(value: unknown): value is Failure {
  if (typeof value !== "object" || value === null) return false;
  const candidate = value as { code?: FailureCode; message?: unknown };
  return typeof candidate.code === "string" && typeof candidate.message === "string";
}
