import type { Nearness, WorkspaceView } from "../backend/types";
import type { Tone } from "../design/tone";

/** The tone of a deadline by how near it is. */
export const nearnessTones: Readonly<Record<Nearness, Tone>> = {
  far: "calm",
  soon: "soon",
  critical: "critical",
  passed: "ended",
};

/** The parts of a workspace that glyphs and badges show. */
export type Standing = Pick<WorkspaceView, "status" | "attention" | "nearest">;

/** The tone of a workspace in a list: how urgently it needs an admin. */
export function toneOf({ status, attention }: Standing): Tone {
  if (attention !== "calm") return attention;
  // A community workspace has nothing that could end, so it is not "good" either.
  return status === "community" || status === "unknown" || status === "not_permitted" ? "quiet" : "calm";
}

/**
 * The tone of the status alone: a valid license stays good while its server cannot be reached, but not while something about
 * it is critical.
 */
export function statusTone({ status, attention, nearest }: Standing): Tone {
  switch (status) {
    case "valid":
      return attention === "critical" || attention === "ended" ? attention : "calm";
    case "expiring":
      return nearnessTones[nearest ?? "soon"];
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
