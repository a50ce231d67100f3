import Archive from "@lucide/svelte/icons/archive";
import Bell from "@lucide/svelte/icons/bell";
import BellOff from "@lucide/svelte/icons/bell-off";
import CheckCheck from "@lucide/svelte/icons/check-check";
import Copy from "@lucide/svelte/icons/copy";
import FolderInput from "@lucide/svelte/icons/folder-input";
import RotateCw from "@lucide/svelte/icons/rotate-cw";
import Trash from "@lucide/svelte/icons/trash-2";
import Undo from "@lucide/svelte/icons/undo-2";

import type { Snooze, WorkspaceView } from "../../backend/types";
import { t } from "../../i18n/i18n.svelte";
import { clock } from "../../time/clock.svelte";
import type { MenuEntry } from "../../wording/workspace-menu";
import { snoozeItems } from "../reminders/snooze-items";

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
  unmute: (ids: string[]) => void;
  snooze: (ids: string[], how: Snooze) => void;
  acknowledge: (ids: string[]) => void;
  archive: (ids: string[]) => void;
  /** Opens the dialog that removes workspaces. */
  remove: (ids: string[]) => void;
  /** Takes back that workspaces were acknowledged, snoozed or archived. */
  reactivate: (ids: string[]) => void;
};

/** The entries of a workspace's menu that its row shows on hover. */
const QUICK = ["link-workspace", "renew"];

/** The menu of a row, in groups. */
export function rowMenu(workspace: WorkspaceView, targets: RowTargets): MenuEntry[][] {
  const { id } = workspace;
  return [[refresh([id], targets), ...mute([workspace], targets)], ...targets.menuOf(workspace)];
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
  return [
    [refresh(ids, targets)],
    handlingEntries(workspaces, targets),
    [
      { label: t("groups.moveTo"), icon: FolderInput, testid: "move", run: () => targets.move(ids) },
      { label: t("copy.markdown"), icon: Copy, testid: "copy", run: () => targets.copy(workspaces) },
    ],
    [
      {
        label: t("row.remove"),
        icon: Trash,
        testid: "remove",
        danger: true,
        run: () => targets.remove(ids),
      },
    ],
  ];
}

/** What can be decided about workspaces; to take that back is offered where there is something to take back. */
function handlingEntries(workspaces: readonly WorkspaceView[], targets: RowTargets): MenuEntry[] {
  const ids = workspaces.map(({ id }) => id);
  const { snooze, acknowledge, archive, reactivate } = targets;
  return [
    ...snoozeItems(clock.now, (how) => snooze(ids, how)),
    ...mute(workspaces, targets),
    { label: t("row.acknowledge"), icon: CheckCheck, testid: "acknowledge", run: () => acknowledge(ids) },
    { label: t("row.archive"), icon: Archive, testid: "archive", run: () => archive(ids) },
    ...(workspaces.some(({ handling }) => handling.is !== "active")
      ? [{ label: t("row.reactivate"), icon: Undo, testid: "reactivate", run: () => reactivate(ids) }]
      : []),
  ];
}

function refresh(ids: string[], targets: RowTargets): MenuEntry {
  return { label: t("workspace.refresh"), icon: RotateCw, testid: "refresh", run: () => targets.refresh(ids) };
}

/** To mute what is not muted yet, and to unmute what is. */
function mute(workspaces: readonly WorkspaceView[], targets: RowTargets): MenuEntry[] {
  const ids = workspaces.map(({ id }) => id);
  const entries: MenuEntry[] = [];
  if (workspaces.some(({ muted }) => !muted)) {
    entries.push({ label: t("row.mute"), icon: BellOff, testid: "mute", run: () => targets.mute(ids) });
  }
  if (workspaces.some(({ muted }) => muted)) {
    entries.push({ label: t("row.unmute"), icon: Bell, testid: "unmute", run: () => targets.unmute(ids) });
  }
  return entries;
}
