import type { Attention, Status } from "../backend/types";
import type { Tone } from "../design/tone";
import { DAY } from "../time/countdown";

/** The tone of a workspace in the list: what the engine says of its urgency. */
export function toneOf(status: Status, attention: Attention): Tone {
  if (attention !== "calm") return attention;
  // A community workspace has nothing that could end, so it is not "good" either.
  return status === "community" || status === "unknown" || status === "not_permitted" ? "quiet" : "calm";
}

/** The tone of the status alone: a sound license stays sound while its server is out of reach. */
export function statusTone(status: Status, attention: Attention): Tone {
  switch (status) {
    case "valid":
      return "calm";
    case "expiring":
      return attention === "critical" ? "critical" : "soon";
    case "expired":
    case "lapsed":
    case "invalid":
      return "ended";
    case "community":
      return "quiet";
    case "not_permitted":
      return "problem";
    case "unknown":
      return attention === "problem" ? "problem" : "quiet";
  }
}

/** The tone of one license: the engine's, unless that is about another license or about the server. */
export function licenseTone(end: number | null, now: number, attention: Attention, renews: boolean): Tone {
  if (end !== null && end <= now) return "ended";
  if (attention !== "ended" && attention !== "problem") return attention;
  if (end === null) return "quiet";
  const tone = nearness(end - now);
  // The date of a license that renews itself is a renewal, and one step softer.
  return renews ? (tone === "critical" ? "soon" : "calm") : tone;
}

/** The product's own thresholds, for what the engine's one attention per workspace does not tell apart. */
export function nearness(left: number): Tone {
  if (left <= 7 * DAY) return "critical";
  return left <= 30 * DAY ? "soon" : "calm";
}
