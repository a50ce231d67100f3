//! The one verdict: what is known of a workspace's license, and what that means at a given now.

use std::{
    collections::{BTreeMap, BTreeSet},
    slice,
};

use jiff::Timestamp;

use crate::{
    attention::Attention,
    deadline::{Effect, StopKind},
    entitlement::{Entitlement, License, Renewal},
    facts::{ServerFacts, StoredKey},
    finding::Finding,
    limit::{Limit, LimitKind},
    module::{Module, ModuleId},
    nearness::{Nearness, Thresholds},
    status::Status,
    stop::{Owner, Stop},
};

/// What is known of a workspace's license: the latest answer, and the licenses that it named last, which an answer without
/// a license does not take away.
///
/// Where there are several licenses, those in force decide; only if none is, all of them do. A license that has been
/// replaced thus says nothing about the one that replaced it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observation<'a> {
    /// The latest answer; `None` before the first.
    pub latest: Option<&'a Entitlement>,
    /// The licenses in the latest answer that named any.
    pub last_known_licenses: &'a [License],
    /// What the server reports beside its license.
    pub facts: &'a ServerFacts,
}

/// A module of a workspace, from whichever of its licenses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantedModule<'a> {
    /// Its name.
    pub id: &'a ModuleId,
    /// Whether it works at the given now.
    pub is_active: bool,
    /// Whether it belongs to another vendor's app.
    pub is_external: bool,
    /// The licenses that grant it.
    pub licenses: Vec<&'a License>,
}

impl<'a> Observation<'a> {
    /// The licenses to show: those of the latest answer, or the last known ones if the server has dropped them.
    pub fn licenses(&self) -> &'a [License] {
        match self.latest {
            Some(Entitlement::Licensed { licenses }) => licenses,
            Some(Entitlement::Unlicensed { .. }) => match self.facts.key_license() {
                // The key that is set now says more than what was known before.
                Some(license) => slice::from_ref(license),
                None => self.last_known_licenses,
            },
            Some(Entitlement::NotPermitted(_)) | None => &[],
        }
    }

    /// Whether the server has dropped the licenses: it answers without any, and named some before or has a key that it does
    /// not honor. Nothing of them works.
    pub fn is_dropped(&self) -> bool {
        match self.latest {
            Some(Entitlement::Unlicensed { .. }) => !self.licenses().is_empty(),
            Some(Entitlement::Licensed { .. } | Entitlement::NotPermitted(_)) | None => false,
        }
    }

    /// Whether the server honors one of the [licenses](Self::licenses) at a given now.
    pub fn is_honored(&self, license: &License, now: Timestamp) -> bool {
        !self.is_dropped() && license.is_in_force(now)
    }

    /// Whether a module of one of the [licenses](Self::licenses) works at a given now.
    pub fn is_module_active(&self, license: &License, module: &Module, now: Timestamp) -> bool {
        !self.is_dropped() && module.is_active(license.is_in_force(now))
    }

    /// The licenses that decide at a given now: those that are honored or, if none is, all of them.
    pub fn deciding_licenses(&self, now: Timestamp) -> Vec<&'a License> {
        let all = self.licenses().iter();
        let honored: Vec<_> = all.clone().filter(|license| self.is_honored(license, now)).collect();
        if honored.is_empty() { all.collect() } else { honored }
    }

    /// What stops after a given now, soonest first: of the licenses and of the workspace itself. Of licenses that the server
    /// has dropped, nothing is left to stop.
    pub fn stops(&self, now: Timestamp) -> Vec<Stop<'a>> {
        let mut stops: Vec<_> = self.license_stops(now).into_iter().chain(self.workspace_stops()).collect();
        stops.retain(|stop| !stop.deadline.has_come(now));
        stops.sort_by_key(|stop| stop.deadline);
        stops
    }

    /// What has stopped by a given now, in the order in which it did.
    pub fn passed_stops(&self, now: Timestamp) -> Vec<Stop<'a>> {
        let mut stops: Vec<_> = self.stops_of_deciding(now).into_iter().chain(self.workspace_stops()).collect();
        stops.retain(|stop| stop.deadline.has_come(now));
        stops.sort_by_key(|stop| stop.deadline);
        stops
    }

    /// What of the licenses stops after a given now, soonest first.
    fn license_stops(&self, now: Timestamp) -> Vec<Stop<'a>> {
        let mut stops = self.stops_of_deciding(now);
        // What has stopped already does not stop again.
        let is_off = |id: &ModuleId| self.module_works(id.as_str(), now) == Some(false);
        let changes = |stop: &Stop<'_>| match stop.kind {
            StopKind::ModulesDisabled => stop.deadline.modules.is_empty() || !stop.deadline.modules.iter().all(is_off),
            StopKind::Expiry | StopKind::TrialEnd | StopKind::ReadOnly | StopKind::SupportEnd => true,
        };
        stops.retain(|stop| !stop.deadline.has_come(now) && !self.is_dropped() && changes(stop));
        stops
    }

    fn stops_of_deciding(&self, now: Timestamp) -> Vec<Stop<'a>> {
        let of = |license: &'a License| {
            let owner = Owner::License(license);
            license.stops().into_iter().map(move |(deadline, kind)| Stop { deadline, kind, owner })
        };
        let mut stops: Vec<_> = self.deciding_licenses(now).into_iter().flat_map(of).collect();
        stops.sort_by_key(|stop| stop.deadline);
        stops
    }

    fn workspace_stops(&self) -> impl Iterator<Item = Stop<'a>> + use<'a> {
        self.facts.deadlines.iter().filter_map(|deadline| match deadline.kind.effect() {
            Effect::Stops(kind) => Some(Stop { deadline, kind, owner: Owner::Workspace }),
            Effect::Notice => None,
        })
    }

    /// What stops next after a given now.
    pub fn next_stop(&self, now: Timestamp) -> Option<Stop<'a>> {
        self.stops(now).into_iter().next()
    }

    /// The status at a given now.
    pub fn status(&self, now: Timestamp) -> Status {
        let licenses = match self.latest {
            None => return Status::Unknown,
            Some(Entitlement::NotPermitted(_)) => return Status::NotPermitted,
            Some(Entitlement::Unlicensed { .. }) if !self.is_dropped() => {
                return match self.facts.stored_key {
                    StoredKey::Set { .. } => Status::Invalid,
                    StoredKey::NotSet | StoredKey::Unknown => Status::Community,
                };
            }
            Some(Entitlement::Unlicensed { .. }) => self.licenses(),
            Some(Entitlement::Licensed { licenses }) => licenses,
        };
        let has_ended = licenses.iter().any(|license| license.has_ended(now));
        if self.is_dropped() {
            let is_withdrawn = licenses.iter().any(|license| license.is_in_force(now)) || !has_ended;
            return if is_withdrawn { Status::Invalid } else { Status::Lapsed };
        }
        if !licenses.iter().any(|license| license.is_in_force(now)) {
            return if has_ended { Status::Expired } else { Status::Invalid };
        }
        match self.nearest_of_license(now) {
            Some(Nearness::Soon | Nearness::Critical | Nearness::Passed) => Status::Expiring,
            // The server never ends a license whose end it cannot read.
            Some(Nearness::Far) | None => Status::Valid,
        }
    }

    /// How near the most pressing stop is at a given now; `None` if nothing stops.
    pub fn nearest(&self, now: Timestamp) -> Option<Nearness> {
        self.stops(now).iter().map(|stop| stop.nearness(now)).max()
    }

    /// How near the most pressing stop of the licenses is, on which the [status](Self::status) depends.
    fn nearest_of_license(&self, now: Timestamp) -> Option<Nearness> {
        self.license_stops(now).iter().map(|stop| stop.nearness(now)).max()
    }

    /// Whether a new license is what an admin should get first at a given now: the license has ended, is not honored or ends
    /// soon and does not renew itself, the workspace is about to become read-only for want of one, or something is wrong that
    /// [calls for one](Finding::calls_for_license).
    pub fn needs_license(&self, now: Timestamp) -> bool {
        let is_renewed_by_hand =
            |stop: &Stop<'_>| stop.renewal() == Renewal::Manual && stop.kind != StopKind::SupportEnd;
        let is_near = |stop: Stop<'_>| is_renewed_by_hand(&stop) && stop.nearness(now) > Nearness::Far;
        match self.status(now) {
            Status::Expired | Status::Lapsed | Status::Invalid => true,
            // Whoever may not see the license may not change it.
            Status::NotPermitted | Status::Unknown => false,
            Status::Valid | Status::Expiring | Status::Community => {
                let is_urgent = |finding: &Finding| finding.attention() > Attention::Calm;
                self.stops(now).into_iter().any(is_near)
                    || self.findings(now).iter().any(|finding| finding.calls_for_license() && is_urgent(finding))
            }
        }
    }

    /// When the licenses that decide at a given now end: the last end of them. `None` if one has no end, or if there is no
    /// license.
    pub fn ends_at(&self, now: Timestamp) -> Option<Timestamp> {
        let ends: Option<Vec<_>> = self.deciding_licenses(now).into_iter().map(License::expires_at).collect();
        ends?.into_iter().max()
    }

    /// When the next license that is paid for has to be renewed, or renews itself, after a given now. Trials, licenses
    /// without an end and those that the server has dropped do not.
    pub fn renews_at(&self, now: Timestamp) -> Option<Timestamp> {
        if self.is_dropped() {
            return None;
        }
        let paid = self.deciding_licenses(now).into_iter().filter(|license| !license.trial);
        paid.filter_map(License::expires_at).filter(|end| *end > now).min()
    }

    /// When the license that the server has dropped ended; `None` in every other state.
    pub fn lapsed_at(&self, now: Timestamp) -> Option<Timestamp> {
        if !self.is_dropped() {
            return None;
        }
        self.licenses().iter().filter_map(License::expires_at).filter(|end| *end <= now).max()
    }

    /// The limits of the workspace at a given now, one of each kind, in the order in which they are shown. Where several
    /// licenses set one, the lowest maximum counts. Of dropped licenses none applies: the community's limits do.
    pub fn limits(&self, now: Timestamp) -> Vec<Limit> {
        let limits: Vec<&Limit> = match self.latest {
            Some(Entitlement::Unlicensed { limits }) => limits.iter().collect(),
            Some(Entitlement::Licensed { .. }) => {
                self.deciding_licenses(now).into_iter().flat_map(|license| &license.limits).collect()
            }
            Some(Entitlement::NotPermitted(_)) | None => Vec::new(),
        };
        let mut by_kind: BTreeMap<LimitKind, Limit> = BTreeMap::new();
        for limit in limits {
            match by_kind.get_mut(&limit.kind) {
                Some(known) => known.combine(limit),
                None => {
                    by_kind.insert(limit.kind, limit.clone());
                }
            }
        }
        by_kind.into_values().collect()
    }

    /// The limit of one kind at a given now.
    pub fn limit(&self, kind: LimitKind, now: Timestamp) -> Option<Limit> {
        self.limits(now).into_iter().find(|limit| limit.kind == kind)
    }

    /// The modules of all [licenses](Self::licenses), each once, in the order in which the licenses name them. A module
    /// works if it works by at least one license. An account without permission sees those that work.
    pub fn modules(&self, now: Timestamp) -> Vec<GrantedModule<'a>> {
        if let Some(Entitlement::NotPermitted(visible)) = self.latest {
            let seen = |module: &'a Module| GrantedModule {
                id: &module.id,
                is_active: true,
                is_external: module.external,
                licenses: Vec::new(),
            };
            return visible.modules.iter().map(seen).collect();
        }
        let mut modules: Vec<GrantedModule<'a>> = Vec::new();
        let mut places: BTreeMap<&ModuleId, usize> = BTreeMap::new();
        for license in self.licenses() {
            for module in &license.modules {
                let is_active = self.is_module_active(license, module, now);
                let place = *places.entry(&module.id).or_insert(modules.len());
                match modules.get_mut(place) {
                    Some(known) => {
                        known.is_active |= is_active;
                        known.is_external |= module.external;
                        known.licenses.push(license);
                    }
                    None => modules.push(GrantedModule {
                        id: &module.id,
                        is_active,
                        is_external: module.external,
                        licenses: vec![license],
                    }),
                }
            }
        }
        modules
    }

    /// Whether a module works, by any license; `None` if no license names it. An account without permission sees only those
    /// that work. The same as in [`modules`](Self::modules), which takes far longer.
    pub fn module_works(&self, id: &str, now: Timestamp) -> Option<bool> {
        let is_it = |module: &&Module| module.id.as_str() == id;
        if let Some(Entitlement::NotPermitted(visible)) = self.latest {
            return visible.modules.iter().find(is_it).map(|_| true);
        }
        let granted = self.licenses().iter().flat_map(|license| {
            license.modules.iter().filter(is_it).map(move |module| self.is_module_active(license, module, now))
        });
        granted.reduce(std::ops::BitOr::bitor)
    }

    /// The modules that do not work at a given now, although the licenses grant them or the workspace had them `earlier`, in
    /// the order of their names. An account without permission does not see which modules a license still grants.
    pub fn lost_modules<'b>(&self, earlier: &'b BTreeSet<ModuleId>, now: Timestamp) -> BTreeSet<&'b ModuleId>
    where
        'a: 'b,
    {
        let (mut lost, mut active) = (BTreeSet::new(), BTreeSet::new());
        for module in self.modules(now) {
            if module.is_active { &mut active } else { &mut lost }.insert(module.id);
        }
        lost.extend(earlier.iter().filter(|id| !active.contains(id)));
        lost
    }

    /// The next instant after a given now at which one of these answers changes: the nearness of a deadline, and with it
    /// the stops, the status, the attention, the headline, and what is in force. `None` if none ever does.
    pub fn next_change_at(&self, now: Timestamp) -> Option<Timestamp> {
        let of_licenses = self.licenses().iter().filter_map(|license| license.next_change_at(now));
        let next = |stop: Stop<'_>| Thresholds::DEFAULT.next_change(stop.at(), stop.owner.weight(stop.deadline), now);
        of_licenses.chain(self.workspace_stops().filter_map(next)).chain(self.next_long_ago_at(now)).min()
    }
}
