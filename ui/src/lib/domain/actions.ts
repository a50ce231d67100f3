import type { WorkspaceView } from "../backend/types";
import type { Sides } from "./revisions";

/** The actions for the open workspace. */
export type WorkspaceActions = {
  refresh: () => void;
  remind: () => void;
  renew: () => void;
  /** Opens the dialog that has the server sync with the vendor's cloud. */
  sync: () => void;
  reconnect: () => void;
  /** Compares it with an earlier revision or with another workspace; `begin` preselects the sides. */
  compare: (begin?: Sides) => void;
  /** Shows its server's last answer verbatim. */
  rawAnswer: () => void;
  /** Opens the dialog that moves it to a group. */
  move: () => void;
  signOut: () => void;
  remove: () => void;
  /** Goes back to the list, in a window too narrow for both. */
  back: () => void;
};

/** An open dialog about a workspace. */
export type WorkspaceDialog = {
  what: "reconnect" | "renew" | "sync" | "remind" | "rawAnswer" | "signOut" | "remove";
  workspace: WorkspaceView;
};
