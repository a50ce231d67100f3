import type { TagReport } from "../backend/types";

/** A color of the form `#RRGGBB`, else `null`: a server must not inject anything else into a style. */
export function safeColor(color: string | null): string | null {
  return color !== null && /^#[0-9a-f]{6}$/i.test(color) ? color : null;
}

/** The accent color of a plan: the color of the tag with its name, else of the first tag that has one. */
export function planColor(plan: string, tags: readonly TagReport[]): string | null {
  const colored = tags.filter(({ color }) => safeColor(color) !== null);
  return (colored.find(({ name }) => name === plan) ?? colored[0])?.color ?? null;
}
