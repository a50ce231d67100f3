import { asFailure, type Backend } from "../backend";
import type { Failure, ReminderRecord, ShellState, Snooze } from "../backend/types";
import { sanitizeDeep } from "../domain/sanitize";
import { isFresh, isSnoozed, reminderTime, type DeliveryState } from "../domain/reminders";
import { parseInstant } from "../time/countdown";
import { clock } from "../time/clock.svelte";
import { loadItem, saveItem } from "./local-storage";
import type { SettingsState } from "./settings.svelte";

/** The reminders, what holds them back, and what the desktop supports. */
export class Reminders {
  readonly #settings: SettingsState;
  /** All reminders that the engine stores. */
  list = $state.raw<ReminderRecord[]>([]);
  /** What the desktop supports; `null` until it is loaded. */
  shell = $state.raw<ShellState | null>(null);
  /** Whether the first load is still in progress. */
  loading = $state(true);
  /** Why the last command failed; `null` if it succeeded. */
  failure = $state.raw<Failure | null>(null);
  /** Reminders up to this instant have been seen, in milliseconds since 1970. */
  seenUntil = $state(savedSeenUntil());

  /** Until when all reminders are snoozed, in milliseconds since 1970; `null` if they are not. */
  readonly pausedUntil = $derived.by(() => {
    const until = parseInstant(this.#settings.value?.paused_until);
    return until !== null && until > clock.now ? until : null;
  });
  /** The reminders that the user has snoozed individually. */
  readonly snoozed = $derived(this.list.filter((reminder) => isSnoozed(reminder, clock.now)));
  /** Number of reminders that are new since the list was last opened. */
  readonly unseen = $derived(this.list.filter((reminder) => isFresh(reminder, this.seenUntil, clock.now)).length);
  /** What keeps due reminders from being shown. */
  readonly delivery = $derived.by((): DeliveryState => ({
    pausedUntil: this.pausedUntil,
    settings: this.#settings.value?.reminders ?? null,
    notifications: this.shell?.notifications ?? true,
  }));

  readonly #backend: Backend;
  #lastRequest = 0;

  constructor(backend: Backend, settings: SettingsState) {
    this.#backend = backend;
    this.#settings = settings;
  }

  /** Subscribes to changes, then loads everything; the returned function unsubscribes. */
  async start(): Promise<() => void> {
    const unlisten = await this.#backend.listen((event) => {
      if (event.type === "reminders_changed" || event.type === "events_missed") void this.#load();
    });
    await Promise.all([this.#load(), this.loadShell()]);
    return unlisten;
  }

  /** Loads what the desktop supports: a notification service may have started since. */
  async loadShell(): Promise<void> {
    await this.#attempt(async () => {
      this.shell = await this.#backend.shellState();
    });
  }

  markSeen(): void {
    const newest = Math.max(this.seenUntil, ...this.list.map(reminderTime));
    if (newest === this.seenUntil) return;
    this.seenUntil = newest;
    saveItem("noticesSeen", newest);
  }

  snooze(id: number, snooze: Snooze): Promise<boolean> {
    return this.#run(() => this.#backend.snoozeReminder(id, snooze));
  }

  /** Snoozes a reminder until something new happens. */
  dismiss(id: number): Promise<boolean> {
    return this.#run(() => this.#backend.dismissReminder(id));
  }

  /** Snoozes all reminders. */
  snoozeAll(snooze: Snooze): Promise<boolean> {
    return this.#run(() => this.#backend.pauseReminders(snooze));
  }

  /** Ends the snooze of all reminders. */
  resume(): Promise<boolean> {
    return this.#run(() => this.#backend.resumeReminders());
  }

  /** Sets whether the application starts with the computer. If that fails, reverts the switch and rejects with the failure. */
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

  /** Loads the reminders. Only the answer to the newest request counts. */
  async #load(): Promise<void> {
    const request = (this.#lastRequest += 1);
    await this.#attempt(async () => {
      const reminders = await this.#backend.reminders();
      if (request !== this.#lastRequest) return;
      this.list = sanitizeDeep(reminders);
    });
    this.loading = false;
  }

  /** Runs a command of the user, and clears the failure of an earlier one. */
  #run(command: () => Promise<void>): Promise<boolean> {
    this.failure = null;
    return this.#attempt(command);
  }

  async #attempt(command: () => Promise<void>): Promise<boolean> {
    try {
      await command();
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    }
  }
}

function savedSeenUntil(): number {
  const seen = loadItem("noticesSeen");
  return typeof seen === "number" && Number.isFinite(seen) ? seen : 0;
}
