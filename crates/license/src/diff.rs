//! What changed between two answers of a workspace, in the words of somebody who answers for it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    entitlement::{Entitlement, License, Renewal},
    limit::{LimitKind, Max},
    module::{ModuleId, ModuleState},
};

/// What kind of change it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// A license where there was none.
    LicenseGained,
    /// The server no longer names a license.
    LicenseLost,
    /// Another plan.
    PlanChanged,
    /// Another end.
    ExpiryChanged,
    /// A module more.
    ModuleGained,
    /// A module less.
    ModuleLost,
    /// A higher maximum.
    LimitRaised,
    /// A lower maximum.
    LimitLowered,
    /// It became a trial.
    TrialStarted,
    /// It is no longer a trial.
    TrialEnded,
    /// It renews itself now, or no longer does.
    RenewalChanged,
    /// The server runs another version.
    ServerVersionChanged,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Change {
    /// Of which kind.
    pub kind: ChangeKind,
    /// What changed: a module's name, a limit's code; empty where the kind says it all.
    pub subject: String,
    /// What it was: an instant in RFC 3339, a number, a name, or `unlimited`.
    pub before: Option<String>,
    /// What it is now, in the same form.
    pub after: Option<String>,
}

/// Whether a change is for the better or for the worse of whoever uses the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// There is less than before, or it ends sooner.
    Worse,
    /// There is as much as before.
    Neither,
    /// There is more than before, or it lasts longer.
    Better,
}

impl Change {
    /// A change of one value.
    pub fn new(kind: ChangeKind, subject: &str, before: Option<String>, after: Option<String>) -> Self {
        Self { kind, subject: subject.to_owned(), before, after }
    }

    /// Whether it is for the better.
    pub fn direction(&self) -> Direction {
        match self.kind {
            ChangeKind::LicenseGained | ChangeKind::ModuleGained | ChangeKind::LimitRaised => Direction::Better,
            ChangeKind::LicenseLost | ChangeKind::ModuleLost | ChangeKind::LimitLowered => Direction::Worse,
            ChangeKind::ExpiryChanged => match self.end_after().cmp(&self.end_before()) {
                std::cmp::Ordering::Less => Direction::Worse,
                std::cmp::Ordering::Equal => Direction::Neither,
                std::cmp::Ordering::Greater => Direction::Better,
            },
            ChangeKind::PlanChanged
            | ChangeKind::TrialStarted
            | ChangeKind::TrialEnded
            | ChangeKind::RenewalChanged
            | ChangeKind::ServerVersionChanged => Direction::Neither,
        }
    }

    fn end_before(&self) -> Timestamp {
        end(self.before.as_deref())
    }

    fn end_after(&self) -> Timestamp {
        end(self.after.as_deref())
    }
}

/// No end is later than any.
fn end(text: Option<&str>) -> Timestamp {
    text.and_then(|text| text.parse().ok()).unwrap_or(Timestamp::MAX)
}

/// What changed from `old` to `new`.
///
/// An answer that shows nothing, because the account may not see it, is no change: what cannot be seen may still be there.
/// Several licenses are compared as the one that they add up to: all their modules, and of each limit the tightest.
pub fn diff(old: &Entitlement, new: &Entitlement) -> Vec<Change> {
    use ChangeKind::{LicenseGained, LicenseLost};
    let plan = |license: &License| Some(license.plan.to_string());
    match (old, new) {
        (Entitlement::NotPermitted, _) | (_, Entitlement::NotPermitted) => Vec::new(),
        (Entitlement::Unlicensed { .. }, Entitlement::Unlicensed { .. }) => Vec::new(),
        (Entitlement::Unlicensed { .. }, Entitlement::Licensed { licenses }) => {
            licenses.iter().map(|l| Change::new(LicenseGained, "", None, plan(l))).collect()
        }
        (Entitlement::Licensed { licenses }, Entitlement::Unlicensed { .. }) => {
            licenses.iter().map(|l| Change::new(LicenseLost, "", plan(l), None)).collect()
        }
        (Entitlement::Licensed { licenses: old }, Entitlement::Licensed { licenses: new }) => compare(old, new),
    }
}

fn compare(old: &[License], new: &[License]) -> Vec<Change> {
    let mut changes = Vec::new();
    if let (Some(old), Some(new)) = (old.first(), new.first()) {
        changes.extend(compare_terms(old, new));
    }

    let (had, has) = (modules(old), modules(new));
    let lost = had.difference(&has).map(|m| Change::new(ChangeKind::ModuleLost, m.as_str(), None, None));
    let gained = has.difference(&had).map(|m| Change::new(ChangeKind::ModuleGained, m.as_str(), None, None));
    changes.extend(lost.chain(gained));

    let (had, has) = (limits(old), limits(new));
    for (kind, max) in &has {
        // A limit that an answer does not name sets none.
        let before = had.get(kind).copied().unwrap_or(Max::Unlimited);
        changes.extend(limit_change(*kind, before, *max));
    }
    for (kind, max) in had.iter().filter(|(kind, _)| !has.contains_key(kind)) {
        changes.extend(limit_change(*kind, *max, Max::Unlimited));
    }
    changes
}

fn compare_terms(old: &License, new: &License) -> Vec<Change> {
    let mut changes = Vec::new();
    if old.plan != new.plan {
        let (before, after) = (old.plan.to_string(), new.plan.to_string());
        changes.push(Change::new(ChangeKind::PlanChanged, "", Some(before), Some(after)));
    }
    let (before, after) = (old.expires_at(), new.expires_at());
    if before != after {
        let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
        changes.push(Change::new(ChangeKind::ExpiryChanged, "", text(before), text(after)));
    }
    match (old.trial, new.trial) {
        (false, true) => changes.push(Change::new(ChangeKind::TrialStarted, "", None, None)),
        (true, false) => changes.push(Change::new(ChangeKind::TrialEnded, "", None, None)),
        (true, true) | (false, false) => {}
    }
    if old.renewal != new.renewal {
        let text = |renewal| match renewal {
            Renewal::Automatic => Some("automatic".to_owned()),
            Renewal::Manual => Some("manual".to_owned()),
        };
        changes.push(Change::new(ChangeKind::RenewalChanged, "", text(old.renewal), text(new.renewal)));
    }
    changes
}

fn limit_change(kind: LimitKind, before: Max, after: Max) -> Option<Change> {
    let change = match before.cmp(&after) {
        std::cmp::Ordering::Equal => return None,
        std::cmp::Ordering::Less => ChangeKind::LimitRaised,
        std::cmp::Ordering::Greater => ChangeKind::LimitLowered,
    };
    let text = |max: Max| Some(max.number().map_or("unlimited".to_owned(), |n| n.to_string()));
    Some(Change::new(change, kind.code(), text(before), text(after)))
}

fn modules(licenses: &[License]) -> BTreeSet<&ModuleId> {
    let granted = licenses.iter().flat_map(|l| &l.modules);
    granted.filter(|m| m.state != ModuleState::Inactive).map(|m| &m.id).collect()
}

fn limits(licenses: &[License]) -> BTreeMap<LimitKind, Max> {
    let mut tightest = BTreeMap::new();
    for limit in licenses.iter().flat_map(|l| &l.limits) {
        let max = tightest.entry(limit.kind).or_insert(limit.max);
        *max = (*max).min(limit.max);
    }
    tightest
}
