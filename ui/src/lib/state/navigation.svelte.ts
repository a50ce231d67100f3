import type { Sides } from "../domain/revisions";
import type { SettingsSection } from "../domain/settings-sections";
import { loadItem, saveItem } from "./local-storage";

/** A screen of the window. App.svelte has a branch for each. */
export type Screen =
  | { at: "overview" }
  | { at: "workspace"; id: string }
  /** The workspace is `null` for the one that was open last. */
  | { at: "compare"; workspace: string | null; begin?: Sides | undefined }
  /** Which workspace has which module, beginning at one of them. */
  | { at: "matrix"; module?: string }
  | { at: "reminders" }
  /** Without a section: the one that is open, or the first. */
  | { at: "settings"; section?: SettingsSection };

/** The history drops older entries. */
const MAX_HISTORY = 100;
const MAX_RECENT = 12;

/** The current screen, and the history back and forward. */
export class Navigation {
  /** Ids of recently opened workspaces, newest first. */
  recent = $state.raw<string[]>(savedRecent());

  #history = $state.raw<Screen[]>([savedScreen() ?? { at: "overview" }]);
  #index = $state(0);

  /** The current screen. */
  get current(): Screen {
    return this.#history[this.#index] ?? { at: "overview" };
  }

  /** Opens a screen. `replace` replaces the current history entry, for steps through a list. */
  go(screen: Screen, how: "push" | "replace" = "push"): void {
    const { current } = this;
    if (screen.at === "settings" && current.at === "settings") {
      // One entry for all sections: going back leaves the settings.
      if (!screen.section || screen.section === current.section) return;
      how = "replace";
    } else if (isSame(screen, current)) return;
    const behind = this.#history.slice(0, how === "push" ? this.#index + 1 : this.#index);
    this.#history = [...behind, screen].slice(-MAX_HISTORY);
    this.#show(this.#history.length - 1);
  }

  /** Goes one step back or forward in the history; does nothing at its ends. */
  step(by: 1 | -1): void {
    this.#show(Math.min(this.#history.length - 1, Math.max(0, this.#index + by)));
  }

  /** Leaves the current screen: a utility screen goes back in the history, any other goes to the overview. */
  leave(): void {
    if (isUtilityScreen(this.current) && this.#index > 0) this.step(-1);
    else this.go({ at: "overview" });
  }

  /** Removes a deleted workspace from the history; opens `fallback` if it is on screen. */
  forget(id: string, fallback: Screen): void {
    const isKept = (screen: Screen) => {
      if (screen.at === "compare") return screen.workspace !== id && !isIn(screen.begin, id);
      return screen.at !== "workspace" || screen.id !== id;
    };
    if (!isKept(this.current)) this.go(fallback, "replace");
    const { current } = this;
    // Entries that are now adjacent may show the same screen.
    const history = this.#history.filter(isKept).filter((screen, index, all) => !isSame(screen, all[index - 1]));
    this.#history = history;
    this.#index = history.findLastIndex((screen) => isSame(screen, current));
    this.recent = this.recent.filter((other) => other !== id);
    saveItem("recent", this.recent);
  }

  #show(index: number): void {
    this.#index = index;
    // The window starts with workspaces, not with a utility screen.
    if (!isUtilityScreen(this.current)) saveItem("place", this.current);
    if (this.current.at !== "workspace") return;
    const { id } = this.current;
    this.recent = [id, ...this.recent.filter((other) => other !== id)].slice(0, MAX_RECENT);
    saveItem("recent", this.recent);
  }
}

function isSame(one: Screen, other: Screen | undefined): boolean {
  if (one.at === "compare" && other?.at === "compare") {
    return one.workspace === other.workspace && one.begin === undefined && other.begin === undefined;
  }
  if (one.at === "workspace" && other?.at === "workspace") return one.id === other.id;
  if (one.at === "matrix" && other?.at === "matrix") return one.module === other.module;
  return one.at === other?.at;
}

/** Whether a comparison shows a workspace. */
function isIn(sides: Sides | undefined, id: string): boolean {
  return sides?.left?.workspace === id || sides?.right.workspace === id;
}

/** Whether a screen is not about workspaces, so that leaving it goes back in the history. */
export function isUtilityScreen(screen: Screen): screen is Screen & { at: "compare" | "reminders" | "settings" } {
  return screen.at === "compare" || screen.at === "reminders" || screen.at === "settings";
}

function savedScreen(): Screen | null {
  const screen = loadItem("place");
  return isRestorable(screen) ? screen : null;
}

function isRestorable(value: unknown): value is Screen {
  if (typeof value !== "object" || value === null) return false;
  const { at, id } = value as { at?: unknown; id?: unknown };
  return at === "overview" || at === "matrix" || (at === "workspace" && typeof id === "string");
}

function savedRecent(): string[] {
  const recent = loadItem("recent");
  return Array.isArray(recent) ? recent.filter((id) => typeof id === "string").slice(0, MAX_RECENT) : [];
}
