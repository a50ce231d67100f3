/** Which rows of a long list are drawn, and how much room stands for the others. */
export type ListWindow = { from: number; to: number; above: number; below: number };

/** Up to so many rows all are drawn: leaving some out pays only beyond. */
const DRAW_ALL = 80;
/** Rows drawn beyond each edge, so that fast scrolling meets no gap. */
const SPARE = 8;

/** The rows in sight, with some to spare, of `total` rows that are each `row` pixels high. */
export function windowOf(list: { total: number; row: number; scrollTop: number; height: number }): ListWindow {
  const { total, row, scrollTop, height } = list;
  if (total <= DRAW_ALL) return { from: 0, to: total, above: 0, below: 0 };
  const inSight = Math.ceil(Math.max(height, row) / row) + 1;
  const first = Math.min(Math.max(0, Math.floor(scrollTop / row)), Math.max(0, total - inSight));
  const from = Math.max(0, first - SPARE);
  const to = Math.min(total, first + inSight + SPARE);
  return { from, to, above: from * row, below: (total - to) * row };
}

/** The row to which a key leads from the row `at`, -1 being none; nothing for a key that leads nowhere. */
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
