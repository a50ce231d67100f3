import type { DeadlineKind } from "./DeadlineKind";

export type DeadlineReport = { at: string, kind: DeadlineKind, modules: Array<string>, };
