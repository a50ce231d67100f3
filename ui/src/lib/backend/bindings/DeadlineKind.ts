export type DeadlineKind = "expiry" | "trial_end" | "modules_disabled" | "fair_use" | "admins_notified" | "users_notified" | "version_support_end" | "not_yet_valid";
