import { asFailure } from "../backend";
import type { Failure } from "../backend/types";

/** How long “saved” is shown, in milliseconds. */
const SAID_FOR = 2_500;

/** The outcome of changes that are saved immediately: a short confirmation, or the failure. */
export class SaveStatus {
  /** Whether something was saved just now. */
  saved = $state(false);
  /** What failed the last time. */
  failure = $state.raw<Failure | null>(null);

  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Loads what is to be changed: a failure is shown like a failure to save. */
  readonly read = async (read: () => Promise<void>): Promise<void> => {
    try {
      await read();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  };

  /**
   * Saves something, and says what became of it; whoever drew it as saved draws it as it was where this is false. Where
   * somebody thought better of it (`false`), nothing is said; nor is a failure once more that is said there, where
   * whoever asked for it looks.
   */
  readonly run = async (
    save: () => Promise<unknown>,
    saidThere: (failure: Failure) => boolean = () => false,
  ): Promise<boolean> => {
    clearTimeout(this.#timer);
    this.saved = false;
    this.failure = null;
    try {
      if ((await save()) === false) return false;
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (!saidThere(failure)) this.failure = failure;
      return false;
    }
    this.saved = true;
    this.#timer = setTimeout(() => (this.saved = false), SAID_FOR);
    return true;
  };
}
