import { moved, regrouped } from "../../domain/arrangement";
import { patchSettings } from "../patch";
import type { Arrangement, Commands, ReminderRecord, Settings, WorkspaceView } from "../types";
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
  complete_reminders: (read, args) => {
    const [ids] = [args["ids"]] as Given<"completeReminders">;
    return changedReminders(read, ids, (one) =>
      one.place === "done"
        ? one
        : { ...one, place: "done", outcome: "completed", done_at: RECORDED_NOW, snoozed_until: null },
    );
  },
  reopen_reminders: (read, args) => {
    const [ids] = [args["ids"]] as Given<"reopenReminders">;
    return changedReminders(read, ids, (one) => ({
      ...one,
      place: "inbox",
      outcome: null,
      done_at: null,
      snoozed_until: null,
      shown_at: one.shown_at ?? RECORDED_NOW,
    }));
  },
  snooze_reminders: (read, args) => {
    const [ids, snooze] = [args["ids"], args["snooze"]] as Given<"snoozeReminders">;
    const until = new Date(Date.parse(RECORDED_NOW) + SNOOZES[snooze] * 3_600_000).toISOString();
    return changedReminders(read, ids, (one) => ({
      ...one,
      place: "snoozed",
      outcome: null,
      done_at: null,
      shown_at: null,
      snoozed_until: until.replace(".000Z", "Z"),
    }));
  },
  set_group_reminders: (read, args) => {
    const [id, reminders] = [args["id"], args["reminders"]] as Given<"setGroupReminders">;
    const stored = (read("group_reminders") ?? {}) as Record<string, unknown>;
    return {
      key: "group_reminders",
      value: { ...stored, [id]: reminders },
      events: [{ type: "arrangement_changed" }],
    };
  },
  set_workspace_reminders: (read, args) => {
    const [id, reminding] = [args["id"], args["reminders"]] as Given<"setWorkspaceReminders">;
    const views = read("workspaces") as WorkspaceView[];
    return {
      key: "workspaces",
      // No recorded group is muted, so that only a workspace's own settings mute it.
      value: views.map((view) => (view.id === id ? { ...view, reminding, muted: reminding.is === "muted" } : view)),
      events: [{ type: "workspaces_changed", ids: [id] }],
    };
  },
};

/** When the reminders were recorded, and how many hours later each snooze ends. */
const RECORDED_NOW = "2026-11-24T09:00:00Z";
const SNOOZES: Record<Given<"snoozeReminders">[1], number> = { hour: 1, tomorrow: 24, week: 168 };

/** The reminders after a change of some, in the engine's order. */
function changedReminders(
  read: (key: string) => unknown,
  ids: readonly number[],
  change: (reminder: ReminderRecord) => ReminderRecord,
): ReturnType<Store> {
  const all = read("reminders") as ReminderRecord[];
  const value = all.map((one) => (ids.includes(one.id) ? change(one) : one)).sort(inOrder);
  return { key: "reminders", value, events: [{ type: "reminders_changed" }] };
}

const SECTIONS: readonly ReminderRecord["section"][] = ["now", "week", "month", "later", "undated"];
const URGENCIES: readonly ReminderRecord["urgency"][] = ["critical", "normal", "low"];
const PLACES: readonly ReminderRecord["place"][] = ["inbox", "snoozed", "done"];

function inOrder(one: ReminderRecord, other: ReminderRecord): number {
  const byPlace = PLACES.indexOf(one.place) - PLACES.indexOf(other.place);
  if (byPlace !== 0) return byPlace;
  const instant = (text: string | null) => (text === null ? -Infinity : Date.parse(text));
  switch (one.place) {
    case "done":
      return instant(other.done_at) - instant(one.done_at) || other.id - one.id;
    case "snoozed":
      return instant(one.snoozed_until) - instant(other.snoozed_until) || one.id - other.id;
    case "inbox": {
      const distance = ({ due_at }: ReminderRecord) =>
        due_at === null ? -1 : Math.abs(Date.parse(due_at) - Date.parse(RECORDED_NOW));
      return (
        SECTIONS.indexOf(one.section) - SECTIONS.indexOf(other.section) ||
        distance(one) - distance(other) ||
        URGENCIES.indexOf(one.urgency) - URGENCIES.indexOf(other.urgency) ||
        instant(other.recorded_at) - instant(one.recorded_at) ||
        other.id - one.id
      );
    }
  }
}
