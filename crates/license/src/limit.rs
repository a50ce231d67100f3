//! Limits: how many seats, guests, rooms, apps and contacts a license allows, and how many are in use.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{module::ModuleId, text::Label};

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// Seats: users who are active.
    ActiveUsers,
    /// Guests.
    GuestUsers,
    /// Rooms that one guest may join.
    RoomsPerGuest,
    /// Private apps.
    PrivateApps,
    /// Apps from the marketplace.
    MarketplaceApps,
    /// Omnichannel contacts in a month.
    MonthlyActiveContacts,
}

impl LimitKind {
    /// Every kind, in the order in which limits are shown.
    pub const ALL: [Self; 6] = [
        Self::ActiveUsers,
        Self::GuestUsers,
        Self::RoomsPerGuest,
        Self::PrivateApps,
        Self::MarketplaceApps,
        Self::MonthlyActiveContacts,
    ];

    /// The kind's stable name, as in the public JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::ActiveUsers => "active_users",
            Self::GuestUsers => "guest_users",
            Self::RoomsPerGuest => "rooms_per_guest",
            Self::PrivateApps => "private_apps",
            Self::MarketplaceApps => "marketplace_apps",
            Self::MonthlyActiveContacts => "monthly_active_contacts",
        }
    }

    /// What it counts, in English.
    pub fn name(self) -> &'static str {
        match self {
            Self::ActiveUsers => "seats",
            Self::GuestUsers => "guests",
            Self::RoomsPerGuest => "rooms per guest",
            Self::PrivateApps => "private apps",
            Self::MarketplaceApps => "marketplace apps",
            Self::MonthlyActiveContacts => "monthly contacts",
        }
    }
}

/// The most that a license allows of something. Unlimited is more than any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Max {
    /// So many and no more.
    AtMost(u64),
    /// As many as one likes.
    Unlimited,
}

impl Max {
    /// The number, or nothing when unlimited.
    pub fn number(self) -> Option<u64> {
        match self {
            Self::AtMost(n) => Some(n),
            Self::Unlimited => None,
        }
    }
}

/// What the server does when a period ends or a limit is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Behavior {
    /// Every premium feature stops.
    InvalidateLicense,
    /// The modules named stop.
    DisableModules,
    /// A period of grace begins, with warnings.
    StartFairPolicy,
    /// Adding more is refused.
    PreventAction,
    /// A new license would be refused.
    PreventInstallation,
    /// Nothing is refused.
    AllowAction,
    /// A behavior that this version does not know, kept as it stands.
    Other(String),
}

impl Behavior {
    /// The behavior of that name in the API.
    pub fn from_code(code: &str) -> Self {
        match code {
            "invalidate_license" => Self::InvalidateLicense,
            "disable_modules" => Self::DisableModules,
            "start_fair_policy" => Self::StartFairPolicy,
            "prevent_action" => Self::PreventAction,
            "prevent_installation" => Self::PreventInstallation,
            "allow_action" => Self::AllowAction,
            other => Self::Other(Label::new(other).to_string()),
        }
    }

    /// Its name in the API.
    pub fn code(&self) -> &str {
        match self {
            Self::InvalidateLicense => "invalidate_license",
            Self::DisableModules => "disable_modules",
            Self::StartFairPolicy => "start_fair_policy",
            Self::PreventAction => "prevent_action",
            Self::PreventInstallation => "prevent_installation",
            Self::AllowAction => "allow_action",
            Self::Other(code) => code,
        }
    }
}

/// One step of a limit: what happens at so many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitStep {
    /// At how many.
    pub max: Max,
    /// What happens then.
    pub behavior: Behavior,
    /// To which modules, when only to some.
    pub modules: Vec<ModuleId>,
}

/// A limit, with its use where the server tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// What is counted.
    pub kind: LimitKind,
    /// How many are in use; nothing when the server does not say.
    pub used: Option<u64>,
    /// The tightest maximum.
    pub max: Max,
    /// What happens at each step, as far as the license says.
    pub steps: Vec<LimitStep>,
}

/// How near its maximum a limit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fill {
    /// Below 80 %, unlimited, or not known.
    Ample,
    /// From 80 %.
    High,
    /// From 90 %.
    NearlyFull,
    /// At the maximum or above.
    Full,
}

impl Limit {
    /// A limit without steps.
    pub fn new(kind: LimitKind, used: Option<u64>, max: Max) -> Self {
        Self { kind, used, max, steps: Vec::new() }
    }

    /// How near its maximum the limit is. A maximum of none, with none in use, is ample: nobody is missing anything.
    pub fn fill(&self) -> Fill {
        let (Some(used), Max::AtMost(max)) = (self.used, self.max) else { return Fill::Ample };
        let (used, max) = (u128::from(used), u128::from(max));
        match () {
            () if used == 0 => Fill::Ample,
            () if used >= max => Fill::Full,
            () if used * 10 >= max * 9 => Fill::NearlyFull,
            () if used * 10 >= max * 8 => Fill::High,
            () => Fill::Ample,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_fills_at_80_90_and_100_percent() {
        let fill = |used, max| Limit::new(LimitKind::ActiveUsers, used, max).fill();
        assert_eq!(fill(Some(79), Max::AtMost(100)), Fill::Ample);
        assert_eq!(fill(Some(80), Max::AtMost(100)), Fill::High);
        assert_eq!(fill(Some(90), Max::AtMost(100)), Fill::NearlyFull);
        assert_eq!(fill(Some(100), Max::AtMost(100)), Fill::Full);
        assert_eq!(fill(Some(u64::MAX), Max::AtMost(u64::MAX - 1)), Fill::Full);
        assert_eq!(fill(Some(46), Max::Unlimited), Fill::Ample);
        assert_eq!(fill(None, Max::AtMost(1)), Fill::Ample);
        assert_eq!(fill(Some(0), Max::AtMost(0)), Fill::Ample);
        assert_eq!(fill(Some(1), Max::AtMost(0)), Fill::Full);
    }

    #[test]
    fn unlimited_is_more_than_any_number() {
        assert!(Max::Unlimited > Max::AtMost(u64::MAX));
    }
}
