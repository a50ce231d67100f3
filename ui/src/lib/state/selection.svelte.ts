/** The selected rows of a list, which are moved together. */
export class Selection {
  /** The selected ids, in the order in which they were selected. */
  ids = $state.raw<readonly string[]>([]);
  /** Where the next range begins. */
  #anchor: string | null = null;

  has(id: string): boolean {
    return this.ids.includes(id);
  }

  toggle(id: string): void {
    this.ids = this.has(id) ? this.ids.filter((other) => other !== id) : [...this.ids, id];
    this.#anchor = id;
  }

  /** Selects the range from the row that was toggled last to this one. */
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

  clear(): void {
    this.ids = [];
    this.#anchor = null;
  }

  /** The rows that move with a row: the selection in the order of the list, or only the row if it is not selected. */
  with(id: string, list: readonly string[]): string[] {
    return this.has(id) ? list.filter((other) => this.has(other)) : [id];
  }
}
