import type { WorkspaceView } from "../backend/types";

/**
 * Whether a workspace has a module, had it or is granted it without its working, or neither; unknown where nothing was
 * ever read.
 */
export type Holding = "has" | "lost" | "lacks" | "unknown";

/** What a workspace has of the modules that it does not lack: see `absence`. */
export function holdings({ modules, lost_modules: lost }: WorkspaceView): ReadonlyMap<string, Holding> {
  return new Map<string, Holding>([
    ...lost.map((id): [string, Holding] => [id, "lost"]),
    ...modules.filter(({ active }) => active).map(({ id }): [string, Holding] => [id, "has"]),
  ]);
}

/** What it means that a module is not among the holdings of a workspace: nothing, where nothing was ever read. */
export function absence({ fetched_at: fetchedAt }: WorkspaceView): Holding {
  return fetchedAt === null ? "unknown" : "lacks";
}

/** In how many workspaces each module works. */
export function countHolders(workspaces: readonly WorkspaceView[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { modules } of workspaces) {
    for (const { id, active } of modules) if (active) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** A cell of the matrix, counted from 0. */
export type Cell = { row: number; column: number };

/** The cell that a key moves to, within a matrix of this size; `null` for other keys. */
export function cellByKey(
  { key, ctrlKey }: Pick<KeyboardEvent, "key" | "ctrlKey">,
  at: Cell,
  size: { rows: number; columns: number; page: number },
): Cell | null {
  const moves: Readonly<Record<string, Cell>> = {
    ArrowDown: { row: at.row + 1, column: at.column },
    ArrowUp: { row: at.row - 1, column: at.column },
    ArrowRight: { row: at.row, column: at.column + 1 },
    ArrowLeft: { row: at.row, column: at.column - 1 },
    PageDown: { row: at.row + size.page, column: at.column },
    PageUp: { row: at.row - size.page, column: at.column },
    Home: { row: ctrlKey ? 0 : at.row, column: 0 },
    End: { row: ctrlKey ? size.rows - 1 : at.row, column: size.columns - 1 },
  };
  const to = moves[key];
  if (!to) return null;
  const within = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
  return { row: within(to.row, size.rows), column: within(to.column, size.columns) };
}
