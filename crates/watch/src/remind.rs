//! When to say something about a deadline.
//!
//! A deadline is told the first time that it is found inside each of its thresholds. Whoever was away while several
//! passed is told once, at the tightest. That it was told is recorded before it is shown, in the store: see
//! [`crate::store::Store::claim_reminders`]. What is said is in [`crate::notice`].

use jiff::{SignedDuration, Timestamp};
use license::{Deadline, DeadlineKind, License, Renewal};
use serde::{Deserialize, Serialize};

use crate::{
    snapshot::Snapshot,
    store::{Store, StoreError},
    workspace::{Workspace, WorkspaceId},
};

/// How many days before the end of a license it is told, the widest first: 0 is when it has come, and after that it is
/// told daily for a week.
const OF_AN_END: [i64; 14] = [90, 30, 14, 7, 3, 1, 0, -1, -2, -3, -4, -5, -6, -7];

/// How many days before modules stop that is told.
const OF_MODULES: [i64; 7] = [90, 30, 14, 7, 3, 1, 0];

/// How many days before a renewal that happens by itself it is told: in time to mend one that would fail, and no more.
const OF_A_RENEWAL: [i64; 3] = [7, 1, 0];

/// How many days before a deadline it is told, the widest first.
pub fn thresholds(kind: DeadlineKind, renewal: Renewal) -> &'static [i64] {
    match (kind, renewal) {
        (_, Renewal::Automatic) => &OF_A_RENEWAL,
        (DeadlineKind::Expiry | DeadlineKind::TrialEnd, Renewal::Manual) => &OF_AN_END,
        (
            DeadlineKind::ModulesDisabled
            | DeadlineKind::FairUse
            | DeadlineKind::AdminsNotified
            | DeadlineKind::UsersNotified
            | DeadlineKind::VersionSupportEnd
            | DeadlineKind::NotYetValid
            | DeadlineKind::ActionsPrevented
            | DeadlineKind::InstallationPrevented,
            Renewal::Manual,
        ) => &OF_MODULES,
    }
}

/// A deadline to tell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reminder {
    /// Of which workspace.
    pub workspace: WorkspaceId,
    /// What the admin calls it.
    pub name: String,
    /// The plan whose deadline it is.
    pub plan: String,
    /// Which deadline.
    pub deadline: Deadline,
    /// Inside how many days of it; negative for days after it.
    pub threshold: i64,
    /// Whether the license renews itself then.
    pub renewal: Renewal,
}

/// The tightest threshold that a deadline is inside of at a given now; nothing when it is still far.
pub fn threshold(deadline: &Deadline, renewal: Renewal, now: Timestamp) -> Option<i64> {
    let left = deadline.at.duration_since(now);
    thresholds(deadline.kind, renewal).iter().copied().rfind(|days| left <= SignedDuration::from_hours(days * 24))
}

/// The next instant after a given now at which a deadline comes inside of a threshold.
pub fn next_threshold(deadline: &Deadline, renewal: Renewal, now: Timestamp) -> Option<Timestamp> {
    let inside = thresholds(deadline.kind, renewal).iter();
    let inside = inside.filter_map(|days| deadline.at.checked_sub(SignedDuration::from_hours(days * 24)).ok());
    inside.filter(|at| *at > now).min()
}

/// The deadlines of a workspace that are told, with the license each belongs to.
pub fn told_deadlines(snapshot: &Snapshot) -> impl Iterator<Item = (&License, &Deadline)> {
    let licenses = snapshot.last().licenses().iter();
    licenses.flat_map(|license| license.deadlines.iter().filter(|d| license.counts(d)).map(move |d| (license, d)))
}

/// What is to be told of a workspace at a given now: everything that is due is recorded as told, and the tightest of it
/// is returned, and kept to be shown.
///
/// # Errors
/// When it cannot be recorded: then nothing is told either, and it is due again the next time.
pub fn claim(
    store: &Store,
    workspace: &Workspace,
    snapshot: &Snapshot,
    now: Timestamp,
) -> Result<Option<Reminder>, StoreError> {
    let due: Vec<_> = told_deadlines(snapshot)
        .filter_map(|(license, deadline)| {
            Some(Reminder {
                workspace: workspace.id,
                name: workspace.name.to_string(),
                plan: license.plan.to_string(),
                deadline: deadline.clone(),
                threshold: threshold(deadline, license.renewal, now)?,
                renewal: license.renewal,
            })
        })
        .collect();
    store.claim_reminders(workspace.id, due, now)
}

/// The tightest of several: what is still to come and nearest, and among what is past, the latest.
pub fn tightest(reminders: impl IntoIterator<Item = Reminder>, now: Timestamp) -> Option<Reminder> {
    let nearness = |r: &Reminder| (r.deadline.has_come(now), r.deadline.at.duration_since(now).abs());
    reminders.into_iter().min_by_key(nearness)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    #[test]
    fn a_deadline_is_inside_the_tightest_threshold() {
        let days = |kind, renewal, days: i64| threshold(&Deadline::new(at(0), kind), renewal, at(-days * 86_400));
        let end = |left| days(DeadlineKind::Expiry, Renewal::Manual, left);
        assert_eq!(
            [91, 90, 31, 30, 10, 1, 0].map(end),
            [None, Some(90), Some(90), Some(30), Some(14), Some(1), Some(0)]
        );
        assert_eq!([-1, -6, -7, -500].map(end), [Some(-1), Some(-6), Some(-7), Some(-7)]);
        let modules = |left| days(DeadlineKind::ModulesDisabled, Renewal::Manual, left);
        assert_eq!([2, -5].map(modules), [Some(3), Some(0)]);
        let renewal = |left| days(DeadlineKind::Expiry, Renewal::Automatic, left);
        assert_eq!([30, 7, 3, 0, -9].map(renewal), [None, Some(7), Some(7), Some(0), Some(0)]);
    }

    proptest! {
        #[test]
        fn the_threshold_changes_at_the_next_one_and_not_before(now in -9_000_000_i64..1_000_000) {
            let deadline = Deadline::new(at(0), DeadlineKind::Expiry);
            let inside = |now| threshold(&deadline, Renewal::Manual, now);
            let before = inside(at(now));
            match next_threshold(&deadline, Renewal::Manual, at(now)) {
                Some(next) => {
                    prop_assert_eq!(inside(next - SignedDuration::from_secs(1)), before);
                    prop_assert!(inside(next) < before || before.is_none());
                }
                None => prop_assert_eq!(before, Some(-7)),
            }
        }
    }
}
