import { patchSettings, type Backend } from "../backend";
import type { Settings, SettingsPatch } from "../backend/types";
import { followLanguage } from "./language";

/** The settings of the application, as the engine has them or is about to have them. */
export class SettingsState {
  readonly #backend: Pick<Backend, "settings" | "updateSettings" | "listen">;
  /** As the engine has them. */
  #stored = $state.raw<Settings | null>(null);
  /** Changes that are being saved, in their order. */
  #pending = $state.raw<readonly SettingsPatch[]>([]);
  #asked = 0;

  /** Every setting; `null` before the first answer. */
  readonly value = $derived(this.#stored && this.#pending.reduce(patchSettings, this.#stored));

  constructor(backend: Pick<Backend, "settings" | "updateSettings" | "listen">) {
    this.#backend = backend;
  }

  /** Listens, then asks for the settings; the returned function ends the listening. */
  async start(): Promise<() => void> {
    // Settings that cannot be read are asked for again when the user opens them, and the failure is shown there.
    const load = () => this.load().catch(() => undefined);
    const unlisten = await this.#backend.listen((event) => {
      if (event.type === "settings_changed") void load();
    });
    await load();
    return unlisten;
  }

  /** Asks for the settings; rejects with the failure. */
  async load(): Promise<void> {
    await this.#take(this.#backend.settings());
  }

  /** Changes settings at once; rejects with the failure, and those that were not saved are as they were. */
  async update(patch: SettingsPatch): Promise<void> {
    this.#pending = [...this.#pending, patch];
    this.#speak();
    try {
      await this.#take(this.#backend.updateSettings(patch));
    } finally {
      this.#pending = this.#pending.filter((other) => other !== patch);
      this.#speak();
    }
  }

  /** Of answers that overtake each other, the one to the newest question counts. */
  async #take(answer: Promise<Settings>): Promise<void> {
    const asked = (this.#asked += 1);
    const settings = await answer;
    if (asked !== this.#asked) return;
    this.#stored = settings;
    this.#speak();
  }

  #speak(): void {
    if (this.value) followLanguage(this.value.language);
  }
}
