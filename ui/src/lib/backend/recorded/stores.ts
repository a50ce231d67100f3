import { moved, regrouped } from "../../domain/arrangement";
import { patchSettings } from "../patch";
import type { Arrangement, Commands, Settings, WorkspaceView } from "../types";
import type { Store } from "./player";

type Given<Name extends keyof Commands> = Parameters<Commands[Name]>;

/**
 * The commands that store their arguments, by the same functions that the pages use for optimistic updates. The recorded
 * steps check them against the engine: see `player.test.ts`.
 */
export const stores: Readonly<Record<string, Store>> = {
  set_groups: (read, args) => ({
    key: "arrangement",
    value: regrouped(read("arrangement") as Arrangement, args["groups"] as Given<"setGroups">[0]),
    events: [{ type: "arrangement_changed" }],
  }),
  move_workspaces: (read, args) => {
    const [ids, group, before] = [args["ids"], args["group"], args["before"]] as Given<"moveWorkspaces">;
    return {
      key: "arrangement",
      value: moved(read("arrangement") as Arrangement, { ids, group, before }),
      events: [{ type: "arrangement_changed" }],
    };
  },
  update_settings: (read, args) => {
    const settings = patchSettings(read("settings") as Settings, args["patch"] as Given<"updateSettings">[0]);
    return { key: "settings", value: settings, answer: settings, events: [{ type: "settings_changed" }] };
  },
  set_workspace_reminders: (read, args) => {
    const [id, reminding] = [args["id"], args["reminders"]] as Given<"setWorkspaceReminders">;
    const views = read("workspaces") as WorkspaceView[];
    return {
      key: "workspaces",
      value: views.map((view) => (view.id === id ? { ...view, reminding } : view)),
      events: [{ type: "workspaces_changed", ids: [id] }],
    };
  },
};
