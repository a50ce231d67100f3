//! Deadlines: the instants at which something about a license changes by itself.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

use crate::module::ModuleId;

/// What happens at a deadline.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    TS,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum DeadlineKind {
    /// The license is no longer honored: every premium feature stops.
    Expiry,
    /// The end of a trial that the license still names. Only [`Expiry`](Self::Expiry) ends a trial.
    TrialEnd,
    /// The listed modules stop.
    ModulesDisabled,
    /// A grace period begins, in which the server warns.
    FairUse,
    /// The server begins to warn its administrators.
    AdminsNotified,
    /// The server begins to warn its users.
    UsersNotified,
    /// The vendor's support for this server version ends: the vendor's own apps refuse the workspace from then on.
    VersionSupportEnd,
    /// The license begins: until then it has no effect.
    NotYetValid,
    /// Adding users, guests or apps is refused from then on. Nothing that works stops.
    ActionsPrevented,
    /// The same license can no longer be installed from then on. Nothing that works stops.
    InstallationPrevented,
    /// Modules that the license grants begin to work.
    ModulesBegin,
    /// The workspace becomes read-only, because it has no valid license and has sent no usage report to the vendor.
    ReadOnly,
}

/// What a deadline means for the people who use a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Something that works before the deadline no longer works after it.
    Stops(#[serde(skip)] StopKind),
    /// Something is announced, begins or is refused from then on. Nothing stops.
    Notice,
}

/// What stops at a deadline. Code that is only about what stops matches on this, so that a notice needs no place there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, EnumIter, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum StopKind {
    /// The whole license.
    Expiry,
    /// The trial, and with it the license.
    TrialEnd,
    /// Some modules; the license itself remains.
    ModulesDisabled,
    /// Sending messages, for everybody.
    ReadOnly,
    /// The vendor's own apps, for everybody.
    SupportEnd,
}

impl StopKind {
    /// The stable code.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// Whether nothing of the license is left afterwards.
    pub fn ends_license(self) -> bool {
        match self {
            Self::Expiry | Self::TrialEnd => true,
            Self::ModulesDisabled | Self::ReadOnly | Self::SupportEnd => false,
        }
    }
}

impl DeadlineKind {
    /// The stable code, as in the public JSON.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// How far two readings of the same deadline can be apart. A server counts whole days until it becomes read-only: see
    /// [`read_only_at`](crate::facts::read_only_at). Every other deadline is a date.
    pub fn precision(self) -> SignedDuration {
        match self {
            Self::ReadOnly => SignedDuration::from_hours(24),
            Self::Expiry
            | Self::TrialEnd
            | Self::ModulesDisabled
            | Self::FairUse
            | Self::AdminsNotified
            | Self::UsersNotified
            | Self::VersionSupportEnd
            | Self::NotYetValid
            | Self::ActionsPrevented
            | Self::InstallationPrevented
            | Self::ModulesBegin => SignedDuration::ZERO,
        }
    }

    /// What a deadline of this kind means. This table is the only place where that is decided.
    pub fn effect(self) -> Effect {
        match self {
            Self::Expiry => Effect::Stops(StopKind::Expiry),
            Self::ModulesDisabled => Effect::Stops(StopKind::ModulesDisabled),
            Self::ReadOnly => Effect::Stops(StopKind::ReadOnly),
            Self::VersionSupportEnd => Effect::Stops(StopKind::SupportEnd),
            // The grace period has warnings only. The server enforces no end of a trial but the end of the license.
            Self::TrialEnd | Self::FairUse | Self::ModulesBegin => Effect::Notice,
            Self::AdminsNotified | Self::UsersNotified | Self::NotYetValid => Effect::Notice,
            Self::ActionsPrevented | Self::InstallationPrevented => Effect::Notice,
        }
    }
}

/// Something that happens, or has happened, at an instant.
///
/// Deadlines are ordered by their instant, then by the order of their kinds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Deadline {
    /// When it happens.
    pub at: Timestamp,
    /// What happens.
    pub kind: DeadlineKind,
    /// The modules concerned; empty if it concerns all of them, or none by name.
    pub modules: Vec<ModuleId>,
}

impl Deadline {
    /// A deadline that names no modules.
    pub fn new(at: Timestamp, kind: DeadlineKind) -> Self {
        Self { at, kind, modules: Vec::new() }
    }

    /// Whether both are readings of one deadline, given the [precision](DeadlineKind::precision) of their kind.
    pub fn is_same(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.modules == other.modules
            && self.at.duration_since(other.at).abs() <= self.kind.precision()
    }

    /// Whether it has passed at a given now. A deadline has passed at its own instant.
    pub fn has_come(&self, now: Timestamp) -> bool {
        self.at <= now
    }

    /// Whole days of 24 hours from a given now until the deadline, rounded down; negative once it has passed.
    pub fn whole_days_left(&self, now: Timestamp) -> i64 {
        const DAY: i64 = SignedDuration::from_hours(24).as_secs();
        self.at.duration_since(now).as_secs().div_euclid(DAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_left_are_rounded_down_on_both_sides() {
        let deadline = Deadline::new(Timestamp::UNIX_EPOCH, DeadlineKind::Expiry);
        let days = |seconds: i64| deadline.whole_days_left(Timestamp::from_second(seconds).unwrap());
        assert_eq!([-172_800, -172_799, -1, 0, 1, 86_401].map(days), [2, 1, 0, 0, -1, -2]);
    }
}
