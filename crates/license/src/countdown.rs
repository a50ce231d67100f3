//! The time until or since an instant, in the units that people use.

use std::fmt;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// The time between now and an instant.
///
/// From a day on it counts **calendar days in the reader's zone**: what ends on Friday is "2 days" away all Wednesday.
/// Below a day it counts hours and minutes, below an hour minutes and seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Countdown {
    /// Time left until the instant.
    Left(Amount),
    /// Time since the instant.
    Gone(Amount),
}

/// An amount of time, in its two largest useful units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Amount {
    /// Less than an hour.
    Minutes {
        /// 0 to 59.
        minutes: i64,
        /// 0 to 59.
        seconds: i64,
    },
    /// Less than a day, at least an hour.
    Hours {
        /// 1 to 23.
        hours: i64,
        /// 0 to 59.
        minutes: i64,
    },
    /// A day or more.
    Days(i64),
}

impl Countdown {
    /// The countdown from `now` to `at`, for a reader in `zone`.
    pub fn between(now: Timestamp, at: Timestamp, zone: &TimeZone) -> Self {
        if at > now { Self::Left(Amount::between(now, at, zone)) } else { Self::Gone(Amount::between(at, now, zone)) }
    }
}

impl Amount {
    fn between(earlier: Timestamp, later: Timestamp, zone: &TimeZone) -> Self {
        let whole = later.duration_since(earlier);
        if whole >= SignedDuration::from_hours(24) {
            let (from, to) = (zone.to_datetime(earlier).date(), zone.to_datetime(later).date());
            // Both ends can fall on one day of 25 hours; dates at the edge of the calendar have no difference.
            let days = from.until(to).map_or(whole.as_hours() / 24, |span| i64::from(span.get_days()));
            return Self::Days(days.max(1));
        }
        let (hours, minutes, seconds) = (whole.as_hours(), whole.as_mins() % 60, whole.as_secs() % 60);
        match hours {
            0 => Self::Minutes { minutes, seconds },
            _ => Self::Hours { hours, minutes },
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(1) => f.write_str("1 day"),
            Self::Days(days) => write!(f, "{days} days"),
            Self::Hours { hours, minutes } => write!(f, "{hours} h {minutes:02} m"),
            Self::Minutes { minutes, seconds } => write!(f, "{minutes} m {seconds:02} s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_countdown_uses_the_units_that_people_use() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let text = |now: &str, at: &str| match Countdown::between(now.parse().unwrap(), at.parse().unwrap(), &berlin) {
            Countdown::Left(amount) => amount.to_string(),
            Countdown::Gone(amount) => format!("{amount} ago"),
        };
        assert_eq!(text("2026-03-01T10:00:00Z", "2026-03-26T08:00:00Z"), "25 days");
        assert_eq!(text("2028-02-28T12:00:00Z", "2028-03-01T12:00:00Z"), "2 days");
        assert_eq!(text("2027-02-28T12:00:00Z", "2027-03-01T12:00:00Z"), "1 day");
        assert_eq!(text("2026-03-01T10:00:00Z", "2026-03-01T13:05:59Z"), "3 h 05 m");
        assert_eq!(text("2026-03-01T10:00:00Z", "2026-03-01T10:07:09Z"), "7 m 09 s");
        assert_eq!(text("2026-03-03T10:00:00Z", "2026-03-01T09:00:00Z"), "2 days ago");
        // The day on which daylight saving time ends has 25 hours: 24 and a half of them fit into one date.
        assert_eq!(text("2026-10-24T22:10:00Z", "2026-10-25T22:40:00Z"), "1 day");
        // The same number of hours spans one date less where the day has just begun.
        assert_eq!(text("2026-03-01T23:30:00Z", "2026-03-04T00:30:00Z"), "2 days");
    }
}
