//! What is wrong with a workspace now, or will be without anything to count down to. A deadline is a [`Stop`](crate::Stop).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

use crate::{
    address::AddressFit,
    attention::Attention,
    deadline::DeadlineKind,
    entitlement::{Entitlement, License, Renewal},
    facts::{Presence, Refusal, RefusalReason, Registration, StoredKey, VersionListing},
    module::ModuleId,
    observation::Observation,
    status::Status,
    text::Label,
};

/// A fact about a workspace that an admin should know, apart from what stops at a deadline.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS, EnumDiscriminants)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[strum_discriminants(
    name(FindingKind),
    doc = "The kind of a [`Finding`], with its stable code.",
    derive(PartialOrd, Ord, Hash, Serialize, Deserialize, TS, EnumIter, EnumString, IntoStaticStr),
    serde(rename_all = "snake_case"),
    strum(serialize_all = "snake_case")
)]
pub enum Finding {
    /// The workspace is read-only: nobody can send a message.
    ReadOnly {
        /// Since when, as far as known.
        #[ts(type = "string")]
        since: Timestamp,
    },
    /// A license key is set, or a license was named before, and the server honors none.
    NotHonored {
        /// Why, as far as known.
        reasons: Vec<Refusal>,
    },
    /// Modules that the license grants do not work.
    ModulesStopped {
        /// The modules.
        #[ts(as = "Vec<String>")]
        modules: Vec<ModuleId>,
    },
    /// Adding users, guests or apps is refused, whatever is in use.
    ActionsPrevented {
        /// Since when.
        #[ts(type = "string")]
        since: Timestamp,
    },
    /// The vendor's support for the server's version has ended: the vendor's own apps refuse the workspace.
    SupportEnded {
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
    /// The vendor's list of supported versions does not name the server's version.
    VersionNotListed,
    /// The server runs in FIPS mode and its license has no module `fips`: it does not start again.
    FipsNotLicensed,
    /// The license is not issued for the address that the server has: it is no longer honored once the server looks again.
    AddressDiffers {
        /// The server's address.
        #[ts(as = "String")]
        address: Label,
    },
    /// The license names another workspace id than the server's. The server honors it all the same.
    WorkspaceDiffers,
    /// The license renews itself, and the renewal cannot arrive.
    RenewalBlocked {
        /// Why.
        cause: RenewalBlock,
    },
    /// As many are connected as the server shows the presence of, or nearly.
    PresenceCapped(Presence),
    /// The server no longer shows who is online, because too many were connected at once.
    PresenceOff,
    /// The license is for a workspace without the vendor's cloud: no push notifications, marketplace or cloud sync.
    Offline,
    /// The vendor announces something.
    Announcement {
        /// Its text.
        #[ts(as = "String")]
        text: Label,
    },
}

/// Why a renewal cannot arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, EnumIter, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum RenewalBlock {
    /// The license is for a workspace without the vendor's cloud.
    Offline,
    /// The workspace is not registered with the vendor's cloud.
    NotRegistered,
}

impl FindingKind {
    /// The stable code.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

impl Finding {
    /// Its kind.
    pub fn kind(&self) -> FindingKind {
        self.into()
    }

    /// Whether this finding includes another one: it is of the same kind and says at least as much. Numbers and dates that
    /// differ from one reading to the next make no difference.
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::NotHonored { reasons: known }, Self::NotHonored { reasons }) => {
                reasons.iter().all(|reason| known.iter().any(|known| known.reason == reason.reason))
            }
            (Self::ModulesStopped { modules: known }, Self::ModulesStopped { modules }) => {
                modules.iter().all(|module| known.contains(module))
            }
            (Self::AddressDiffers { address: known }, Self::AddressDiffers { address }) => known == address,
            (Self::RenewalBlocked { cause: known }, Self::RenewalBlocked { cause }) => known == cause,
            (Self::Announcement { text: known }, Self::Announcement { text }) => known == text,
            (
                Self::NotHonored { .. }
                | Self::ModulesStopped { .. }
                | Self::AddressDiffers { .. }
                | Self::RenewalBlocked { .. }
                | Self::Announcement { .. }
                | Self::ReadOnly { .. }
                | Self::ActionsPrevented { .. }
                | Self::SupportEnded { .. }
                | Self::VersionNotListed
                | Self::FipsNotLicensed
                | Self::WorkspaceDiffers
                | Self::PresenceCapped(_)
                | Self::PresenceOff
                | Self::Offline,
                other,
            ) => self.kind() == other.kind(),
        }
    }

    /// How urgent it is.
    pub fn attention(&self) -> Attention {
        match self {
            Self::ReadOnly { .. } | Self::NotHonored { .. } => Attention::Ended,
            Self::ModulesStopped { .. }
            | Self::ActionsPrevented { .. }
            | Self::SupportEnded { .. }
            | Self::VersionNotListed
            | Self::FipsNotLicensed => Attention::Critical,
            Self::AddressDiffers { .. } | Self::RenewalBlocked { .. } | Self::PresenceCapped(_) | Self::PresenceOff => {
                Attention::Soon
            }
            Self::WorkspaceDiffers | Self::Offline | Self::Announcement { .. } => Attention::Calm,
        }
    }

    /// Whether another license key is what remedies it.
    pub fn calls_for_license(&self) -> bool {
        match self {
            Self::ReadOnly { .. }
            | Self::NotHonored { .. }
            | Self::ModulesStopped { .. }
            | Self::ActionsPrevented { .. }
            | Self::FipsNotLicensed
            | Self::AddressDiffers { .. }
            | Self::WorkspaceDiffers
            | Self::RenewalBlocked { .. } => true,
            Self::SupportEnded { .. }
            | Self::VersionNotListed
            | Self::PresenceCapped(_)
            | Self::PresenceOff
            | Self::Offline
            | Self::Announcement { .. } => false,
        }
    }
}

/// The server version from which on a license for a workspace without the cloud turns push notifications off.
const OFFLINE_FROM: (u32, u32) = (8, 7);

impl Observation<'_> {
    /// What an admin should know at a given now, apart from what stops at a deadline: the most urgent first.
    pub fn findings(&self, now: Timestamp) -> Vec<Finding> {
        let mut findings = self.findings_of_workspace(now);
        findings.extend(self.not_honored(now));
        if !self.is_dropped() {
            let in_force = self.deciding_licenses(now).into_iter().filter(|license| license.is_in_force(now));
            for license in in_force {
                findings.extend(self.findings_of(license, now));
            }
            findings.extend(self.modules_stopped(now));
        }
        let mut unique: Vec<Finding> = Vec::with_capacity(findings.len());
        for finding in findings {
            if !unique.contains(&finding) {
                unique.push(finding);
            }
        }
        unique.sort_by_key(|finding| (std::cmp::Reverse(finding.attention()), finding.kind()));
        unique
    }

    fn findings_of_workspace(&self, now: Timestamp) -> Vec<Finding> {
        let facts = self.facts;
        let passed = |kind| facts.deadline(kind).filter(|at| *at <= now);
        let mut findings = Vec::new();
        findings.extend(passed(DeadlineKind::ReadOnly).map(|since| Finding::ReadOnly { since }));
        findings.extend(passed(DeadlineKind::VersionSupportEnd).map(|at| Finding::SupportEnded { at }));
        match facts.version {
            VersionListing::NotListed => findings.push(Finding::VersionNotListed),
            VersionListing::Listed | VersionListing::Unknown => {}
        }
        let has = |id: &str| self.module_works(id, now) == Some(true);
        // Without an answer, the modules are unknown.
        let is_known = matches!(self.latest, Some(Entitlement::Licensed { .. } | Entitlement::Unlicensed { .. }));
        if facts.fips == Some(true) && is_known && !has("fips") {
            findings.push(Finding::FipsNotLicensed);
        }
        let is_capped = || is_known && !has("unlimited-presence") && !has("scalability");
        if facts.is_presence_off == Some(true) && is_capped() {
            findings.push(Finding::PresenceOff);
        } else if let Some(presence) = facts.presence
            && u64::from(presence.current) * 10 >= u64::from(presence.max) * 9
            && is_capped()
        {
            findings.push(Finding::PresenceCapped(presence));
        }
        findings.extend(facts.announcements.iter().map(|text| Finding::Announcement { text: text.clone() }));
        findings
    }

    /// That a key is set, or a license was named, and none is honored. That a license has ended is said by the
    /// [status](Self::status) already.
    fn not_honored(&self, now: Timestamp) -> Option<Finding> {
        let is_unlicensed = match self.latest {
            Some(Entitlement::Unlicensed { .. }) => true,
            Some(Entitlement::NotPermitted(visible)) => {
                return (visible.has_valid_license == Some(false) && !self.last_known_licenses.is_empty())
                    .then_some(Finding::NotHonored { reasons: Vec::new() });
            }
            Some(Entitlement::Licensed { .. }) if self.status(now) == Status::Invalid => {
                return Some(Finding::NotHonored { reasons: self.key_misfits(now) });
            }
            Some(Entitlement::Licensed { .. }) | None => false,
        };
        let is_set = matches!(self.facts.stored_key, StoredKey::Set { .. });
        if !is_unlicensed || !(is_set || self.is_dropped()) {
            return None;
        }
        let mut reasons = self.facts.refusals.clone();
        for reason in self.key_misfits(now) {
            let is_stated = |stated: &Refusal| stated.reason == reason.reason || stated.reason.covers(reason.reason);
            match reasons.iter_mut().find(|stated| is_stated(stated)) {
                Some(stated) => stated.reason = reason.reason,
                None => reasons.push(reason),
            }
        }
        let has_only_ended = reasons.iter().all(|refusal| refusal.reason == RefusalReason::Ended);
        (self.status(now) != Status::Lapsed || !has_only_ended).then_some(Finding::NotHonored { reasons })
    }

    /// What does not fit of the license that the server has and does not honor.
    fn key_misfits(&self, now: Timestamp) -> Vec<Refusal> {
        let mut reasons = Vec::new();
        for license in self.licenses() {
            let used = |kind| self.limit(kind, now).and_then(|limit| limit.used);
            for refusal in license.misfits(self.facts, used, now) {
                if !reasons.contains(&refusal) {
                    reasons.push(refusal);
                }
            }
        }
        reasons
    }

    fn findings_of(&self, license: &License, now: Timestamp) -> Vec<Finding> {
        let facts = self.facts;
        let mut findings = Vec::new();
        let prevented = |d: &&crate::Deadline| d.kind == DeadlineKind::ActionsPrevented && d.has_come(now);
        findings.extend(license.deadlines.iter().find(prevented).map(|d| Finding::ActionsPrevented { since: d.at }));
        if license.address_fit(&facts.identity) == AddressFit::DoesNotFit
            && let Some(address) = &facts.identity.address
        {
            findings.push(Finding::AddressDiffers { address: address.clone() });
        }
        if license.is_for_other_workspace(&facts.identity) {
            findings.push(Finding::WorkspaceDiffers);
        }
        if license.renewal == Renewal::Automatic && !license.trial {
            let cause = match facts.registration {
                _ if license.offline => Some(RenewalBlock::Offline),
                Registration::NotRegistered => Some(RenewalBlock::NotRegistered),
                Registration::Registered | Registration::Unknown => None,
            };
            findings.extend(cause.map(|cause| Finding::RenewalBlocked { cause }));
        }
        let is_new_enough = facts.server_line.is_none_or(|line| line >= OFFLINE_FROM);
        if license.offline && is_new_enough {
            findings.push(Finding::Offline);
        }
        findings
    }

    /// The modules that a license in force grants and that do not work, apart from those that have not begun.
    fn modules_stopped(&self, now: Timestamp) -> Option<Finding> {
        let mut honored = self.licenses().iter().filter(|license| self.is_honored(license, now));
        let is_off = |license| move |module| !self.is_module_active(license, module, now);
        // Of most licenses, all modules work, and this is asked of every workspace again and again.
        if !honored.any(|license| license.modules.iter().any(is_off(license))) {
            return None;
        }
        let stopped = |module: &crate::GrantedModule<'_>| {
            let honored = || module.licenses.iter().filter(|license| self.is_honored(license, now));
            !module.is_active
                && honored().count() > 0
                && honored().all(|license| license.has_module_begun(module.id, now))
        };
        let modules: Vec<_> = self.modules(now).into_iter().filter(stopped).map(|module| module.id.clone()).collect();
        (!modules.is_empty()).then_some(Finding::ModulesStopped { modules })
    }
}

impl RefusalReason {
    /// Whether this reason says less than another one about the same thing.
    fn covers(self, other: Self) -> bool {
        self == Self::Period && matches!(other, Self::Ended | Self::NotBegun)
    }
}
