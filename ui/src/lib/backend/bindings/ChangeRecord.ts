import type { ChangeKind } from "./ChangeKind";

export type ChangeRecord = { at: string, kind: ChangeKind, subject: string, before: string | null, after: string | null, };
