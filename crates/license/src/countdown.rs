//! The time left until an instant, or gone since, as a person would say it.

use std::fmt;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// The time between now and an instant.
///
/// From a day on it counts **calendar days in the reader's zone**: what ends on Friday is "2 days" away all Wednesday.
/// Below a day it counts hours and minutes, below an hour minutes and seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Countdown {
    /// The instant is still to come.
    Left(Amount),
    /// The instant has come, so long ago.
    Gone(Amount),
}

/// An amount of time, in the two units that matter.
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
    /// A day and more.
    Days(i64),
}

impl Countdown {
    /// The countdown from `now` to `at`, for a reader in `zone`.
    pub fn between(now: Timestamp, at: Timestamp, zone: &TimeZone) -> Self {
        match at > now {
            true => Self::Left(Amount::between(now, at, zone)),
            false => Self::Gone(Amount::between(at, now, zone)),
        }
    }

    /// The time left as a person says it: "25 days", "3 h 05 m", or "ended 2 days ago".
    pub fn sentence(&self, ended: &str) -> String {
        match self {
            Self::Left(amount) => amount.to_string(),
            Self::Gone(amount) => format!("{ended} {amount} ago"),
        }
    }
}

impl Amount {
    fn between(earlier: Timestamp, later: Timestamp, zone: &TimeZone) -> Self {
        let whole = later.duration_since(earlier);
        if whole >= SignedDuration::from_hours(24) {
            let (from, to) = (zone.to_datetime(earlier).date(), zone.to_datetime(later).date());
            // A day with 25 hours can hold both ends, and dates at the edge of what can be written have no difference.
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
