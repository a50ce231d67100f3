//! What changed between two answers of a workspace.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    change::Change,
    entitlement::{Entitlement, License, Visible},
    limit::{LimitKind, Max},
    module::{ModuleId, ModuleState},
};

/// What changed from `old` to `new`.
///
/// An answer that shows nothing because the account has no permission is no change: what it does not show may still be
/// there. Several licenses are compared as what they add up to: all their modules, and the lowest maximum of each limit.
pub fn diff(old: &Entitlement, new: &Entitlement) -> Vec<Change> {
    match (old, new) {
        (Entitlement::NotPermitted(old), Entitlement::NotPermitted(new)) => compare_visible(old, new),
        (Entitlement::NotPermitted(_), _) | (_, Entitlement::NotPermitted(_)) => Vec::new(),
        (Entitlement::Unlicensed { .. }, Entitlement::Unlicensed { .. }) => Vec::new(),
        (Entitlement::Unlicensed { .. }, Entitlement::Licensed { licenses }) => {
            licenses.iter().map(|license| Change::LicenseGained { plan: license.plan.clone() }).collect()
        }
        (Entitlement::Licensed { licenses }, Entitlement::Unlicensed { .. }) => {
            licenses.iter().map(|license| Change::LicenseLost { plan: license.plan.clone() }).collect()
        }
        (Entitlement::Licensed { licenses: old }, Entitlement::Licensed { licenses: new }) => compare(old, new),
    }
}

/// What changed of what an account sees without permission.
fn compare_visible(old: &Visible, new: &Visible) -> Vec<Change> {
    let plan = |visible: &Visible| visible.plan.clone().unwrap_or_default();
    match (old.has_valid_license, new.has_valid_license) {
        (Some(true), Some(false)) => return vec![Change::LicenseLost { plan: plan(old) }],
        (Some(false), Some(true)) => return vec![Change::LicenseGained { plan: plan(new) }],
        (Some(true), Some(true)) | (Some(false), Some(false)) | (None, _) | (_, None) => {}
    }
    let mut changes = Vec::new();
    if let (Some(before), Some(after)) = (&old.plan, &new.plan)
        && before != after
    {
        changes.push(Change::PlanChanged { before: before.clone(), after: after.clone() });
    }
    match (old.trial, new.trial) {
        (false, true) => changes.push(Change::TrialStarted),
        (true, false) => changes.push(Change::TrialEnded),
        (true, true) | (false, false) => {}
    }
    let ids = |visible: &Visible| visible.modules.iter().map(|module| module.id.clone()).collect::<BTreeSet<_>>();
    let (had, has) = (ids(old), ids(new));
    changes.extend(had.difference(&has).map(|module| Change::ModuleLost { module: module.clone() }));
    changes.extend(has.difference(&had).map(|module| Change::ModuleGained { module: module.clone() }));
    changes
}

fn compare(old: &[License], new: &[License]) -> Vec<Change> {
    let mut changes = Vec::new();
    if let (Some(old), Some(new)) = (old.first(), new.first()) {
        changes.extend(compare_terms(old, new));
    }

    let (had, has) = (modules(old), modules(new));
    let lost = had.difference(&has).map(|module| Change::ModuleLost { module: (*module).clone() });
    let gained = has.difference(&had).map(|module| Change::ModuleGained { module: (*module).clone() });
    changes.extend(lost.chain(gained));

    let (had, has) = (limits(old), limits(new));
    // A limit that an answer does not name is unlimited.
    let max = |limits: &BTreeMap<LimitKind, Max>, kind| limits.get(kind).copied().unwrap_or(Max::Unlimited);
    let kinds: BTreeSet<_> = had.keys().chain(has.keys()).collect();
    changes.extend(kinds.into_iter().filter_map(|kind| Change::of_limit(*kind, max(&had, kind), max(&has, kind))));
    changes
}

fn compare_terms(old: &License, new: &License) -> Vec<Change> {
    let mut changes = Vec::new();
    if old.plan != new.plan {
        changes.push(Change::PlanChanged { before: old.plan.clone(), after: new.plan.clone() });
    }
    let (before, after) = (old.expires_at(), new.expires_at());
    if before != after {
        changes.push(Change::ExpiryChanged { before, after });
    }
    match (old.trial, new.trial) {
        (false, true) => changes.push(Change::TrialStarted),
        (true, false) => changes.push(Change::TrialEnded),
        (true, true) | (false, false) => {}
    }
    if old.renewal != new.renewal {
        changes.push(Change::RenewalChanged { before: old.renewal, after: new.renewal });
    }
    changes
}

fn modules(licenses: &[License]) -> BTreeSet<&ModuleId> {
    let granted = licenses.iter().flat_map(|license| &license.modules);
    granted.filter(|module| module.state != ModuleState::Inactive).map(|module| &module.id).collect()
}

fn limits(licenses: &[License]) -> BTreeMap<LimitKind, Max> {
    let mut lowest = BTreeMap::new();
    for limit in licenses.iter().flat_map(|license| &license.limits) {
        let max = lowest.entry(limit.kind).or_insert(limit.max);
        *max = (*max).min(limit.max);
    }
    lowest
}
