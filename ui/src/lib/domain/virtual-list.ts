/** The range of rows of a long list that is drawn, and the heights of the rest above and below, in pixels. */
export type VirtualWindow = { from: number; to: number; above: number; below: number };

/** Lists of up to this many rows are drawn completely, because virtualization would not pay off. */
const DRAW_ALL = 80;
/** Rows drawn beyond each edge, so that fast scrolling shows no gap. */
const SPARE = 8;

/** The top of each row, given the heights, and finally the end of the list. */
export function topsOf(heights: readonly number[]): number[] {
  const tops = [0];
  let end = 0;
  for (const height of heights) tops.push((end += height));
  return tops;
}

/** The index of the row at a vertical position; the first or last row if that is outside the list. */
export function rowAt(tops: readonly number[], y: number): number {
  let [low, high] = [0, Math.max(0, tops.length - 2)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The visible rows and some spare ones, of rows with these `tops`. */
export function virtualWindow(list: { tops: readonly number[]; scrollTop: number; height: number }): VirtualWindow {
  const { tops, scrollTop, height } = list;
  const total = tops.length - 1;
  const end = tops[total] ?? 0;
  if (total <= DRAW_ALL) return { from: 0, to: total, above: 0, below: 0 };
  const top = Math.min(Math.max(0, scrollTop), Math.max(0, end - height));
  const from = Math.max(0, rowAt(tops, top) - SPARE);
  const to = Math.min(total, rowAt(tops, top + height) + 2 + SPARE);
  return { from, to, above: tops[from] ?? 0, below: end - (tops[to] ?? end) };
}

/** The index of the row that a key moves to from the row `at`, where -1 is none; `undefined` for other keys. */
export function rowByKey(
  key: string,
  list: { at: number; total: number; row: number; height: number },
): number | undefined {
  const { at, total, row, height } = list;
  const page = Math.max(1, Math.floor(height / row) - 1);
  const moves: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: total - 1,
    PageDown: at + page,
    PageUp: at - page,
  };
  const to = moves[key];
  return to === undefined ? undefined : Math.min(total - 1, Math.max(0, to));
}
