import type { WorkspaceView } from "../backend/types";

/**
 * Whether no list looks different when one view of a workspace replaces the other: they differ at most in when it was
 * read last, and in whether it is being refreshed.
 */
export function looksTheSame(one: WorkspaceView, other: WorkspaceView): boolean {
  if ((one.fetched_at === null) !== (other.fetched_at === null)) return false;
  const { fetched_at, refreshing } = one;
  return isEqual(one, { ...other, fetched_at, refreshing });
}

/** Whether two values from JSON are equal. */
function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => name in other && isEqual(one[name], other[name]))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
