import { remember, remembered } from "./local-storage";

/** Somewhere in the window: a new place is a word here and a branch in App.svelte. */
export type Place = { at: "overview" } | { at: "workspace"; id: string } | { at: "reminders" } | { at: "settings" };

/** Older steps are forgotten. */
const LONGEST_TRAIL = 100;
const MOST_RECENT = 12;

/** Where one is in the window, and the way there and back. */
export class Places {
  /** The workspaces opened last, the newest first. */
  recent = $state.raw<string[]>(rememberedRecent());

  #trail = $state.raw<Place[]>([rememberedPlace() ?? { at: "overview" }]);
  #here = $state(0);

  /** Where one is. */
  get current(): Place {
    return this.#trail[this.#here] ?? { at: "overview" };
  }

  /** Goes somewhere. `instead` leaves no way back to where one was: for steps through a list. */
  go(place: Place, how: "onward" | "instead" = "onward"): void {
    if (same(place, this.current)) return;
    const behind = this.#trail.slice(0, how === "onward" ? this.#here + 1 : this.#here);
    this.#follow([...behind, place].slice(-LONGEST_TRAIL));
  }

  /** One step back, or forward again; stays at the ends of the way. */
  step(by: 1 | -1): void {
    this.#arrive(Math.min(this.#trail.length - 1, Math.max(0, this.#here + by)));
  }

  /** Out of where one is: from beside the workspaces back to where one came from, and else to the overview. */
  leave(): void {
    if (isBeside(this.current) && this.#here > 0) this.step(-1);
    else this.go({ at: "overview" });
  }

  /** Takes a workspace that is gone out of the way; whoever is there is led to `instead`. */
  forget(id: string, instead: Place): void {
    const stays = (place: Place) => place.at !== "workspace" || place.id !== id;
    if (!stays(this.current)) this.go(instead, "instead");
    const here = this.current;
    // Two steps that now lead to the same place are one.
    const trail = this.#trail.filter(stays).filter((place, index, all) => !same(place, all[index - 1]));
    this.#trail = trail;
    this.#here = trail.findLastIndex((place) => same(place, here));
    this.recent = this.recent.filter((other) => other !== id);
    remember("recent", this.recent);
  }

  #follow(trail: Place[]): void {
    this.#trail = trail;
    this.#arrive(trail.length - 1);
  }

  #arrive(here: number): void {
    this.#here = here;
    // The window opens with workspaces again, and not with what was looked up beside them.
    if (!isBeside(this.current)) remember("place", this.current);
    if (this.current.at !== "workspace") return;
    const { id } = this.current;
    this.recent = [id, ...this.recent.filter((other) => other !== id)].slice(0, MOST_RECENT);
    remember("recent", this.recent);
  }
}

function same(one: Place, other: Place | undefined): boolean {
  return one.at === "workspace" && other?.at === "workspace" ? one.id === other.id : one.at === other?.at;
}

/** Whether a place lies beside the workspaces: one looks something up there, and comes back. */
export function isBeside(place: Place): place is Place & { at: "reminders" | "settings" } {
  return place.at === "reminders" || place.at === "settings";
}

function rememberedPlace(): Place | null {
  const place = remembered("place");
  return isPlace(place) ? place : null;
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== "object" || value === null) return false;
  const { at, id } = value as { at?: unknown; id?: unknown };
  return at === "overview" || (at === "workspace" && typeof id === "string");
}

function rememberedRecent(): string[] {
  const recent = remembered("recent");
  return Array.isArray(recent) ? recent.filter((id) => typeof id === "string").slice(0, MOST_RECENT) : [];
}
