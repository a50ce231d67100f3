import Archive from "@lucide/svelte/icons/archive";
import BellOff from "@lucide/svelte/icons/bell-off";
import CheckCheck from "@lucide/svelte/icons/check-check";
import Clock from "@lucide/svelte/icons/clock";
import Copy from "@lucide/svelte/icons/copy";
import FolderInput from "@lucide/svelte/icons/folder-input";
import RotateCw from "@lucide/svelte/icons/rotate-cw";

import type { WorkspaceView } from "../../backend/types";
import { t } from "../../i18n/i18n.svelte";
import type { MenuEntry } from "../../wording/workspace-menu";

/** What the overview offers for its rows. What is left out is not offered. */
export type RowTargets = {
  /** Everything that can be done with one workspace, in groups. */
  menuOf: (workspace: WorkspaceView) => MenuEntry[][];
  refresh: (ids: string[]) => void;
  /** Opens the dialog that moves workspaces to a group. */
  move: (ids: string[]) => void;
  /** Copies what is known of workspaces to the clipboard. */
  copy: (workspaces: readonly WorkspaceView[]) => void;
  mute: (ids: string[]) => void;
  snooze?: (ids: string[]) => void;
  acknowledge?: (ids: string[]) => void;
  archive?: (ids: string[]) => void;
};

/** The entries of a workspace's menu that its row shows on hover. */
const QUICK = ["link-workspace", "renew", "snooze"];

/** The menu of a row, in groups. */
export function rowMenu(workspace: WorkspaceView, targets: RowTargets): MenuEntry[][] {
  return [[refresh([workspace.id], targets)], ...targets.menuOf(workspace)];
}

/** What a row shows on hover. */
export function quickActions(workspace: WorkspaceView, targets: RowTargets): MenuEntry[] {
  const entries = targets.menuOf(workspace).flat();
  const quick = QUICK.flatMap((testid) => entries.find((entry) => entry.testid === testid) ?? []);
  return [...quick, refresh([workspace.id], targets)];
}

/** The menu for several workspaces, in groups. */
export function selectionMenu(workspaces: readonly WorkspaceView[], targets: RowTargets): MenuEntry[][] {
  const ids = workspaces.map(({ id }) => id);
  const { mute, snooze, acknowledge, archive } = targets;
  const entry = (run: ((ids: string[]) => void) | undefined, about: Omit<MenuEntry, "run">): MenuEntry[] =>
    run ? [{ ...about, run: () => run(ids) }] : [];
  return [
    [refresh(ids, targets)],
    [
      ...entry(snooze, { label: t("row.snooze"), icon: Clock, testid: "snooze" }),
      ...entry(mute, { label: t("row.mute"), icon: BellOff, testid: "mute" }),
      ...entry(acknowledge, { label: t("row.acknowledge"), icon: CheckCheck, testid: "acknowledge" }),
      ...entry(archive, { label: t("row.archive"), icon: Archive, testid: "archive" }),
    ],
    [
      { label: t("groups.moveTo"), icon: FolderInput, testid: "move", run: () => targets.move(ids) },
      { label: t("copy.markdown"), icon: Copy, testid: "copy", run: () => targets.copy(workspaces) },
    ],
  ];
}

function refresh(ids: string[], targets: RowTargets): MenuEntry {
  return { label: t("workspace.refresh"), icon: RotateCw, testid: "refresh", run: () => targets.refresh(ids) };
}
