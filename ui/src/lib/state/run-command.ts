import type { Command } from "../domain/keys";
import { chooseTheme } from "./theme";
import type { WindowState } from "./window.svelte";

/** A list on the screen through which one steps. */
type Steps = { step: (by: 1 | -1) => void };

/** The parts of the window that a command is about, as far as they are on the screen. */
export type Parts = {
  overview: Steps | undefined;
  reminders: Steps | undefined;
  groups: { manage: () => void; move: (ids: string[]) => void; undo: () => Promise<void> } | undefined;
  show: (what: "palette" | "keys") => void;
  toFilter: () => void;
};

/** Does what a key, a button of the mouse or the palette asks for. */
export function runCommand(command: Command, window: WindowState, parts: Parts): void {
  const { workspaces } = window;
  switch (command.do) {
    case "switch":
      workspaces.selectAt(command.to);
      window.pane = "workspace";
      return;
    case "move":
      if (parts.overview) parts.overview.step(command.by);
      else if (parts.reminders) parts.reminders.step(command.by);
      else if (workspaces.navigation.current.at !== "settings") workspaces.move(command.by);
      return;
    case "step":
      workspaces.navigation.step(command.by);
      window.show();
      return;
    case "overview":
      if (workspaces.many) window.go({ at: "overview" });
      return;
    case "reminders":
    case "settings":
      window.go({ at: command.do });
      return;
    case "leave":
      workspaces.navigation.leave();
      window.show();
      return;
    case "palette":
    case "keys":
      parts.show(command.do);
      return;
    case "groups":
      parts.groups?.manage();
      return;
    case "move_to_group":
      if (workspaces.selectedId) parts.groups?.move([workspaces.selectedId]);
      return;
    case "undo":
      void parts.groups?.undo();
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
      window.pane = "list";
      parts.toFilter();
  }
}
