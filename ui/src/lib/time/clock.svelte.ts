import { needsSeconds, untilNextTick } from "./countdown";

/**
 * The clock of the window. It follows the engine's time, which tests and demos can set. It ticks every second while a
 * visible countdown is below 24 hours, otherwise at full minutes, and stops while the window is hidden.
 */
export class Clock {
  /** The engine's time as of the last tick, in milliseconds since 1970. */
  now = $state(Date.now());

  #offset = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- not rendered
  readonly #watched = new Map<number, number>();

  /** Synchronizes with the engine. `engineNow` is in milliseconds since 1970. */
  setByEngine(engineNow: number): void {
    this.#offset = engineNow - Date.now();
    this.#tick();
  }

  /** Starts ticking; the returned function stops it. */
  start(): () => void {
    const onVisibility = () => {
      if (document.hidden) this.#pause();
      else this.#tick();
    };
    this.#running = true;
    document.addEventListener("visibilitychange", onVisibility);
    onVisibility();
    return () => {
      this.#running = false;
      this.#pause();
      document.removeEventListener("visibilitychange", onVisibility);
    };
  }

  /** Registers a visible countdown to `instant` (milliseconds since 1970); the returned function unregisters it. */
  watch(instant: number): () => void {
    this.#watched.set(instant, (this.#watched.get(instant) ?? 0) + 1);
    this.#schedule();
    return () => {
      const left = (this.#watched.get(instant) ?? 1) - 1;
      if (left > 0) this.#watched.set(instant, left);
      else this.#watched.delete(instant);
    };
  }

  /** Whether the clock ticks every second. */
  get everySecond(): boolean {
    const now = this.#engineNow();
    for (const instant of this.#watched.keys()) if (needsSeconds(instant, now)) return true;
    return false;
  }

  #engineNow(): number {
    return Date.now() + this.#offset;
  }

  #tick(): void {
    this.now = this.#engineNow();
    this.#schedule();
  }

  #schedule(): void {
    this.#pause();
    if (!this.#running || document.hidden) return;
    this.#timer = setTimeout(() => this.#tick(), untilNextTick(this.#engineNow(), this.everySecond));
  }

  #pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** The window's clock. */
export const clock = new Clock();
