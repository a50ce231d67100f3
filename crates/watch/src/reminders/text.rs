//! A reminder in words: a title of a few, and a body that says more.

use jiff::Timestamp;
use license::{Change, ChangeKind, Countdown, DeadlineKind, Direction, Max, Renewal};

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

/// The text for the heaviest of several changes.
fn changed(changes: &[Change]) -> &'static str {
    let Some(heaviest) = Change::heaviest(changes) else { return "changed" };
    match (heaviest.kind(), heaviest.direction()) {
        (ChangeKind::LicenseLost, _) => "changed-lost",
        (ChangeKind::LicenseGained, _) => "changed-gained",
        (ChangeKind::ExpiryChanged, Direction::Worse) => "changed-sooner",
        (ChangeKind::ExpiryChanged, Direction::Better) => "changed-later",
        (ChangeKind::ModuleLost, _) => "changed-modules-lost",
        (ChangeKind::ModuleGained, _) => "changed-modules-gained",
        (ChangeKind::LimitLowered, _) => "changed-lowered",
        (ChangeKind::LimitRaised, _) => "changed-raised",
        (
            ChangeKind::ExpiryChanged
            | ChangeKind::PlanChanged
            | ChangeKind::TrialStarted
            | ChangeKind::TrialEnded
            | ChangeKind::RenewalChanged
            | ChangeKind::ServerVersionChanged,
            _,
        ) => "changed",
    }
}

/// One change in a line.
fn line(change: &Change, reader: &Audience<'_>) -> String {
    let words = reader.words;
    let id = format!("change-{}", change.kind().code());
    let end = |at: &Option<Timestamp>| at.map_or_else(|| words.text("no-end"), |at| reader.date(at));
    let max = |max: &Max| max.number().map_or_else(|| words.text("unlimited"), |max| max.to_string());
    let renewal = |renewal: &Renewal| match renewal {
        Renewal::Automatic => words.text("renewal-automatic"),
        Renewal::Manual => words.text("renewal-manual"),
    };
    match change {
        Change::LicenseGained { plan } => words.format(&id, &values!["after" => plan.as_str()]),
        Change::LicenseLost { plan } => words.format(&id, &values!["before" => plan.as_str()]),
        Change::PlanChanged { before, after } | Change::ServerVersionChanged { before, after } => {
            words.format(&id, &values!["before" => before.as_str(), "after" => after.as_str()])
        }
        Change::ExpiryChanged { before, after } => {
            words.format(&id, &values!["before" => end(before), "after" => end(after)])
        }
        Change::ModuleGained { module } | Change::ModuleLost { module } => {
            words.format(&id, &values!["subject" => module.as_str()])
        }
        Change::LimitRaised { limit, before, after } | Change::LimitLowered { limit, before, after } => {
            words.format(&id, &values!["subject" => words.kind(*limit), "before" => max(before), "after" => max(after)])
        }
        Change::TrialStarted | Change::TrialEnded => words.text(&id),
        Change::RenewalChanged { before, after } => {
            words.format(&id, &values!["before" => renewal(before), "after" => renewal(after)])
        }
    }
}

fn days(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use jiff::{SignedDuration, tz::TimeZone};
    use license::{Deadline, LimitKind};

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
        let kind = LimitKind::ActiveUsers;
        let lowered = Change::LimitLowered { limit: kind, before: Max::AtMost(50), after: Max::AtMost(25) };
        let gone = Change::LicenseLost { plan: "Pro".into() };
        let end = |at: &str| Some(at.parse().unwrap());
        let longer = Change::ExpiryChanged { before: end("2026-03-12T00:00:00Z"), after: end("2027-03-12T00:00:00Z") };
        let module = |name| Change::ModuleLost { module: license::ModuleId::new(name) };
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
