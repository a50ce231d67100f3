import { loadItem, saveItem } from "./local-storage";

/** Somewhere in the window: a new screen is a word here and a branch in App.svelte. */
export type Screen = { at: "overview" } | { at: "workspace"; id: string } | { at: "reminders" } | { at: "settings" };

/** Older entries are dropped. */
const LONGEST_TRAIL = 100;
const MOST_RECENT = 12;

/** The current screen, and the history back and forward. */
export class Navigation {
  /** The workspaces opened last, the newest first. */
  recent = $state.raw<string[]>(rememberedRecent());

  #trail = $state.raw<Screen[]>([rememberedPlace() ?? { at: "overview" }]);
  #here = $state(0);

  /** The current screen. */
  get current(): Screen {
    return this.#trail[this.#here] ?? { at: "overview" };
  }

  /** Goes somewhere. `instead` leaves no way back to where one was: for steps through a list. */
  go(screen: Screen, how: "onward" | "instead" = "onward"): void {
    if (same(screen, this.current)) return;
    const behind = this.#trail.slice(0, how === "onward" ? this.#here + 1 : this.#here);
    this.#follow([...behind, screen].slice(-LONGEST_TRAIL));
  }

  /** One step back, or forward again; stays at the ends of the way. */
  step(by: 1 | -1): void {
    this.#arrive(Math.min(this.#trail.length - 1, Math.max(0, this.#here + by)));
  }

  /** Out of where one is: from beside the workspaces back to where one came from, and else to the overview. */
  leave(): void {
    if (isUtilityScreen(this.current) && this.#here > 0) this.step(-1);
    else this.go({ at: "overview" });
  }

  /** Removes a deleted workspace from the history; shows `instead` if it is on screen. */
  forget(id: string, instead: Screen): void {
    const stays = (screen: Screen) => screen.at !== "workspace" || screen.id !== id;
    if (!stays(this.current)) this.go(instead, "instead");
    const here = this.current;
    // Two steps that now lead to the same screen are one.
    const trail = this.#trail.filter(stays).filter((screen, index, all) => !same(screen, all[index - 1]));
    this.#trail = trail;
    this.#here = trail.findLastIndex((screen) => same(screen, here));
    this.recent = this.recent.filter((other) => other !== id);
    saveItem("recent", this.recent);
  }

  #follow(trail: Screen[]): void {
    this.#trail = trail;
    this.#arrive(trail.length - 1);
  }

  #arrive(here: number): void {
    this.#here = here;
    // The window opens with workspaces again, and not with what was looked up beside them.
    if (!isUtilityScreen(this.current)) saveItem("place", this.current);
    if (this.current.at !== "workspace") return;
    const { id } = this.current;
    this.recent = [id, ...this.recent.filter((other) => other !== id)].slice(0, MOST_RECENT);
    saveItem("recent", this.recent);
  }
}

function same(one: Screen, other: Screen | undefined): boolean {
  return one.at === "workspace" && other?.at === "workspace" ? one.id === other.id : one.at === other?.at;
}

/** Whether a screen is not about workspaces, and is left by going back. */
export function isUtilityScreen(screen: Screen): screen is Screen & { at: "reminders" | "settings" } {
  return screen.at === "reminders" || screen.at === "settings";
}

function rememberedPlace(): Screen | null {
  const screen = loadItem("place");
  return isPlace(screen) ? screen : null;
}

function isPlace(value: unknown): value is Screen {
  if (typeof value !== "object" || value === null) return false;
  const { at, id } = value as { at?: unknown; id?: unknown };
  return at === "overview" || (at === "workspace" && typeof id === "string");
}

function rememberedRecent(): string[] {
  const recent = loadItem("recent");
  return Array.isArray(recent) ? recent.filter((id) => typeof id === "string").slice(0, MOST_RECENT) : [];
}
