//! Limits, under the names that every generation of the API uses.

use license::{Limit, LimitKind, Max};

use super::field::Fields;

/// The API's names of the limits.
pub(super) const LIMITS: [(&str, LimitKind); 6] = [
    ("activeUsers", LimitKind::ActiveUsers),
    ("guestUsers", LimitKind::GuestUsers),
    ("roomsPerGuest", LimitKind::RoomsPerGuest),
    ("privateApps", LimitKind::PrivateApps),
    ("marketplaceApps", LimitKind::MarketplaceApps),
    ("monthlyActiveContacts", LimitKind::MonthlyActiveContacts),
];

/// A maximum; a negative number is unlimited.
pub(super) fn max(number: i64) -> Max {
    u64::try_from(number).map_or(Max::Unlimited, Max::AtMost)
}

/// The limits that a server reports, each with its maximum and use.
pub(super) fn limits(fields: &Fields<'_>) -> Vec<Limit> {
    let limit = |(name, kind): (&str, LimitKind)| {
        let fields = fields.object(name);
        let used = fields.number("value").and_then(|used| u64::try_from(used).ok());
        Some(Limit::new(kind, used, max(fields.number("max")?)))
    };
    LIMITS.into_iter().filter_map(limit).collect()
}
