import type { Backend } from "../backend";
import type { LeadTimes, WorkspaceReminderSettings } from "../backend/types";

/** Own settings; those that are `null` are the next wider ones. */
export type CustomReminders = Omit<Extract<WorkspaceReminderSettings, { is: "custom" }>, "is">;

/** How the reminders of a workspace or a group can be set. */
export const reminderModes: readonly WorkspaceReminderSettings["is"][] = ["default", "custom", "muted"];

/** The reminder settings of one workspace or group, while they are edited. */
export class WorkspaceReminders {
  readonly #stored: () => WorkspaceReminderSettings;
  readonly #defaults: () => LeadTimes;
  readonly #save: (settings: WorkspaceReminderSettings) => Promise<boolean>;
  /** The unsaved choice, which is shown until the engine reports another value than `before`. */
  #pending = $state.raw<{ settings: WorkspaceReminderSettings; before: WorkspaceReminderSettings } | null>(null);
  /** The last own settings, so that muting and unmuting restores them. */
  #custom: CustomReminders | null = null;

  constructor(
    stored: () => WorkspaceReminderSettings,
    defaults: () => LeadTimes,
    save: (settings: WorkspaceReminderSettings) => Promise<boolean>,
  ) {
    this.#stored = stored;
    this.#defaults = defaults;
    this.#save = save;
  }

  /** The settings to show. */
  get current(): WorkspaceReminderSettings {
    const stored = this.#stored();
    return this.#pending?.before === stored ? this.#pending.settings : stored;
  }

  /** Chooses a mode. Own lead times start as a copy of the default ones. */
  async choose(is: WorkspaceReminderSettings["is"]): Promise<void> {
    const { current } = this;
    if (current.is === "custom") this.#custom = { lead: current.lead, steps: current.steps, off: current.off };
    const custom = this.#custom ?? { lead: this.#defaults(), steps: null, off: null };
    await this.#update(is === "custom" ? { is, ...custom } : { is });
  }

  /** Changes some of the own settings. */
  async set(change: Partial<CustomReminders>): Promise<void> {
    const { current } = this;
    const before = current.is === "custom" ? current : { lead: null, steps: null, off: null };
    await this.#update({ ...before, ...change, is: "custom" });
  }

  async #update(settings: WorkspaceReminderSettings): Promise<void> {
    const pending = { settings, before: this.#stored() };
    this.#pending = pending;
    const saved = await this.#save(settings);
    if (!saved && this.#pending === pending) this.#pending = null;
  }
}

/** Saves the reminder settings of one workspace; returns whether that worked. */
export type SaveWorkspaceReminders = (id: string, settings: WorkspaceReminderSettings) => Promise<boolean>;

/** Saves reminder settings through the engine. `run` shows the outcome. */
export function workspaceReminderSaver(
  backend: Pick<Backend, "setWorkspaceReminders">,
  run: (save: () => Promise<void>) => Promise<boolean>,
): SaveWorkspaceReminders {
  return (id, settings) => run(() => backend.setWorkspaceReminders(id, settings));
}
