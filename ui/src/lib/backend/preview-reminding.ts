import type { Backend } from "./contract";
import { failure, from } from "./preview-make";
import type { Reads } from "./recorded/scenes";
import type { EngineEvent, ReminderRecord, ReminderSettingsState, ShellState, Snooze, WorkspaceView } from "./types";

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
  | "notices"
  | "snoozeNotice"
  | "dismissNotice"
  | "reminding"
  | "setReminding"
  | "pauseReminders"
  | "resumeReminders"
  | "shellState"
  | "setAutostart"
  | "quit"
> {
  const bare = query.get("shell") === "bare";
  let notices = reads["notices"] as ReminderRecord[];
  let state: ReminderSettingsState = {
    wishes: {
      lead: [90, 30, 14, 7, 3, 1, 0],
      quiet: query.has("quiet") ? { from: "22:00:00", until: "07:00:00" } : null,
      critical: "waits",
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
  const set = async (news: Partial<ReminderSettingsState>) => {
    await saved();
    state = { ...state, ...news };
    emit({ type: "reminders_changed" });
  };
  const saved = () =>
    query.get("saving") === "fails"
      ? Promise.reject(failure("storage", "database or disk is full") as unknown as Error)
      : Promise.resolve();

  return {
    // What was told of a workspace that was removed stays; where everything was forgotten, nothing was told.
    notices: () => Promise.resolve(workspaces().length > 0 ? notices : []),
    snoozeNotice: (id, snooze) => put(id, { shown_at: null, snoozed_until: from(HOURS[snooze], "h") }),
    dismissNotice: (id) => put(id, { shown_at: from(0, "m"), snoozed_until: null }),
    reminding: () => Promise.resolve(state),
    setReminding: (wishes) => set({ wishes }),
    pauseReminders: (snooze) => set({ paused_until: from(HOURS[snooze], "h") }),
    resumeReminders: () => set({ paused_until: null }),
    shellState: () => Promise.resolve(shell),
    setAutostart: async (on) => {
      await saved();
      shell = { ...shell, autostart: on };
    },
    quit: () => Promise.resolve(),
  };
}
