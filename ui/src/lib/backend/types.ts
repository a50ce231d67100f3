/**
 * The engine's types, under one roof. The files in `bindings/` are generated from the Rust side; nothing outside this
 * folder imports them directly.
 */
export type { AppInfo } from "./bindings/AppInfo";
export type { Attention } from "./bindings/Attention";
export type { ChangeKind } from "./bindings/ChangeKind";
export type { ChangeRecord } from "./bindings/ChangeRecord";
export type { DeadlineKind } from "./bindings/DeadlineKind";
export type { DeadlineReport } from "./bindings/DeadlineReport";
export type { EngineEvent } from "./bindings/EngineEvent";
export type { Failure } from "./bindings/Failure";
export type { FailureCode } from "./bindings/FailureCode";
export type { LicenseView } from "./bindings/LicenseView";
export type { LimitKind } from "./bindings/LimitKind";
export type { LimitReport } from "./bindings/LimitReport";
export type { ModuleReport } from "./bindings/ModuleReport";
export type { NewWorkspace } from "./bindings/NewWorkspace";
export type { Remark } from "./bindings/Remark";
export type { RemarkKind } from "./bindings/RemarkKind";
export type { Status } from "./bindings/Status";
export type { TagReport } from "./bindings/TagReport";
export type { VaultState } from "./bindings/VaultState";
export type { WorkspaceView } from "./bindings/WorkspaceView";
