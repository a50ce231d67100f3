import { loadItem, saveItem } from "./local-storage";

/** Which groups are folded in the lists. What is folded while one looks for something is forgotten with that search. */
export class CollapsedGroups {
  #kept = $state.raw<readonly string[]>(rememberedFolds());
  #forNow = $state.raw<readonly string[]>([]);
  readonly #searching: () => boolean;

  constructor(searching: () => boolean) {
    this.#searching = searching;
  }

  /** Whether a group is collapsed. */
  readonly has = (key: string): boolean => (this.#searching() ? this.#forNow : this.#kept).includes(key);

  /** Collapses a group, or expands it. */
  toggle(key: string): void {
    if (this.#searching()) {
      this.#forNow = toggled(this.#forNow, key);
      return;
    }
    this.#kept = toggled(this.#kept, key);
    saveItem("folded", this.#kept);
  }

  /** Something else is looked for: whatever is found is shown. */
  searchAnew(): void {
    if (this.#forNow.length > 0) this.#forNow = [];
  }
}

function toggled(keys: readonly string[], key: string): string[] {
  return keys.includes(key) ? keys.filter((other) => other !== key) : [...keys, key];
}

function rememberedFolds(): string[] {
  const folds = loadItem("folded");
  return Array.isArray(folds) ? folds.filter((key) => typeof key === "string") : [];
}
