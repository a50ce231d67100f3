import type { Attention } from "./Attention";
import type { DeadlineReport } from "./DeadlineReport";
import type { Failure } from "./Failure";
import type { LicenseView } from "./LicenseView";
import type { LimitReport } from "./LimitReport";
import type { Status } from "./Status";

export type WorkspaceView = { id: string, name: string, url: string, user_id: string, server_version: string | null, status: Status, attention: Attention, error: Failure | null, fetched_at: string | null, stale: boolean, refreshing: boolean, lapsed_at: string | null, licenses: Array<LicenseView>, community_limits: Array<LimitReport>, next_deadline: DeadlineReport | null, };
