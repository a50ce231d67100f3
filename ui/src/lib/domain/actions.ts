/** What can be done with the workspace that is open. */
export type WorkspaceActions = {
  refresh: () => void;
  remind: () => void;
  renew: () => void;
  reconnect: () => void;
  /** Where there is another workspace to compare with. */
  compare: (() => void) | null;
  /** Asks into which group it is to be moved. */
  move: () => void;
  signOut: () => void;
  remove: () => void;
  /** Back to the list, where both do not fit. */
  back: () => void;
};
