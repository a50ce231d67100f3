import type { Fill, LimitView } from "../backend/types";

/** What is drawn of a limit. */
export type LimitState =
  | { kind: "unlimited"; used: number | null }
  | { kind: "none_included" }
  | { kind: "unknown_use"; max: number }
  /** `share` is what is in use, 1 for all of it. */
  | { kind: "measured"; used: number; max: number; share: number; level: Fill };

/** Which of the figures of a limit there are to draw. */
export function limitState({ used, max, share, level }: LimitView): LimitState {
  if (max === null) return { kind: "unlimited", used };
  if (used === null || share === null) return max === 0 ? { kind: "none_included" } : { kind: "unknown_use", max };
  return { kind: "measured", used, max, share: share / 1000, level };
}
