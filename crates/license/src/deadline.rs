//! Deadlines: the instants at which something about a license changes by itself.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::module::ModuleId;

/// What happens at a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    /// The license is no longer honored: every premium feature stops.
    Expiry,
    /// The trial ends.
    TrialEnd,
    /// The modules named stop.
    ModulesDisabled,
    /// A period of grace begins.
    FairUse,
    /// The server begins to warn its administrators.
    AdminsNotified,
    /// The server begins to warn its users.
    UsersNotified,
    /// The vendor no longer supports this version of the server.
    VersionSupportEnd,
    /// The license begins: until then it does nothing.
    NotYetValid,
    /// Adding users, guests or apps is refused from then on. Nothing that works stops.
    ActionsPrevented,
    /// The same license could not be installed anew from then on. Nothing that works stops.
    InstallationPrevented,
}

impl DeadlineKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Expiry,
        Self::TrialEnd,
        Self::ModulesDisabled,
        Self::FairUse,
        Self::AdminsNotified,
        Self::UsersNotified,
        Self::VersionSupportEnd,
        Self::NotYetValid,
        Self::ActionsPrevented,
        Self::InstallationPrevented,
    ];

    /// The kind's stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Expiry => "expiry",
            Self::TrialEnd => "trial_end",
            Self::ModulesDisabled => "modules_disabled",
            Self::FairUse => "fair_use",
            Self::AdminsNotified => "admins_notified",
            Self::UsersNotified => "users_notified",
            Self::VersionSupportEnd => "version_support_end",
            Self::NotYetValid => "not_yet_valid",
            Self::ActionsPrevented => "actions_prevented",
            Self::InstallationPrevented => "installation_prevented",
        }
    }

    /// Whether something that people use stops working then. The others are notices.
    pub fn stops_something(self) -> bool {
        match self {
            Self::Expiry | Self::TrialEnd | Self::ModulesDisabled => true,
            Self::FairUse
            | Self::AdminsNotified
            | Self::UsersNotified
            | Self::VersionSupportEnd
            | Self::NotYetValid
            | Self::ActionsPrevented
            | Self::InstallationPrevented => false,
        }
    }
}

/// One thing that will happen, or has happened, at an instant.
///
/// Deadlines are ordered by their instant, then by what weighs more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Deadline {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: DeadlineKind,
    /// Which modules, when only some are concerned; empty means all, or none that is named.
    pub modules: Vec<ModuleId>,
}

impl Deadline {
    /// A deadline that names no modules.
    pub fn new(at: Timestamp, kind: DeadlineKind) -> Self {
        Self { at, kind, modules: Vec::new() }
    }

    /// Whether it has come, at a given now. A deadline has come at its very instant.
    pub fn has_come(&self, now: Timestamp) -> bool {
        self.at <= now
    }
}
