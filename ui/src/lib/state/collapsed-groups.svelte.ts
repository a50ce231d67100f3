import { loadItem, saveItem } from "./local-storage";

/** Which groups are collapsed in the lists. Groups that are collapsed during a search expand again with the next one. */
export class CollapsedGroups {
  #saved = $state.raw<readonly string[]>(savedGroups());
  #duringSearch = $state.raw<readonly string[]>([]);
  readonly #searching: () => boolean;

  constructor(searching: () => boolean) {
    this.#searching = searching;
  }

  readonly has = (key: string): boolean => (this.#searching() ? this.#duringSearch : this.#saved).includes(key);

  toggle(key: string): void {
    if (this.#searching()) {
      this.#duringSearch = toggled(this.#duringSearch, key);
      return;
    }
    this.#saved = toggled(this.#saved, key);
    saveItem("folded", this.#saved);
  }

  /** Expands all groups for a new search, so that every match is visible. */
  expandForSearch(): void {
    if (this.#duringSearch.length > 0) this.#duringSearch = [];
  }
}

function toggled(keys: readonly string[], key: string): string[] {
  return keys.includes(key) ? keys.filter((other) => other !== key) : [...keys, key];
}

function savedGroups(): string[] {
  const groups = loadItem("folded");
  return Array.isArray(groups) ? groups.filter((key) => typeof key === "string") : [];
}
