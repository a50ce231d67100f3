export type RemarkKind = "unreadable_date" | "unreadable_color" | "unreadable_field" | "unreadable_expiry";
