import { copyText } from "./clipboard";

/** How long the confirmation is shown, in milliseconds: enough to read a word, and for a screen reader to start on it. */
const CONFIRMATION_TIME = 2_500;

/** Copies texts, and knows for a moment whether that worked. */
export class CopyStatus {
  /** Whether the last copy succeeded; `null` if it is a while ago. */
  outcome = $state<boolean | null>(null);

  #timer: ReturnType<typeof setTimeout> | undefined;

  async copy(text: string): Promise<void> {
    clearTimeout(this.#timer);
    this.outcome = null;
    this.outcome = await copyText(text);
    this.#timer = setTimeout(() => (this.outcome = null), CONFIRMATION_TIME);
  }
}
