//! Whether a server would honor a license that is applied to it now, and why not.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{
    address::{AddressFit, AddressPattern},
    behavior::Behavior,
    deadline::DeadlineKind,
    entitlement::License,
    limit::{Limit, LimitKind, Max},
    text::Label,
};

/// The workspace that a license is to be applied to.
#[derive(Debug, Clone, Copy)]
pub struct Destination<'a> {
    /// Its address, as its server spells it where it says so.
    pub address: &'a str,
    /// The SHA-256 of that address, if its server reports it.
    pub address_hash: Option<&'a str>,
    /// Its id at the vendor's cloud, if its server reports it.
    pub workspace_id: Option<&'a Label>,
    /// How many it uses of what licenses limit.
    pub limits: &'a [Limit],
}

/// A reason for which a server would not honor a license.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// It is issued for other addresses.
    Address {
        /// The patterns that do not match.
        patterns: Vec<AddressPattern>,
    },
    /// It is issued for another workspace.
    Workspace {
        /// The id of that workspace.
        id: Label,
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
    /// The workspace uses more than it allows.
    Limit {
        /// Of what.
        kind: LimitKind,
        /// How many are in use.
        used: u64,
        /// How many it allows.
        max: u64,
    },
}

/// Whether a server would honor a license that is applied to it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyFit {
    /// It would.
    Fits,
    /// Nothing speaks against it, but there is a pattern for addresses that only the server can evaluate.
    Undecided,
    /// It would not.
    DoesNotFit {
        /// Why not.
        obstacles: Vec<Obstacle>,
    },
}

impl License {
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

    /// Whether a server would honor this license if it was applied to that server at a given now. A new license has to
    /// pass more than one that is in force already: a step or a period that prevents installation also refuses it.
    pub fn key_fit(&self, destination: &Destination<'_>, now: Timestamp) -> KeyFit {
        let fits = |pattern: &AddressPattern| pattern.fits_server(destination.address, destination.address_hash);
        let patterns: Vec<_> =
            self.addresses.iter().filter(|pattern| fits(pattern) == AddressFit::DoesNotFit).cloned().collect();
        let mut obstacles = Vec::new();
        if !patterns.is_empty() {
            obstacles.push(Obstacle::Address { patterns });
        }
        if let (Some(id), Some(own)) = (&self.workspace_id, destination.workspace_id)
            && id != own
        {
            obstacles.push(Obstacle::Workspace { id: id.clone() });
        }
        let ends = |kind| matches!(kind, DeadlineKind::Expiry | DeadlineKind::InstallationPrevented);
        let ended = self.deadlines.iter().filter(|deadline| ends(deadline.kind) && deadline.has_come(now));
        obstacles.extend(ended.map(|deadline| deadline.at).min().map(|at| Obstacle::Ended { at }));
        if let Some(at) = self.begins_at().filter(|_| !self.has_begun(now)) {
            obstacles.push(Obstacle::NotBegun { at });
        }
        obstacles.extend(self.limits.iter().filter_map(|limit| exceeded(limit, destination.limits)));
        if !obstacles.is_empty() {
            KeyFit::DoesNotFit { obstacles }
        } else if self.addresses.iter().any(|pattern| fits(pattern) == AddressFit::Unknown) {
            KeyFit::Undecided
        } else {
            KeyFit::Fits
        }
    }
}

/// The lowest step of a limit that refuses the license at the present use.
fn exceeded(limit: &Limit, present: &[Limit]) -> Option<Obstacle> {
    let used = present.iter().find(|present| present.kind == limit.kind)?.used?;
    let refuses = |behavior: &Behavior| match behavior {
        Behavior::InvalidateLicense | Behavior::PreventInstallation => true,
        Behavior::DisableModules
        | Behavior::StartFairPolicy
        | Behavior::PreventAction
        | Behavior::AllowAction
        | Behavior::Other(_) => false,
    };
    let steps = limit.steps.iter().filter(|step| refuses(&step.behavior) && step.is_reached(used));
    match steps.map(|step| step.max).min()? {
        Max::AtMost(max) => Some(Obstacle::Limit { kind: limit.kind, used, max }),
        Max::Unlimited => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{address::PatternKind, limit::LimitStep};

    const NOW: &str = "2026-03-01T00:00:00Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn fit(license: &License) -> KeyFit {
        let id = Label::new("this");
        let limits = [Limit::new(LimitKind::ActiveUsers, Some(41), Max::AtMost(50))];
        let destination = Destination {
            address: "chat.acme.example",
            address_hash: None,
            workspace_id: Some(&id),
            limits: &limits,
        };
        license.key_fit(&destination, at(NOW))
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
        assert_eq!(fit(&license), KeyFit::Fits);
        let hashed = AddressPattern::new("$2b$10$N9qo8uLOickgx2ZMRZoMye", PatternKind::Hash);
        assert_eq!(fit(&License { addresses: vec![hashed], ..license }), KeyFit::Undecided);
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
                .with_deadline(at("2026-04-01T00:00:00Z"), DeadlineKind::NotYetValid)
        };
        let obstacles = vec![
            Obstacle::Address { patterns: vec![address("other.example")] },
            Obstacle::Workspace { id: Label::new("another") },
            Obstacle::Ended { at: at("2026-02-01T00:00:00Z") },
            Obstacle::NotBegun { at: at("2026-04-01T00:00:00Z") },
            Obstacle::Limit { kind: LimitKind::ActiveUsers, used: 41, max: 40 },
        ];
        assert_eq!(fit(&license), KeyFit::DoesNotFit { obstacles });
    }

    #[test]
    fn only_steps_that_end_or_refuse_a_license_are_obstacles_and_only_above_their_maximum() {
        for behavior in [Behavior::InvalidateLicense, Behavior::PreventInstallation] {
            assert_eq!(fit(&seats(41, behavior.clone())), KeyFit::Fits, "{behavior:?}");
            assert_ne!(fit(&seats(40, behavior.clone())), KeyFit::Fits, "{behavior:?}");
        }
        for behavior in [Behavior::PreventAction, Behavior::StartFairPolicy, Behavior::DisableModules] {
            assert_eq!(fit(&seats(1, behavior.clone())), KeyFit::Fits, "{behavior:?}");
        }
    }
}
