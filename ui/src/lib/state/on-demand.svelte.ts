import { asFailure } from "../backend";
import type { Failure } from "../backend/types";

/** A component that is loaded when it is first needed. */
export class OnDemand<Loaded> {
  readonly #import: () => Promise<{ default: Loaded }>;
  #loading: Promise<void> | undefined;
  #component = $state.raw<Loaded>();
  /** Why it could not be loaded when it was needed; `null` if it can be. */
  failure = $state.raw<Failure | null>(null);

  constructor(load: () => Promise<{ default: Loaded }>) {
    this.#import = load;
  }

  /** The component; `undefined` until it is loaded, which reading this begins. */
  get component(): Loaded | undefined {
    if (!this.#component && !this.failure) void this.#loadNow();
    return this.#component;
  }

  /** The component if it is loaded already: for what the window can do without. */
  get loaded(): Loaded | undefined {
    return this.#component;
  }

  /** Resolves when the component is there; rejects if it cannot be loaded now. */
  load(): Promise<void> {
    return (this.#loading ??= this.#import().then(
      ({ default: component }) => {
        this.#component = component;
      },
      (thrown: unknown) => {
        this.#loading = undefined;
        throw thrown;
      },
    ));
  }

  /** Loads it because it may be needed soon. What fails is tried again when it is needed. */
  prepare(): void {
    this.load().catch(() => undefined);
  }

  /** Tries again after a failure. */
  retry(): void {
    this.failure = null;
    void this.#loadNow();
  }

  async #loadNow(): Promise<void> {
    try {
      await this.load();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }
}
