import type { Settings, SettingsPatch } from "./types";

/** Applies a change to settings section by section, like the engine. */
export function patchSettings(settings: Settings, patch: SettingsPatch): Settings {
  const changes = Object.entries(patch).map(([name, change]) => {
    const before = settings[name as keyof Settings];
    const isSection = typeof before === "object" && typeof change === "object" && before !== null && change !== null;
    return [name, isSection ? { ...before, ...change } : change];
  });
  return { ...settings, ...(Object.fromEntries(changes) as Partial<Settings>) };
}
