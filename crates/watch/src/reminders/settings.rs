//! The settings for reminders: lead times and quiet hours.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Time, tz::TimeZone};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How many days before a deadline reminders are due, in descending order. Always includes 0, the deadline itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "Vec<i64>", into = "Vec<i64>")]
#[ts(type = "Array<number>")]
pub struct LeadTimes(Vec<i64>);

/// The days are out of range, or there are too many of them.
#[derive(Debug, thiserror::Error)]
#[error("lead times are from 0 to {} days, and at most {} of them", LeadTimes::MAX_DAYS, LeadTimes::MAX_COUNT)]
pub struct InvalidLeadTimes;

impl LeadTimes {
    /// The longest lead time, in days.
    pub const MAX_DAYS: i64 = 730;

    /// The highest number of lead times, including 0.
    pub const MAX_COUNT: usize = 12;

    /// The days, in descending order.
    pub fn days(&self) -> &[i64] {
        &self.0
    }
}

impl Default for LeadTimes {
    fn default() -> Self {
        Self(vec![90, 30, 14, 7, 3, 1, 0])
    }
}

impl TryFrom<Vec<i64>> for LeadTimes {
    type Error = InvalidLeadTimes;

    fn try_from(mut days: Vec<i64>) -> Result<Self, InvalidLeadTimes> {
        days.push(0);
        days.sort_unstable_by_key(|days| std::cmp::Reverse(*days));
        days.dedup();
        let fits = days.len() <= Self::MAX_COUNT && days.iter().all(|days| (0..=Self::MAX_DAYS).contains(days));
        fits.then_some(Self(days)).ok_or(InvalidLeadTimes)
    }
}

impl From<LeadTimes> for Vec<i64> {
    fn from(times: LeadTimes) -> Self {
        times.0
    }
}

/// The hours of the day in which reminders are held back. They include midnight if `until` is before `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuietHours {
    /// The time of day at which they begin.
    #[ts(type = "string")]
    pub from: Time,
    /// The time of day at which they end.
    #[ts(type = "string")]
    pub until: Time,
}

impl QuietHours {
    /// Whether `at` lies within them, for a user in `zone`.
    pub fn contain(&self, at: Timestamp, zone: &TimeZone) -> bool {
        let time = zone.to_datetime(at).time();
        if self.from <= self.until {
            self.from <= time && time < self.until
        } else {
            self.from <= time || time < self.until
        }
    }

    /// When they next end after `now`, for a user in `zone`.
    pub fn end_after(&self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        let today = zone.to_datetime(now).date();
        let ends = [today, today.saturating_add(1.day())].into_iter();
        let mut ends = ends.filter_map(|day| zone.to_timestamp(day.to_datetime(self.until)).ok());
        // A time that daylight saving time skips is moved past the gap.
        ends.find(|end| *end > now)
            .unwrap_or_else(|| now.saturating_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX))
    }
}

/// Which reminders are shown even in quiet hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QuietHoursException {
    /// None: all reminders wait until quiet hours end.
    #[default]
    None,
    /// Critical reminders.
    Critical,
}

/// The reminder settings for all workspaces that do not override them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ReminderSettings {
    /// How many days ahead of a deadline reminders are shown.
    pub lead: LeadTimes,
    /// The quiet hours; `None` if there are none.
    pub quiet: Option<QuietHours>,
    /// Which reminders are shown even in quiet hours.
    pub exception: QuietHoursException,
}

/// The reminder settings of one workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum WorkspaceReminderSettings {
    /// The settings for all workspaces apply.
    #[default]
    Default,
    /// The workspace has its own lead times.
    Custom {
        /// How many days ahead of a deadline reminders are shown.
        lead: LeadTimes,
    },
    /// No reminders are shown. What is due stays due.
    Muted,
}

impl WorkspaceReminderSettings {
    /// The lead times of this workspace, given those for all workspaces; `None` if it is muted.
    pub fn lead<'a>(&'a self, default: &'a LeadTimes) -> Option<&'a LeadTimes> {
        match self {
            Self::Default => Some(default),
            Self::Custom { lead } => Some(lead),
            Self::Muted => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lead_times_are_sorted_bounded_and_include_the_deadline() {
        let days = |days: &[i64]| LeadTimes::try_from(days.to_vec()).map(|times| times.0).ok();
        assert_eq!(days(&[7, 60, 7]), Some(vec![60, 7, 0]));
        assert_eq!(days(&[]), Some(vec![0]));
        assert_eq!((days(&[-1]), days(&[731]), days(&(1..=12).collect::<Vec<_>>())), (None, None, None));
        assert!(serde_json::from_str::<LeadTimes>("[800]").is_err());
    }

    #[test]
    fn quiet_hours_may_include_midnight_in_the_users_zone() {
        let night = QuietHours { from: time(22, 0, 0, 0), until: time(7, 30, 0, 0) };
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let contained =
            ["2026-03-01T20:59:59Z", "2026-03-01T21:00:00Z", "2026-03-02T06:29:59Z", "2026-03-02T06:30:00Z"];
        assert_eq!(contained.map(|now| night.contain(at(now), &berlin)), [false, true, true, false]);
        assert_eq!(night.end_after(at("2026-03-01T22:00:00Z"), &berlin), at("2026-03-02T06:30:00Z"));
        let noon = QuietHours { from: time(12, 0, 0, 0), until: time(13, 0, 0, 0) };
        let contained = ["2026-03-01T11:59:59Z", "2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z"];
        assert_eq!(contained.map(|now| noon.contain(at(now), &TimeZone::UTC)), [false, true, false]);
    }

    proptest! {
        #[test]
        fn quiet_hours_end_within_a_day(now in 1_700_000_000_i64..1_900_000_000, from in 0_i8..24, length in 1_i8..24) {
            let zone = TimeZone::get("America/Sao_Paulo").unwrap();
            let quiet = QuietHours { from: time(from, 0, 0, 0), until: time((from + length) % 24, 0, 0, 0) };
            let now = Timestamp::from_second(now).unwrap();
            let end = quiet.end_after(now, &zone);
            prop_assert!(end > now && end.duration_since(now) <= SignedDuration::from_hours(25));
            prop_assert!(!quiet.contain(end, &zone));
        }
    }
}
