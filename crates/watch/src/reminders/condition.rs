//! Conditions: what is reported when it sets in, and not again before it has passed. Limits, forecasts, and workspaces that
//! cannot be read are conditions; the rule of each is in [`causes`](super::causes).
//!
//! A condition has a level. It is reported when it rises above the level that was reported last. It has to fall well below
//! that before it counts as fallen, so that a limit at the edge of a step is not reported over and over.

use jiff::Timestamp;
use license::{LimitKind, Observation};
use strum::IntoEnumIterator;

use super::{Cause, CauseKind};
use crate::{
    failure::FailureCode,
    workspace::{Credential, Workspace, snapshot::Snapshot, usage::Forecast},
};

/// Which condition it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConditionKind {
    cause: CauseKind,
    limit: Option<LimitKind>,
}

impl ConditionKind {
    /// The condition that a workspace has once.
    pub fn of(cause: CauseKind) -> Self {
        Self { cause, limit: None }
    }

    /// The condition that a workspace has for each limit.
    pub fn of_limit(cause: CauseKind, limit: LimitKind) -> Self {
        Self { cause, limit: Some(limit) }
    }

    /// The stable code in the store: `withdrawn`, `limit.active_users`.
    pub fn code(self) -> String {
        match self.limit {
            Some(limit) => format!("{}.{}", self.cause.code(), limit.code()),
            None => self.cause.code().to_owned(),
        }
    }
}

/// Something that sets in and passes.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// Which.
    pub kind: ConditionKind,
    /// How far it has set in; 0 when it has not.
    pub level: i64,
    /// The highest level that it has not fallen below, if it was reached.
    pub hysteresis_level: i64,
    /// What is reported when it rises to that level; `None` if there is nothing to report.
    pub cause: Option<Cause>,
}

impl Condition {
    /// A condition with one level, and without hysteresis: it has set in if there is a cause.
    pub fn new(kind: ConditionKind, cause: Option<Cause>) -> Self {
        let level = i64::from(cause.is_some());
        Self { kind, level, hysteresis_level: level, cause }
    }

    /// The level that counts as reported from now on, where another did before. It is reported when it is the higher one.
    pub fn told_after(&self, before: i64) -> i64 {
        if self.level > before { self.level } else { before.min(self.hysteresis_level) }
    }
}

/// What conditions are worked out from.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// What is known of its license.
    pub snapshot: &'a Snapshot,
    /// When each of its limits runs out, by its use over time.
    pub forecasts: &'a [(LimitKind, Option<Forecast>)],
    /// The given now.
    pub now: Timestamp,
}

impl<'a> Facts<'a> {
    /// The answer of the workspace; `None` if there is none, or the latest attempt to fetch one failed.
    pub fn observation(&self) -> Option<Observation<'a>> {
        let is_current = self.snapshot.failure().is_none() && self.snapshot.answer.is_some();
        is_current.then(|| self.snapshot.observation())
    }

    /// Whether the failure is that the admin signed out: that needs no reminder.
    pub fn is_signed_out_on_purpose(&self) -> bool {
        self.snapshot.failure().is_some_and(|failure| failure.code == FailureCode::CredentialsMissing)
            && self.workspace.credential == Credential::None
    }
}

/// The conditions of a workspace at a given now. What cannot be known at this moment is left out, and stays as it was.
pub fn conditions(
    workspace: &Workspace,
    snapshot: &Snapshot,
    forecasts: &[(LimitKind, Option<Forecast>)],
    now: Timestamp,
) -> Vec<Condition> {
    let facts = Facts { workspace, snapshot, forecasts, now };
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

    /// A workspace that fails for so many days, and whose latest answer is as old.
    pub(in crate::reminders) fn failing(code: FailureCode, days: i64) -> Snapshot {
        let since = NOW - SignedDuration::from_hours(days * 24);
        Snapshot {
            fetched_at: Some(since),
            failing_since: Some(since),
            failure: Some(Failure::new(code, "", "")),
            ..seats(1, 100)
        }
    }

    /// The codes of the conditions that have set in.
    pub(in crate::reminders) fn active(workspace: &Workspace, snapshot: &Snapshot) -> Vec<String> {
        let found = conditions(workspace, snapshot, &[], NOW);
        found.into_iter().filter(|condition| condition.level > 0).map(|condition| condition.kind.code()).collect()
    }

    #[test]
    fn what_cannot_be_known_stays_as_it_was() {
        let found = conditions(&Workspace::example(), &failing(FailureCode::Unreachable, 0), &[], NOW);
        assert_eq!(found, Vec::new(), "neither set in nor passed");
        let found = conditions(&Workspace::example(), &seats(1, 100), &[], NOW);
        assert_eq!(["refused", "unread", "outdated"].map(|code| find(&found, code)), [Some((0, 0)); 3]);
    }

    #[test]
    fn a_cause_names_the_condition_that_reports_it() {
        let acme = Workspace::example();
        let found = [
            conditions(&acme, &seats(100, 100), &[], NOW),
            conditions(&acme, &failing(FailureCode::Unauthorized, 20), &[], NOW),
        ];
        let causes: Vec<_> = found.iter().flatten().filter_map(|c| Some((c.kind, c.cause.as_ref()?))).collect();
        assert_eq!(causes.len(), 4);
        for (kind, cause) in causes {
            assert_eq!(cause.condition(), Some(kind));
        }
    }
}
