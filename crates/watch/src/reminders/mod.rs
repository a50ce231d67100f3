//! When to say something.
//!
//! A deadline is told the first time that it is found inside each of its thresholds: see [`mod@threshold`]. Whoever was away
//! while several passed is told once, at the tightest. Everything else is a condition, told when it sets in: see
//! [`condition`]. That something was told is recorded before it is shown, in the store. What is said is in [`words`].

pub mod condition;
pub mod notification;
pub mod settings;
pub mod snooze;
pub mod text;
pub mod threshold;
pub mod urgency;

use jiff::Timestamp;
use license::{Change, ChangeKind, Deadline, Direction, LimitKind, Renewal, Stop};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    failure::FailureCode,
    reminders::{settings::LeadTimes, urgency::Urgency},
    workspace::{Workspace, WorkspaceId, snapshot::Snapshot},
};
use threshold::{threshold, thresholds};

/// Something to tell of a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reminder {
    /// Of which workspace.
    pub workspace: WorkspaceId,
    /// What the admin calls it.
    pub name: String,
    /// What.
    #[serde(flatten)]
    pub cause: Cause,
}

/// Why something is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// A deadline came inside of a threshold.
    Deadline(DueDeadline),
    /// A limit is nearly reached, or is.
    Limit {
        /// Which.
        kind: LimitKind,
        /// How many are in use.
        #[ts(type = "number")]
        used: u64,
        /// How many there may be.
        #[ts(type = "number")]
        max: u64,
        /// The step that was reached, in percent: 80, 90 or 100.
        #[ts(type = "number")]
        percent: i64,
    },
    /// A limit will be reached before the license ends, if its use goes on as it does.
    Forecast {
        /// Which.
        kind: LimitKind,
        /// Content when.
        #[ts(type = "string")]
        runs_out_at: Timestamp,
        /// When the license ends; nothing when it does not.
        #[ts(type = "string | null")]
        ends_at: Option<Timestamp>,
    },
    /// The license is not what it was.
    Changed {
        /// What changed, as far as it is better or worse than before.
        changes: Vec<Change>,
    },
    /// The server no longer honors a license whose end has not come.
    Withdrawn,
    /// The workspace does not let the account in, or does not show it the license.
    Refused {
        /// How it says so.
        code: FailureCode,
    },
    /// The workspace cannot be read for days.
    Unread {
        /// Since when.
        #[ts(type = "string")]
        since: Timestamp,
        /// Why, the last time.
        code: FailureCode,
    },
    /// What is known of the workspace is too old to be relied upon.
    Outdated {
        /// From when it is.
        #[ts(type = "string")]
        fetched_at: Timestamp,
    },
}

/// A deadline that came inside of a threshold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DueDeadline {
    /// The plan whose deadline it is.
    pub plan: String,
    /// Which deadline.
    #[ts(as = "crate::present::report::DeadlineReport")]
    pub deadline: Deadline,
    /// Inside how many days of it; negative for days after it.
    #[ts(type = "number")]
    pub threshold: i64,
    /// Whether the license renews itself then.
    #[ts(type = "\"automatic\" | \"manual\"")]
    pub renewal: Renewal,
}

/// A deadline that is due, with every threshold that it has passed by now.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// The deadline, and the tightest threshold.
    pub told: DueDeadline,
    /// Every threshold as wide as that, or wider.
    pub passed: Vec<i64>,
}

impl Reminder {
    /// A reminder of a workspace, under the name that it has now.
    pub(crate) fn of(workspace: &Workspace, cause: Cause) -> Self {
        Self { workspace: workspace.id, name: workspace.name.to_string(), cause }
    }
}

impl Cause {
    /// The deadline, where it is one.
    pub fn deadline(&self) -> Option<&DueDeadline> {
        match self {
            Self::Deadline(due) => Some(due),
            Self::Limit { .. }
            | Self::Forecast { .. }
            | Self::Changed { .. }
            | Self::Withdrawn
            | Self::Refused { .. }
            | Self::Unread { .. }
            | Self::Outdated { .. } => None,
        }
    }

    /// How much it presses.
    pub fn urgency(&self) -> Urgency {
        match self {
            Self::Deadline(DueDeadline { renewal: Renewal::Automatic, .. }) => Urgency::Low,
            Self::Deadline(due) if due.threshold <= 3 => Urgency::Critical,
            Self::Limit { percent: ..90, .. } => Urgency::Low,
            Self::Withdrawn => Urgency::Critical,
            Self::Changed { changes } if changes.iter().any(|change| change.kind() == ChangeKind::LicenseLost) => {
                Urgency::Critical
            }
            Self::Changed { changes } if changes.iter().all(|c| c.direction() == Direction::Better) => Urgency::Low,
            Self::Deadline(_)
            | Self::Limit { .. }
            | Self::Forecast { .. }
            | Self::Changed { .. }
            | Self::Refused { .. }
            | Self::Unread { .. }
            | Self::Outdated { .. } => Urgency::Normal,
        }
    }

    /// Whether both speak of the same thing, at whatever stage of it.
    pub fn same_subject(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Deadline(one), Self::Deadline(two)) => one.deadline == two.deadline,
            (one, two) => one.condition().is_some() && one.condition() == two.condition(),
        }
    }

    /// How near it is, nearest first: a license that is gone, what is still to come, what is past, and what is not about
    /// a date at all.
    pub(crate) fn nearness(&self, now: Timestamp) -> (u8, jiff::SignedDuration) {
        match self.deadline() {
            None if self.urgency() == Urgency::Critical => (0, jiff::SignedDuration::ZERO),
            Some(due) => (1 + u8::from(due.deadline.has_come(now)), due.deadline.at.duration_since(now).abs()),
            None => (5 - self.urgency() as u8, jiff::SignedDuration::ZERO),
        }
    }
}

/// The deadlines of a workspace that can be due at a given now: what has stopped, then what will, in that order.
pub fn deadlines(snapshot: &Snapshot, now: Timestamp) -> impl Iterator<Item = Stop<'_>> {
    let observation = snapshot.observation();
    observation.passed_stops(now).into_iter().chain(observation.stops(now))
}

/// Every deadline of a workspace that is inside of a threshold at a given now.
pub fn due_deadlines(snapshot: &Snapshot, lead: &LeadTimes, now: Timestamp) -> Vec<Due> {
    let due = deadlines(snapshot, now).filter_map(|stop| {
        let (deadline, renewal) = (stop.deadline, stop.renewal());
        let inside = threshold(deadline, renewal, lead, now)?;
        let passed = thresholds(deadline.kind, renewal, lead).filter(|days| *days >= inside).collect();
        let plan = stop.license.plan.to_string();
        Some(Due { told: DueDeadline { plan, deadline: deadline.clone(), threshold: inside, renewal }, passed })
    });
    due.collect()
}

/// The nearest of several, which came in this order, and the others but for what speaks of the same thing as one before.
pub fn nearest_first(reminders: impl IntoIterator<Item = Reminder>, now: Timestamp) -> Vec<Reminder> {
    let mut all: Vec<_> = reminders.into_iter().collect();
    // Of two that are as near, the one that came last says how things stand.
    all.reverse();
    all.sort_by_key(|reminder| (reminder.cause.nearness(now), reminder.cause.deadline().map(|due| due.threshold)));
    let mut told: Vec<Reminder> = Vec::with_capacity(all.len());
    for reminder in all {
        if !told.iter().any(|other| other.cause.same_subject(&reminder.cause)) {
            told.push(reminder);
        }
    }
    told
}
