//! Putting off what is told.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Time, tz::TimeZone};
use serde::Deserialize;
use ts_rs::TS;

/// For how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Snooze {
    /// An hour.
    Hour,
    /// Until nine o'clock tomorrow, where the reader is.
    Tomorrow,
    /// Seven days.
    Week,
}

/// When a working day begins.
const MORNING: Time = Time::constant(9, 0, 0, 0);

impl Snooze {
    /// Longer than any.
    pub const LONGEST: SignedDuration = SignedDuration::from_hours(8 * 24);

    /// Until when, for a reader in `zone`, from a given now.
    pub fn until(self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        let later = |hours| now.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX);
        match self {
            Self::Hour => later(1),
            Self::Week => later(7 * 24),
            Self::Tomorrow => {
                let tomorrow = zone.to_datetime(now).date().saturating_add(1.day());
                // A clock that is set forward at nine shows the next instant that there is.
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
    fn tomorrow_is_nine_in_the_morning_where_the_reader_is() {
        let until =
            |now: &str, zone| Snooze::Tomorrow.until(now.parse().unwrap(), &TimeZone::get(zone).unwrap()).to_string();
        assert_eq!(until("2026-03-01T23:30:00Z", "UTC"), "2026-03-02T09:00:00Z");
        assert_eq!(until("2026-03-01T23:30:00Z", "Europe/Berlin"), "2026-03-03T08:00:00Z");
        assert_eq!(until("2026-03-28T12:00:00Z", "Europe/Berlin"), "2026-03-29T07:00:00Z");
    }

    proptest! {
        #[test]
        fn a_snooze_ends_later_and_not_much_later(second in 1_700_000_000_i64..2_000_000_000) {
            let now = Timestamp::from_second(second).unwrap();
            for (snooze, most) in [(Snooze::Hour, 1), (Snooze::Tomorrow, 34), (Snooze::Week, 168)] {
                let wait = snooze.until(now, &TimeZone::get("America/Sao_Paulo").unwrap()).duration_since(now);
                prop_assert!(wait > SignedDuration::ZERO && wait <= SignedDuration::from_hours(most));
            }
        }
    }
}
