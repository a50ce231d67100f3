/** The rows of a list that were chosen to be moved together. */
export class Selection {
  /** The chosen ids. */
  ids = $state.raw<readonly string[]>([]);
  /** From where a range is chosen. */
  #anchor: string | null = null;

  /** Whether a row is chosen. */
  has(id: string): boolean {
    return this.ids.includes(id);
  }

  /** Chooses a row, or no longer. */
  toggle(id: string): void {
    this.ids = this.has(id) ? this.ids.filter((other) => other !== id) : [...this.ids, id];
    this.#anchor = id;
  }

  /** Chooses all rows from the last one that was chosen up to this. */
  extend(list: readonly string[], id: string): void {
    const from = this.#anchor === null ? -1 : list.indexOf(this.#anchor);
    const to = list.indexOf(id);
    if (from < 0 || to < 0) {
      this.toggle(id);
      return;
    }
    const range = list.slice(Math.min(from, to), Math.max(from, to) + 1);
    this.ids = [...this.ids, ...range.filter((one) => !this.has(one))];
  }

  /** Nothing is chosen any more. */
  clear(): void {
    this.ids = [];
    this.#anchor = null;
  }

  /** What is moved with a row: everything chosen, in the order of the list, or the row alone when it is not among it. */
  with(id: string, list: readonly string[]): string[] {
    return this.has(id) ? list.filter((other) => this.has(other)) : [id];
  }
}
