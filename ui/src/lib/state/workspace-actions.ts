import type { WorkspaceActions } from "../domain/actions";
import type { WindowState } from "./window.svelte";

/** The actions for a workspace; `move` opens the dialog that moves workspaces to a group. */
export function workspaceActions(window: WindowState, id: string, move: (ids: string[]) => void): WorkspaceActions {
  const { workspaces, links, copies } = window;
  return {
    refresh: () => void workspaces.refresh(id),
    renew: () => window.openDialog("renew", { id }),
    sync: () => window.openDialog("sync", { id }),
    remind: () => window.openDialog("remind", { id }),
    edit: () => window.openDialog("edit", { id }),
    moveAddress: () => window.openDialog("moveAddress", { id }),
    rename: (name) => window.rename(id, name),
    reconnect: () => window.openDialog("reconnect", { id }),
    compare: (begin) => window.compare(id, begin),
    rawAnswer: () => window.openDialog("rawAnswer", { id }),
    move: () => move([id]),
    acknowledge: () => void workspaces.acknowledge([id]),
    snooze: (how) => void workspaces.snooze([id], how),
    archive: () => void workspaces.archive([id]),
    reactivate: () => void workspaces.reactivate([id]),
    signOut: () => window.openDialog("signOut", { id }),
    remove: () => window.openDialog("remove", { id }),
    openLink: (target) => void links.open(id, target),
    copy: (text) => void copies.copy(text),
    copyAs: (textOf) => void window.copyAs([id], textOf),
    back: () => (workspaces.many ? window.go({ at: "overview" }) : (window.pane = "list")),
  };
}
