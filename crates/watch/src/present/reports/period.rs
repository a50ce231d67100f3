//! The period of a report.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde::Deserialize;
use ts_rs::TS;

/// A period of whole days in the reader's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum Period {
    /// From this many days ago until now.
    Last {
        /// The number of days.
        days: u16,
    },
    /// From one day to another, including both.
    Between {
        /// The first day.
        #[ts(type = "string")]
        from: Date,
        /// The last day.
        #[ts(type = "string")]
        until: Date,
    },
}

impl Period {
    /// The first instant of it, and the first one after it.
    pub fn bounds(self, now: Timestamp, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let today = zone.to_datetime(now).date();
        let (from, until) = match self {
            Self::Last { days } => (today.saturating_sub(i64::from(days).days()), today),
            Self::Between { from, until } => (from.min(until), from.max(until)),
        };
        let begin = |day: Date, otherwise| zone.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(otherwise);
        (begin(from, Timestamp::MIN), begin(until.saturating_add(1.day()), Timestamp::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_whole_days_in_the_zone_of_the_reader_and_includes_both_ends() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let now = "2026-11-23T23:00:00Z".parse().unwrap();
        let bounds = |period: Period| {
            let (from, until) = period.bounds(now, &zone);
            [from.to_string(), until.to_string()]
        };
        assert_eq!(bounds(Period::Last { days: 7 }), ["2026-11-16T22:00:00Z", "2026-11-24T22:00:00Z"]);
        let (from, until) = (jiff::civil::date(2026, 3, 1), jiff::civil::date(2026, 3, 1));
        assert_eq!(bounds(Period::Between { from, until }), ["2026-02-28T22:00:00Z", "2026-03-01T22:00:00Z"]);
        let swapped = Period::Between { from: jiff::civil::date(2026, 3, 2), until };
        assert_eq!(bounds(swapped), ["2026-02-28T22:00:00Z", "2026-03-02T22:00:00Z"]);
    }
}
