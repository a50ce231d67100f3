//! A reminder in words: a title of a few, and a body that says more.

use jiff::{Timestamp, tz::TimeZone};
use license::{Change, ChangeKind, Countdown, DeadlineKind, Direction, LimitKind, Renewal};

use super::{Cause, DueDeadline, Reminder};
use crate::failure::FailureCode;

/// The most lines or names of a kind that are said.
const MOST: usize = 4;

impl Reminder {
    /// Which workspace, and what of it, in a few words.
    pub fn title(&self, now: Timestamp, zone: &TimeZone) -> String {
        format!("{}: {}", self.name, self.cause.title(now, zone))
    }
}

impl Cause {
    /// What, in a few words.
    pub fn title(&self, now: Timestamp, zone: &TimeZone) -> String {
        match self {
            Self::Deadline(due) => due.title(now, zone),
            Self::Limit { kind, percent: 100.., .. } => format!("all {} are taken", kind.name()),
            Self::Limit { kind, percent, .. } => format!("{percent} % of the {} are taken", kind.name()),
            Self::Forecast { kind, runs_out_at, .. } => {
                format!("{} run out about {}", kind.name(), zone.to_datetime(*runs_out_at).strftime("%-d %B"))
            }
            Self::Changed { changes } => changed(changes).to_owned(),
            Self::Withdrawn => "the license is not honored".to_owned(),
            Self::Refused { code: FailureCode::Forbidden } => "the license may no longer be seen".to_owned(),
            Self::Refused { .. } => "the sign-in is refused".to_owned(),
            Self::Unread { since, .. } => format!("cannot be read for {} days", days(*since, now)),
            Self::Outdated { fetched_at } => format!("nothing new for {} days", days(*fetched_at, now)),
        }
    }

    /// What, more fully.
    pub fn body(&self, now: Timestamp, zone: &TimeZone) -> String {
        let date = |at: Timestamp| zone.to_datetime(at).strftime("%-d %B %Y").to_string();
        match self {
            Self::Deadline(due) => due.body(now, zone),
            Self::Limit { kind, used, max, .. } => format!("{used} of {max} {} are in use.", kind.name()),
            Self::Forecast { runs_out_at, ends_at: Some(end), .. } => {
                let days = days(*runs_out_at, *end);
                format!("At the present rate, {days} days before the license ends on {}.", date(*end))
            }
            Self::Forecast { .. } => "At the present rate.".to_owned(),
            Self::Changed { changes } => {
                let mut lines: Vec<_> = changes.iter().take(MOST).map(|change| line(change, zone)).collect();
                if let more @ 1.. = changes.len().saturating_sub(MOST) {
                    lines.push(format!("and {more} more"));
                }
                lines.join("\n")
            }
            Self::Withdrawn => "The server does not honor it, though its end has not come.".to_owned(),
            Self::Refused { code: FailureCode::Forbidden } => {
                "The account lacks a permission that it had. Until it has it again, changes are not seen.".to_owned()
            }
            Self::Refused { .. } => "Sign in again: until then, changes are not seen.".to_owned(),
            Self::Unread { since, .. } => format!("Since {}. What is known may have changed.", date(*since)),
            Self::Outdated { fetched_at } => {
                format!("What is known is of {}, and may have changed since.", date(*fetched_at))
            }
        }
    }
}

impl DueDeadline {
    fn title(&self, now: Timestamp, zone: &TimeZone) -> String {
        match Countdown::between(now, self.deadline.at, zone) {
            Countdown::Left(left) => format!("{left} left"),
            Countdown::Gone(_) => match (self.deadline.kind, self.renewal) {
                (DeadlineKind::ModulesDisabled, _) => "modules have stopped",
                (DeadlineKind::TrialEnd, _) => "the trial has ended",
                (_, Renewal::Automatic) => "the renewal was due",
                (_, Renewal::Manual) => "the license has ended",
            }
            .to_owned(),
        }
    }

    fn body(&self, now: Timestamp, zone: &TimeZone) -> String {
        let at = zone.to_datetime(self.deadline.at).strftime("%-d %B %Y, %H:%M");
        let plan = &self.plan;
        let (what, whats) = match (self.deadline.kind, self.renewal) {
            (DeadlineKind::ModulesDisabled, _) => (self.modules(), "modules stop"),
            (DeadlineKind::TrialEnd, _) => (format!("The trial of {plan}"), "the trial ends"),
            (_, Renewal::Automatic) => (plan.clone(), "the license renews itself"),
            (_, Renewal::Manual) => (plan.clone(), "the license ends"),
        };
        match self.deadline.has_come(now) {
            false => format!("{what}: {whats} on {at}."),
            true => format!("{what}: {at}."),
        }
    }

    /// The modules that stop, as many as fit a line.
    fn modules(&self) -> String {
        let names: Vec<_> = self.deadline.modules.iter().take(MOST).map(ToString::to_string).collect();
        match self.deadline.modules.len() {
            0 => self.plan.clone(),
            n if n > MOST => format!("{} and {} more", names.join(", "), n - MOST),
            _ => names.join(", "),
        }
    }
}

/// What weighs most of several changes.
fn changed(changes: &[Change]) -> &'static str {
    let has = |kind, direction| changes.iter().any(|c| c.kind == kind && c.direction() == direction);
    let (worse, better) = (Direction::Worse, Direction::Better);
    match () {
        () if has(ChangeKind::LicenseLost, worse) => "the license is gone",
        () if has(ChangeKind::ExpiryChanged, worse) => "the license ends sooner",
        () if has(ChangeKind::ModuleLost, worse) => "modules are gone",
        () if has(ChangeKind::LimitLowered, worse) => "limits were lowered",
        () if has(ChangeKind::LicenseGained, better) => "there is a license now",
        () if has(ChangeKind::ExpiryChanged, better) => "the license lasts longer",
        () if has(ChangeKind::ModuleGained, better) => "there are more modules",
        () if has(ChangeKind::LimitRaised, better) => "limits were raised",
        () => "the license has changed",
    }
}

/// One change in a line.
fn line(change: &Change, zone: &TimeZone) -> String {
    let Change { kind, subject, before, after } = change;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let date = |value: &Option<String>| match value.as_deref().and_then(|at| at.parse::<Timestamp>().ok()) {
        Some(at) => zone.to_datetime(at).strftime("%-d %B %Y").to_string(),
        None => "no end".to_owned(),
    };
    let limit =
        || LimitKind::ALL.into_iter().find(|kind| kind.code() == subject).map_or(subject.as_str(), |k| k.name());
    match kind {
        ChangeKind::LicenseGained => format!("New license: {}", text(after)),
        ChangeKind::LicenseLost => format!("No longer there: {}", text(before)),
        ChangeKind::PlanChanged => format!("Plan: {} → {}", text(before), text(after)),
        ChangeKind::ExpiryChanged => format!("End: {} → {}", date(before), date(after)),
        ChangeKind::ModuleGained => format!("New module: {subject}"),
        ChangeKind::ModuleLost => format!("Module gone: {subject}"),
        ChangeKind::LimitRaised | ChangeKind::LimitLowered => {
            format!("Most {}: {} → {}", limit(), text(before), text(after))
        }
        ChangeKind::TrialStarted => "A trial began".to_owned(),
        ChangeKind::TrialEnded => "The trial is over".to_owned(),
        ChangeKind::RenewalChanged => format!("Renewal: {} → {}", text(before), text(after)),
        ChangeKind::ServerVersionChanged => format!("Server: {} → {}", text(before), text(after)),
    }
}

fn days(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use jiff::SignedDuration;
    use license::Deadline;

    use super::*;

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
        let mut said = String::new();
        for cause in causes {
            let (title, body) = (cause.title(now, &TimeZone::UTC), cause.body(now, &TimeZone::UTC));
            writeln!(said, "{:?}: {title} | {}", cause.urgency(), body.replace('\n', " / ")).unwrap();
        }
        insta::assert_snapshot!(said);
    }
}
