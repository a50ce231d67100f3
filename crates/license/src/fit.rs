//! Whether a license fits the workspace that has it, or is to get it: address, workspace id, period and use.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    address::{AddressFit, AddressPattern},
    behavior::Behavior,
    deadline::DeadlineKind,
    entitlement::License,
    facts::{Refusal, RefusalReason, ServerFacts, ServerIdentity},
    limit::{Limit, LimitKind, Max},
    text::Label,
};

/// A reason for which a server would not honor a license.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// It is issued for other addresses.
    Address {
        /// The patterns that do not match.
        patterns: Vec<AddressPattern>,
    },
    /// It has ended.
    Ended {
        /// When.
        at: Timestamp,
    },
    /// It has not begun.
    NotBegun {
        /// When it begins.
        at: Timestamp,
    },
    /// More is in use than it allows.
    Limit {
        /// Of what.
        kind: LimitKind,
        /// How many are in use.
        used: u64,
        /// How many it allows.
        max: u64,
        /// What the server does about it.
        behavior: Behavior,
    },
}

/// A limit below what is in use. A server honors such a license, but nothing can be added, and no user whose account is not
/// active can become active.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Shortage {
    /// What is counted.
    pub limit: LimitKind,
    /// How many are in use.
    #[ts(type = "number")]
    pub used: u64,
    /// How many the license allows; less than `used`.
    #[ts(type = "number")]
    pub max: u64,
    /// How many are missing: the difference of the two.
    #[ts(type = "number")]
    pub missing: u64,
}

impl License {
    /// Whether it is issued for the address that a server has. Unknown if the server does not report its address.
    pub fn address_fit(&self, identity: &ServerIdentity) -> AddressFit {
        let Some(address) = &identity.address else {
            return if self.addresses.is_empty() { AddressFit::Unrestricted } else { AddressFit::Unknown };
        };
        let hash = identity.address_hash.as_ref().map(Label::as_str);
        let mut fit = AddressFit::Unrestricted;
        for pattern in &self.addresses {
            match (pattern.fits_server(address.as_str(), hash), fit) {
                (AddressFit::DoesNotFit, _) => return AddressFit::DoesNotFit,
                (AddressFit::Unknown, _) | (_, AddressFit::Unknown) => fit = AddressFit::Unknown,
                (AddressFit::Fits | AddressFit::Unrestricted, _) => fit = AddressFit::Fits,
            }
        }
        fit
    }

    /// Whether it names another workspace id than the one that a server has. The server's own code does not look at it, as
    /// measured with 8.8.
    pub fn is_for_other_workspace(&self, identity: &ServerIdentity) -> bool {
        match (&self.workspace_id, &identity.workspace_id) {
            (Some(of_license), Some(of_server)) => of_license != of_server,
            (None, _) | (_, None) => false,
        }
    }

    /// Everything for which a server would not honor it if it was applied to that server at a given now, as the server's own
    /// code decides it. `used` is how many of each kind are in use, if known.
    pub fn obstacles(
        &self,
        identity: &ServerIdentity,
        used: impl Fn(LimitKind) -> Option<u64>,
        now: Timestamp,
    ) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        if let Some(address) = &identity.address {
            let hash = identity.address_hash.as_ref().map(Label::as_str);
            let misfits =
                |pattern: &&AddressPattern| pattern.fits_server(address.as_str(), hash) == AddressFit::DoesNotFit;
            let patterns: Vec<_> = self.addresses.iter().filter(misfits).cloned().collect();
            if !patterns.is_empty() {
                obstacles.push(Obstacle::Address { patterns });
            }
        }
        // A server that has the license already does not mind that installing it again is refused.
        let ends = |kind| matches!(kind, DeadlineKind::Expiry | DeadlineKind::InstallationPrevented);
        let ended = self.deadlines.iter().filter(|deadline| ends(deadline.kind) && deadline.has_come(now));
        if let Some(at) = ended.map(|deadline| deadline.at).min() {
            obstacles.push(Obstacle::Ended { at });
        } else if let Some(at) = self.begins_at().filter(|_| !self.has_begun(now)) {
            obstacles.push(Obstacle::NotBegun { at });
        }
        obstacles.extend(self.limits.iter().filter_map(|limit| exceeded(limit, used(limit.kind)?)));
        obstacles
    }

    /// The same as [`Self::obstacles`], as a server states it.
    pub fn misfits(
        &self,
        facts: &ServerFacts,
        used: impl Fn(LimitKind) -> Option<u64>,
        now: Timestamp,
    ) -> Vec<Refusal> {
        self.obstacles(&facts.identity, used, now).into_iter().map(Refusal::from).collect()
    }

    /// The limits that are below what is in use, where that is known.
    pub fn shortages(&self) -> Vec<Shortage> {
        self.limits.iter().filter_map(shortage).collect()
    }

    /// Whether another license has the same terms, as far as a license key and a server's answer both state them.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let modules = |license: &Self| license.modules.iter().map(|module| module.id.clone()).collect::<BTreeSet<_>>();
        self.id == other.id
            && self.plan == other.plan
            && self.trial == other.trial
            && self.issued_at == other.issued_at
            && self.begins_at() == other.begins_at()
            && self.expires_at() == other.expires_at()
            && self.addresses == other.addresses
            && modules(self) == modules(other)
    }
}

/// The lowest step of a limit that refuses a license when this many are in use.
fn exceeded(limit: &Limit, used: u64) -> Option<Obstacle> {
    let refuses = |behavior: &Behavior| match behavior {
        Behavior::InvalidateLicense | Behavior::PreventInstallation => true,
        Behavior::DisableModules
        | Behavior::StartFairPolicy
        | Behavior::PreventAction
        | Behavior::AllowAction
        | Behavior::Other(_) => false,
    };
    let steps = limit.steps.iter().filter(|step| refuses(&step.behavior) && step.is_reached(used));
    let step = steps.min_by_key(|step| step.max)?;
    match step.max {
        Max::AtMost(max) => Some(Obstacle::Limit { kind: limit.kind, used, max, behavior: step.behavior.clone() }),
        Max::Unlimited => None,
    }
}

/// A step that only starts a fair-use period does not count: nothing is refused there.
fn shortage(limit: &Limit) -> Option<Shortage> {
    let binds = |behavior: &Behavior| match behavior {
        Behavior::PreventAction
        | Behavior::DisableModules
        | Behavior::InvalidateLicense
        | Behavior::PreventInstallation
        | Behavior::Other(_) => true,
        Behavior::StartFairPolicy | Behavior::AllowAction => false,
    };
    let max = if limit.steps.is_empty() {
        limit.effective_max()
    } else {
        let binding = limit.steps.iter().filter(|step| binds(&step.behavior));
        binding.map(|step| step.max).filter(|max| *max != Max::Unlimited).min()?
    };
    let (used, max) = (limit.used?, max.number()?);
    let missing = used.checked_sub(max).filter(|missing| *missing > 0)?;
    Some(Shortage { limit: limit.kind, used, max, missing })
}

impl From<Obstacle> for Refusal {
    fn from(obstacle: Obstacle) -> Self {
        let (reason, behavior, limit) = match obstacle {
            Obstacle::Address { .. } => (RefusalReason::Address, Behavior::InvalidateLicense, None),
            Obstacle::Ended { .. } => (RefusalReason::Ended, Behavior::InvalidateLicense, None),
            Obstacle::NotBegun { .. } => (RefusalReason::NotBegun, Behavior::InvalidateLicense, None),
            Obstacle::Limit { kind, behavior, .. } => (RefusalReason::Limit, behavior, Some(kind)),
        };
        Self { reason, behavior, modules: Vec::new(), limit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{address::PatternKind, limit::LimitStep};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn identity() -> ServerIdentity {
        ServerIdentity {
            address: Some(Label::new("chat.acme.example")),
            address_hash: None,
            workspace_id: Some(Label::new("this")),
        }
    }

    fn obstacles(license: &License) -> Vec<Obstacle> {
        license.obstacles(&identity(), |_| Some(41), at("2026-03-01T00:00:00Z"))
    }

    fn seats(max: u64, behavior: Behavior) -> License {
        let steps = vec![LimitStep { max: Max::AtMost(max), behavior, modules: Vec::new() }];
        let limit = Limit { steps, ..Limit::new(LimitKind::ActiveUsers, None, Max::AtMost(max)) };
        License { limits: vec![limit], ..License::bare("Pro") }
    }

    #[test]
    fn a_license_that_fits_has_no_obstacles() {
        let license = License {
            addresses: vec![AddressPattern::new("*.acme.example", PatternKind::Regex)],
            workspace_id: Some(Label::new("this")),
            ..License::bare("Pro")
                .with_deadline(at("2026-02-01T00:00:00Z"), DeadlineKind::NotYetValid)
                .with_deadline(at("2027-01-01T00:00:00Z"), DeadlineKind::Expiry)
        };
        assert_eq!((obstacles(&license), license.address_fit(&identity())), (Vec::new(), AddressFit::Fits));
        let bcrypt = AddressPattern::new("$2b$10$N9qo8uLOickgx2ZMRZoMye", PatternKind::Hash);
        let hashed = License { addresses: vec![bcrypt], ..license };
        assert_eq!((obstacles(&hashed), hashed.address_fit(&identity())), (Vec::new(), AddressFit::Unknown));
    }

    #[test]
    fn every_obstacle_is_named() {
        let address = |value: &str| AddressPattern::new(value, PatternKind::Url);
        let license = License {
            addresses: vec![address("chat.acme.example"), address("other.example")],
            workspace_id: Some(Label::new("another")),
            ..seats(40, Behavior::InvalidateLicense)
                .with_deadline(at("2026-02-01T00:00:00Z"), DeadlineKind::InstallationPrevented)
                .with_deadline(at("2026-02-15T00:00:00Z"), DeadlineKind::Expiry)
        };
        let limit =
            Obstacle::Limit { kind: LimitKind::ActiveUsers, used: 41, max: 40, behavior: Behavior::InvalidateLicense };
        let expected = [
            Obstacle::Address { patterns: vec![address("other.example")] },
            Obstacle::Ended { at: at("2026-02-01T00:00:00Z") },
            limit,
        ];
        assert_eq!(obstacles(&license), expected);
        let begins = at("2026-04-01T00:00:00Z");
        let ahead = License::bare("Pro").with_deadline(begins, DeadlineKind::NotYetValid);
        assert_eq!(obstacles(&ahead), [Obstacle::NotBegun { at: begins }]);
    }

    #[test]
    fn a_shortage_is_a_limit_below_what_is_in_use() {
        let with_used =
            |used, max| License { limits: vec![Limit::new(LimitKind::ActiveUsers, used, max)], ..License::bare("Pro") };
        let shortage = Shortage { limit: LimitKind::ActiveUsers, used: 231, max: 75, missing: 156 };
        assert_eq!(with_used(Some(231), Max::AtMost(75)).shortages(), [shortage]);
        for (used, max) in [(Some(75), Max::AtMost(75)), (None, Max::AtMost(75)), (Some(231), Max::Unlimited)] {
            assert_eq!(with_used(used, max).shortages(), [], "{used:?} of {max:?}");
        }
        let mut fair = seats(40, Behavior::StartFairPolicy);
        fair.limits.iter_mut().for_each(|limit| limit.used = Some(41));
        assert_eq!(fair.shortages(), [], "nothing is refused yet");
    }

    #[test]
    fn only_steps_that_end_or_refuse_a_license_are_obstacles_and_only_above_their_maximum() {
        for behavior in [Behavior::InvalidateLicense, Behavior::PreventInstallation] {
            assert_eq!(obstacles(&seats(41, behavior.clone())), [], "{behavior:?}");
            assert_ne!(obstacles(&seats(40, behavior.clone())), [], "{behavior:?}");
        }
        for behavior in [Behavior::PreventAction, Behavior::StartFairPolicy, Behavior::DisableModules] {
            assert_eq!(obstacles(&seats(1, behavior.clone())), [], "{behavior:?}");
        }
    }
}
