import type { Backend } from "../backend";
import type { LeadTimes, WorkspaceReminderSettings, WorkspaceView } from "../backend/types";

/** The reminder settings of one workspace, while they are edited. */
export class WorkspaceReminders {
  readonly #workspace: () => WorkspaceView;
  readonly #defaults: () => LeadTimes;
  readonly #save: (settings: WorkspaceReminderSettings) => Promise<boolean>;
  /** The unsaved choice, which is shown until the engine reports another value than `before`. */
  #pending = $state.raw<{ settings: WorkspaceReminderSettings; before: WorkspaceReminderSettings } | null>(null);
  /** The last custom lead times, so that muting and unmuting a workspace restores them. */
  #lead: LeadTimes | null = null;

  constructor(
    workspace: () => WorkspaceView,
    defaults: () => LeadTimes,
    save: (settings: WorkspaceReminderSettings) => Promise<boolean>,
  ) {
    this.#workspace = workspace;
    this.#defaults = defaults;
    this.#save = save;
  }

  /** The settings to show. */
  get current(): WorkspaceReminderSettings {
    const stored = this.#workspace().reminding;
    return this.#pending?.before === stored ? this.#pending.settings : stored;
  }

  /** Chooses a mode. Custom lead times start as a copy of the default ones. */
  async choose(is: WorkspaceReminderSettings["is"]): Promise<void> {
    if (this.current.is === "custom") this.#lead = this.current.lead;
    await this.#update(is === "custom" ? { is, lead: this.#lead ?? this.#defaults() } : { is });
  }

  async setLead(lead: LeadTimes): Promise<void> {
    await this.#update({ is: "custom", lead });
  }

  async #update(settings: WorkspaceReminderSettings): Promise<void> {
    const pending = { settings, before: this.#workspace().reminding };
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
