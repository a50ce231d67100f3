//! What to say before a deadline, and whether it was said.
//!
//! A deadline is told the first time that it is found inside each of its thresholds. Whoever was away while several
//! passed is told once, at the tightest. What was told is recorded before it is shown, in the store: see
//! [`crate::store::Store::claim_reminder`].

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use license::{Countdown, Deadline, DeadlineKind, License, Renewal};

use crate::{
    snapshot::Snapshot,
    store::Store,
    store::StoreError,
    workspace::{Workspace, WorkspaceId},
};

/// How many days before a deadline it is told, the widest first. 0 is when it has come.
pub const THRESHOLDS: [i64; 6] = [30, 14, 7, 3, 1, 0];

/// A deadline to tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Reminder {
    /// Of which workspace.
    pub workspace: WorkspaceId,
    /// What the admin calls it.
    pub name: String,
    /// The plan whose deadline it is.
    pub plan: String,
    /// Which deadline.
    pub deadline: Deadline,
    /// Inside how many days of it.
    pub threshold: i64,
    /// Whether the license renews itself then.
    pub renewal: Renewal,
}

impl Reminder {
    /// A title and a body, for a reader in `zone`.
    pub fn text(&self, now: Timestamp, zone: &TimeZone) -> (String, String) {
        let at = zone.to_datetime(self.deadline.at).strftime("%-d %B %Y, %H:%M");
        let plan = &self.plan;
        let (what, whats) = match (self.deadline.kind, self.renewal) {
            (DeadlineKind::ModulesDisabled, _) => (self.modules(), "modules stop"),
            (DeadlineKind::TrialEnd, _) => (format!("The trial of {plan}"), "the trial ends"),
            (_, Renewal::Automatic) => (plan.clone(), "the license renews itself"),
            (_, Renewal::Manual) => (plan.clone(), "the license ends"),
        };
        match Countdown::between(now, self.deadline.at, zone) {
            Countdown::Left(left) => (format!("{}: {left} left", self.name), format!("{what}: {whats} on {at}.")),
            Countdown::Gone(_) => {
                let ended = match (self.deadline.kind, self.renewal) {
                    (DeadlineKind::ModulesDisabled, _) => "modules have stopped",
                    (DeadlineKind::TrialEnd, _) => "the trial has ended",
                    (_, Renewal::Automatic) => "the renewal was due",
                    (_, Renewal::Manual) => "the license has ended",
                };
                (format!("{}: {ended}", self.name), format!("{what}: {at}."))
            }
        }
    }

    /// The modules that stop, as many as fit a line.
    fn modules(&self) -> String {
        const MOST: usize = 4;
        let names: Vec<_> = self.deadline.modules.iter().take(MOST).map(ToString::to_string).collect();
        match self.deadline.modules.len() {
            0 => self.plan.clone(),
            n if n > MOST => format!("{} and {} more", names.join(", "), n - MOST),
            _ => names.join(", "),
        }
    }
}

/// The tightest threshold that a deadline is inside of at a given now; nothing when it is still far.
pub fn threshold(deadline: &Deadline, now: Timestamp) -> Option<i64> {
    let left = deadline.at.duration_since(now);
    THRESHOLDS.into_iter().rfind(|days| left <= SignedDuration::from_hours(days * 24))
}

/// The next instant after a given now at which a deadline comes inside of a threshold.
pub fn next_threshold(deadline: &Deadline, now: Timestamp) -> Option<Timestamp> {
    let inside =
        THRESHOLDS.iter().filter_map(|days| deadline.at.checked_sub(SignedDuration::from_hours(days * 24)).ok());
    inside.filter(|at| *at > now).min()
}

/// The deadlines of a workspace that are told, with the license each belongs to.
pub fn told_deadlines(snapshot: &Snapshot) -> impl Iterator<Item = (&License, &Deadline)> {
    let licenses = snapshot.last().licenses().iter();
    licenses.flat_map(|license| license.deadlines.iter().filter(|d| license.counts(d)).map(move |d| (license, d)))
}

/// What is to be told of a workspace at a given now: everything that is due is recorded as told, and the tightest of it
/// is returned.
///
/// # Errors
/// When it cannot be recorded: then nothing is told either, and it is due again the next time.
pub fn claim(
    store: &Store,
    workspace: &Workspace,
    snapshot: &Snapshot,
    now: Timestamp,
) -> Result<Option<Reminder>, StoreError> {
    let mut due = Vec::new();
    for (license, deadline) in told_deadlines(snapshot) {
        let Some(threshold) = threshold(deadline, now) else { continue };
        if store.claim_reminder(workspace.id, deadline, threshold)? {
            due.push(Reminder {
                workspace: workspace.id,
                name: workspace.name.to_string(),
                plan: license.plan.to_string(),
                deadline: deadline.clone(),
                threshold,
                renewal: license.renewal,
            });
        }
    }
    // What is still to come and nearest is the tightest; among what is past, the latest.
    due.sort_by_key(|reminder| (reminder.deadline.has_come(now), reminder.deadline.at.duration_since(now).abs()));
    Ok(due.into_iter().next())
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
        let deadline = Deadline::new(at(0), DeadlineKind::Expiry);
        let days = |days: i64| threshold(&deadline, at(-days * 86_400));
        assert_eq!(days(31), None);
        assert_eq!(days(30), Some(30));
        assert_eq!(days(10), Some(14));
        assert_eq!(days(1), Some(1));
        assert_eq!(threshold(&deadline, at(-1)), Some(1));
        assert_eq!(days(0), Some(0));
        assert_eq!(days(-500), Some(0));
    }

    proptest! {
        #[test]
        fn the_threshold_changes_at_the_next_one_and_not_before(now in -4_000_000_i64..1_000_000) {
            let deadline = Deadline::new(at(0), DeadlineKind::Expiry);
            let before = threshold(&deadline, at(now));
            match next_threshold(&deadline, at(now)) {
                Some(next) => {
                    prop_assert_eq!(threshold(&deadline, next - SignedDuration::from_secs(1)), before);
                    prop_assert!(threshold(&deadline, next) < before || before.is_none());
                }
                None => prop_assert_eq!(before, Some(0)),
            }
        }
    }
}
