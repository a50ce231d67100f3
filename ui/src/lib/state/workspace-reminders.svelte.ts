import type { Backend } from "../backend";
import type { LeadTimes, WorkspaceReminderSettings, WorkspaceView } from "../backend/types";

/** The reminder settings of one workspace while they are edited. */
export class WorkspaceReminders {
  readonly #workspace: () => WorkspaceView;
  readonly #usual: () => LeadTimes;
  readonly #save: (wish: WorkspaceReminderSettings) => Promise<boolean>;
  /** What was chosen, and what the engine had before: it is shown until the engine reports a new value. */
  #wished = $state.raw<{ wish: WorkspaceReminderSettings; before: WorkspaceReminderSettings } | null>(null);
  /** The last own lead times: muting a workspace and unmuting it restores them. */
  #lead: LeadTimes | null = null;

  constructor(
    workspace: () => WorkspaceView,
    usual: () => LeadTimes,
    save: (wish: WorkspaceReminderSettings) => Promise<boolean>,
  ) {
    this.#workspace = workspace;
    this.#usual = usual;
    this.#save = save;
  }

  /** The current choice. */
  get wish(): WorkspaceReminderSettings {
    const current = this.#workspace().reminding;
    return this.#wished?.before === current ? this.#wished.wish : current;
  }

  /** Chooses one of the three; own times begin as the usual ones. */
  async choose(is: WorkspaceReminderSettings["is"]): Promise<void> {
    if (this.wish.is === "custom") this.#lead = this.wish.lead;
    await this.#wishFor(is === "custom" ? { is, lead: this.#lead ?? this.#usual() } : { is });
  }

  /** Changes its own times. */
  async setLead(lead: LeadTimes): Promise<void> {
    await this.#wishFor({ is: "custom", lead });
  }

  async #wishFor(wish: WorkspaceReminderSettings): Promise<void> {
    const wished = { wish, before: this.#workspace().reminding };
    this.#wished = wished;
    const saved = await this.#save(wish);
    if (!saved && this.#wished === wished) this.#wished = null;
  }
}

/** Saves the wish for one workspace. */
export type SaveWorkspaceReminders = (id: string, wish: WorkspaceReminderSettings) => Promise<boolean>;

/** The way to save wishes for single workspaces through the engine. */
export function workspaceReminderSaver(
  backend: Pick<Backend, "setWorkspaceReminders">,
  run: (save: () => Promise<void>) => Promise<boolean>,
): SaveWorkspaceReminders {
  return (id, wish) => run(() => backend.setWorkspaceReminders(id, wish));
}
