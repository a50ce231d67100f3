import type { Failure, FailureCode } from "../types";

/** A failure, which a promise can reject with. */
export function failure(code: FailureCode, message: string, serverSaid: string | null = null): Failure & Error {
  const made: Failure = { code, message, hint: "", server_said: serverSaid };
  return made as Failure & Error;
}
