//! A license key before it is applied, and what became of it.

use jiff::Timestamp;
use license::{Behavior, LimitKind, Obstacle, Shortage, Status};
use rocketchat::{KeyCheck, KeyProblem, KeyProblemKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ChangeView;
use crate::{present::report::LicenseReport, workspace::WorkspaceId};

/// What a license key would change, and whether it fits the workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct KeyPreview {
    /// The license that the workspace has.
    pub before: Option<LicenseReport>,
    /// The license in the key, with the workspace's use of its limits; `None` if only the server can read the key.
    pub after: Option<LicenseReport>,
    /// When the license in the key begins, if it says so.
    #[ts(type = "string | null")]
    pub begins_at: Option<Timestamp>,
    /// The differences between the two.
    pub changes: Vec<ChangeView>,
    /// The limits of the license in the key that are below what is in use.
    pub shortages: Vec<Shortage>,
    /// Whether the key fits.
    pub verdict: KeyVerdict,
    /// The vendor's id of the workspace that the key names, if it is another one. Servers do not look at it.
    pub other_workspace: Option<String>,
    /// Whether the server has this key already.
    pub is_same_key: bool,
    /// Whether the server shows the key that it has, so that it can be put back.
    pub can_restore: bool,
}

/// Whether a license key fits a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "verdict", rename_all = "snake_case")]
#[ts(export)]
pub enum KeyVerdict {
    /// The server would honor it.
    Fits {
        /// Who says so.
        checked_by: KeyChecker,
    },
    /// The workspace would have no license afterwards.
    DoesNotFit {
        /// Why.
        reasons: Vec<KeyReason>,
    },
    /// That is seen only after it has been applied.
    Unchecked,
}

/// Who found that a license key fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyChecker {
    /// The server, from 8.7 on.
    Server,
    /// License Watch, by what the key and the server say.
    LicenseWatch,
}

/// A reason for which a server does not honor a license.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "reason", rename_all = "snake_case")]
#[ts(export)]
pub enum KeyReason {
    /// It is issued for other addresses.
    Address {
        /// Those that are not this workspace's; empty if unknown.
        issued_for: Vec<String>,
        /// The workspace's own address.
        address: String,
    },
    /// It has ended.
    Ended {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// It has not begun.
    NotBegun {
        /// When it begins.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// It has ended or has not begun.
    Period,
    /// The workspace uses more than it allows.
    Limit {
        /// Of what; `None` if unknown.
        limit: Option<LimitKind>,
        /// How many are in use, if that is known.
        #[ts(type = "number | null")]
        used: Option<u64>,
        /// How many it allows, if that is known.
        #[ts(type = "number | null")]
        max: Option<u64>,
    },
    /// A reason that this version does not know.
    Other {
        /// What the server calls it.
        name: String,
    },
}

/// The workspaces that a license key may be for.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum KeyMatch {
    /// It is issued for this workspace and no other.
    One {
        /// The workspace.
        id: WorkspaceId,
    },
    /// It is issued for each of these, as far as can be told before the server checks it.
    Several {
        /// The workspaces.
        ids: Vec<WorkspaceId>,
    },
    /// It is issued for other addresses than those of the workspaces.
    Elsewhere {
        /// The addresses in it, or the patterns for them. Untrusted.
        issued_for: Vec<String>,
    },
    /// It names no address.
    AnyAddress,
    /// Only a server can read it.
    Unreadable,
}

/// What the user has agreed to before a license key is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum KeyConsent {
    /// Only a key that is not known to leave the workspace without a license.
    #[default]
    OnlyIfItFits,
    /// Also a key that leaves the workspace without a license.
    EvenWithoutLicense,
}

/// How far the application of a license key has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum KeyStage {
    /// The key is compared with the workspace and sent.
    Applying,
    /// The server has the key and validates it.
    Checking,
    /// The license is gone, which may be only for a moment.
    Confirming,
}

/// What became of a license key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct KeyApplied {
    /// What happened.
    pub outcome: RenewalOutcome,
    /// The status of the workspace now.
    pub status: Status,
    /// The license before.
    pub before: Option<LicenseReport>,
    /// The license now.
    pub after: Option<LicenseReport>,
    /// The differences between the two.
    pub changes: Vec<ChangeView>,
    /// The limits of the license now that are below what is in use.
    pub shortages: Vec<Shortage>,
    /// Whether the key that the server had before can be put back.
    pub can_restore: bool,
}

/// What happened when a license key was applied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum RenewalOutcome {
    /// The workspace has another license.
    Applied,
    /// The server has this key already, and does not look at the same key again.
    Unchanged,
    /// Nothing was sent, because the workspace would have no license afterwards and the user has not agreed to that.
    NeedsConsent {
        /// Why it would have none.
        reasons: Vec<KeyReason>,
    },
    /// The server does not honor the key. The workspace had no license before.
    Refused {
        /// Why; empty if unknown.
        reasons: Vec<KeyReason>,
    },
    /// The server does not honor the key, and the workspace has no license any more.
    LicenseGone {
        /// Why; empty if unknown.
        reasons: Vec<KeyReason>,
    },
    /// The server has the key, and within the time that License Watch waits nothing was seen of it.
    Unconfirmed,
}

/// The license key that a server had before another one was applied, and that can be put back.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct PreviousKeyView {
    /// The license in it; `None` if only the server can read it.
    pub license: Option<LicenseReport>,
    /// Until when License Watch keeps it.
    #[ts(type = "string")]
    pub until: Timestamp,
}

/// Whether everything about a license was compared with a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Certainty {
    /// Everything was.
    Complete,
    /// There is a pattern for addresses that only the server can evaluate.
    Incomplete,
}

impl KeyVerdict {
    /// The verdict of the server where it has one, merged with our own on the license in the key: the obstacles that we see,
    /// or `None` if the key cannot be read. A server that accepts a key is right about address, term and use; one that refuses
    /// it does not say by how much.
    pub(crate) fn new(check: KeyCheck, own: Option<(Vec<Obstacle>, Certainty)>, address: &str) -> Self {
        let (obstacles, certainty) = own.unwrap_or((Vec::new(), Certainty::Incomplete));
        let own: Vec<_> = obstacles.into_iter().map(|one| KeyReason::new(one, address)).collect();
        match (check, certainty) {
            (KeyCheck::Accepted, _) => Self::Fits { checked_by: KeyChecker::Server },
            (KeyCheck::Refused { problems }, _) => Self::DoesNotFit { reasons: merged(problems, own, address) },
            (KeyCheck::Unchecked, _) if !own.is_empty() => Self::DoesNotFit { reasons: own },
            (KeyCheck::Unchecked, Certainty::Complete) => Self::Fits { checked_by: KeyChecker::LicenseWatch },
            (KeyCheck::Unchecked, Certainty::Incomplete) => Self::Unchecked,
        }
    }

    /// The reasons against the key.
    pub(crate) fn reasons(&self) -> &[KeyReason] {
        match self {
            Self::DoesNotFit { reasons } => reasons,
            Self::Fits { .. } | Self::Unchecked => &[],
        }
    }
}

impl KeyReason {
    fn new(obstacle: Obstacle, address: &str) -> Self {
        match obstacle {
            Obstacle::Address { patterns } => Self::Address {
                issued_for: patterns.iter().map(|pattern| pattern.value.to_string()).collect(),
                address: address.to_owned(),
            },
            Obstacle::Ended { at } => Self::Ended { at },
            Obstacle::NotBegun { at } => Self::NotBegun { at },
            Obstacle::Limit { kind, used, max, behavior: _ } => {
                Self::Limit { limit: Some(kind), used: Some(used), max: Some(max) }
            }
        }
    }

    fn of_server(problem: KeyProblem, address: &str) -> Self {
        match problem.kind {
            KeyProblemKind::Address => Self::Address { issued_for: Vec::new(), address: address.to_owned() },
            KeyProblemKind::Period => Self::Period,
            KeyProblemKind::Limit => Self::Limit { limit: problem.limit, used: None, max: None },
            KeyProblemKind::Other(name) => Self::Other { name: name.to_string() },
        }
    }

    /// Whether it explains the other reason, which says less.
    fn explains(&self, other: &Self) -> bool {
        match (other, self) {
            (Self::Address { .. }, Self::Address { .. }) => true,
            (Self::Period, Self::Ended { .. } | Self::NotBegun { .. } | Self::Period) => true,
            (Self::Limit { limit: one, .. }, Self::Limit { limit: other, .. }) => one == other,
            (other, own) => other == own,
        }
    }
}

/// The reasons of the server, each explained by our own where we know more, and ours that the server does not name. A server
/// also lists what only stops some modules; that refuses no key.
fn merged(problems: Vec<KeyProblem>, own: Vec<KeyReason>, address: &str) -> Vec<KeyReason> {
    let refuses = |behavior: &Behavior| match behavior {
        Behavior::InvalidateLicense | Behavior::PreventInstallation | Behavior::Other(_) => true,
        Behavior::DisableModules | Behavior::StartFairPolicy | Behavior::PreventAction | Behavior::AllowAction => false,
    };
    let is_certain = problems.iter().any(|problem| refuses(&problem.behavior));
    let mut reasons = own;
    for problem in problems.into_iter().filter(|problem| !is_certain || refuses(&problem.behavior)) {
        let reason = KeyReason::of_server(problem, address);
        if !reasons.iter().any(|known| known.explains(&reason)) {
            reasons.push(reason);
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "chat.acme.example";

    fn at() -> Timestamp {
        "2026-02-01T00:00:00Z".parse().unwrap()
    }

    fn problem(kind: KeyProblemKind, behavior: Behavior) -> KeyProblem {
        KeyProblem { kind, behavior, modules: Vec::new(), limit: None }
    }

    #[test]
    fn a_server_that_can_check_keys_decides_and_we_explain() {
        let ended = || Some((vec![Obstacle::Ended { at: at() }], Certainty::Complete));
        assert_eq!(
            KeyVerdict::new(KeyCheck::Accepted, ended(), ADDRESS),
            KeyVerdict::Fits { checked_by: KeyChecker::Server }
        );
        let problems = vec![
            problem(KeyProblemKind::Period, Behavior::InvalidateLicense),
            problem(KeyProblemKind::Address, Behavior::InvalidateLicense),
            problem(KeyProblemKind::Address, Behavior::InvalidateLicense),
            problem(KeyProblemKind::Limit, Behavior::DisableModules),
        ];
        let address = KeyReason::Address { issued_for: Vec::new(), address: ADDRESS.to_owned() };
        let verdict = KeyVerdict::new(KeyCheck::Refused { problems }, ended(), ADDRESS);
        assert_eq!(verdict, KeyVerdict::DoesNotFit { reasons: vec![KeyReason::Ended { at: at() }, address] });
    }

    #[test]
    fn without_a_check_by_the_server_our_own_decides_if_it_can() {
        let verdict = |own| KeyVerdict::new(KeyCheck::Unchecked, own, ADDRESS);
        let fits = KeyVerdict::Fits { checked_by: KeyChecker::LicenseWatch };
        assert_eq!(verdict(Some((Vec::new(), Certainty::Complete))), fits);
        assert_eq!(verdict(Some((Vec::new(), Certainty::Incomplete))), KeyVerdict::Unchecked);
        assert_eq!(verdict(None), KeyVerdict::Unchecked);
        for certainty in [Certainty::Complete, Certainty::Incomplete] {
            let ended = Some((vec![Obstacle::Ended { at: at() }], certainty));
            assert_eq!(verdict(ended), KeyVerdict::DoesNotFit { reasons: vec![KeyReason::Ended { at: at() }] });
        }
    }
}
