import type { Attention, Status } from "../backend/types";

/** The tone in which something is drawn: the engine's attention, or "quiet" where nothing is at stake. */
export type Tone = Attention | "quiet";

/** The tone of a workspace's status. A community workspace has nothing that could end, so it is not "good" either. */
export function toneOf(status: Status, attention: Attention): Tone {
  if (attention !== "calm") return attention;
  return status === "community" || status === "unknown" || status === "not_permitted" ? "quiet" : "calm";
}

/** The tone of one license among several: its own nearness, so that a sound license beside an ended one looks sound. */
export function licenseTone(end: number | null, now: number, attention: Attention): Tone {
  if (end !== null && end <= now) return "ended";
  if (attention === "ended" || attention === "problem") return end === null ? "quiet" : nearness(end - now);
  return attention;
}

const DAY = 86_400_000;

/** The product's own thresholds, for what the engine's one attention per workspace does not tell apart. */
function nearness(left: number): Tone {
  if (left <= 7 * DAY) return "critical";
  return left <= 30 * DAY ? "soon" : "calm";
}
