import { patchSettings, type Backend } from "../backend";
import type { Settings, SettingsPatch } from "../backend/types";
import { followLanguage } from "./language";

/** The settings of the application, including changes that are still being saved. */
export class SettingsState {
  readonly #backend: Pick<Backend, "settings" | "updateSettings" | "listen">;
  /** The settings that the engine last reported; `null` until they are loaded. */
  #stored = $state.raw<Settings | null>(null);
  /** Changes that are being saved, in order. */
  #pending = $state.raw<readonly SettingsPatch[]>([]);
  #lastRequest = 0;

  /** The settings to show; `null` until they are loaded. */
  readonly value = $derived(this.#stored && this.#pending.reduce(patchSettings, this.#stored));

  constructor(backend: Pick<Backend, "settings" | "updateSettings" | "listen">) {
    this.#backend = backend;
  }

  /** Subscribes to changes, then loads the settings; the returned function unsubscribes. */
  async start(): Promise<() => void> {
    // The settings page loads them again, and shows the failure.
    const load = () => this.load().catch(() => undefined);
    const unlisten = await this.#backend.listen((event) => {
      if (event.type === "settings_changed") void load();
    });
    await load();
    return unlisten;
  }

  /** Loads the settings; rejects with the failure. */
  async load(): Promise<void> {
    await this.#receive(this.#backend.settings());
  }

  /** Changes settings immediately and saves them. If that fails, reverts this change and rejects with the failure. */
  async update(patch: SettingsPatch): Promise<void> {
    this.#pending = [...this.#pending, patch];
    this.#followLanguage();
    try {
      await this.#receive(this.#backend.updateSettings(patch));
    } finally {
      this.#pending = this.#pending.filter((other) => other !== patch);
      this.#followLanguage();
    }
  }

  /** Stores an answer of the engine. Answers may arrive out of order; only that to the newest request counts. */
  async #receive(answer: Promise<Settings>): Promise<void> {
    const request = (this.#lastRequest += 1);
    const settings = await answer;
    if (request !== this.#lastRequest) return;
    this.#stored = settings;
    this.#followLanguage();
  }

  #followLanguage(): void {
    if (this.value) followLanguage(this.value.language);
  }
}
