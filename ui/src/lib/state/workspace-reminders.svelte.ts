import type { Backend } from "../backend";
import type { LeadTimes, WorkspaceReminderSettings, WorkspaceView } from "../backend/types";

/** How somebody wishes to be reminded of one workspace, while he changes it. */
export class WorkspaceReminders {
  readonly #workspace: () => WorkspaceView;
  readonly #usual: () => LeadTimes;
  readonly #save: (wish: WorkspaceReminderSettings) => Promise<boolean>;
  /** What was wished for, and what the engine had told before: it counts until the engine tells anew. */
  #wished = $state.raw<{ wish: WorkspaceReminderSettings; before: WorkspaceReminderSettings } | null>(null);
  /** The own times that there were last: whoever mutes a workspace for a while finds them again. */
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

  /** The wish as it stands. */
  get wish(): WorkspaceReminderSettings {
    const told = this.#workspace().reminding;
    return this.#wished?.before === told ? this.#wished.wish : told;
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
