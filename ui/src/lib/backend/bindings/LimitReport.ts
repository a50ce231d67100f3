import type { LimitKind } from "./LimitKind";

export type LimitReport = { kind: LimitKind, used: number | null, max: number | null, };
