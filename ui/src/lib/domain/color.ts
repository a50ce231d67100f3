import type { TagReport } from "../backend/types";

/** A color of the form `#RRGGBB`, or none: nothing else from a stranger comes into a style. */
export function safeColor(color: string | null): string | null {
  return color !== null && /^#[0-9a-f]{6}$/i.test(color) ? color : null;
}

/** The accent of a plan: the color of the tag of its name, else the first color there is. */
export function planColor(plan: string, tags: readonly TagReport[]): string | null {
  const colored = tags.filter(({ color }) => safeColor(color) !== null);
  return (colored.find(({ name }) => name === plan) ?? colored[0])?.color ?? null;
}
