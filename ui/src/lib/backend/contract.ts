import { sanitizeDeep } from "../domain/sanitize";
import type { Commands, EngineEvent, Failure, FailureCode } from "./types";

/**
 * The engine's commands. Every promise rejects with a {@link Failure}, never with anything else. Changes come back as
 * {@link EngineEvent}s, from which the window draws.
 */
export type Backend = Commands & {
  /** Subscribes to events; the returned function unsubscribes. */
  listen(handler: (event: EngineEvent) => void): Promise<() => void>;
};

/** Converts anything thrown to a failure that can be shown. */
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
