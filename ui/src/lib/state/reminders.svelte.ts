import { asFailure, type Backend } from "../backend";
import type { Failure, ReminderRecord, ShellState, Snooze } from "../backend/types";
import { sanitizeDeep } from "../domain/sanitize";
import { isFresh, reminderTime, type DeliveryState } from "../domain/reminders";
import { parseInstant } from "../time/countdown";
import { clock } from "../time/clock.svelte";
import { loadItem, saveItem } from "./local-storage";
import type { SettingsState } from "./settings.svelte";

/** What the user did last to reminders, which can be undone. */
export type ReminderChange = { what: "done" | "snoozed" | "reopened"; ids: readonly number[]; until: number | null };

/** The reminders, what holds them back, and what the desktop supports. */
export class Reminders {
  readonly #settings: SettingsState;
  /** All reminders, in the engine's order. */
  list = $state.raw<ReminderRecord[]>([]);
  /** What the desktop supports; `null` until it is loaded. */
  shell = $state.raw<ShellState | null>(null);
  /** Whether the first load is still in progress. */
  loading = $state(true);
  /** Why the last command failed; `null` if it succeeded. */
  failure = $state.raw<Failure | null>(null);
  /** The last change, until it is undone or another page is open. */
  change = $state.raw<ReminderChange | null>(null);
  /** Reminders up to this instant have been seen, in milliseconds since 1970. */
  seenUntil = $state(savedSeenUntil());

  /** Until when all reminders are snoozed, in milliseconds since 1970; `null` if they are not. */
  readonly pausedUntil = $derived.by(() => {
    const until = parseInstant(this.#settings.value?.paused_until);
    return until !== null && until > clock.now ? until : null;
  });
  /** The reminders in each place, in the engine's order. */
  readonly places = $derived({
    inbox: this.list.filter(({ place }) => place === "inbox"),
    snoozed: this.list.filter(({ place }) => place === "snoozed"),
    done: this.list.filter(({ place }) => place === "done"),
  } satisfies Record<ReminderRecord["place"], ReminderRecord[]>);
  /** Number of reminders that are new since the list was last opened. */
  readonly unseen = $derived(this.list.filter((reminder) => isFresh(reminder, this.seenUntil)).length);
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

  /** Snoozes reminders; `until` is shown with the offer to undo it. */
  async snooze(ids: readonly number[], snooze: Snooze, until: number): Promise<boolean> {
    const done = await this.#run(() => this.#backend.snoozeReminders([...ids], snooze));
    if (done) this.change = { what: "snoozed", ids, until };
    return done;
  }

  /** Moves reminders to those that are done. */
  async complete(ids: readonly number[]): Promise<boolean> {
    const done = await this.#run(() => this.#backend.completeReminders([...ids]));
    if (done) this.change = { what: "done", ids, until: null };
    return done;
  }

  /** Moves reminders back to the inbox. */
  async reopen(ids: readonly number[]): Promise<boolean> {
    const done = await this.#run(() => this.#backend.reopenReminders([...ids]));
    if (done) this.change = { what: "reopened", ids, until: null };
    return done;
  }

  /** Undoes the last change, if there is one. */
  async undo(): Promise<boolean> {
    const { change } = this;
    if (!change) return false;
    const { ids, what } = change;
    const undo = what === "reopened" ? this.#backend.completeReminders : this.#backend.reopenReminders;
    const done = await this.#run(() => undo([...ids]));
    if (done) this.change = null;
    return done;
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
