import type { LimitReport } from "../backend/types";
import type { Tone } from "../design/tone";

/** How near a limit is to its end; the tone of its bar. */
export type LimitLevel = "calm" | "high" | "higher" | "full" | "over";

/** What can be said of a limit. */
export type LimitState =
  | { kind: "unlimited"; used: number | null }
  | { kind: "none_included" }
  | { kind: "unknown_use"; max: number }
  | { kind: "measured"; used: number; max: number; share: number; level: LimitLevel };

/** The tone in which a limit is drawn. */
export const limitTones: Readonly<Record<LimitLevel, Tone>> = {
  calm: "calm",
  high: "soon",
  higher: "soon",
  full: "ended",
  over: "ended",
};

/** From here on a limit asks for a look, and from there on for an answer. */
const HIGH = 0.8;
const HIGHER = 0.9;

/** Reads a limit: unlimited, none included, of unknown use, or so and so full. */
export function limitState({ used, max }: LimitReport): LimitState {
  if (max === null) return { kind: "unlimited", used };
  if (max <= 0 && !used) return { kind: "none_included" };
  if (used === null) return { kind: "unknown_use", max };
  const share = max > 0 ? used / max : 1;
  return { kind: "measured", used, max, share, level: levelOf(used, max, share) };
}

function levelOf(used: number, max: number, share: number): LimitLevel {
  if (used > max) return "over";
  if (used === max) return "full";
  if (share >= HIGHER) return "higher";
  return share >= HIGH ? "high" : "calm";
}
