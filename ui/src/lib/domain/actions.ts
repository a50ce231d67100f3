import type { WorkspaceView } from "../backend/types";
import type { Sides } from "./moments";

/** What can be done with the workspace that is open. */
export type WorkspaceActions = {
  refresh: () => void;
  remind: () => void;
  renew: () => void;
  reconnect: () => void;
  /** Compares it with an earlier state or with another one; `begin` preselects the sides. */
  compare: (begin?: Sides) => void;
  /** Shows what its server said last, word for word. */
  rawAnswer: () => void;
  /** Asks into which group it is to be moved. */
  move: () => void;
  signOut: () => void;
  remove: () => void;
  /** Back to the list, where both do not fit. */
  back: () => void;
};

/** What is being done with which workspace, in a dialog. */
export type Doing = {
  what: "reconnect" | "renew" | "remind" | "compare" | "rawAnswer" | "signOut" | "remove";
  workspace: WorkspaceView;
  /** What a comparison begins with. */
  begin?: Sides | undefined;
};
