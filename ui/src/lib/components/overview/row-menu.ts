import Archive from "@lucide/svelte/icons/archive";
import Bell from "@lucide/svelte/icons/bell";
import BellOff from "@lucide/svelte/icons/bell-off";
import CheckCheck from "@lucide/svelte/icons/check-check";
import Copy from "@lucide/svelte/icons/copy";
import FolderInput from "@lucide/svelte/icons/folder-input";
import Trash from "@lucide/svelte/icons/trash-2";
import Undo from "@lucide/svelte/icons/undo-2";

import type { WorkspaceView } from "../../backend/types";
import { t } from "../../i18n/i18n.svelte";
import { clock } from "../../time/clock.svelte";
import { asMarkdown } from "../../wording/export-text";
import { workspaceMenu, type MenuEntry } from "../../wording/workspace-menu";
import { snoozeItems } from "../reminders/snooze-items";
import { refreshEntry, type RowTargets } from "./row-actions";

/** The menu of a row, in groups. */
export function rowMenu(workspace: WorkspaceView, targets: RowTargets): MenuEntry[][] {
  const { id } = workspace;
  return [
    [refreshEntry([id], targets), ...mute([workspace], targets)],
    ...workspaceMenu(workspace, targets.actionsOf(id), clock.now),
  ];
}

/** The menu for several workspaces, in groups. */
export function selectionMenu(workspaces: readonly WorkspaceView[], targets: RowTargets): MenuEntry[][] {
  const ids = workspaces.map(({ id }) => id);
  return [
    [refreshEntry(ids, targets)],
    handlingEntries(workspaces, targets),
    [
      { label: t("groups.moveTo"), icon: FolderInput, testid: "move", run: () => targets.move(ids) },
      {
        label: t("copy.markdown"),
        icon: Copy,
        testid: "copy",
        run: () => targets.copyAs(ids, (full) => asMarkdown(full, clock.now)),
      },
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
