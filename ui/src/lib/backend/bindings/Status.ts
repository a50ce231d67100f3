export type Status = "valid" | "expiring" | "expired" | "lapsed" | "invalid" | "community" | "not_permitted" | "unknown";
