export type VaultState = "keyring" | "session_memory";
