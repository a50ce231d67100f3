import { asFailure, type Backend } from "../backend";
import type { Failure, Probe, ProbeInput } from "../backend/types";
import { sanitizeDeep } from "../domain/sanitize";

/** So long nothing is typed before an address is asked by itself. */
export const TYPING_PAUSE = 600;

/** A look at an address while it is typed: what answers there, or why nothing does. */
export class AddressProbe {
  /** Whether an answer is awaited. */
  asking = $state(false);
  /** What answers at the address as it is entered now. */
  probe = $state.raw<Probe | null>(null);
  /** Why nothing answers there. */
  failure = $state.raw<Failure | null>(null);

  readonly #backend: Pick<Backend, "probe">;
  /** What was entered, as a text: an answer to anything else comes too late. */
  #entered = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pending: Promise<Probe | null> | null = null;

  constructor(backend: Pick<Backend, "probe">) {
    this.#backend = backend;
  }

  /** Takes in what is entered now; what was asked before counts no more. `worth` says whether to ask by itself. */
  follow(input: ProbeInput, worth: boolean): void {
    const entered = JSON.stringify(input);
    if (entered === this.#entered) return;
    this.forget();
    this.#entered = entered;
    if (worth) this.#timer = setTimeout(() => void this.#ask(input), TYPING_PAUSE);
  }

  /** Asks now, where there is no answer yet; `null` if it failed or a newer probe replaced it. */
  ask(input: ProbeInput): Promise<Probe | null> {
    this.follow(input, false);
    clearTimeout(this.#timer);
    if (this.probe) return Promise.resolve(this.probe);
    return this.#pending ?? this.#ask(input);
  }

  /** Forgets what was asked and answered. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#entered = "";
    this.#pending = null;
    this.asking = false;
    this.probe = null;
    this.failure = null;
  }

  #ask(input: ProbeInput): Promise<Probe | null> {
    this.asking = true;
    this.failure = null;
    const asked = this.#look(input, () => this.#pending === asked);
    this.#pending = asked;
    return asked;
  }

  async #look(input: ProbeInput, counts: () => boolean): Promise<Probe | null> {
    let probe: Probe | null = null;
    let failure: Failure | null = null;
    try {
      probe = sanitizeDeep(await this.#backend.probe(input));
    } catch (thrown) {
      failure = asFailure(thrown);
    }
    if (!counts()) return null;
    this.#pending = null;
    this.asking = false;
    this.probe = probe;
    this.failure = failure;
    return probe;
  }
}
