import type { Failure } from "./Failure";
import type { VaultState } from "./VaultState";

export type AppInfo = { version: string, now: string, vault: VaultState, vault_problem: Failure | null, data_dir: string, };
