import type { Failure, FailureCode } from "../types";

/** A failure as an error, for a promise to reject with. */
export function failure(code: FailureCode, message: string, serverSaid: string | null = null): Failure & Error {
  const made: Failure = { code, message, hint: "", server_said: serverSaid };
  return made as Failure & Error;
}
