//! A whole license, and what a workspace reports that it is entitled to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

use crate::{
    address::{self, AddressFit, AddressPattern},
    deadline::{Deadline, DeadlineKind, Effect, StopKind},
    limit::{Limit, LimitKind},
    module::{Module, ModuleId},
    nearness::{Nearness, Thresholds, Weight},
    tag::Tag,
    text::Label,
};

/// What a workspace reports about its license, in one answer.
///
/// The three states without a license look alike on the wire and mean different things; this type keeps them apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", try_from = "Serialized")]
pub enum Entitlement {
    /// It has at least one license. Whether one is in force is a question of [`crate::Status`].
    Licensed {
        /// The licenses; the one that ends last comes first.
        licenses: Vec<License>,
    },
    /// It has none: a community workspace, or one whose license the server has dropped.
    Unlicensed {
        /// The limits of the community edition.
        limits: Vec<Limit>,
    },
    /// The account has no permission to see it, and sees only this of it.
    NotPermitted(Visible),
}

/// An [`Entitlement`] as it is serialized. By a tag, serde would first read all of it into a tree of values, which takes
/// twice as long, and every start reads that of every workspace.
#[derive(Deserialize)]
struct Serialized {
    is: Is,
    licenses: Option<Vec<License>>,
    limits: Option<Vec<Limit>>,
    plan: Option<Label>,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(default)]
    trial: bool,
    #[serde(default)]
    modules: Vec<Module>,
    has_valid_license: Option<bool>,
    #[serde(default)]
    refused: Vec<LimitKind>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Is {
    Licensed,
    Unlicensed,
    NotPermitted,
}

impl TryFrom<Serialized> for Entitlement {
    type Error = &'static str;

    fn try_from(serialized: Serialized) -> Result<Self, Self::Error> {
        let Serialized { is, licenses, limits, plan, tags, trial, modules, has_valid_license, refused } = serialized;
        match is {
            Is::Licensed => Ok(Self::Licensed { licenses: licenses.ok_or("missing field `licenses`")? }),
            Is::Unlicensed => Ok(Self::Unlicensed { limits: limits.ok_or("missing field `limits`")? }),
            Is::NotPermitted => {
                Ok(Self::NotPermitted(Visible { plan, tags, trial, modules, has_valid_license, refused }))
            }
        }
    }
}

/// What an account sees of a license without permission to see it: `licenses.info` tells everybody this much.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Visible {
    /// The name of the plan; `None` if there are no tags.
    pub plan: Option<Label>,
    /// The tags that the vendor shows.
    pub tags: Vec<Tag>,
    /// Whether it is a trial.
    pub trial: bool,
    /// The modules that work.
    pub modules: Vec<Module>,
    /// Whether a license is honored; `None` if the server does not say, as before 7.x.
    pub has_valid_license: Option<bool>,
    /// Of what the server refuses to add more, by its own word.
    pub refused: Vec<LimitKind>,
}

/// How a license continues after its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, EnumIter, EnumString, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Renewal {
    /// It renews itself: its end is a renewal.
    Automatic,
    /// An admin has to renew it.
    Manual,
}

/// The person and company that a license was issued to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Addressee {
    /// A person.
    pub name: Option<Label>,
    /// A company.
    pub company: Option<Label>,
}

impl Addressee {
    /// Person and company in one line; `None` if neither is known.
    pub fn line(&self) -> Option<String> {
        match (&self.name, &self.company) {
            (Some(name), Some(company)) => Some(format!("{name}, {company}")),
            (Some(one), None) | (None, Some(one)) => Some(one.to_string()),
            (None, None) => None,
        }
    }
}

/// What could not be read in a field of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, EnumIter, EnumString, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum RemarkKind {
    /// It should be a date and is not; the date is left out.
    UnreadableDate,
    /// It should say when the license ends and is not a date: the end is unknown.
    UnreadableExpiry,
    /// It should be a color and is not; the tag has none.
    UnreadableColor,
    /// It has another type than the API gives it; the field is left out.
    UnreadableField,
}

/// A field of an answer that could not be read. The rest of the license is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Remark {
    /// What is wrong with it.
    pub kind: RemarkKind,
    /// The field, as the API names it.
    pub field: Label,
    /// The value that could not be read.
    pub value: Label,
}

/// One license, of either generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct License {
    /// Its own id, if it has one.
    pub id: Option<Label>,
    /// The name of the plan: the first tag, or the name of the bundle, or "Premium".
    pub plan: Label,
    /// The tags that the vendor shows.
    pub tags: Vec<Tag>,
    /// Whether it is a trial.
    pub trial: bool,
    /// Whether it is marked as renewing itself: see [`License::effective_renewal`].
    pub renewal: Renewal,
    /// When it was issued.
    pub issued_at: Option<Timestamp>,
    /// The end that the vendor's own pages show, which can differ from what the server enforces.
    pub visual_expiration: Option<Timestamp>,
    /// Its deadlines, soonest first.
    pub deadlines: Vec<Deadline>,
    /// The modules that it grants.
    pub modules: Vec<Module>,
    /// The limits that it sets.
    pub limits: Vec<Limit>,
    /// Whom it was issued to.
    pub granted_to: Addressee,
    /// How it was granted: `manual`, `self-service`, `sales`, `support`, `reseller`, …
    pub granted_by: Option<Label>,
    /// The id of the workspace that it was issued for.
    pub workspace_id: Option<Label>,
    /// The addresses that it is valid for. The server requires all of them to match.
    pub addresses: Vec<AddressPattern>,
    /// Whether it works without the vendor's cloud. From server 8.7 on, such a workspace has no cloud sync, marketplace
    /// or push gateway.
    pub offline: bool,
    /// Whether it can be cancelled.
    pub cancellable: bool,
    /// The fields that could not be read.
    pub remarks: Vec<Remark>,
}

impl License {
    /// A license of this plan that grants nothing and has no end. Decoders and tests fill in what they know.
    pub fn bare(plan: &str) -> Self {
        Self {
            id: None,
            plan: Label::new(plan),
            tags: Vec::new(),
            trial: false,
            renewal: Renewal::Manual,
            issued_at: None,
            visual_expiration: None,
            deadlines: Vec::new(),
            modules: Vec::new(),
            limits: Vec::new(),
            granted_to: Addressee::default(),
            granted_by: None,
            workspace_id: None,
            addresses: Vec::new(),
            offline: false,
            cancellable: false,
            remarks: Vec::new(),
        }
    }

    /// This license with one deadline more.
    #[must_use]
    pub fn with_deadline(mut self, at: Timestamp, kind: DeadlineKind) -> Self {
        self.deadlines.push(Deadline::new(at, kind));
        self.deadlines.sort();
        self
    }

    /// When the server stops honoring it: the earliest expiry. `None` if it has no end, or none that can be read.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.deadlines.iter().filter(|d| d.kind == DeadlineKind::Expiry).map(|d| d.at).min()
    }

    /// When it begins; `None` if it does not say.
    pub fn begins_at(&self) -> Option<Timestamp> {
        self.deadlines.iter().filter(|d| d.kind == DeadlineKind::NotYetValid).map(|d| d.at).max()
    }

    /// Whether its term includes a given now: it has begun and has not expired. Whether the server honors it is a question
    /// of the [`crate::Observation`].
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.has_begun(now) && !self.has_ended(now)
    }

    /// Whether it has begun at a given now.
    pub fn has_begun(&self, now: Timestamp) -> bool {
        self.begins_at().is_none_or(|begin| begin <= now)
    }

    /// Whether it has expired at a given now.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.expires_at().is_some_and(|end| end <= now)
    }

    /// Whether an end is stated and cannot be read.
    pub fn end_is_unreadable(&self) -> bool {
        self.remarks.iter().any(|r| r.kind == RemarkKind::UnreadableExpiry)
    }

    /// How it really continues after its end. A trial does not renew itself, and an offline license never receives the
    /// renewal, because renewals arrive with the sync with the vendor's cloud.
    pub fn effective_renewal(&self) -> Renewal {
        if self.trial || self.offline { Renewal::Manual } else { self.renewal }
    }

    /// What one of its deadlines means. The end of a trial license is the end of the trial. After the end of the license
    /// nothing is left to stop.
    pub fn effect(&self, deadline: &Deadline) -> Effect {
        match deadline.kind.effect() {
            // They belong to the workspace, whatever license it has.
            Effect::Stops(StopKind::ReadOnly | StopKind::SupportEnd) => Effect::Notice,
            Effect::Stops(StopKind::ModulesDisabled) if self.has_ended(deadline.at) => Effect::Notice,
            Effect::Stops(StopKind::ModulesDisabled) if self.are_off_before(deadline) => Effect::Notice,
            Effect::Stops(_) if self.expires_at().is_some_and(|end| end < deadline.at) => Effect::Notice,
            Effect::Stops(StopKind::Expiry) if self.trial => Effect::Stops(StopKind::TrialEnd),
            effect @ (Effect::Stops(_) | Effect::Notice) => effect,
        }
    }

    /// Whether every module of a deadline has stopped at an earlier one.
    fn are_off_before(&self, deadline: &Deadline) -> bool {
        let earlier = self.deadlines.iter().filter(|other| other.at < deadline.at);
        let is_off = |module: &ModuleId| {
            earlier.clone().any(|other| other.kind == DeadlineKind::ModulesDisabled && other.modules.contains(module))
        };
        !deadline.modules.is_empty() && deadline.modules.iter().all(is_off)
    }

    /// Whether a module has begun to work at a given now, as far as the license says.
    pub fn has_module_begun(&self, module: &ModuleId, now: Timestamp) -> bool {
        let begins = self.deadlines.iter().filter(|deadline| deadline.kind == DeadlineKind::ModulesBegin);
        begins.filter(|deadline| deadline.modules.contains(module)).all(|deadline| deadline.has_come(now))
    }

    /// Its deadlines at which something stops, past and future, soonest first.
    pub fn stops(&self) -> Vec<(&Deadline, StopKind)> {
        let stop = |deadline| match self.effect(deadline) {
            Effect::Stops(kind) => Some((deadline, kind)),
            Effect::Notice => None,
        };
        let mut stops: Vec<_> = self.deadlines.iter().filter_map(stop).collect();
        stops.sort_by_key(|(deadline, _)| *deadline);
        stops
    }

    /// The next deadline after a given now at which something stops.
    pub fn next_stop(&self, now: Timestamp) -> Option<&Deadline> {
        self.stops().into_iter().map(|(deadline, _)| deadline).find(|deadline| !deadline.has_come(now))
    }

    /// How near one of its deadlines is at a given now.
    ///
    /// What stops nothing, and every deadline of a license that renews itself, is one step softer: it becomes soon only
    /// within the inner threshold, when a renewal that fails can still be fixed, and never critical.
    pub fn nearness(&self, deadline: &Deadline, now: Timestamp) -> Nearness {
        Thresholds::DEFAULT.nearness(deadline.at, self.weight(deadline), now)
    }

    /// The next instant after a given now at which the [nearness](Self::nearness) of one of its deadlines changes.
    pub(crate) fn next_change_at(&self, now: Timestamp) -> Option<Timestamp> {
        let next = |deadline: &Deadline| Thresholds::DEFAULT.next_change(deadline.at, self.weight(deadline), now);
        self.deadlines.iter().filter_map(next).min()
    }

    pub(crate) fn weight(&self, deadline: &Deadline) -> Weight {
        match (self.effect(deadline), self.effective_renewal()) {
            (Effect::Stops(_), Renewal::Manual) => Weight::Full,
            (Effect::Stops(_), Renewal::Automatic) | (Effect::Notice, _) => Weight::Light,
        }
    }

    /// Whether it is issued for an address, which may be written with or without a scheme.
    pub fn fits(&self, address: &str) -> AddressFit {
        address::fit(&self.addresses, address)
    }
}

impl Entitlement {
    /// The licenses; empty in the states without one.
    pub fn licenses(&self) -> &[License] {
        match self {
            Self::Licensed { licenses } => licenses,
            Self::Unlicensed { .. } | Self::NotPermitted(_) => &[],
        }
    }
}
