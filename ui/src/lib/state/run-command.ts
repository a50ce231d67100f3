import type { WorkspaceActions } from "../domain/actions";
import type { Command } from "../domain/keys";
import { chooseTheme } from "./theme";
import type { WindowState } from "./window.svelte";

/** A list with a cursor. */
type Steppable = { step: (by: 1 | -1) => void };

/** The parts of the window that commands act on; `undefined` while a part is not on the screen. */
export type CommandTargets = {
  /** `clearSelection` returns whether there was one. */
  overview: (Steppable & { clearSelection: () => boolean }) | undefined;
  reminders: (Steppable & { undo: () => Promise<void> }) | undefined;
  groups: { manage: () => void; move: (ids: string[]) => void; undo: () => Promise<void> } | undefined;
  /** Undoes what was done to workspaces last. */
  undoHandling: () => void;
  show: (what: "palette" | "keys") => void;
  focusFilter: () => void;
  /** What can be done with the open workspace; `undefined` if none is open. */
  actions: WorkspaceActions | undefined;
  /** Opens the file dialog for a license file. */
  chooseKeyFile: () => void;
};

/** Runs a command that came from a key, a mouse button or the palette. */
export function runCommand(command: Command, window: WindowState, targets: CommandTargets): void {
  const { workspaces } = window;
  switch (command.do) {
    case "switch":
      workspaces.selectAt(command.to);
      window.pane = "workspace";
      return;
    case "move":
      if (targets.overview) targets.overview.step(command.by);
      else if (targets.reminders) targets.reminders.step(command.by);
      else if (!["settings", "matrix"].includes(workspaces.navigation.current.at)) workspaces.move(command.by);
      return;
    case "step":
      workspaces.navigation.step(command.by);
      window.show();
      return;
    case "overview":
      if (workspaces.many) window.go({ at: "overview" });
      return;
    case "matrix":
      if (workspaces.many) window.go({ at: "matrix", ...(command.module ? { module: command.module } : {}) });
      return;
    case "reminders":
      window.go({ at: "reminders" });
      return;
    case "settings":
      window.go(command.section ? { at: "settings", section: command.section } : { at: "settings" });
      return;
    case "quit":
      window.quit();
      return;
    case "compare":
      window.compare();
      return;
    case "clear":
      if (window.drawer) window.drawer = false;
      else if (!targets.overview?.clearSelection()) workspaces.workspaceFilter.clear();
      return;
    case "entry":
      command.run();
      return;
    case "renew":
      targets.actions?.renew();
      return;
    case "open_workspace":
      targets.actions?.openLink("workspace");
      return;
    case "key_file":
      targets.chooseKeyFile();
      return;
    case "palette":
    case "keys":
      targets.show(command.do);
      return;
    case "groups":
      targets.groups?.manage();
      return;
    case "move_to_group":
      if (workspaces.selectedId) targets.groups?.move([workspaces.selectedId]);
      return;
    case "undo":
      if (workspaces.handled) targets.undoHandling();
      else void (targets.reminders ?? targets.groups)?.undo();
      return;
    case "theme":
      chooseTheme(command.theme);
      return;
    case "add":
      window.adding = true;
      return;
    case "refresh":
      if (workspaces.selectedId) void workspaces.refresh(workspaces.selectedId);
      return;
    case "refresh_all":
      void workspaces.refreshAll();
      return;
    case "filter":
      window.showList();
      targets.focusFilter();
  }
}
