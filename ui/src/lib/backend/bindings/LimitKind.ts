export type LimitKind = "active_users" | "guest_users" | "rooms_per_guest" | "private_apps" | "marketplace_apps" | "monthly_active_contacts";
