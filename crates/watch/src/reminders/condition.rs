//! What is told when it sets in, and not again before it has passed: limits, forecasts, and workspaces that cannot be read.
//!
//! A condition has a level. It is told when it rises above the level that was told last; it has to fall well below that
//! before it counts as fallen, so that a limit at the edge of a step is not told over and over.

use jiff::{SignedDuration, Timestamp};
use license::{Fill, Limit, LimitKind, Max, Status};

use super::Cause;
use crate::{
    failure::FailureCode,
    workspace::{Credential, Workspace, snapshot::Snapshot, usage::Forecast},
};

/// For how long a workspace cannot be read before that is told.
const UNREAD: SignedDuration = SignedDuration::from_hours(3 * 24);

/// How old what is known may grow before that is told.
const OUTDATED: SignedDuration = SignedDuration::from_hours(14 * 24);

/// How near the day on which a limit runs out is told.
const FORETOLD: SignedDuration = SignedDuration::from_hours(60 * 24);

/// How far away that day has to move before it counts as averted.
const AVERTED: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Which condition it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConditionKind {
    /// A limit is nearly reached.
    Limit(LimitKind),
    /// A limit will be reached.
    Forecast(LimitKind),
    /// The license is not honored.
    Withdrawn,
    /// The sign-in is refused.
    Refused,
    /// It cannot be read.
    Unread,
    /// What is known is old.
    Outdated,
}

impl ConditionKind {
    /// Its stable code, under which it stands in the store.
    pub fn code(self) -> String {
        match self {
            Self::Limit(kind) => format!("limit.{}", kind.code()),
            Self::Forecast(kind) => format!("forecast.{}", kind.code()),
            Self::Withdrawn => "withdrawn".to_owned(),
            Self::Refused => "refused".to_owned(),
            Self::Unread => "unread".to_owned(),
            Self::Outdated => "outdated".to_owned(),
        }
    }
}

impl Cause {
    /// The condition that it speaks of; nothing where it speaks of none.
    pub fn condition(&self) -> Option<ConditionKind> {
        match self {
            Self::Limit { kind, .. } => Some(ConditionKind::Limit(*kind)),
            Self::Forecast { kind, .. } => Some(ConditionKind::Forecast(*kind)),
            Self::Withdrawn => Some(ConditionKind::Withdrawn),
            Self::Refused { .. } => Some(ConditionKind::Refused),
            Self::Unread { .. } => Some(ConditionKind::Unread),
            Self::Outdated { .. } => Some(ConditionKind::Outdated),
            Self::Deadline(_) | Self::Changed { .. } => None,
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
    /// What is told when it rises to that level; nothing when that is nothing to tell.
    pub cause: Option<Cause>,
}

impl Condition {
    fn new(name: ConditionKind, cause: Option<Cause>) -> Self {
        let level = i64::from(cause.is_some());
        Self { kind: name, level, hysteresis_level: level, cause }
    }

    /// The level that counts as told from now on, where another did before. It is told when that is the higher one.
    pub fn told_after(&self, before: i64) -> i64 {
        if self.level > before { self.level } else { before.min(self.hysteresis_level) }
    }
}

/// The conditions of a workspace at a given now, as far as anybody can tell: what cannot be seen at this moment is left
/// out, and stays as it was.
pub fn conditions(
    workspace: &Workspace,
    snapshot: &Snapshot,
    forecasts: &[(LimitKind, Option<Forecast>)],
    now: Timestamp,
) -> Vec<Condition> {
    let mut found = access(workspace, snapshot, now);
    if snapshot.failure().is_none() && snapshot.answer.is_some() {
        let observation = snapshot.observation();
        let limits = observation.limits(now);
        found.extend(limits.iter().map(of_limit));
        let ends_at = observation.ends_at(now);
        let fill = |kind| limits.iter().find(|limit| limit.kind == kind).map(Limit::fill);
        found.extend(forecasts.iter().filter_map(|(kind, forecast)| match forecast {
            Some(forecast) => Some(foretold(*kind, *forecast, ends_at, now)),
            // Full, or steady near the maximum: it may go on any day, and that was told.
            None if fill(*kind) > Some(Fill::Ample) => None,
            None => Some(Condition::new(ConditionKind::Forecast(*kind), None)),
        }));
        let withdrawn = snapshot.status(now) == Status::Invalid;
        found.push(Condition::new(ConditionKind::Withdrawn, withdrawn.then_some(Cause::Withdrawn)));
    }
    found
}

/// Whether the workspace lets itself be read.
fn access(workspace: &Workspace, snapshot: &Snapshot, now: Timestamp) -> Vec<Condition> {
    let Some(failure) = snapshot.failure() else {
        return [ConditionKind::Refused, ConditionKind::Unread, ConditionKind::Outdated]
            .map(|name| Condition::new(name, None))
            .into();
    };
    let mut found = Vec::new();
    // Who signed out on purpose knows that.
    let signed_out = failure.code == FailureCode::CredentialsMissing && workspace.credential == Credential::None;
    if needs_somebody(failure.code) && !signed_out {
        found.push(Condition::new(ConditionKind::Refused, Some(Cause::Refused { code: failure.code })));
    }
    if !signed_out && let Some(since) = snapshot.failing_since.filter(|since| now.duration_since(*since) >= UNREAD) {
        found.push(Condition::new(ConditionKind::Unread, Some(Cause::Unread { since, code: failure.code })));
    }
    if let Some(fetched_at) = snapshot.fetched_at.filter(|at| now.duration_since(*at) >= OUTDATED) {
        found.push(Condition::new(ConditionKind::Outdated, Some(Cause::Outdated { fetched_at })));
    }
    found
}

/// Whether somebody has to sign in anew, or to be given a permission.
fn needs_somebody(code: FailureCode) -> bool {
    matches!(code, FailureCode::Unauthorized | FailureCode::Forbidden | FailureCode::CredentialsMissing)
}

fn of_limit(limit: &Limit) -> Condition {
    let level = percent(limit.fill());
    let cause = match (limit.used, limit.effective_max()) {
        (Some(used), Max::AtMost(max)) if level > 0 => {
            Some(Cause::Limit { kind: limit.kind, used, max, percent: level })
        }
        (Some(_) | None, Max::AtMost(_) | Max::Unlimited) => None,
    };
    Condition { kind: ConditionKind::Limit(limit.kind), level, hysteresis_level: percent(eased(limit)), cause }
}

/// How full a limit would be with a twentieth more of it in use, and one at least.
fn eased(limit: &Limit) -> Fill {
    let margin = limit.effective_max().number().map_or(0, |max| max.div_ceil(20).max(1));
    Limit { used: limit.used.map(|used| used.saturating_add(margin)), ..limit.clone() }.fill()
}

fn percent(fill: Fill) -> i64 {
    match fill {
        Fill::Ample => 0,
        Fill::High => 80,
        Fill::NearlyFull => 90,
        Fill::Full | Fill::Over => 100,
    }
}

fn foretold(kind: LimitKind, forecast: Forecast, ends_at: Option<Timestamp>, now: Timestamp) -> Condition {
    let forecast = Some(forecast).filter(|forecast| ends_at.is_none_or(|end| forecast.runs_out_at < end));
    let left = forecast.map(|forecast| forecast.runs_out_at.duration_since(now));
    let cause = forecast.filter(|_| left.is_some_and(|left| left <= FORETOLD)).map(|forecast| Cause::Forecast {
        kind,
        runs_out_at: forecast.runs_out_at,
        ends_at,
    });
    let hysteresis_level = i64::from(left.is_some_and(|left| left <= AVERTED));
    Condition { kind: ConditionKind::Forecast(kind), level: i64::from(cause.is_some()), hysteresis_level, cause }
}

#[cfg(test)]
mod tests {
    use license::Entitlement;
    use proptest::prelude::*;

    use super::*;
    use crate::failure::Failure;

    fn seats(used: u64, max: u64) -> Snapshot {
        let limits = vec![Limit::new(LimitKind::ActiveUsers, Some(used), Max::AtMost(max))];
        Snapshot { answer: Some(Entitlement::Unlicensed { limits }), ..Snapshot::default() }
    }

    fn find(found: &[Condition], name: &str) -> Option<(i64, i64)> {
        found
            .iter()
            .find(|condition| condition.kind.code() == name)
            .map(|condition| (condition.level, condition.hysteresis_level))
    }

    #[test]
    fn a_limit_has_to_fall_a_twentieth_below_a_step_before_that_counts_as_left() {
        let level = |used| {
            find(
                &conditions(&Workspace::example(), &seats(used, 100), &[], Timestamp::UNIX_EPOCH),
                "limit.active_users",
            )
        };
        assert_eq!(
            [74, 75, 80, 84, 85, 90, 95, 100].map(|used| level(used).unwrap()),
            [(0, 0), (0, 80), (80, 80), (80, 80), (80, 90), (90, 90), (90, 100), (100, 100)]
        );
    }

    proptest! {
        #[test]
        fn a_use_that_moves_by_one_at_an_edge_rises_once(max in 1_u64..5_000, edge in prop::sample::select(vec![80_u64, 90, 100])) {
            let edge = (max * edge).div_ceil(100);
            let mut told = 0;
            let mut rises = 0;
            for used in [edge, edge - 1, edge, edge - 1, edge] {
                let found = conditions(&Workspace::example(), &seats(used, max), &[], Timestamp::UNIX_EPOCH);
                let after = found.iter().find(|c| c.kind == ConditionKind::Limit(LimitKind::ActiveUsers)).unwrap().told_after(told);
                rises += usize::from(after > told);
                told = after;
            }
            prop_assert_eq!(rises, 1);
        }
    }

    fn failing(code: FailureCode, days: i64, now: Timestamp) -> Snapshot {
        let since = now - SignedDuration::from_hours(days * 24);
        Snapshot {
            fetched_at: Some(since),
            failing_since: Some(since),
            failure: Some(Failure::new(code, "", "")),
            ..seats(1, 100)
        }
    }

    #[test]
    fn a_refusal_is_told_at_once_and_a_silence_after_three_days() {
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        let names = |workspace: &Workspace, snapshot: &Snapshot| -> Vec<String> {
            let found = conditions(workspace, snapshot, &[], now);
            found.into_iter().filter(|condition| condition.level > 0).map(|condition| condition.kind.code()).collect()
        };
        let acme = Workspace::example();
        assert_eq!(names(&acme, &failing(FailureCode::Unauthorized, 0, now)), ["refused"]);
        assert_eq!(names(&acme, &failing(FailureCode::Unreachable, 2, now)), Vec::<String>::new());
        assert_eq!(names(&acme, &failing(FailureCode::Unreachable, 3, now)), ["unread"]);
        assert_eq!(names(&acme, &failing(FailureCode::Tls, 14, now)), ["unread", "outdated"]);
        let signed_out = Workspace { credential: Credential::None, ..Workspace::example() };
        assert_eq!(names(&signed_out, &failing(FailureCode::CredentialsMissing, 0, now)), Vec::<String>::new());
        assert_eq!(names(&signed_out, &failing(FailureCode::CredentialsMissing, 5, now)), Vec::<String>::new());
        assert_eq!(names(&acme, &failing(FailureCode::CredentialsMissing, 0, now)), ["refused"]);
    }

    #[test]
    fn what_cannot_be_seen_stays_as_it_was() {
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        let found = conditions(&Workspace::example(), &failing(FailureCode::Unreachable, 0, now), &[], now);
        assert_eq!(found, Vec::new(), "neither set in nor passed");
        let found = conditions(&Workspace::example(), &seats(1, 100), &[], now);
        assert_eq!(["refused", "unread", "outdated"].map(|name| find(&found, name)), [Some((0, 0)); 3]);
    }

    #[test]
    fn a_forecast_that_ends_because_the_limit_is_full_is_not_averted() {
        let about = |used| {
            let forecasts = [(LimitKind::ActiveUsers, None)];
            find(
                &conditions(&Workspace::example(), &seats(used, 50), &forecasts, Timestamp::UNIX_EPOCH),
                "forecast.active_users",
            )
        };
        assert_eq!([about(50), about(45), about(10)], [None, None, Some((0, 0))]);
    }

    #[test]
    fn a_limit_that_runs_out_is_foretold_two_months_ahead_and_averted_at_three() {
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        let day = |days: i64| now + SignedDuration::from_hours(days * 24);
        let level = |days, end: Option<i64>| {
            let forecast = Forecast { runs_out_at: day(days), per_week: 1.0, before_license_ends_days: None };
            let found = foretold(LimitKind::ActiveUsers, forecast, end.map(day), now);
            (found.level, found.hysteresis_level)
        };
        assert_eq!([level(60, None), level(61, None), level(91, None)], [(1, 1), (0, 1), (0, 0)]);
        assert_eq!(
            [level(60, Some(59)), level(60, Some(61))],
            [(0, 0), (1, 1)],
            "after the license's end nobody counts"
        );
    }
}
