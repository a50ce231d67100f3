import { describe, expect, it } from "vitest";

import { failure } from "../../test/recorded";
import { defaultSettings, type Settings, type SettingsPatch } from "../backend/types";
import { SettingsState } from "./settings.svelte";

/** A backend that answers each update when the test calls `answer` or `refuse`. */
function engine() {
  const waiting: { patch: SettingsPatch; answer: (settings: Settings) => void; refuse: () => void }[] = [];
  const backend = {
    settings: () => Promise.resolve(defaultSettings),
    updateSettings: (patch: SettingsPatch) =>
      new Promise<Settings>((resolve, reject) => {
        const refuse = () => reject(failure("storage", "full"));
        waiting.push({ patch, answer: resolve, refuse });
      }),
    listen: () => Promise.resolve(() => undefined),
  };
  return { backend, waiting };
}

describe("the settings", () => {
  it("show a change immediately, and revert only the one that cannot be saved", async () => {
    const { backend, waiting } = engine();
    const settings = new SettingsState(backend);
    await settings.start();
    const first = settings.update({ refresh: { interval_hours: 12 } });
    const second = settings.update({ reminders: { lead: [60, 0] } });
    expect(settings.value?.refresh).toEqual({ interval_hours: 12, route: { via: "system" } });
    expect(settings.value?.reminders).toMatchObject({ lead: [60, 0], quiet: null });
    waiting[0]?.refuse();
    await expect(first).rejects.toMatchObject({ code: "storage" });
    expect(settings.value?.refresh).toEqual(defaultSettings.refresh);
    expect(settings.value?.reminders.lead).toEqual([60, 0]);
    waiting[1]?.answer({ ...defaultSettings, reminders: { ...defaultSettings.reminders, lead: [60, 0] } });
    await second;
    expect(settings.value?.reminders.lead).toEqual([60, 0]);
  });

  it("are those of the newest request if answers arrive out of order", async () => {
    const { backend, waiting } = engine();
    const settings = new SettingsState(backend);
    await settings.start();
    const both = [settings.update({ no_tray_explained: true }), settings.update({ paused_until: null })];
    waiting[1]?.answer({ ...defaultSettings, no_tray_explained: true });
    waiting[0]?.answer(defaultSettings);
    await Promise.all(both);
    expect(settings.value?.no_tray_explained).toBe(true);
  });
});
