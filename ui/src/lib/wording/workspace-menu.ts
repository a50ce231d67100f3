import type { Component } from "svelte";
import AlarmClock from "@lucide/svelte/icons/alarm-clock";
import Archive from "@lucide/svelte/icons/archive";
import Bell from "@lucide/svelte/icons/bell";
import Braces from "@lucide/svelte/icons/braces";
import Cable from "@lucide/svelte/icons/cable";
import CheckCheck from "@lucide/svelte/icons/check-check";
import CloudDownload from "@lucide/svelte/icons/cloud-download";
import Compare from "@lucide/svelte/icons/git-compare";
import CreditCard from "@lucide/svelte/icons/credit-card";
import FileSearch from "@lucide/svelte/icons/file-search";
import FileText from "@lucide/svelte/icons/file-text";
import FolderInput from "@lucide/svelte/icons/folder-input";
import Globe from "@lucide/svelte/icons/globe";
import LogOut from "@lucide/svelte/icons/log-out";
import Mail from "@lucide/svelte/icons/mail";
import Pencil from "@lucide/svelte/icons/pencil";
import Trash from "@lucide/svelte/icons/trash-2";
import Undo from "@lucide/svelte/icons/undo-2";

import type { WorkspaceView } from "../backend/types";
import type { WorkspaceActions } from "../domain/actions";
import { t } from "../i18n/i18n.svelte";
import { asJson, asMarkdown } from "./export-text";
import { openEntry, renewEntry } from "./main-entries";

/** An entry in the menu of a workspace, which the palette offers as well. */
export type MenuEntry = {
  label: string;
  icon: Component<{ size?: number }>;
  testid: string;
  /** The shortcut, as this platform writes it. */
  keys?: string;
  /** Marks a destructive action. */
  danger?: boolean;
  run: () => void;
};

/** What can be decided about a workspace now, and how to take that back. */
function handlingEntries({ counted, handling }: WorkspaceView, actions: WorkspaceActions): MenuEntry[] {
  const { acknowledge, snooze, archive, reactivate } = actions;
  return [
    ...(counted === null
      ? []
      : [{ label: t("row.acknowledge"), icon: CheckCheck, testid: "acknowledge", run: acknowledge }]),
    ...(handling.is === "active"
      ? [
          {
            label: t("handling.snoozeTomorrow"),
            icon: AlarmClock,
            testid: "snooze-tomorrow",
            run: () => snooze("tomorrow"),
          },
          { label: t("handling.snoozeWeek"), icon: AlarmClock, testid: "snooze-week", run: () => snooze("week") },
        ]
      : [{ label: t("row.reactivate"), icon: Undo, testid: "reactivate-workspace", run: reactivate }]),
    ...(handling.is === "archived"
      ? []
      : [{ label: t("row.archive"), icon: Archive, testid: "archive", run: archive }]),
  ];
}

/** Everything that can be done with a workspace, in groups: the most frequent first. */
export function workspaceMenu(workspace: WorkspaceView, actions: WorkspaceActions, now: number): MenuEntry[][] {
  return [
    [
      renewEntry(actions),
      openEntry(actions),
      {
        label: t("link.subscription"),
        icon: CreditCard,
        testid: "link-subscription",
        run: () => actions.openLink("subscription"),
      },
      { label: t("link.portal"), icon: Globe, testid: "link-portal", run: () => actions.openLink("portal") },
      { label: t("link.mail"), icon: Mail, testid: "link-mail", run: () => actions.openLink("mail") },
    ],
    [
      { label: t("workspace.reminders"), icon: Bell, testid: "remind", run: actions.remind },
      { label: t("groups.moveTo"), icon: FolderInput, testid: "move", run: actions.move },
      { label: t("edit.menu"), icon: Pencil, testid: "edit", run: actions.edit },
      { label: t("edit.changeAddress"), icon: Globe, testid: "move-address", run: actions.moveAddress },
      { label: t("workspace.reconnect"), icon: Cable, testid: "reconnect", run: actions.reconnect },
      { label: t("workspace.sync"), icon: CloudDownload, testid: "sync", run: actions.sync },
    ],
    handlingEntries(workspace, actions),
    [
      { label: t("workspace.compare"), icon: Compare, testid: "compare", run: () => actions.compare() },
      {
        label: t("copy.markdown"),
        icon: FileText,
        testid: "copy-markdown",
        run: () => actions.copyAs((full) => asMarkdown(full, now)),
      },
      { label: t("copy.json"), icon: Braces, testid: "copy-json", run: () => actions.copyAs(asJson) },
      { label: t("workspace.raw"), icon: FileSearch, testid: "raw", run: actions.rawAnswer },
    ],
    [
      ...(workspace.credential === "none"
        ? []
        : [{ label: t("workspace.signOut"), icon: LogOut, testid: "sign-out", run: actions.signOut }]),
      { label: t("workspace.remove"), icon: Trash, testid: "remove", danger: true, run: actions.remove },
    ],
  ];
}
