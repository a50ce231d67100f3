import type { DeadlineReport } from "./DeadlineReport";
import type { LimitReport } from "./LimitReport";
import type { ModuleReport } from "./ModuleReport";
import type { Remark } from "./Remark";
import type { TagReport } from "./TagReport";

export type LicenseView = { plan: string, tags: Array<TagReport>, trial: boolean, auto_renew: boolean, expires_at: string | null, seconds_left: number | null, visual_expiration: string | null, workspace_id: string | null, deadlines: Array<DeadlineReport>, modules: Array<ModuleReport>, limits: Array<LimitReport>, license_id: string | null, issued_at: string | null, granted_to: string | null, granted_by: string | null, addresses: Array<string>, offline: boolean, cancellable: boolean, remarks: Array<Remark>, };
