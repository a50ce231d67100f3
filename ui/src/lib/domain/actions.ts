import type { FullWorkspaceView, LinkTarget, Snooze, WorkspaceView } from "../backend/types";
import type { Sides } from "./revisions";

/** The actions for a workspace. */
export type WorkspaceActions = {
  refresh: () => void;
  remind: () => void;
  renew: () => void;
  /** Opens the dialog that has the server sync with the vendor's cloud. */
  sync: () => void;
  reconnect: () => void;
  /** Opens the dialog that edits its name and details. */
  edit: () => void;
  /** Opens the dialog that moves it to another address. */
  moveAddress: () => void;
  /** Renames it. */
  rename: (name: string) => Promise<void>;
  /** Compares it with an earlier revision or with another workspace; `begin` preselects the sides. */
  compare: (begin?: Sides) => void;
  /** Shows its server's last answer verbatim. */
  rawAnswer: () => void;
  /** Opens the dialog that moves it to a group. */
  move: () => void;
  /** Does not count until something changes. */
  acknowledge: () => void;
  snooze: (snooze: Snooze) => void;
  archive: () => void;
  /** Takes back that it was acknowledged, snoozed or archived. */
  reactivate: () => void;
  signOut: () => void;
  remove: () => void;
  /** Opens a link in the browser or the mail program. */
  openLink: (target: LinkTarget) => void;
  /** Copies a text to the clipboard. */
  copy: (text: string) => void;
  /** Copies a text about it, as it is now, to the clipboard. */
  copyAs: (textOf: (workspace: FullWorkspaceView) => string) => void;
  /** Goes back to the list, in a window too narrow for both. */
  back: () => void;
};

/** An open dialog about a workspace. */
export type WorkspaceDialog = {
  what: "edit" | "moveAddress" | "reconnect" | "renew" | "sync" | "remind" | "rawAnswer" | "signOut" | "remove";
  workspace: WorkspaceView;
  /** The license key of a file that was dropped or opened, to renew with. */
  key?: string | undefined;
};
