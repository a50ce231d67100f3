import RotateCw from "@lucide/svelte/icons/rotate-cw";

import type { FullWorkspaceView, Snooze } from "../../backend/types";
import type { WorkspaceActions } from "../../domain/actions";
import { t } from "../../i18n/i18n.svelte";
import { openEntry, renewEntry } from "../../wording/main-entries";
import type { MenuEntry } from "../../wording/workspace-menu";

/** What the overview offers for its rows. What is left out is not offered. */
export type RowTargets = {
  /** What can be done with one workspace. */
  actionsOf: (id: string) => WorkspaceActions;
  refresh: (ids: string[]) => void;
  /** Opens the dialog that moves workspaces to a group. */
  move: (ids: string[]) => void;
  /** Copies a text about each of these workspaces, as it is now, to the clipboard. */
  copyAs: (ids: string[], textOf: (workspace: FullWorkspaceView) => string) => void;
  mute: (ids: string[]) => void;
  unmute: (ids: string[]) => void;
  snooze: (ids: string[], how: Snooze) => void;
  acknowledge: (ids: string[]) => void;
  archive: (ids: string[]) => void;
  /** Opens the dialog that removes workspaces. */
  remove: (ids: string[]) => void;
  /** Takes back that workspaces were acknowledged, snoozed or archived. */
  reactivate: (ids: string[]) => void;
};

/** What a row shows on hover. */
export function quickActions(id: string, targets: RowTargets): MenuEntry[] {
  const actions = targets.actionsOf(id);
  return [openEntry(actions), renewEntry(actions), refreshEntry([id], targets)];
}

export function refreshEntry(ids: string[], targets: RowTargets): MenuEntry {
  return { label: t("workspace.refresh"), icon: RotateCw, testid: "refresh", run: () => targets.refresh(ids) };
}
