//! What the user has decided about a workspace: to acknowledge, to snooze or to archive it.
//!
//! A workspace that is acknowledged, snoozed or archived does not count as needing attention. An acknowledgement remembers
//! what was acknowledged, and ends by itself once there is anything else.

use jiff::{SignedDuration, Timestamp};
use license::{Attention, Concern, Precedence, Terms};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{failure::FailureCode, reminders::snooze::Snooze, workspace::snapshot::Snapshot};

/// What the user has decided about a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Handling {
    /// Nothing: it counts when it needs attention.
    #[default]
    Active,
    /// Its state is known to the user, until something changes.
    Acknowledged(Acknowledged),
    /// Until this instant, it does not count and there are no reminders of it.
    Snoozed {
        /// Until when.
        until: Timestamp,
    },
    /// It is kept with its history, but neither refreshed by itself nor counted, and there are no reminders of it.
    Archived,
}

/// What the user has decided about a workspace, in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(rename = "Handling")]
pub enum HandlingView {
    /// Nothing.
    Active,
    /// Its state is known to the user, until something changes.
    Acknowledged,
    /// It does not count until this instant.
    Snoozed {
        /// Until when.
        #[ts(type = "string")]
        until: Timestamp,
    },
    /// It is kept, and nothing more.
    Archived,
}

/// The state of a workspace when it was acknowledged. The acknowledgement holds as long as every [reason](Reason) that the
/// workspace has is covered by one that it had then, and the license has the same terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    reasons: Vec<Reason>,
    /// The terms of the license; `None` if nothing had been read.
    terms: Option<Terms>,
    /// Since when nothing needs attention. What returns within [`SETTLED`] is the same as before.
    #[serde(default)]
    calm_since: Option<Timestamp>,
}

/// Why a workspace needs attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", content = "what", rename_all = "snake_case")]
pub enum Reason {
    /// Its license, or what its server reports.
    License(Concern),
    /// It cannot be read, or the account may not see the license.
    Failure(FailureCode),
    /// Its server gives differing answers.
    DifferingAnswers,
}

/// For how long a failure that may pass by itself lasts before it is news about an acknowledged workspace.
const LASTING: SignedDuration = SignedDuration::from_hours(24);

/// For how long nothing needs attention before an acknowledgement has served its purpose.
const SETTLED: SignedDuration = SignedDuration::from_hours(24);

impl Reason {
    /// How urgent it is.
    pub fn attention(&self) -> Attention {
        match self {
            Self::License(concern) => concern.attention,
            Self::Failure(_) | Self::DifferingAnswers => Attention::Problem,
        }
    }

    /// Where it belongs among the reasons of a workspace.
    pub fn precedence(&self) -> Precedence {
        match self {
            Self::License(concern) => concern.precedence(),
            Self::Failure(_) | Self::DifferingAnswers => Precedence::Problem,
        }
    }

    /// Whether another reason is no news to a reader who knows this one. All failures that may pass by themselves are alike:
    /// a server that is away times out today and refuses tomorrow.
    fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::License(one), Self::License(two)) => one.covers(two),
            (Self::Failure(one), Self::Failure(two)) => one == two || (one.may_pass() && two.may_pass()),
            (Self::DifferingAnswers, Self::DifferingAnswers) => true,
            (Self::License(_) | Self::Failure(_) | Self::DifferingAnswers, _) => false,
        }
    }
}

impl Acknowledged {
    /// What is acknowledged of a workspace in this state.
    pub fn new(snapshot: &Snapshot, now: Timestamp) -> Self {
        Self { reasons: snapshot.reasons(now), terms: terms(snapshot), calm_since: None }
    }

    /// Whether nothing about the workspace is news at a given now.
    fn holds(&self, snapshot: &Snapshot, now: Timestamp) -> bool {
        let is_news = |reason: &Reason| match reason {
            Reason::Failure(code) if code.may_pass() && !is_lasting(snapshot, now) => false,
            // A contradiction is settled within minutes, or is one of the changes.
            Reason::DifferingAnswers => false,
            reason => !self.reasons.iter().any(|known| known.covers(reason)),
        };
        let has_same_terms = match (&self.terms, terms(snapshot)) {
            (Some(known), Some(terms)) => known.is_comparable_to(&terms) && !known.is_changed_by(&terms, now),
            (None, Some(_)) => false,
            (_, None) => true,
        };
        has_same_terms && !snapshot.reasons(now).iter().any(is_news)
    }
}

fn terms(snapshot: &Snapshot) -> Option<Terms> {
    snapshot.answer.as_ref().map(Terms::of)
}

fn is_lasting(snapshot: &Snapshot, now: Timestamp) -> bool {
    snapshot.failing_since.is_none_or(|since| now.duration_since(since) >= LASTING)
}

impl Handling {
    /// Snoozes a workspace: it does not count until this instant.
    pub fn snoozed(snooze: Snooze, now: Timestamp, zone: &jiff::tz::TimeZone) -> Self {
        Self::Snoozed { until: snooze.until(now, zone) }
    }

    /// What is left of the decision in this state of the workspace: an acknowledgement ends once something is news, or once
    /// nothing has needed attention for a day, and a snooze ends by itself.
    pub fn updated(&self, snapshot: &Snapshot, now: Timestamp) -> Self {
        match self {
            Self::Active | Self::Archived => self.clone(),
            Self::Snoozed { until } if *until > now && until.duration_since(now) <= Snooze::LONGEST => self.clone(),
            // A snooze that ends later than any lasts was set while the clock was ahead.
            Self::Snoozed { .. } => Self::Active,
            Self::Acknowledged(known) => {
                if !known.holds(snapshot, now) {
                    return Self::Active;
                }
                let is_calm = snapshot.reasons(now).is_empty();
                let calm_since = is_calm.then(|| known.calm_since.filter(|since| *since <= now).unwrap_or(now));
                if calm_since.is_some_and(|since| now.duration_since(since) >= SETTLED) {
                    return Self::Active;
                }
                Self::Acknowledged(Acknowledged { calm_since, ..known.clone() })
            }
        }
    }

    /// When the decision next ends by the passing of time alone, after a given now, apart from what the verdict itself
    /// changes.
    pub fn next_change_at(&self, snapshot: &Snapshot, now: Timestamp) -> Option<Timestamp> {
        let next = match self {
            Self::Active | Self::Archived => None,
            Self::Snoozed { until } => Some(*until),
            Self::Acknowledged(known) => [
                known.calm_since.and_then(|since| since.checked_add(SETTLED).ok()),
                snapshot.failing_since.and_then(|since| since.checked_add(LASTING).ok()),
            ]
            .into_iter()
            .flatten()
            .filter(|at| *at > now)
            .min(),
        };
        next.filter(|at| *at > now)
    }

    /// Whether there are no reminders of the workspace for now.
    pub fn is_silent(&self) -> bool {
        match self {
            Self::Active | Self::Acknowledged(_) => false,
            Self::Snoozed { .. } | Self::Archived => true,
        }
    }

    /// Whether the workspace counts if it needs attention, given whether its reminders are muted.
    pub fn counts(&self, is_muted: bool) -> bool {
        match self {
            Self::Active => !is_muted,
            Self::Acknowledged(_) | Self::Snoozed { .. } | Self::Archived => false,
        }
    }
}

impl From<&Handling> for HandlingView {
    fn from(handling: &Handling) -> Self {
        match handling {
            Handling::Active => Self::Active,
            Handling::Acknowledged(_) => Self::Acknowledged,
            Handling::Snoozed { until } => Self::Snoozed { until: *until },
            Handling::Archived => Self::Archived,
        }
    }
}
