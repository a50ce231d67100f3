/**
 * The engine's types, under one roof. The files in `bindings/` are generated from the Rust side; nothing outside this
 * folder imports them directly.
 */
export type { AppInfo } from "./bindings/AppInfo";
export type { Attention } from "./bindings/Attention";
export type { Challenge } from "./bindings/Challenge";
export type { Change } from "./bindings/Change";
export type { ChangeKind } from "./bindings/ChangeKind";
export type { ChangeRecord } from "./bindings/ChangeRecord";
export type { Connection } from "./bindings/Connection";
export type { Credential } from "./bindings/Credential";
export type { DeadlineKind } from "./bindings/DeadlineKind";
export type { DeadlineReport } from "./bindings/DeadlineReport";
export type { EngineEvent } from "./bindings/EngineEvent";
export type { Factor } from "./bindings/Factor";
export type { Failure } from "./bindings/Failure";
export type { FailureCode } from "./bindings/FailureCode";
export type { Forecast } from "./bindings/Forecast";
export type { KeyReason } from "./bindings/KeyReason";
export type { KeyVerdict } from "./bindings/KeyVerdict";
export type { LicenseReport } from "./bindings/LicenseReport";
export type { LicenseView } from "./bindings/LicenseView";
export type { LimitKind } from "./bindings/LimitKind";
export type { LimitReport } from "./bindings/LimitReport";
export type { ModuleReport } from "./bindings/ModuleReport";
export type { NewWorkspace } from "./bindings/NewWorkspace";
export type { Purpose } from "./bindings/Purpose";
export type { Reconnection } from "./bindings/Reconnection";
export type { Remark } from "./bindings/Remark";
export type { RemarkKind } from "./bindings/RemarkKind";
export type { Renewal } from "./bindings/Renewal";
export type { RouteEntry } from "./bindings/RouteEntry";
export type { SignIn } from "./bindings/SignIn";
export type { SignInStep } from "./bindings/SignInStep";
export type { Status } from "./bindings/Status";
export type { Support } from "./bindings/Support";
export type { TagReport } from "./bindings/TagReport";
export type { TokenFate } from "./bindings/TokenFate";
export type { UsageHistory } from "./bindings/UsageHistory";
export type { VaultState } from "./bindings/VaultState";
export type { WorkspaceView } from "./bindings/WorkspaceView";
