//! The inbox: in which place each reminder is, why it is done, and in which order they are listed.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Reminder,
    notification::{ReminderId, StoredReminder},
    urgency::Urgency,
};

/// Where a reminder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ReminderPlace")]
pub enum Place {
    /// It needs somebody, or waits to be shown.
    Inbox,
    /// It returns to the inbox later.
    Snoozed,
    /// It is out of the inbox, and is not shown again.
    Done,
}

/// Why a reminder is done. Its code is stable: it is kept in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ReminderOutcome")]
pub enum Outcome {
    /// The user completed it.
    Completed,
    /// What it is about is no longer true: the license was renewed, the workspace can be read again.
    Resolved,
    /// A newer reminder of the same subject took its place.
    Replaced,
}

/// A part of the inbox, in the order in which they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ReminderSection")]
pub enum Section {
    /// Something has stopped within the last 30 days, or is critical without having a date.
    Now,
    /// A deadline within 7 days.
    Week,
    /// A deadline within 30 days.
    Month,
    /// A later deadline.
    Later,
    /// Everything else.
    Undated,
}

const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
const MONTH: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Section {
    /// The section of a reminder at `now`.
    pub fn of(reminder: &Reminder, now: Timestamp) -> Self {
        let Some(due) = reminder.cause.deadline() else {
            return if reminder.cause.urgency() == Urgency::Critical { Self::Now } else { Self::Undated };
        };
        let left = due.deadline.at.duration_since(now);
        if due.deadline.has_come(now) {
            return if left.abs() <= MONTH { Self::Now } else { Self::Undated };
        }
        if left <= WEEK {
            Self::Week
        } else if left <= MONTH {
            Self::Month
        } else {
            Self::Later
        }
    }
}

/// The sort key of the inbox: by section, the nearest deadline first, then the more urgent, then the newer.
pub fn order(stored: &StoredReminder, now: Timestamp) -> impl Ord + use<> {
    let cause = &stored.reminder.cause;
    let distance = cause.deadline().map(|due| due.deadline.at.duration_since(now).abs());
    let newest_first = std::cmp::Reverse((stored.recorded_at, stored.id.0));
    (Section::of(&stored.reminder, now), distance, std::cmp::Reverse(cause.urgency()), newest_first)
}

/// Which of a workspace's reminders, given oldest first, are done without the user: those that are no longer true, and
/// those of which there is a newer one of the same subject.
pub fn settled(open: &[StoredReminder], is_true: impl Fn(&Reminder) -> bool) -> Vec<(ReminderId, Outcome)> {
    let is_replaced = |at: usize, stored: &StoredReminder| {
        open[at + 1..].iter().any(|newer| newer.reminder.cause.same_subject(&stored.reminder.cause))
    };
    let outcome = |(at, stored): (usize, &StoredReminder)| {
        if !is_true(&stored.reminder) {
            Some((stored.id, Outcome::Resolved))
        } else {
            is_replaced(at, stored).then_some((stored.id, Outcome::Replaced))
        }
    };
    open.iter().enumerate().filter_map(outcome).collect()
}

#[cfg(test)]
mod tests {
    use license::{Deadline, DeadlineKind, LimitKind, Renewal};
    use proptest::prelude::*;

    use super::*;
    use crate::{
        reminders::{
            Cause, DueDeadline,
            causes::{limit::LimitReached, withdrawn::LicenseWithdrawn},
            tests::{NOW, day},
        },
        workspace::WorkspaceId,
    };

    fn stored(id: i64, cause: Cause) -> StoredReminder {
        let reminder = Reminder { workspace: WorkspaceId::random(), name: "Acme".to_owned(), cause };
        StoredReminder {
            id: ReminderId(id),
            recorded_at: NOW,
            shown_at: None,
            snoozed_until: None,
            done: None,
            reminder,
        }
    }

    fn due(days: i64, kind: DeadlineKind) -> Cause {
        let deadline = Deadline::new(day(days), kind);
        let (plan, renewal) = ("Pro".to_owned(), Renewal::Manual);
        Cause::Deadline(DueDeadline { plan, deadline, threshold: days, renewal, stop: None })
    }

    fn limit(percent: i64) -> Cause {
        Cause::Limit(LimitReached { kind: LimitKind::ActiveUsers, used: 41, max: 50, percent })
    }

    #[test]
    fn the_inbox_has_what_happened_first_and_then_the_nearest() {
        let critical = Cause::Withdrawn(LicenseWithdrawn { reasons: Vec::new() });
        let expiry = |days| due(days, DeadlineKind::Expiry);
        let all = [expiry(45), limit(80), expiry(6), expiry(-2), critical, expiry(-1100), expiry(20)];
        let mut all: Vec<_> = (0..).zip(all).map(|(id, cause)| stored(id, cause)).collect();
        all.sort_by_cached_key(|stored| order(stored, NOW));
        let order: Vec<_> = all.iter().map(|stored| (stored.id.0, Section::of(&stored.reminder, NOW))).collect();
        let expected = [
            (4, Section::Now),
            (3, Section::Now),
            (2, Section::Week),
            (6, Section::Month),
            (0, Section::Later),
            (1, Section::Undated),
            (5, Section::Undated),
        ];
        assert_eq!(order, expected);
    }

    #[test]
    fn a_newer_reminder_of_the_same_subject_takes_the_place_of_the_older() {
        let open = [
            stored(1, due(9, DeadlineKind::Expiry)),
            stored(2, limit(80)),
            stored(3, due(9, DeadlineKind::ModulesDisabled)),
            stored(4, limit(90)),
        ];
        assert_eq!(settled(&open, |_| true), [(ReminderId(2), Outcome::Replaced)]);
        let settled = settled(&open, |reminder| reminder.cause.deadline().is_none());
        let expected =
            [(1, Outcome::Resolved), (2, Outcome::Replaced), (3, Outcome::Resolved)].map(|(id, o)| (ReminderId(id), o));
        assert_eq!(settled, expected);
    }

    proptest! {
        #[test]
        fn a_later_deadline_is_never_above_a_nearer_one(days in prop::collection::vec(0_i64..400, 2..30)) {
            let mut all: Vec<_> = (0..).zip(&days).map(|(id, days)| stored(id, due(*days, DeadlineKind::Expiry))).collect();
            all.sort_by_cached_key(|stored| order(stored, NOW));
            let listed: Vec<_> = all.iter().filter_map(|stored| stored.reminder.cause.deadline()).collect();
            // What is due this very moment has come already, and is listed before everything that is ahead.
            prop_assert!(listed.windows(2).all(|pair| pair[0].deadline.at <= pair[1].deadline.at));
        }

        #[test]
        fn one_reminder_of_each_subject_stays_open(kinds in prop::collection::vec(0_usize..3, 1..12)) {
            let cause = |kind| match kind {
                0 => due(9, DeadlineKind::Expiry),
                1 => limit(80),
                _ => Cause::Withdrawn(LicenseWithdrawn { reasons: Vec::new() }),
            };
            let open: Vec<_> = (0..).zip(&kinds).map(|(id, kind)| stored(id, cause(*kind))).collect();
            let done = settled(&open, |_| true);
            let left: Vec<_> =
                open.iter().filter(|stored| done.iter().all(|(id, _)| *id != stored.id)).map(|stored| stored.id.0).collect();
            let mut newest: Vec<_> = (0..3).filter_map(|kind| kinds.iter().rposition(|other| *other == kind)).collect();
            newest.sort_unstable();
            prop_assert_eq!(left, newest.into_iter().map(|at| i64::try_from(at).unwrap()).collect::<Vec<_>>());
        }
    }
}
