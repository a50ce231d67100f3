//! Reminders: when they are due, and how they are worded.
//!
//! Each cause of a reminder has its own file in [`causes`], with its rule, urgency and texts; [`Cause`] lists them. A
//! deadline is reported once for each of its thresholds: see [`mod@threshold`]. If several have passed since the last
//! check, only the tightest is reported. Changes are reported once. Everything else is a condition, reported when it
//! begins: see [`condition`]. A reminder is recorded in the store before it is shown.

pub mod added;
pub mod condition;
pub mod inbox;
pub mod notification;
pub mod settings;
pub mod snooze;
pub mod threshold;
pub mod urgency;

/// One file for each cause: its rule, urgency and texts, and their tests.
pub mod causes {
    pub mod changed;
    pub mod deadline;
    pub mod finding;
    pub mod forecast;
    pub mod limit;
    pub mod outdated;
    pub mod refused;
    pub mod unread;
    pub mod withdrawn;
}

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};
use ts_rs::TS;

#[cfg(test)]
pub(crate) use causes::deadline::stop_text_id;
pub use causes::deadline::{Due, DueDeadline, deadlines, due_deadlines, stop_title};
use causes::{
    changed::LicenseChanged, finding::FindingBegan, forecast::LimitForecast, limit::LimitReached, outdated::Outdated,
    refused::AccessRefused, unread::Unread, withdrawn::LicenseWithdrawn,
};

use crate::{
    i18n::Audience,
    reminders::{
        condition::{Condition, ConditionKind, Facts},
        urgency::Urgency,
    },
    workspace::{Workspace, WorkspaceId},
};

/// Something to report about a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reminder {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The workspace's name when the reminder was made.
    pub name: String,
    /// What is reported.
    #[serde(flatten)]
    pub cause: Cause,
}

/// Why there is a reminder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, EnumDiscriminants)]
#[serde(tag = "cause", rename_all = "snake_case")]
#[strum_discriminants(
    name(CauseKind),
    doc = "The kind of a [`Cause`]. Its code is stable: it is kept in the store.",
    derive(Serialize, Deserialize, TS, EnumIter, IntoStaticStr),
    serde(rename_all = "snake_case"),
    strum(serialize_all = "snake_case")
)]
pub enum Cause {
    /// A deadline has come within one of its thresholds.
    Deadline(DueDeadline),
    /// A limit is nearly or fully used.
    Limit(LimitReached),
    /// At the current rate, a limit will be reached before the license ends.
    Forecast(LimitForecast),
    /// The license changed.
    Changed(LicenseChanged),
    /// The server no longer honors a license that has not ended.
    Withdrawn(LicenseWithdrawn),
    /// Something is wrong that no deadline announced.
    Finding(FindingBegan),
    /// The workspace rejects the sign-in, or does not show the license to the account.
    Refused(AccessRefused),
    /// The workspace has not been readable for days.
    Unread(Unread),
    /// The workspace's latest answer is too old to rely on.
    Outdated(Outdated),
}

/// What each cause implements.
pub trait ReminderCause {
    /// The condition that reports it; `None` for a deadline or a change.
    fn condition(&self) -> Option<ConditionKind>;

    /// The deadline that it is about, if it is about one.
    fn deadline(&self) -> Option<&DueDeadline> {
        None
    }

    /// How urgent it is.
    fn urgency(&self) -> Urgency;

    /// Whether there is a notification of it, or it is only in the list of reminders.
    fn is_notified(&self) -> bool {
        true
    }

    /// Whether it is over once a renewed license is applied.
    fn is_renewable(&self) -> bool {
        false
    }

    /// What happens, in a few words that follow the name of the workspace: "Enterprise ends in 3 days".
    fn title(&self, audience: &Audience<'_>) -> String;

    /// What happens, in one or more lines. Dates are absolute.
    fn body(&self, audience: &Audience<'_>) -> String;
}

impl CauseKind {
    /// The stable code: `deadline`, `limit`.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// A workspace's conditions with this kind of cause; empty for a kind that is not a condition.
    fn conditions(self, facts: &Facts<'_>) -> Vec<Condition> {
        match self {
            Self::Limit => causes::limit::conditions(facts),
            Self::Forecast => causes::forecast::conditions(facts),
            Self::Withdrawn => causes::withdrawn::conditions(facts),
            Self::Finding => causes::finding::conditions(facts),
            Self::Refused => causes::refused::conditions(facts),
            Self::Unread => causes::unread::conditions(facts),
            Self::Outdated => causes::outdated::conditions(facts),
            Self::Deadline | Self::Changed => Vec::new(),
        }
    }
}

impl Cause {
    fn inner(&self) -> &dyn ReminderCause {
        match self {
            Self::Deadline(cause) => cause,
            Self::Limit(cause) => cause,
            Self::Forecast(cause) => cause,
            Self::Changed(cause) => cause,
            Self::Withdrawn(cause) => cause,
            Self::Finding(cause) => cause,
            Self::Refused(cause) => cause,
            Self::Unread(cause) => cause,
            Self::Outdated(cause) => cause,
        }
    }

    /// The kind of the cause.
    pub fn kind(&self) -> CauseKind {
        self.into()
    }

    /// The condition that reports it; `None` for a deadline or a change.
    pub fn condition(&self) -> Option<ConditionKind> {
        self.inner().condition()
    }

    /// The deadline that it is about, if it is about one.
    pub fn deadline(&self) -> Option<&DueDeadline> {
        self.inner().deadline()
    }

    /// How urgent it is.
    pub fn urgency(&self) -> Urgency {
        self.inner().urgency()
    }

    /// Whether there is a notification of it, or it is only in the list of reminders.
    pub fn is_notified(&self) -> bool {
        self.inner().is_notified()
    }

    /// Whether it is over once a renewed license is applied.
    pub fn is_renewable(&self) -> bool {
        self.inner().is_renewable()
    }

    /// What happens, in a few words that follow the name of the workspace: "Enterprise ends in 3 days".
    pub fn title(&self, audience: &Audience<'_>) -> String {
        self.inner().title(audience)
    }

    /// What happens, in one or more lines. Dates are absolute.
    pub fn body(&self, audience: &Audience<'_>) -> String {
        self.inner().body(audience)
    }

    /// Whether both are about the same deadline or the same condition, at any threshold or level.
    pub fn same_subject(&self, other: &Self) -> bool {
        match (self.deadline(), other.deadline()) {
            (Some(one), Some(two)) => one.deadline.is_same(&two.deadline),
            (Some(_), None) | (None, Some(_)) => false,
            (None, None) => self.condition().is_some() && self.condition() == other.condition(),
        }
    }

    /// The sort key that puts the nearest first: critical causes without a date, future deadlines, past deadlines, and
    /// then other causes without a date.
    pub(crate) fn nearness(&self, now: Timestamp) -> (u8, SignedDuration) {
        match self.deadline() {
            None if self.urgency() == Urgency::Critical => (0, SignedDuration::ZERO),
            Some(due) => (1 + u8::from(due.deadline.has_come(now)), due.deadline.at.duration_since(now).abs()),
            None => (5 - self.urgency() as u8, SignedDuration::ZERO),
        }
    }
}

impl Reminder {
    /// Makes a reminder of a workspace, with its current name.
    pub(crate) fn of(workspace: &Workspace, cause: Cause) -> Self {
        Self { workspace: workspace.id, name: workspace.name.to_string(), cause }
    }

    /// The workspace and what happens, in a few words: "Acme: Enterprise ends in 3 days".
    pub fn title(&self, audience: &Audience<'_>) -> String {
        format!("{}: {}", self.name, self.cause.title(audience))
    }
}

/// Sorts reminders, given oldest first, by nearness, and keeps only the first of those with the same subject.
pub fn nearest_first(reminders: impl IntoIterator<Item = Reminder>, now: Timestamp) -> Vec<Reminder> {
    let mut all: Vec<_> = reminders.into_iter().collect();
    // Of two that are equally near, the newer one is the current state.
    all.reverse();
    all.sort_by_key(|reminder| (reminder.cause.nearness(now), reminder.cause.deadline().map(|due| due.threshold)));
    let mut kept: Vec<Reminder> = Vec::with_capacity(all.len());
    for reminder in all {
        if !kept.iter().any(|other| other.cause.same_subject(&reminder.cause)) {
            kept.push(reminder);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use jiff::tz::TimeZone;
    use strum::IntoEnumIterator;

    use super::*;
    use crate::i18n::language::Language;

    /// 2026-03-01T10:00:00Z
    pub(super) const NOW: Timestamp = Timestamp::constant(1_772_359_200, 0);

    /// `days` after [`NOW`], or before it if negative.
    pub(super) fn day(days: i64) -> Timestamp {
        NOW + SignedDuration::from_hours(days * 24)
    }

    pub(super) fn audience(language: Language) -> Audience<'static> {
        static ZONE: TimeZone = TimeZone::UTC;
        Audience { now: NOW, zone: &ZONE, words: language.words() }
    }

    /// The urgency and texts of causes in every language, one line each.
    pub(super) fn texts(causes: &[Cause]) -> String {
        let mut texts = String::new();
        for language in Language::iter() {
            let audience = audience(language);
            writeln!(texts, "{language:?}").unwrap();
            for cause in causes {
                let (title, body) = (cause.title(&audience), cause.body(&audience).replace('\n', " / "));
                writeln!(texts, "  {:?}: {title} | {body}", cause.urgency()).unwrap();
            }
        }
        texts
    }

    #[test]
    fn stored_form_of_causes_is_stable() {
        let stored = [
            r#"{"cause":"deadline","plan":"Pro","deadline":{"at":"2026-03-12T00:00:00Z","kind":"expiry","modules":[]},"threshold":3,"renewal":"manual"}"#,
            r#"{"cause":"limit","kind":"active_users","used":41,"max":50,"percent":80}"#,
            r#"{"cause":"forecast","kind":"active_users","runs_out_at":"2026-03-12T00:00:00Z","ends_at":null}"#,
            r#"{"cause":"changed","changes":[]}"#,
            r#"{"cause":"withdrawn"}"#,
            r#"{"cause":"finding","finding":{"kind":"version_not_listed"}}"#,
            r#"{"cause":"refused","code":"unauthorized"}"#,
            r#"{"cause":"unread","since":"2026-03-12T00:00:00Z","code":"timeout"}"#,
            r#"{"cause":"outdated","fetched_at":"2026-03-12T00:00:00Z"}"#,
        ];
        let causes = stored.map(|json| serde_json::from_str::<Cause>(json).unwrap());
        assert_eq!(causes.each_ref().map(|cause| serde_json::to_string(cause).unwrap()), stored);
        let kinds: Vec<_> = causes.iter().map(Cause::kind).collect();
        assert_eq!(kinds, CauseKind::iter().collect::<Vec<_>>());
    }
}
