//! The terms of an answer: what it grants, without how much of it is in use.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    change::{Change, Direction},
    entitlement::{Entitlement, License, Renewal, Visible},
    limit::{LimitKind, Max},
    module::{ModuleId, ModuleState},
    text::Label,
};

/// What an answer grants, as far as [changes](Change) are about it. Two answers with the same terms differ in nothing that
/// is worth a change.
///
/// Several licenses are taken as what they add up to: all their modules, and the lowest maximum of each limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// How much of it the account sees.
    sight: Sight,
    /// The plan of each license; empty without a license.
    plans: Vec<Label>,
    /// The end of the license that ends last; `None` if it has no end, or without a license.
    end: Option<Timestamp>,
    is_trial: bool,
    renewal: Option<Renewal>,
    modules: BTreeSet<ModuleId>,
    /// The maxima that are not unlimited: a limit that an answer does not name is unlimited.
    limits: BTreeMap<LimitKind, Max>,
}

/// How much of the terms an account sees. Only what is seen the same way can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Sight {
    /// All of it.
    Full,
    /// What everybody sees, with whether a license is honored.
    Visible,
    /// What everybody sees, without whether a license is honored: servers before 7.x do not say it.
    Vague,
}

impl Terms {
    /// The terms of an answer.
    pub fn of(answer: &Entitlement) -> Self {
        match answer {
            Entitlement::Licensed { licenses } => Self::of_licenses(licenses),
            // The limits of the community edition are no terms of a license.
            Entitlement::Unlicensed { .. } => Self::of_licenses(&[]),
            Entitlement::NotPermitted(visible) => Self::of_visible(visible),
        }
    }

    fn of_licenses(licenses: &[License]) -> Self {
        let first = licenses.first();
        let granted = licenses.iter().flat_map(|license| &license.modules);
        let mut limits = BTreeMap::new();
        for limit in licenses.iter().flat_map(|license| &license.limits) {
            let max = limits.entry(limit.kind).or_insert(limit.max);
            *max = (*max).min(limit.max);
        }
        limits.retain(|_, max| *max != Max::Unlimited);
        Self {
            sight: Sight::Full,
            plans: licenses.iter().map(|license| license.plan.clone()).collect(),
            end: first.and_then(License::expires_at),
            is_trial: first.is_some_and(|license| license.trial),
            renewal: first.map(|license| license.renewal),
            modules: granted
                .filter(|module| module.state != ModuleState::Inactive)
                .map(|module| module.id.clone())
                .collect(),
            limits,
        }
    }

    fn of_visible(visible: &Visible) -> Self {
        let none = Self { sight: Sight::Visible, ..Self::of_licenses(&[]) };
        if visible.has_valid_license == Some(false) {
            return none;
        }
        Self {
            sight: if visible.has_valid_license.is_some() { Sight::Visible } else { Sight::Vague },
            plans: vec![visible.plan.clone().unwrap_or_default()],
            is_trial: visible.trial,
            modules: visible.modules.iter().map(|module| module.id.clone()).collect(),
            ..none
        }
    }

    /// Whether the account sees as much of both. If not, nothing can be said about what changed.
    pub fn is_comparable_to(&self, other: &Self) -> bool {
        self.sight == other.sight
    }

    /// What changed from these terms to others; empty if they cannot be compared.
    pub fn changes_to(&self, new: &Self) -> Vec<Change> {
        if !self.is_comparable_to(new) {
            return Vec::new();
        }
        match (self.plans.as_slice(), new.plans.as_slice()) {
            ([], gained) => gained.iter().map(|plan| Change::LicenseGained { plan: plan.clone() }).collect(),
            (lost, []) => lost.iter().map(|plan| Change::LicenseLost { plan: plan.clone() }).collect(),
            ([before, ..], [after, ..]) => self.differences(new, before, after),
        }
    }

    fn differences(&self, new: &Self, before: &Label, after: &Label) -> Vec<Change> {
        let mut changes = Vec::new();
        // Without permission, a plan may not be visible.
        if before != after && !before.as_str().is_empty() && !after.as_str().is_empty() {
            changes.push(Change::PlanChanged { before: before.clone(), after: after.clone() });
        }
        if self.end != new.end {
            changes.push(Change::ExpiryChanged { before: self.end, after: new.end });
        }
        match (self.is_trial, new.is_trial) {
            (false, true) => changes.push(Change::TrialStarted),
            (true, false) => changes.push(Change::TrialEnded),
            (true, true) | (false, false) => {}
        }
        if let (Some(before), Some(after)) = (self.renewal, new.renewal)
            && before != after
        {
            changes.push(Change::RenewalChanged { before, after });
        }
        let lost = self.modules.difference(&new.modules).map(|module| Change::ModuleLost { module: module.clone() });
        let gained =
            new.modules.difference(&self.modules).map(|module| Change::ModuleGained { module: module.clone() });
        changes.extend(lost.chain(gained));
        let max = |terms: &Self, kind| terms.limits.get(kind).copied().unwrap_or(Max::Unlimited);
        let kinds: BTreeSet<_> = self.limits.keys().chain(new.limits.keys()).collect();
        changes.extend(kinds.into_iter().filter_map(|kind| Change::of_limit(*kind, max(self, kind), max(new, kind))));
        changes
    }

    /// Whether other terms are worse in anything that has an effect at a given now.
    pub fn is_worsened_by(&self, new: &Self, now: Timestamp) -> bool {
        self.effects(new, now).any(|direction| direction == Direction::Worse)
    }

    /// Whether it is better or worse with other terms at a given now.
    pub fn is_affected_by(&self, new: &Self, now: Timestamp) -> bool {
        self.effects(new, now).any(|direction| direction != Direction::Neither)
    }

    /// Whether anything changes with other terms at a given now.
    pub fn is_changed_by(&self, new: &Self, now: Timestamp) -> bool {
        self.effects(new, now).next().is_some()
    }

    /// The directions of the changes to other terms. A license that has ended counts for as much as none: when the server
    /// drops it, nothing more is lost.
    fn effects(&self, new: &Self, now: Timestamp) -> impl Iterator<Item = Direction> {
        let effective = |terms: &Self| if terms.have_ended(now) { Self::of_licenses(&[]) } else { terms.clone() };
        effective(self).changes_to(&effective(new)).into_iter().map(|change| change.direction())
    }

    fn have_ended(&self, now: Timestamp) -> bool {
        self.end.is_some_and(|end| end <= now)
    }
}
