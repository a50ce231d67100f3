//! What there is to say of a workspace, and how bad it is.

use jiff::{SignedDuration, Timestamp};
use license::{Deadline, DeadlineKind, License, LimitKind, Renewal, Status, limit::Fill};

use super::State;
use crate::{
    duration::Span,
    load::Watched,
    wording::{self, Reader},
};

/// Within which time something that stops is a warning, and critical.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Thresholds {
    pub(crate) warn: Span,
    pub(crate) crit: Span,
}

/// One thing to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) state: State,
    /// When it happens: of those that are as bad, the soonest is said first.
    pub(super) at: Option<Timestamp>,
    pub(super) text: String,
}

/// All that there is to say of a workspace: at least one thing.
pub(super) fn of(watched: &Watched, thresholds: Thresholds, reader: &Reader) -> Vec<Finding> {
    let mut findings: Vec<_> = unread(watched, reader).into_iter().collect();
    findings.extend(ended(watched, reader));
    let in_force = watched.snapshot.last().licenses().iter().filter(|license| license.is_in_force(reader.now));
    if matches!(watched.snapshot.status(reader.now), Status::Valid | Status::Expiring) {
        findings.extend(in_force.flat_map(|license| ending(license, thresholds, reader)));
    }
    findings.extend(filling(watched));
    for finding in &mut findings {
        finding.text = format!("{}: {}", watched.name, finding.text);
    }
    findings
}

/// That it cannot be read, or could not when it was last asked.
fn unread(watched: &Watched, reader: &Reader) -> Option<Finding> {
    let snapshot = &watched.snapshot;
    let text = match (snapshot.failure(), snapshot.fetched_at) {
        (Some(failure), Some(at)) if snapshot.failure.is_some() => {
            format!("{}, last read {}", failure.message, reader.distance(at))
        }
        (Some(failure), _) => failure.message,
        (None, None) => "it was never read".to_owned(),
        (None, Some(_)) if snapshot.status(reader.now) == Status::Unknown => {
            "nobody can say when the license ends: its date cannot be read".to_owned()
        }
        (None, Some(_)) => return None,
    };
    Some(Finding { state: State::Unknown, at: None, text })
}

/// That it has ended, or that there is none.
fn ended(watched: &Watched, reader: &Reader) -> Option<Finding> {
    let last = watched.snapshot.last();
    let ended = last.licenses().iter().max_by_key(|license| license.expires_at());
    let plan = ended.map_or("the license", |license| license.plan.as_str());
    let at = ended.and_then(License::expires_at);
    let since = at.map(|at| format!(" {}", reader.distance(at))).unwrap_or_default();
    let critical = |text: String| Some(Finding { state: State::Critical, at, text });
    match watched.snapshot.status(reader.now) {
        Status::Expired => critical(format!("{plan} expired{since}")),
        Status::Lapsed => critical(format!("{plan} lapsed{since}")),
        Status::Invalid if last.licenses().iter().all(|license| !license.has_begun(reader.now)) => {
            critical(format!("{plan} has not begun"))
        }
        Status::Invalid => critical(format!("{plan} is not honored by the server")),
        Status::Community => Some(Finding { state: State::Ok, at: None, text: "community edition".to_owned() }),
        Status::Valid | Status::Expiring | Status::NotPermitted | Status::Unknown => None,
    }
}

/// What stops of a license in force.
fn ending(license: &License, thresholds: Thresholds, reader: &Reader) -> Vec<Finding> {
    let plan = &license.plan;
    let coming = license.deadlines.iter().filter(|d| license.counts(d) && !d.has_come(reader.now));
    let expires_at = license.expires_at();
    // The end of a trial is mostly the end of its license: that is one thing to say, not two.
    let findings: Vec<_> = coming
        .filter(|deadline| deadline.kind != DeadlineKind::TrialEnd || Some(deadline.at) != expires_at)
        .map(|deadline| Finding {
            state: nearness(deadline.at.duration_since(reader.now), license.renewal, thresholds),
            at: Some(deadline.at),
            text: stop(license, deadline, reader),
        })
        .collect();
    match findings.is_empty() {
        true => vec![Finding { state: State::Ok, at: None, text: format!("{plan} has no end") }],
        false => findings,
    }
}

fn stop(license: &License, deadline: &Deadline, reader: &Reader) -> String {
    const MOST: usize = 3;
    let plan = &license.plan;
    match deadline.kind {
        DeadlineKind::ModulesDisabled if !deadline.modules.is_empty() => {
            let mut names: Vec<_> = deadline.modules.iter().take(MOST).map(ToString::to_string).collect();
            if deadline.modules.len() > MOST {
                names.push(format!("{} more modules", deadline.modules.len() - MOST));
            }
            format!("{} {}", names.join(", "), reader.happens(deadline.at, wording::STOP))
        }
        DeadlineKind::ModulesDisabled => format!("modules of {plan} {}", reader.happens(deadline.at, wording::STOP)),
        DeadlineKind::TrialEnd => format!("the trial of {plan} {}", reader.happens(deadline.at, wording::ENDS)),
        _ => format!("{plan} {}", reader.happens(deadline.at, wording::end_of(license))),
    }
}

/// How bad it is that something stops after so long. A license that renews itself is one step softer: its date is a
/// renewal, which matters when there is hardly time left to mend one that fails.
fn nearness(left: SignedDuration, renewal: Renewal, Thresholds { warn, crit }: Thresholds) -> State {
    match renewal {
        Renewal::Manual if left <= crit.length() => State::Critical,
        Renewal::Manual if left <= warn.length() => State::Warning,
        Renewal::Automatic if left <= crit.length() => State::Warning,
        Renewal::Manual | Renewal::Automatic => State::Ok,
    }
}

/// Limits that are reached, or nearly.
fn filling(watched: &Watched) -> impl Iterator<Item = Finding> {
    watched.snapshot.last().limits().filter_map(|limit| {
        let (used, max) = (limit.used?, limit.max.number()?);
        let state = match (limit.fill(), limit.kind) {
            (Fill::Full, LimitKind::ActiveUsers) => State::Critical,
            (Fill::Full | Fill::NearlyFull, _) => State::Warning,
            (Fill::High | Fill::Ample, _) => return None,
        };
        Some(Finding { state, at: None, text: format!("{used} of {max} {} taken", limit.kind.name()) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_renews_itself_is_one_step_softer() {
        let thresholds = Thresholds { warn: "30d".parse().unwrap(), crit: "7d".parse().unwrap() };
        let state = |days: i64, renewal| nearness(SignedDuration::from_hours(days * 24), renewal, thresholds);
        assert_eq!(state(7, Renewal::Manual), State::Critical);
        assert_eq!(state(8, Renewal::Manual), State::Warning);
        assert_eq!(state(30, Renewal::Manual), State::Warning);
        assert_eq!(state(31, Renewal::Manual), State::Ok);
        assert_eq!(state(7, Renewal::Automatic), State::Warning);
        assert_eq!(state(8, Renewal::Automatic), State::Ok);
    }
}
