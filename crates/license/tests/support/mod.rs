//! Shared helpers of the tests.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use jiff::{SignedDuration, Timestamp};
use license::{DeadlineKind, Entitlement, License, Observation};

/// The now of the examples.
pub fn now() -> Timestamp {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

/// So many days after [`now`].
pub fn day(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

/// A license of the plan Enterprise that ends then, and grants nothing.
pub fn license_until(end: Timestamp) -> License {
    License::bare("Enterprise").with_deadline(end, DeadlineKind::Expiry)
}

pub fn licensed(licenses: impl Into<Vec<License>>) -> Entitlement {
    Entitlement::Licensed { licenses: licenses.into() }
}

/// What is known after one answer.
pub fn observe(latest: &Entitlement) -> Observation<'_> {
    Observation { latest: Some(latest), last_known_licenses: latest.licenses(), facts: license::ServerFacts::unknown() }
}
