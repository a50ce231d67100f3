//! A deadline at which something stops, together with what it belongs to.

use jiff::Timestamp;

use crate::{
    deadline::{Deadline, Effect, StopKind},
    entitlement::{License, Renewal},
    nearness::{Nearness, Thresholds, Weight},
    text::Label,
};

/// What a deadline belongs to.
///
/// It keeps the plan and the renewal of one license apart from the date of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner<'a> {
    /// A license.
    License(&'a License),
    /// The workspace itself, with or without a license.
    Workspace,
}

impl<'a> Owner<'a> {
    /// The license, if it is one.
    pub fn license(self) -> Option<&'a License> {
        match self {
            Self::License(license) => Some(license),
            Self::Workspace => None,
        }
    }

    /// What one of its deadlines means.
    pub fn effect(self, deadline: &Deadline) -> Effect {
        match self {
            Self::License(license) => license.effect(deadline),
            Self::Workspace => deadline.kind.effect(),
        }
    }

    /// How it continues after its deadline: only a license can renew itself.
    pub fn renewal(self) -> Renewal {
        self.license().map_or(Renewal::Manual, License::effective_renewal)
    }

    /// How near one of its deadlines is at a given now: see [`License::nearness`].
    pub fn nearness(self, deadline: &Deadline, now: Timestamp) -> Nearness {
        Thresholds::DEFAULT.nearness(deadline.at, self.weight(deadline), now)
    }

    pub(crate) fn weight(self, deadline: &Deadline) -> Weight {
        match (self, deadline.kind.effect()) {
            (Self::License(license), _) => license.weight(deadline),
            (Self::Workspace, Effect::Stops(_)) => Weight::Full,
            (Self::Workspace, Effect::Notice) => Weight::Light,
        }
    }
}

/// A deadline at which something stops, with what it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop<'a> {
    /// What happens, and when.
    pub deadline: &'a Deadline,
    /// What stops then.
    pub kind: StopKind,
    /// Whose deadline it is.
    pub owner: Owner<'a>,
}

impl<'a> Stop<'a> {
    /// When it happens.
    pub fn at(&self) -> Timestamp {
        self.deadline.at
    }

    /// The license that it belongs to; `None` if it belongs to the workspace.
    pub fn license(&self) -> Option<&'a License> {
        self.owner.license()
    }

    /// The plan of that license; empty if it belongs to the workspace.
    pub fn plan(&self) -> Label {
        self.license().map(|license| license.plan.clone()).unwrap_or_default()
    }

    /// How the license continues afterwards.
    pub fn renewal(&self) -> Renewal {
        self.owner.renewal()
    }

    /// How near it is at a given now. A license that renews itself is one step softer: see [`License::nearness`].
    pub fn nearness(&self, now: Timestamp) -> Nearness {
        self.nearness_within(&Thresholds::DEFAULT, now)
    }

    /// How near it is at a given now by thresholds of the caller's own, such as those of a monitoring check.
    pub fn nearness_within(&self, thresholds: &Thresholds, now: Timestamp) -> Nearness {
        thresholds.nearness(self.deadline.at, self.owner.weight(self.deadline), now)
    }
}
