//! Conditions: causes that begin and end, and that are reported once until they have ended. A full limit or a workspace
//! that cannot be read is one, for example. The rule of each is in [`causes`](super::causes).
//!
//! A condition has a level. It is reported when that rises above the recorded level. The recorded level falls with
//! hysteresis, so that a limit that hovers around a step is not reported repeatedly.

use jiff::Timestamp;
use license::{FindingKind, LimitKind, Observation};
use strum::IntoEnumIterator;

use super::{Cause, CauseKind, settings::LimitSteps};
use crate::{
    failure::FailureCode,
    workspace::{Credential, Workspace, snapshot::Snapshot, usage::Forecast},
};

/// Identifies a condition of a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConditionKind {
    cause: CauseKind,
    /// The code of what it is about, if a workspace can have several.
    subject: Option<&'static str>,
}

impl ConditionKind {
    /// A condition that a workspace has once.
    pub fn of(cause: CauseKind) -> Self {
        Self { cause, subject: None }
    }

    /// A condition that a workspace has for each limit.
    pub fn of_limit(cause: CauseKind, limit: LimitKind) -> Self {
        Self { cause, subject: Some(limit.code()) }
    }

    /// A condition that a workspace has for each kind of finding.
    pub fn of_finding(kind: FindingKind) -> Self {
        Self { cause: CauseKind::Finding, subject: Some(kind.code()) }
    }

    /// The kind of its cause.
    pub fn cause(self) -> CauseKind {
        self.cause
    }

    /// The stable code in the store: `withdrawn`, `limit.active_users`.
    pub fn code(self) -> String {
        match self.subject {
            Some(subject) => format!("{}.{subject}", self.cause.code()),
            None => self.cause.code().to_owned(),
        }
    }
}

/// The state of a condition at a given time.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// Which condition it is.
    pub kind: ConditionKind,
    /// Its level; 0 if the condition does not hold.
    pub level: i64,
    /// The recorded level falls to this one, if it is higher. At least `level`.
    pub hysteresis_level: i64,
    /// What to report when it rises to this level; `None` if there is nothing to report.
    pub cause: Option<Cause>,
}

impl Condition {
    /// A condition with one level and without hysteresis. It holds if there is a cause.
    pub fn new(kind: ConditionKind, cause: Option<Cause>) -> Self {
        let level = i64::from(cause.is_some());
        Self { kind, level, hysteresis_level: level, cause }
    }

    /// That the server has withdrawn the license, for tests that need some urgent reminder.
    #[cfg(test)]
    pub(crate) fn withdrawn() -> Self {
        let cause = super::causes::withdrawn::LicenseWithdrawn { reasons: Vec::new() };
        Self::new(ConditionKind::of(CauseKind::Withdrawn), Some(Cause::Withdrawn(cause)))
    }

    /// Whether it holds, or is still so near to holding that its reminder stays.
    pub fn holds(&self) -> bool {
        self.hysteresis_level > 0
    }

    /// The level to record, given the recorded one. The condition is reported if that is higher.
    pub fn level_after(&self, before: i64) -> i64 {
        if self.level > before { self.level } else { before.min(self.hysteresis_level) }
    }
}

/// The input of the rules for conditions.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// Its snapshot.
    pub snapshot: &'a Snapshot,
    /// The forecast for each limit with samples of its use.
    pub forecasts: &'a [(LimitKind, Option<Forecast>)],
    /// The steps of limits.
    pub steps: &'a LimitSteps,
    /// The current time.
    pub now: Timestamp,
}

impl<'a> Facts<'a> {
    /// The observation of the license; `None` if there is no answer, the last refresh failed, or the server contradicts
    /// itself.
    pub fn observation(&self) -> Option<Observation<'a>> {
        let is_current =
            self.snapshot.failure().is_none() && self.snapshot.answer.is_some() && !self.snapshot.is_unreported();
        is_current.then(|| self.snapshot.observation())
    }

    /// The observation of the workspace, also if the account may not see the license; `None` if there is no answer, the last
    /// refresh failed, or the server contradicts itself.
    pub fn latest_observation(&self) -> Option<Observation<'a>> {
        let is_current =
            self.snapshot.failure.is_none() && self.snapshot.answer.is_some() && !self.snapshot.is_unreported();
        is_current.then(|| self.snapshot.observation())
    }

    /// Whether there is no token because the user signed out, which needs no reminder.
    pub fn is_signed_out_on_purpose(&self) -> bool {
        self.snapshot.failure().is_some_and(|failure| failure.code == FailureCode::CredentialsMissing)
            && self.workspace.credential == Credential::None
    }
}

/// The conditions of a workspace at `now`. A condition that cannot be worked out is left out, and its recorded level
/// stays.
pub fn conditions(
    workspace: &Workspace,
    snapshot: &Snapshot,
    forecasts: &[(LimitKind, Option<Forecast>)],
    steps: &LimitSteps,
    now: Timestamp,
) -> Vec<Condition> {
    let facts = Facts { workspace, snapshot, forecasts, steps, now };
    CauseKind::iter().flat_map(|kind| kind.conditions(&facts)).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use jiff::SignedDuration;
    use license::{Entitlement, Limit, Max};

    use super::*;
    use crate::{failure::Failure, reminders::tests::NOW};

    pub(in crate::reminders) fn seats(used: u64, max: u64) -> Snapshot {
        let limits = vec![Limit::new(LimitKind::ActiveUsers, Some(used), Max::AtMost(max))];
        Snapshot { answer: Some(Entitlement::Unlicensed { limits }), ..Snapshot::default() }
    }

    pub(in crate::reminders) fn find(found: &[Condition], code: &str) -> Option<(i64, i64)> {
        let found = found.iter().find(|condition| condition.kind.code() == code)?;
        Some((found.level, found.hysteresis_level))
    }

    /// A snapshot that has been failing for `days`, and whose latest answer is as old.
    pub(in crate::reminders) fn failing(code: FailureCode, days: i64) -> Snapshot {
        let since = NOW - SignedDuration::from_hours(days * 24);
        Snapshot {
            fetched_at: Some(since),
            failing_since: Some(since),
            failure: Some(Failure::new(code, "", "")),
            ..seats(1, 100)
        }
    }

    /// The codes of the conditions that hold.
    pub(in crate::reminders) fn active(workspace: &Workspace, snapshot: &Snapshot) -> Vec<String> {
        let found = conditions(workspace, snapshot, &[], &LimitSteps::default(), NOW);
        found.into_iter().filter(|condition| condition.level > 0).map(|condition| condition.kind.code()).collect()
    }

    #[test]
    fn unknown_conditions_are_left_out() {
        let found =
            conditions(&Workspace::example(), &failing(FailureCode::Unreachable, 0), &[], &LimitSteps::default(), NOW);
        assert_eq!(found, Vec::new(), "neither begun nor ended");
        let found = conditions(&Workspace::example(), &seats(1, 100), &[], &LimitSteps::default(), NOW);
        assert_eq!(["refused", "unread", "outdated"].map(|code| find(&found, code)), [Some((0, 0)); 3]);
    }

    #[test]
    fn cause_names_its_condition() {
        let acme = Workspace::example();
        let found = [
            conditions(&acme, &seats(100, 100), &[], &LimitSteps::default(), NOW),
            conditions(&acme, &failing(FailureCode::Unauthorized, 20), &[], &LimitSteps::default(), NOW),
        ];
        let causes: Vec<_> = found.iter().flatten().filter_map(|c| Some((c.kind, c.cause.as_ref()?))).collect();
        assert_eq!(causes.len(), 4);
        for (kind, cause) in causes {
            assert_eq!(cause.condition(), Some(kind));
        }
    }
}
