//! A deadline at which something stops, together with its license.

use jiff::Timestamp;

use crate::{
    deadline::{Deadline, StopKind},
    entitlement::{License, Renewal},
    nearness::{Nearness, Thresholds},
};

/// A deadline at which something stops, with the license that it belongs to.
///
/// The pair is what keeps the plan and the renewal of one license apart from the date of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop<'a> {
    /// What happens, and when.
    pub deadline: &'a Deadline,
    /// What stops then.
    pub kind: StopKind,
    /// The license whose deadline it is.
    pub license: &'a License,
}

impl Stop<'_> {
    /// When it happens.
    pub fn at(&self) -> Timestamp {
        self.deadline.at
    }

    /// How the license continues afterwards.
    pub fn renewal(&self) -> Renewal {
        self.license.effective_renewal()
    }

    /// How near it is at a given now. A license that renews itself is one step softer: see [`License::nearness`].
    pub fn nearness(&self, now: Timestamp) -> Nearness {
        self.nearness_within(&Thresholds::DEFAULT, now)
    }

    /// How near it is at a given now by thresholds of the caller's own, such as those of a monitoring check.
    pub fn nearness_within(&self, thresholds: &Thresholds, now: Timestamp) -> Nearness {
        thresholds.nearness(self.deadline.at, self.license.weight(self.deadline), now)
    }
}
