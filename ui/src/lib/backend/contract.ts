import { sanitizeDeep } from "../domain/sanitize";
import type { Commands, EngineEvent, Failure, FailureCode } from "./types";

/**
 * What the window may ask of the engine. Every promise rejects with a {@link Failure}, never with anything else.
 * Changes come back as {@link EngineEvent}s: the window draws what they say.
 */
export type Backend = Commands & {
  /** Calls back for every event from now on; the returned function ends that. */
  listen(handler: (event: EngineEvent) => void): Promise<() => void>;
};

/** Whatever was thrown, as a failure that can be shown. */
export function asFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) return sanitizeDeep(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "internal", message, hint: "", server_said: null };
}

function isFailure(value: unknown): value is Failure {
  if (typeof value !== "object" || value === null) return false;
  const candidate = value as { code?: FailureCode; message?: unknown };
  return typeof candidate.code === "string" && typeof candidate.message === "string";
}
