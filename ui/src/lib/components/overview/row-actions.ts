import Archive from "@lucide/svelte/icons/archive";
import BellOff from "@lucide/svelte/icons/bell-off";
import CheckCheck from "@lucide/svelte/icons/check-check";
import Clock from "@lucide/svelte/icons/clock";
import Copy from "@lucide/svelte/icons/copy";
import Download from "@lucide/svelte/icons/download";
import ExternalLink from "@lucide/svelte/icons/external-link";
import FolderInput from "@lucide/svelte/icons/folder-input";
import GitCompare from "@lucide/svelte/icons/git-compare";
import RotateCw from "@lucide/svelte/icons/rotate-cw";
import SquareArrowOutUpRight from "@lucide/svelte/icons/square-arrow-out-up-right";
import TicketCheck from "@lucide/svelte/icons/ticket-check";
import type { Component } from "svelte";

import type { WorkspaceView } from "../../backend/types";
import { t } from "../../i18n/i18n.svelte";

/** Something that can be done with one or more workspaces from the list. */
export type RowAction = {
  label: string;
  icon: Component<{ size?: number }>;
  testid: string;
  /** Whether a row shows it on hover. */
  isQuick?: boolean;
  /** Adds a separator before it. */
  apart?: boolean;
  run: () => void;
};

/** What can be done with workspaces. What is left out is not offered. */
export type ActionTargets = {
  open: (id: string) => void;
  refresh: (ids: string[]) => void;
  /** Opens the dialog that moves workspaces to a group. */
  move: (ids: string[]) => void;
  copy: (workspaces: WorkspaceView[]) => void;
  renew?: (id: string) => void;
  compare?: (id: string) => void;
  openInBrowser?: (id: string) => void;
  snooze?: (ids: string[]) => void;
  mute?: (ids: string[]) => void;
  acknowledge?: (ids: string[]) => void;
  archive?: (ids: string[]) => void;
  exportCsv?: (ids: string[]) => void;
};

/** The actions for one workspace, in the order of its menu. */
export function rowActions(workspace: WorkspaceView, targets: ActionTargets): RowAction[] {
  const { open, openInBrowser, renew, compare } = targets;
  const { id } = workspace;
  return [
    { label: t("row.open"), icon: SquareArrowOutUpRight, testid: "open", run: () => open(id) },
    ...(openInBrowser
      ? [
          {
            label: t("row.openInBrowser"),
            icon: ExternalLink,
            testid: "open-in-browser",
            isQuick: true,
            run: () => openInBrowser(id),
          },
        ]
      : []),
    ...(renew
      ? [{ label: t("workspace.renew"), icon: TicketCheck, testid: "renew", isQuick: true, run: () => renew(id) }]
      : []),
    ...(compare
      ? [{ label: t("workspace.compare"), icon: GitCompare, testid: "compare", run: () => compare(id) }]
      : []),
    ...selectionActions([workspace], targets),
  ];
}

/** The actions for several workspaces. */
export function selectionActions(workspaces: readonly WorkspaceView[], targets: ActionTargets): RowAction[] {
  const ids = workspaces.map(({ id }) => id);
  const { snooze, mute, acknowledge, archive, exportCsv } = targets;
  const optional = (run: ((ids: string[]) => void) | undefined, action: Omit<RowAction, "run">): RowAction[] =>
    run ? [{ ...action, run: () => run(ids) }] : [];
  return [
    {
      label: t("workspace.refresh"),
      icon: RotateCw,
      testid: "refresh",
      isQuick: true,
      apart: true,
      run: () => targets.refresh(ids),
    },
    ...optional(snooze, { label: t("row.snooze"), icon: Clock, testid: "snooze", isQuick: true }),
    ...optional(mute, { label: t("row.mute"), icon: BellOff, testid: "mute" }),
    ...optional(acknowledge, { label: t("row.acknowledge"), icon: CheckCheck, testid: "acknowledge" }),
    ...optional(archive, { label: t("row.archive"), icon: Archive, testid: "archive" }),
    {
      label: t("groups.moveTo"),
      icon: FolderInput,
      testid: "move",
      isQuick: true,
      apart: true,
      run: () => targets.move(ids),
    },
    { label: t("row.copy"), icon: Copy, testid: "copy", run: () => targets.copy([...workspaces]) },
    ...optional(exportCsv, { label: t("row.exportCsv"), icon: Download, testid: "export-csv" }),
  ];
}
