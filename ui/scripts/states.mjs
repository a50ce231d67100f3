/** The screens and states that are looked at: by eye in the screenshots, by axe in the accessibility check. */
import { adding } from "./states/adding.mjs";
import { components } from "./states/components.mjs";
import { overview } from "./states/overview.mjs";
import { reminders } from "./states/reminders.mjs";
import { settings } from "./states/settings.mjs";
import { window } from "./states/window.mjs";
import { workspace } from "./states/workspace.mjs";

export const states = [...overview, ...workspace, ...adding, ...reminders, ...settings, ...window, ...components];

/**
 * Whether a state can be looked at in a look: some need the list and the workspace side by side, and where the system
 * chooses the colors there are no two themes to show beside each other.
 */
export function reachable(state, look) {
  const narrow = (look.width ?? 1_280) / (look.zoom ?? 1) < 640;
  return !(state.wide && narrow) && !(state.query.includes("page=components") && look.name === "forced");
}

/** The states that show a look best. */
export const telling =
  /^(reminders|settings|settings-workspaces|overview|overview-filters|overview-strange|groups-overview|groups-dialog|groups-dialog-strange|groups-strange|move-dialog|palette|fleet-acme|fleet-documented|fleet-support|strange-long|strange-hostile|first-run|add|add-shop|add-refused|add-done|remove|one|failing|compare-moments|raw-found|samples|components)$/;

/** How a state is looked at: theme, language, size, zoom, contrast. */
export const looks = [
  { name: "light", theme: "light" },
  { name: "dark", theme: "dark" },
  { name: "de", lang: "de-DE" },
  { name: "pt", lang: "pt-BR", zone: "America/Sao_Paulo" },
  { name: "small", width: 720, height: 480 },
  { name: "small-de-dark", width: 720, height: 480, lang: "de-DE", theme: "dark" },
  { name: "zoom200", width: 1280, height: 800, zoom: 2 },
  { name: "small-zoom200", width: 720, height: 480, zoom: 2 },
  { name: "4k", width: 3840, height: 2160 },
  { name: "contrast", media: { contrast: "more" } },
  { name: "contrast-dark", theme: "dark", media: { contrast: "more" } },
  { name: "forced", theme: "dark", media: { forcedColors: "active" } },
];
