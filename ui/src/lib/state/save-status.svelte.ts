import { asFailure } from "../backend";
import type { Failure } from "../backend/types";

/** How long the confirmation is shown, in milliseconds. */
const CONFIRMATION_TIME = 2_500;

/** The outcome of changes that are saved immediately: a short confirmation, or the failure. */
export class SaveStatus {
  /** Whether the confirmation is shown. */
  saved = $state(false);
  /** Why the last load or save failed; `null` if it succeeded. */
  failure = $state.raw<Failure | null>(null);

  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Loads the values to edit; a failure is shown like a failure to save. */
  readonly read = async (load: () => Promise<void>): Promise<void> => {
    try {
      await load();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  };

  /**
   * Saves something and shows the outcome; returns whether it was saved. If not, the caller reverts what it shows.
   * Shows nothing if `save` resolves to `false`, because the user canceled, and no failure that `isShownElsewhere`.
   */
  readonly run = async (
    save: () => Promise<unknown>,
    isShownElsewhere: (failure: Failure) => boolean = () => false,
  ): Promise<boolean> => {
    clearTimeout(this.#timer);
    this.saved = false;
    this.failure = null;
    try {
      if ((await save()) === false) return false;
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (!isShownElsewhere(failure)) this.failure = failure;
      return false;
    }
    this.saved = true;
    this.#timer = setTimeout(() => (this.saved = false), CONFIRMATION_TIME);
    return true;
  };
}
