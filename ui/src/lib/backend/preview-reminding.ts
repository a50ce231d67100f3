import type { Backend } from "./contract";
import { defaultSettings } from "./bindings/defaultSettings";
import { patchSettings } from "./patch";
import { failure, from } from "./preview-make";
import type { Reads } from "./recorded/scenes";
import type { EngineEvent, ReminderRecord, Settings, SettingsPatch, ShellState, Snooze, WorkspaceView } from "./types";

/** How long each way to put off lasts, in hours; tomorrow's nine o'clock is taken from the recording's ten in Berlin. */
const HOURS: Record<Snooze, number> = { hour: 1, tomorrow: 23, week: 168 };

/**
 * The engine's part in reminding, played. The address chooses: `&paused=1` (everything is put off), `&quiet=1` (there are
 * quiet hours), `&shell=bare` (no tray, no notifications, no start-up), `&saving=fails`.
 */
export function previewReminding(
  emit: (event: EngineEvent) => void,
  query: URLSearchParams,
  workspaces: () => WorkspaceView[],
  reads: Reads,
): Pick<
  Backend,
  | "reminders"
  | "snoozeReminder"
  | "dismissReminder"
  | "settings"
  | "updateSettings"
  | "pauseReminders"
  | "resumeReminders"
  | "shellState"
  | "setAutostart"
  | "quit"
> {
  const bare = query.get("shell") === "bare";
  let notices = reads["reminders"] as ReminderRecord[];
  let settings: Settings = {
    ...defaultSettings,
    refresh: { ...defaultSettings.refresh, interval_hours: Number(query.get("hours") ?? "6") },
    reminders: {
      ...defaultSettings.reminders,
      quiet: query.has("quiet") ? { from: "22:00:00", until: "07:00:00" } : null,
    },
    paused_until: query.has("paused") ? from(HOURS.tomorrow, "h") : null,
  };
  let shell: ShellState = { tray: !bare, notifications: !bare, autostart: bare ? null : false };

  const put = async (id: number, news: Partial<ReminderRecord>) => {
    if (!notices.some((notice) => notice.id === id)) throw failure("internal", `no notice ${id}`);
    await saved();
    notices = notices.map((notice) => (notice.id === id ? { ...notice, ...news } : notice));
    emit({ type: "reminders_changed" });
  };
  const set = async (patch: SettingsPatch): Promise<Settings> => {
    await saved();
    const route = patch.refresh?.route;
    if (route?.via === "proxy" && !/^(https?|socks[45]h?a?):\/\/[^\s:@]+(:\d+)?\/?$/.test(route.url)) {
      throw failure("bad_connection", "the address of a proxy starts with http://") as unknown as Error;
    }
    settings = patchSettings(settings, patch);
    emit({ type: "settings_changed" });
    return settings;
  };
  const saved = () =>
    query.get("saving") === "fails"
      ? Promise.reject(failure("storage", "database or disk is full") as unknown as Error)
      : Promise.resolve();

  return {
    // What was told of a workspace that was removed stays; where everything was forgotten, nothing was told.
    reminders: () => Promise.resolve(workspaces().length > 0 ? notices : []),
    snoozeReminder: (id, snooze) => put(id, { shown_at: null, snoozed_until: from(HOURS[snooze], "h") }),
    dismissReminder: (id) => put(id, { shown_at: from(0, "m"), snoozed_until: null }),
    settings: () => Promise.resolve(settings),
    updateSettings: set,
    pauseReminders: async (snooze) => void (await set({ paused_until: from(HOURS[snooze], "h") })),
    resumeReminders: async () => void (await set({ paused_until: null })),
    shellState: () => Promise.resolve(shell),
    setAutostart: async (on) => {
      await saved();
      shell = { ...shell, autostart: on };
    },
    quit: () => Promise.resolve(),
  };
}
