import type { FailureCode } from "./FailureCode";

export type Failure = { code: FailureCode, message: string, hint: string, server_said: string | null, };
