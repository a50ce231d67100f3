import { asFailure, type Backend } from "../backend";
import type { Failure, ReminderRecord, ShellState, Snooze } from "../backend/types";
import { sanitizeDeep } from "../domain/sanitize";
import { isFresh, isSnoozed, momentOf, type Holding } from "../domain/reminders";
import { parseInstant } from "../time/countdown";
import { clock } from "../time/clock.svelte";
import { loadItem, saveItem } from "./local-storage";
import type { SettingsState } from "./settings.svelte";

/** The reminders, and what holds them back. */
export class Reminders {
  readonly #settings: SettingsState;
  /** The reminders, as the engine keeps them. */
  notices = $state.raw<ReminderRecord[]>([]);
  /** What the desktop offers; `null` before the first answer. */
  shell = $state.raw<ShellState | null>(null);
  /** Whether the first answer is still awaited. */
  loading = $state(true);
  /** What failed the last time. */
  failure = $state.raw<Failure | null>(null);
  /** Up to which instant the reminders were seen. */
  seenUntil = $state(rememberedSeen());

  /** Until when all reminders are snoozed; `null` if they are not. */
  readonly pausedUntil = $derived.by(() => {
    const until = parseInstant(this.#settings.value?.paused_until);
    return until !== null && until > clock.now ? until : null;
  });
  /** The reminders that are snoozed one by one. */
  readonly putOff = $derived(this.notices.filter((notice) => isSnoozed(notice, clock.now)));
  /** How many are new since the list was last opened. */
  readonly unseen = $derived(this.notices.filter((notice) => isFresh(notice, this.seenUntil, clock.now)).length);
  /** What holds back what was not shown yet. */
  readonly holding = $derived.by((): Holding => ({
    pausedUntil: this.pausedUntil,
    settings: this.#settings.value?.reminders ?? null,
    notifications: this.shell?.notifications ?? true,
  }));

  readonly #backend: Backend;
  #asked = 0;

  constructor(backend: Backend, settings: SettingsState) {
    this.#backend = backend;
    this.#settings = settings;
  }

  /** Listens, then asks for everything once; the returned function ends the listening. */
  async start(): Promise<() => void> {
    const unlisten = await this.#backend.listen((event) => {
      if (event.type === "reminders_changed" || event.type === "events_missed") void this.#load();
    });
    await Promise.all([this.#load(), this.askDesktop()]);
    return unlisten;
  }

  /** Asks what the desktop offers: a notification service may have come meanwhile. */
  async askDesktop(): Promise<void> {
    await this.#trying(async () => {
      this.shell = await this.#backend.shellState();
    });
  }

  /** Marks everything as seen. */
  markSeen(): void {
    const newest = Math.max(this.seenUntil, ...this.notices.map(momentOf));
    if (newest === this.seenUntil) return;
    this.seenUntil = newest;
    saveItem("noticesSeen", newest);
  }

  /** Snoozes a reminder. */
  snooze(id: number, snooze: Snooze): Promise<boolean> {
    return this.#act(() => this.#backend.snoozeReminder(id, snooze));
  }

  /** Lets a notice rest until something new comes. */
  dismiss(id: number): Promise<boolean> {
    return this.#act(() => this.#backend.dismissReminder(id));
  }

  /** Puts everything off. */
  pause(snooze: Snooze): Promise<boolean> {
    return this.#act(() => this.#backend.pauseReminders(snooze));
  }

  /** Ends that. */
  resume(): Promise<boolean> {
    return this.#act(() => this.#backend.resumeReminders());
  }

  /** Has the application start with the computer or not; rejects with the failure, and all is as it was. */
  async setAutostart(on: boolean): Promise<void> {
    const before = this.shell;
    if (before) this.shell = { ...before, autostart: on };
    try {
      await this.#backend.setAutostart(on);
    } catch (thrown) {
      this.shell = before;
      throw thrown;
    }
  }

  /** Fetches the reminders. Only the answer to the newest request counts. */
  async #load(): Promise<void> {
    const asked = (this.#asked += 1);
    await this.#trying(async () => {
      const notices = await this.#backend.reminders();
      if (asked !== this.#asked) return;
      this.notices = sanitizeDeep(notices);
    });
    this.loading = false;
  }

  /** Runs a command of the user: an earlier failure is no longer of interest. */
  #act(work: () => Promise<void>): Promise<boolean> {
    this.failure = null;
    return this.#trying(work);
  }

  async #trying(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    }
  }
}

function rememberedSeen(): number {
  const seen = loadItem("noticesSeen");
  return typeof seen === "number" && Number.isFinite(seen) ? seen : 0;
}
