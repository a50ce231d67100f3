/** The sections of the settings, in their order: each is a task, not a part of the program. */
export const settingsSections = [
  "general",
  "notifications",
  "alerts",
  "workspaces",
  "network",
  "data",
  "about",
] as const;

/** A section of the settings. */
export type SettingsSection = (typeof settingsSections)[number];

/** The section of a link such as `settings:network`, the first one for `settings` alone; `undefined` for other links. */
export function settingsSectionOf(link: string): SettingsSection | undefined {
  const [screen, name] = link.split(":");
  if (screen !== "settings") return undefined;
  return settingsSections.find((section) => section === name) ?? settingsSections[0];
}
