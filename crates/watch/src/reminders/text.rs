//! A reminder in words: a title of a few, and a body that says more.

use jiff::Timestamp;
use license::{Change, ChangeKind, Countdown, DeadlineKind, Direction, LimitKind, Renewal};

use super::{Cause, DueDeadline, Reminder};
use crate::{
    failure::FailureCode,
    i18n::{Audience, DurationStyle, values},
};

/// The most lines or names of a kind that are said.
const MOST: usize = 4;

impl Reminder {
    /// Which workspace, and what of it, in a few words.
    pub fn title(&self, reader: &Audience<'_>) -> String {
        format!("{}: {}", self.name, self.cause.title(reader))
    }
}

impl Cause {
    /// What, in a few words.
    pub fn title(&self, reader: &Audience<'_>) -> String {
        let words = reader.words;
        match self {
            Self::Deadline(due) => due.title(reader),
            Self::Limit { kind, percent: 100.., .. } => {
                words.format("limit-full", &values!["kind" => words.kind(*kind)])
            }
            Self::Limit { kind, percent, .. } => {
                words.format("limit-filling", &values!["kind" => words.kind(*kind), "percent" => *percent])
            }
            Self::Forecast { kind, runs_out_at, .. } => {
                words.format("forecast", &values!["kind" => words.kind(*kind), "day" => reader.day(*runs_out_at)])
            }
            Self::Changed { changes } => words.text(changed(changes)),
            Self::Withdrawn => words.text("withdrawn"),
            Self::Refused { code: FailureCode::Forbidden } => words.text("forbidden"),
            Self::Refused { .. } => words.text("refused"),
            Self::Unread { since, .. } => words.format("unread", &values!["days" => days(*since, reader.now)]),
            Self::Outdated { fetched_at } => {
                words.format("outdated", &values!["days" => days(*fetched_at, reader.now)])
            }
        }
    }

    /// What, more fully.
    pub fn body(&self, reader: &Audience<'_>) -> String {
        let words = reader.words;
        match self {
            Self::Deadline(due) => due.body(reader),
            Self::Limit { kind, used, max, .. } => {
                words.format("limit-used", &values!["kind" => words.kind(*kind), "used" => *used, "max" => *max])
            }
            Self::Forecast { runs_out_at, ends_at: Some(end), .. } => {
                let values = values!["days" => days(*runs_out_at, *end), "end" => reader.date(*end)];
                words.format("forecast-before-end", &values)
            }
            Self::Forecast { .. } => words.text("forecast-rate"),
            Self::Changed { changes } => {
                let mut lines: Vec<_> = changes.iter().take(MOST).map(|change| line(change, reader)).collect();
                if let more @ 1.. = changes.len().saturating_sub(MOST) {
                    lines.push(words.format("and-more", &values!["more" => more]));
                }
                lines.join("\n")
            }
            Self::Withdrawn => words.text("withdrawn-why"),
            Self::Refused { code: FailureCode::Forbidden } => words.text("forbidden-why"),
            Self::Refused { .. } => words.text("refused-why"),
            Self::Unread { since, .. } => words.format("unread-why", &values!["date" => reader.date(*since)]),
            Self::Outdated { fetched_at } => words.format("outdated-why", &values!["date" => reader.date(*fetched_at)]),
        }
    }
}

impl DueDeadline {
    fn title(&self, reader: &Audience<'_>) -> String {
        match reader.countdown(self.deadline.at) {
            Countdown::Left(left) => reader.time(left, DurationStyle::Left),
            Countdown::Gone(_) => reader.words.text(match (self.deadline.kind, self.renewal) {
                (DeadlineKind::ModulesDisabled, _) => "modules-stopped",
                (DeadlineKind::TrialEnd, _) => "trial-ended",
                (_, Renewal::Automatic) => "renewal-was-due",
                (_, Renewal::Manual) => "license-ended",
            }),
        }
    }

    fn body(&self, reader: &Audience<'_>) -> String {
        let (words, plan) = (reader.words, self.plan.as_str());
        let (what, id) = match (self.deadline.kind, self.renewal) {
            (DeadlineKind::ModulesDisabled, _) => (self.modules(reader), "modules-stop-on"),
            (DeadlineKind::TrialEnd, _) => (words.format("trial-of", &values!["plan" => plan]), "trial-ends-on"),
            (_, Renewal::Automatic) => (plan.to_owned(), "renews-on"),
            (_, Renewal::Manual) => (plan.to_owned(), "ends-on"),
        };
        let id = if self.deadline.has_come(reader.now) { "was-on" } else { id };
        words.format(id, &values!["what" => what, "at" => reader.instant(self.deadline.at)])
    }

    /// The modules that stop, as many as fit a line.
    fn modules(&self, reader: &Audience<'_>) -> String {
        let names: Vec<_> = self.deadline.modules.iter().take(MOST).map(ToString::to_string).collect();
        match self.deadline.modules.len() {
            0 => self.plan.clone(),
            n if n > MOST => {
                reader.words.format("names-and-more", &values!["names" => names.join(", "), "more" => n - MOST])
            }
            _ => names.join(", "),
        }
    }
}

/// What weighs most of several changes.
fn changed(changes: &[Change]) -> &'static str {
    let has = |kind, direction| changes.iter().any(|c| c.kind == kind && c.direction() == direction);
    let (worse, better) = (Direction::Worse, Direction::Better);
    match () {
        () if has(ChangeKind::LicenseLost, worse) => "changed-lost",
        () if has(ChangeKind::ExpiryChanged, worse) => "changed-sooner",
        () if has(ChangeKind::ModuleLost, worse) => "changed-modules-lost",
        () if has(ChangeKind::LimitLowered, worse) => "changed-lowered",
        () if has(ChangeKind::LicenseGained, better) => "changed-gained",
        () if has(ChangeKind::ExpiryChanged, better) => "changed-later",
        () if has(ChangeKind::ModuleGained, better) => "changed-modules-gained",
        () if has(ChangeKind::LimitRaised, better) => "changed-raised",
        () => "changed",
    }
}

/// One change in a line.
fn line(change: &Change, reader: &Audience<'_>) -> String {
    let Change { kind, subject, before, after } = change;
    let (id, subject) = match kind {
        ChangeKind::LicenseGained => ("change-license_gained", subject.clone()),
        ChangeKind::LicenseLost => ("change-license_lost", subject.clone()),
        ChangeKind::PlanChanged => ("change-plan_changed", subject.clone()),
        ChangeKind::ExpiryChanged => ("change-expiry_changed", subject.clone()),
        ChangeKind::ModuleGained => ("change-module_gained", subject.clone()),
        ChangeKind::ModuleLost => ("change-module_lost", subject.clone()),
        ChangeKind::LimitRaised => ("change-limit_raised", limit(subject, reader)),
        ChangeKind::LimitLowered => ("change-limit_lowered", limit(subject, reader)),
        ChangeKind::TrialStarted => ("change-trial_started", subject.clone()),
        ChangeKind::TrialEnded => ("change-trial_ended", subject.clone()),
        ChangeKind::RenewalChanged => ("change-renewal_changed", subject.clone()),
        ChangeKind::ServerVersionChanged => ("change-server_version_changed", subject.clone()),
    };
    let (before, after) = (value(*kind, before.as_deref(), reader), value(*kind, after.as_deref(), reader));
    reader.words.format(id, &values!["subject" => subject, "before" => before, "after" => after])
}

fn limit(code: &str, reader: &Audience<'_>) -> String {
    let kind = LimitKind::ALL.into_iter().find(|kind| kind.code() == code);
    kind.map_or_else(|| code.to_owned(), |kind| reader.words.kind(kind))
}

/// What something was, or is, as [`Change`] writes it.
fn value(kind: ChangeKind, written: Option<&str>, reader: &Audience<'_>) -> String {
    let words = reader.words;
    match (kind, written) {
        (ChangeKind::ExpiryChanged, written) => match written.and_then(|at| at.parse().ok()) {
            Some(at) => reader.date(at),
            None => words.text("no-end"),
        },
        (ChangeKind::RenewalChanged, Some("automatic")) => words.text("renewal-automatic"),
        (ChangeKind::RenewalChanged, Some("manual")) => words.text("renewal-manual"),
        (ChangeKind::LimitRaised | ChangeKind::LimitLowered, Some("unlimited")) => words.text("unlimited"),
        (_, written) => written.unwrap_or_default().to_owned(),
    }
}

fn days(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use jiff::{SignedDuration, tz::TimeZone};
    use license::Deadline;

    use super::*;
    use crate::i18n::language::Language;

    #[test]
    fn every_cause_in_words() {
        let now: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
        let day = |days: i64| now + SignedDuration::from_hours(days * 24);
        let due = |kind, days, renewal| {
            let mut deadline = Deadline::new(day(days), kind);
            if kind == DeadlineKind::ModulesDisabled {
                deadline.modules = ["a", "b", "c", "d", "e"].map(license::ModuleId::new).into();
            }
            Cause::Deadline(DueDeadline { plan: "Pro".to_owned(), deadline, threshold: days, renewal })
        };
        let change = |kind, subject, before: &str, after: &str| {
            Change::new(kind, subject, Some(before.to_owned()), Some(after.to_owned()))
        };
        let lowered = change(ChangeKind::LimitLowered, "active_users", "50", "25");
        let gone = Change::new(ChangeKind::LicenseLost, "", Some("Pro".to_owned()), None);
        let longer = change(ChangeKind::ExpiryChanged, "", "2026-03-12T00:00:00Z", "2027-03-12T00:00:00Z");
        let module = |name| Change::new(ChangeKind::ModuleLost, name, None, None);
        let kind = LimitKind::ActiveUsers;
        let causes = [
            due(DeadlineKind::Expiry, 3, Renewal::Manual),
            due(DeadlineKind::Expiry, -1, Renewal::Manual),
            due(DeadlineKind::Expiry, 7, Renewal::Automatic),
            due(DeadlineKind::TrialEnd, 1, Renewal::Manual),
            due(DeadlineKind::ModulesDisabled, 14, Renewal::Manual),
            Cause::Limit { kind, used: 41, max: 50, percent: 80 },
            Cause::Limit { kind, used: 50, max: 50, percent: 100 },
            Cause::Forecast { kind, runs_out_at: day(40), ends_at: Some(day(80)) },
            Cause::Forecast { kind, runs_out_at: day(40), ends_at: None },
            Cause::Changed { changes: vec![gone] },
            Cause::Changed { changes: vec![longer] },
            Cause::Changed { changes: vec![lowered] },
            Cause::Changed { changes: ["a", "b", "c", "d", "e"].map(module).into() },
            Cause::Withdrawn,
            Cause::Refused { code: FailureCode::Unauthorized },
            Cause::Refused { code: FailureCode::Forbidden },
            Cause::Unread { since: day(-3), code: FailureCode::Timeout },
            Cause::Outdated { fetched_at: day(-14) },
        ];
        for language in Language::ALL {
            let reader = Audience { now, zone: &TimeZone::UTC, words: language.words() };
            let mut said = String::new();
            for cause in &causes {
                let (title, body) = (cause.title(&reader), cause.body(&reader));
                writeln!(said, "{:?}: {title} | {}", cause.urgency(), body.replace('\n', " / ")).unwrap();
            }
            insta::assert_snapshot!(format!("every_cause_in_{language:?}"), said);
        }
    }
}
