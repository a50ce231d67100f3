import { failure, from } from "./preview-make";
import type { EngineEvent, NoticeRecord, Reminding, RemindingState, ShellState, Snooze } from "./types";
import type { Backend } from "./contract";

/** How long each way to put off lasts, in hours; tomorrow is taken for 17 from the recording's nine o'clock. */
const HOURS: Record<Snooze, number> = { hour: 1, tomorrow: 24, week: 168 };

/** What was told in the recording, newest first. */
const recorded: NoticeRecord[] = [
  {
    id: 3,
    workspace: "acme",
    name: "Acme Industries",
    recorded_at: from(-20, "m"),
    shown_at: from(-20, "m"),
    snoozed_until: null,
    urgency: "normal",
    what: { cause: "limit", kind: "active_users", used: 46, max: 50, percent: 90 },
  },
];

/** The engine's part in reminding, played. */
export function previewReminding(
  emit: (event: EngineEvent) => void,
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
  let notices = structuredClone(recorded);
  let state: RemindingState = {
    wishes: { lead: [90, 30, 14, 7, 3, 1, 0], quiet: null, critical: "waits" },
    paused_until: null,
  };
  let shell: ShellState = { tray: true, notifications: true, autostart: false };

  const put = (id: number, news: Partial<NoticeRecord>) => {
    if (!notices.some((notice) => notice.id === id)) throw failure("internal", `no notice ${id}`);
    notices = notices.map((notice) => (notice.id === id ? { ...notice, ...news } : notice));
    emit({ type: "reminders_changed" });
    return Promise.resolve();
  };
  const set = (news: Partial<RemindingState>) => {
    state = { ...state, ...news };
    emit({ type: "reminders_changed" });
    return Promise.resolve();
  };

  return {
    notices: () => Promise.resolve(notices),
    snoozeNotice: (id, snooze) => put(id, { shown_at: null, snoozed_until: from(HOURS[snooze], "h") }),
    dismissNotice: (id) => put(id, { shown_at: from(0, "m"), snoozed_until: null }),
    reminding: () => Promise.resolve(state),
    setReminding: (wishes: Reminding) => set({ wishes }),
    pauseReminders: (snooze) => set({ paused_until: from(HOURS[snooze], "h") }),
    resumeReminders: () => set({ paused_until: null }),
    shellState: () => Promise.resolve(shell),
    setAutostart: (on) => {
      shell = { ...shell, autostart: on };
      return Promise.resolve();
    },
    quit: () => Promise.resolve(),
  };
}
