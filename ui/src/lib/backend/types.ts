/**
 * The engine's types, under one roof. The files in `bindings/` are generated from the Rust side; nothing outside this
 * folder imports them directly.
 */
export type { AppInfo } from "./bindings/AppInfo";
export type { AddressFit } from "./bindings/AddressFit";
export type { AddressPatternView } from "./bindings/AddressPatternView";
export type { Arrangement } from "./bindings/Arrangement";
export type { Attention } from "./bindings/Attention";
export type { CauseKind } from "./bindings/CauseKind";
export type { Challenge } from "./bindings/Challenge";
export type { ChangeRecord } from "./bindings/ChangeRecord";
export type { ChangeView } from "./bindings/ChangeView";
export type { Commands } from "./bindings/Commands";
export type { Connection } from "./bindings/Connection";
export type { Credential } from "./bindings/Credential";
export { defaultSettings } from "./bindings/defaultSettings";
export type { DeadlineKind } from "./bindings/DeadlineKind";
export type { DeadlineReport } from "./bindings/DeadlineReport";
export type { DeadlineView } from "./bindings/DeadlineView";
export type { Dependency } from "./bindings/Dependency";
export type { Direction } from "./bindings/Direction";
export type { Effect } from "./bindings/Effect";
export type { EngineEvent } from "./bindings/EngineEvent";
export type { Factor } from "./bindings/Factor";
export type { Failure } from "./bindings/Failure";
export type { FailureCode } from "./bindings/FailureCode";
export type { Fill } from "./bindings/Fill";
export type { Forecast } from "./bindings/Forecast";
export type { Group } from "./bindings/Group";
export type { GrantedModuleView } from "./bindings/GrantedModuleView";
export type { GroupColor } from "./bindings/GroupColor";
export type { Headline } from "./bindings/Headline";
export type { ImportPlan } from "./bindings/ImportPlan";
export type { ImportedWorkspace } from "./bindings/ImportedWorkspace";
export type { KeyApplied } from "./bindings/KeyApplied";
export type { KeyReason } from "./bindings/KeyReason";
export type { KeyVerdict } from "./bindings/KeyVerdict";
export type { Language } from "./bindings/Language";
export type { LeadTimes } from "./bindings/LeadTimes";
export type { LicenseReport } from "./bindings/LicenseReport";
export type { LicenseView } from "./bindings/LicenseView";
export type { LimitKind } from "./bindings/LimitKind";
export type { LimitReport } from "./bindings/LimitReport";
export type { LimitStepView } from "./bindings/LimitStepView";
export type { LimitView } from "./bindings/LimitView";
export type { ModuleReport } from "./bindings/ModuleReport";
export type { Nearness } from "./bindings/Nearness";
export type { Revision } from "./bindings/Revision";
export type { NewWorkspace } from "./bindings/NewWorkspace";
export type { ReminderRecord } from "./bindings/ReminderRecord";
export type { GroupMembership } from "./bindings/GroupMembership";
export type { Probe } from "./bindings/Probe";
export type { ProbeInput } from "./bindings/ProbeInput";
export type { Purpose } from "./bindings/Purpose";
export type { QuietHours } from "./bindings/QuietHours";
export type { RawAnswer } from "./bindings/RawAnswer";
export type { Reconnection } from "./bindings/Reconnection";
export type { Remark } from "./bindings/Remark";
export type { RemarkKind } from "./bindings/RemarkKind";
export type { ReminderSettings } from "./bindings/ReminderSettings";
export type { Renewal } from "./bindings/Renewal";
export type { RefreshSettings } from "./bindings/RefreshSettings";
export type { RouteEntry } from "./bindings/RouteEntry";
export type { Share } from "./bindings/Share";
export type { Settings } from "./bindings/Settings";
export type { SettingsPatch } from "./bindings/SettingsPatch";
export type { ShellState } from "./bindings/ShellState";
export type { SignIn } from "./bindings/SignIn";
export type { SignInStep } from "./bindings/SignInStep";
export type { Snooze } from "./bindings/Snooze";
export type { Status } from "./bindings/Status";
export type { Support } from "./bindings/Support";
export type { TagReport } from "./bindings/TagReport";
export type { TokenFate } from "./bindings/TokenFate";
export type { Trigger } from "./bindings/Trigger";
export type { Urgency } from "./bindings/Urgency";
export type { UsageHistory } from "./bindings/UsageHistory";
export type { VaultState } from "./bindings/VaultState";
export type { WorkspaceReminderSettings } from "./bindings/WorkspaceReminderSettings";
export type { WorkspaceView } from "./bindings/WorkspaceView";

import type { ChangeView } from "./bindings/ChangeView";

type WithoutDirection<T> = T extends unknown ? Omit<T, "direction"> : never;

/** A change, without whether it is for the better. */
export type Change = WithoutDirection<ChangeView>;
