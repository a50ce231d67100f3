import type { RemarkKind } from "./RemarkKind";

export type Remark = { kind: RemarkKind, field: string, value: string, };
