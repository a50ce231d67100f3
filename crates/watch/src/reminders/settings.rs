//! The settings for reminders: kinds, lead times, steps of limits and quiet hours. A workspace overrides those of its
//! group, and a group those for all workspaces: see [`AppliedReminderSettings`].

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Time, tz::TimeZone};
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator;
use ts_rs::TS;

use crate::reminders::CauseKind;

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

/// At which shares of a limit reminders are due, in percent and ascending order. Always includes 100, the full limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "Vec<u32>", into = "Vec<u32>")]
#[ts(type = "Array<number>")]
pub struct LimitSteps(Vec<u32>);

/// The steps are out of range, or there are too many of them.
#[derive(Debug, thiserror::Error)]
#[error("steps of a limit are from 1 to 100 percent, and at most {} of them", LimitSteps::MAX_COUNT)]
pub struct InvalidLimitSteps;

impl LimitSteps {
    /// The highest number of steps, including 100.
    pub const MAX_COUNT: usize = 6;

    /// The steps in percent, in ascending order.
    pub fn percents(&self) -> &[u32] {
        &self.0
    }
}

impl Default for LimitSteps {
    fn default() -> Self {
        Self(vec![80, 90, 100])
    }
}

impl TryFrom<Vec<u32>> for LimitSteps {
    type Error = InvalidLimitSteps;

    fn try_from(mut percents: Vec<u32>) -> Result<Self, InvalidLimitSteps> {
        percents.push(100);
        percents.sort_unstable();
        percents.dedup();
        let fits = percents.len() <= Self::MAX_COUNT && percents.iter().all(|percent| (1..=100).contains(percent));
        fits.then_some(Self(percents)).ok_or(InvalidLimitSteps)
    }
}

impl From<LimitSteps> for Vec<u32> {
    fn from(steps: LimitSteps) -> Self {
        steps.0
    }
}

/// The kinds of reminders that are switched off, in the order of [`CauseKind`]. A kind that is not listed is on, so a
/// new kind is on for everybody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(from = "Vec<serde_json::Value>", into = "Vec<CauseKind>")]
#[ts(as = "Vec<CauseKind>")]
pub struct KindsOff(Vec<CauseKind>);

impl KindsOff {
    /// Whether a kind is switched off.
    pub fn contain(&self, kind: CauseKind) -> bool {
        self.0.contains(&kind)
    }
}

impl FromIterator<CauseKind> for KindsOff {
    fn from_iter<I: IntoIterator<Item = CauseKind>>(kinds: I) -> Self {
        let kinds: Vec<_> = kinds.into_iter().collect();
        Self(CauseKind::iter().filter(|kind| kinds.contains(kind)).collect())
    }
}

impl From<Vec<serde_json::Value>> for KindsOff {
    /// Skips kinds that this version does not know.
    fn from(stored: Vec<serde_json::Value>) -> Self {
        stored.into_iter().filter_map(|kind| serde_json::from_value(kind).ok()).collect()
    }
}

impl From<KindsOff> for Vec<CauseKind> {
    fn from(off: KindsOff) -> Self {
        off.0
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
    /// At which shares of a limit reminders are shown.
    pub steps: LimitSteps,
    /// The kinds of reminders that are switched off.
    pub off: KindsOff,
    /// The quiet hours; `None` if there are none.
    pub quiet: Option<QuietHours>,
    /// Which reminders are shown even in quiet hours.
    pub exception: QuietHoursException,
}

/// The reminder settings of one workspace, or of one group for its workspaces.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum WorkspaceReminderSettings {
    /// The next wider settings apply: those of the workspace's group, or those for all workspaces.
    #[default]
    Default,
    /// There are own settings. Those that are `None` are the next wider ones.
    Custom {
        /// How many days ahead of a deadline reminders are shown.
        #[serde(default)]
        lead: Option<LeadTimes>,
        /// At which shares of a limit reminders are shown.
        #[serde(default)]
        steps: Option<LimitSteps>,
        /// The kinds of reminders that are switched off.
        #[serde(default)]
        off: Option<KindsOff>,
    },
    /// No reminders are shown. What is due stays due.
    Muted,
}

/// The reminder settings that apply to one workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AppliedReminderSettings {
    /// How many days ahead of a deadline reminders are shown.
    pub lead: LeadTimes,
    /// At which shares of a limit reminders are shown.
    pub steps: LimitSteps,
    /// The kinds of reminders that are switched off.
    pub off: KindsOff,
}

impl WorkspaceReminderSettings {
    /// Whether a workspace with these own settings is muted, given the settings of its group. One that has own settings is
    /// not muted by its group.
    pub fn is_muted(&self, group: &Self) -> bool {
        match (self, group) {
            (Self::Muted, _) | (Self::Default, Self::Muted) => true,
            (Self::Default | Self::Custom { .. }, _) => false,
        }
    }

    /// These own settings of a workspace, changed so that it is not muted, given the settings of its group.
    pub fn unmuted(&self, group: &Self) -> Self {
        match (self, group) {
            (Self::Muted | Self::Default, Self::Muted) => Self::Custom { lead: None, steps: None, off: None },
            (Self::Muted, Self::Default | Self::Custom { .. }) => Self::Default,
            (Self::Default, Self::Default | Self::Custom { .. }) | (Self::Custom { .. }, _) => self.clone(),
        }
    }
}

impl AppliedReminderSettings {
    /// The settings that apply to a workspace: its own, then those of its group, then those for all. `None` if it is
    /// [muted](WorkspaceReminderSettings::is_muted).
    pub fn resolve(
        all: &ReminderSettings,
        group: &WorkspaceReminderSettings,
        workspace: &WorkspaceReminderSettings,
    ) -> Option<Self> {
        let ReminderSettings { lead, steps, off, quiet: _, exception: _ } = all.clone();
        let widest = Self { lead, steps, off };
        (!workspace.is_muted(group)).then(|| widest.overridden_by(group).overridden_by(workspace))
    }

    fn overridden_by(self, settings: &WorkspaceReminderSettings) -> Self {
        match settings {
            WorkspaceReminderSettings::Default | WorkspaceReminderSettings::Muted => self,
            WorkspaceReminderSettings::Custom { lead, steps, off } => Self {
                lead: lead.clone().unwrap_or(self.lead),
                steps: steps.clone().unwrap_or(self.steps),
                off: off.clone().unwrap_or(self.off),
            },
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
    fn limit_steps_are_sorted_bounded_and_include_the_full_limit() {
        let steps = |percents: &[u32]| LimitSteps::try_from(percents.to_vec()).map(|steps| steps.0).ok();
        assert_eq!(steps(&[95, 50, 95]), Some(vec![50, 95, 100]));
        assert_eq!(steps(&[]), Some(vec![100]));
        assert_eq!((steps(&[0]), steps(&[101]), steps(&[1, 2, 3, 4, 5, 6])), (None, None, None));
    }

    #[test]
    fn kinds_that_are_off_are_read_though_some_are_unknown() {
        let off: KindsOff = serde_json::from_str(r#"["outdated", "weather", 7, "deadline", "outdated"]"#).unwrap();
        assert_eq!(serde_json::to_string(&off).unwrap(), r#"["deadline","outdated"]"#);
        assert!(off.contain(CauseKind::Deadline) && !off.contain(CauseKind::Limit));
    }

    #[test]
    fn a_workspace_overrides_its_group_and_a_group_overrides_all() {
        use WorkspaceReminderSettings::{Custom, Default, Muted};
        let lead = |days: i64| Some(LeadTimes::try_from(vec![days]).unwrap());
        let steps = |percent: u32| Some(LimitSteps::try_from(vec![percent]).unwrap());
        let of_all = ReminderSettings { lead: lead(9).unwrap(), ..ReminderSettings::default() };
        let resolve = |group: &WorkspaceReminderSettings, workspace: &WorkspaceReminderSettings| {
            AppliedReminderSettings::resolve(&of_all, group, workspace)
                .map(|applied| (applied.lead.days()[0], applied.steps.percents()[0]))
        };
        let of_group = Custom { lead: lead(8), steps: steps(70), off: None };
        let own = Custom { lead: lead(7), steps: None, off: None };
        assert_eq!(resolve(&Default, &Default), Some((9, 80)));
        assert_eq!(resolve(&of_group, &Default), Some((8, 70)));
        assert_eq!(resolve(&of_group, &own), Some((7, 70)), "each setting by itself");
        assert_eq!(resolve(&Muted, &own), Some((7, 80)), "own settings are not muted by the group");
        assert_eq!([resolve(&Muted, &Default), resolve(&of_group, &Muted)], [None, None]);
    }

    #[test]
    fn custom_settings_of_earlier_versions_have_lead_times_only() {
        let custom: WorkspaceReminderSettings = serde_json::from_str(r#"{"is":"custom","lead":[7,0]}"#).unwrap();
        let lead = Some(LeadTimes::try_from(vec![7]).unwrap());
        assert_eq!(custom, WorkspaceReminderSettings::Custom { lead, steps: None, off: None });
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
