//! Snoozing reminders.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Time, tz::TimeZone};
use serde::Deserialize;
use ts_rs::TS;

/// How long to snooze.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Snooze {
    /// For one hour.
    Hour,
    /// Until 9:00 tomorrow, in the user's time zone.
    Tomorrow,
    /// For seven days.
    Week,
}

/// The time of day at which [`Snooze::Tomorrow`] ends.
const MORNING: Time = Time::constant(9, 0, 0, 0);

impl Snooze {
    /// An upper bound for the duration of any snooze.
    pub const LONGEST: SignedDuration = SignedDuration::from_hours(8 * 24);

    /// When a snooze that begins at `now` ends, for a user in `zone`.
    pub fn until(self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        let later = |hours| now.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX);
        match self {
            Self::Hour => later(1),
            Self::Week => later(7 * 24),
            Self::Tomorrow => {
                let tomorrow = zone.to_datetime(now).date().saturating_add(1.day());
                // A time that daylight saving time skips is moved past the gap.
                zone.to_timestamp(tomorrow.to_datetime(MORNING)).unwrap_or_else(|_| later(24))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tomorrow_ends_at_nine_in_the_users_zone() {
        let until =
            |now: &str, zone| Snooze::Tomorrow.until(now.parse().unwrap(), &TimeZone::get(zone).unwrap()).to_string();
        assert_eq!(until("2026-03-01T23:30:00Z", "UTC"), "2026-03-02T09:00:00Z");
        assert_eq!(until("2026-03-01T23:30:00Z", "Europe/Berlin"), "2026-03-03T08:00:00Z");
        assert_eq!(until("2026-03-28T12:00:00Z", "Europe/Berlin"), "2026-03-29T07:00:00Z");
    }

    proptest! {
        #[test]
        fn snooze_ends_in_the_future_and_within_its_bound(second in 1_700_000_000_i64..2_000_000_000) {
            let now = Timestamp::from_second(second).unwrap();
            for (snooze, max_hours) in [(Snooze::Hour, 1), (Snooze::Tomorrow, 34), (Snooze::Week, 168)] {
                let wait = snooze.until(now, &TimeZone::get("America/Sao_Paulo").unwrap()).duration_since(now);
                prop_assert!(wait > SignedDuration::ZERO && wait <= SignedDuration::from_hours(max_hours));
            }
        }
    }
}
