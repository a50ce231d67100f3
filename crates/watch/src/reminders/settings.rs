//! When and how far ahead reminders are shown.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Time, tz::TimeZone};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How many days before something stops it is told, the widest first. 0, when it has come, is always among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "Vec<i64>", into = "Vec<i64>")]
#[ts(type = "Array<number>")]
pub struct LeadTimes(Vec<i64>);

/// The days are no lead times.
#[derive(Debug, thiserror::Error)]
#[error("a reminder comes 0 to {} days before a deadline, and at most {} times", LeadTimes::WIDEST, LeadTimes::MOST)]
pub struct NotLeadTimes;

impl LeadTimes {
    /// The longest time ahead that can be asked for, in days.
    pub const WIDEST: i64 = 730;

    /// The most reminders of one deadline.
    pub const MOST: usize = 12;

    /// The days, the widest first.
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
    type Error = NotLeadTimes;

    fn try_from(mut days: Vec<i64>) -> Result<Self, NotLeadTimes> {
        days.push(0);
        days.sort_unstable_by_key(|days| std::cmp::Reverse(*days));
        days.dedup();
        let fits = days.len() <= Self::MOST && days.iter().all(|days| (0..=Self::WIDEST).contains(days));
        fits.then_some(Self(days)).ok_or(NotLeadTimes)
    }
}

impl From<LeadTimes> for Vec<i64> {
    fn from(times: LeadTimes) -> Self {
        times.0
    }
}

/// The hours of a day in which nothing is told: from one time of day to another, over midnight where the second is the
/// earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuietHours {
    /// When they begin.
    #[ts(type = "string")]
    pub from: Time,
    /// When they end.
    #[ts(type = "string")]
    pub until: Time,
}

impl QuietHours {
    /// Whether an instant lies in them, for a reader in `zone`.
    pub fn contain(&self, at: Timestamp, zone: &TimeZone) -> bool {
        let time = zone.to_datetime(at).time();
        match self.from <= self.until {
            true => self.from <= time && time < self.until,
            false => self.from <= time || time < self.until,
        }
    }

    /// When they end next, for a reader in `zone`.
    pub fn end_after(&self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        let today = zone.to_datetime(now).date();
        let ends = [today, today.saturating_add(1.day())].into_iter();
        let mut ends = ends.filter_map(|day| zone.to_timestamp(day.to_datetime(self.until)).ok());
        // At a time of day that a clock skips, the next instant that there is.
        ends.find(|end| *end > now)
            .unwrap_or_else(|| now.saturating_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX))
    }
}

/// Which reminders are shown even in quiet hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QuietHoursException {
    /// None: all wait until quiet hours end.
    #[default]
    None,
    /// Critical ones.
    Critical,
}

/// The reminders of every workspace that has no settings of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ReminderSettings {
    /// How many days ahead of a deadline reminders are shown.
    pub lead: LeadTimes,
    /// The hours in which none are shown; `None` if there are no such hours.
    pub quiet: Option<QuietHours>,
    /// Which are shown even then.
    pub exception: QuietHoursException,
}

/// How the reminders of one workspace differ from those of the others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum WorkspaceReminderSettings {
    /// They do not.
    #[default]
    Default,
    /// They have lead times of their own.
    Custom {
        /// How many days ahead of a deadline reminders are shown.
        lead: LeadTimes,
    },
    /// None are shown. What is due stays due.
    Muted,
}

impl WorkspaceReminderSettings {
    /// The lead times of this workspace's reminders, given those of all; `None` if it is muted.
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
    fn lead_times_are_sorted_bounded_and_end_with_the_deadline_itself() {
        let days = |days: &[i64]| LeadTimes::try_from(days.to_vec()).map(|times| times.0).ok();
        assert_eq!(days(&[7, 60, 7]), Some(vec![60, 7, 0]));
        assert_eq!(days(&[]), Some(vec![0]));
        assert_eq!((days(&[-1]), days(&[731]), days(&(1..=12).collect::<Vec<_>>())), (None, None, None));
        assert!(serde_json::from_str::<LeadTimes>("[800]").is_err());
    }

    #[test]
    fn quiet_hours_go_over_midnight_where_the_reader_is() {
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
        fn quiet_hours_end_within_a_day_and_then_are_over(now in 1_700_000_000_i64..1_900_000_000, from in 0_i8..24, length in 1_i8..24) {
            let zone = TimeZone::get("America/Sao_Paulo").unwrap();
            let quiet = QuietHours { from: time(from, 0, 0, 0), until: time((from + length) % 24, 0, 0, 0) };
            let now = Timestamp::from_second(now).unwrap();
            let end = quiet.end_after(now, &zone);
            prop_assert!(end > now && end.duration_since(now) <= SignedDuration::from_hours(25));
            prop_assert!(!quiet.contain(end, &zone));
        }
    }
}
