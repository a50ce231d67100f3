import { asFailure, type Backend } from "../backend";
import type { Failure, Probe, ProbeInput } from "../backend/types";
import { sanitizeDeep } from "../domain/sanitize";

/** How long typing pauses before an address is probed automatically, in milliseconds. */
export const TYPING_PAUSE = 600;

/** Probes an address while it is typed: which server answers there, or why none does. */
export class AddressProbe {
  /** Whether a probe is in progress. */
  pending = $state(false);
  /** The server at the current address; `null` until it has answered. */
  result = $state.raw<Probe | null>(null);
  /** Why the probe of the current address failed. */
  failure = $state.raw<Failure | null>(null);

  readonly #backend: Pick<Backend, "probe">;
  /** The current input, as JSON; results for any other input are discarded. */
  #input = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<Probe | null> | null = null;

  constructor(backend: Pick<Backend, "probe">) {
    this.#backend = backend;
  }

  /** Discards the result if the input has changed; with `automatic`, probes the new input once typing pauses. */
  follow(input: ProbeInput, automatic: boolean): void {
    const json = JSON.stringify(input);
    if (json === this.#input) return;
    this.reset();
    this.#input = json;
    if (automatic) this.#timer = setTimeout(() => void this.#start(input), TYPING_PAUSE);
  }

  /** Probes now, unless there is a result already; `null` if the probe failed or the input has changed meanwhile. */
  run(input: ProbeInput): Promise<Probe | null> {
    this.follow(input, false);
    clearTimeout(this.#timer);
    if (this.result) return Promise.resolve(this.result);
    return this.#running ?? this.#start(input);
  }

  /** Cancels a scheduled probe, and discards input and result. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#input = "";
    this.#running = null;
    this.pending = false;
    this.result = null;
    this.failure = null;
  }

  #start(input: ProbeInput): Promise<Probe | null> {
    this.pending = true;
    this.failure = null;
    const running = this.#probe(input, () => this.#running === running);
    this.#running = running;
    return running;
  }

  async #probe(input: ProbeInput, isCurrent: () => boolean): Promise<Probe | null> {
    let result: Probe | null = null;
    let failure: Failure | null = null;
    try {
      result = sanitizeDeep(await this.#backend.probe(input));
    } catch (thrown) {
      failure = asFailure(thrown);
    }
    if (!isCurrent()) return null;
    this.#running = null;
    this.pending = false;
    this.result = result;
    this.failure = failure;
    return result;
  }
}
