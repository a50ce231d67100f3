import type { Fill, LimitView } from "../backend/types";

/** A limit as it is drawn. */
export type LimitState =
  | { kind: "unlimited"; used: number | null }
  | { kind: "none_included" }
  | { kind: "unknown_use"; max: number }
  /** `share` is the fraction in use, where 1 is the maximum. */
  | { kind: "measured"; used: number; max: number; share: number; level: Fill };

/** How to draw a limit, given the figures that are known. */
export function limitState({ used, max, share, level }: LimitView): LimitState {
  if (max === null) return { kind: "unlimited", used };
  if (used === null || share === null) return max === 0 ? { kind: "none_included" } : { kind: "unknown_use", max };
  return { kind: "measured", used, max, share: share / 1000, level };
}
