//! How near a deadline is: the one place with the thresholds for "soon" and "critical".

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

/// How near a deadline is, farthest first.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    TS,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Nearness {
    /// Outside every threshold.
    Far,
    /// Within the outer threshold.
    Soon,
    /// Within the inner threshold.
    Critical,
    /// It has passed.
    Passed,
}

/// How long before a deadline it becomes soon, and critical.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// At most this long before the deadline: soon.
    pub soon: SignedDuration,
    /// At most this long before the deadline: critical.
    pub critical: SignedDuration,
}

/// How much a deadline weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Something stops unless an admin acts: soon, then critical.
    Full,
    /// A renewal that happens by itself, or a notice. It is not soon before the inner threshold, when a renewal that fails
    /// can still be fixed, and never critical.
    Light,
}

impl Thresholds {
    /// 30 days and 7 days.
    pub const DEFAULT: Self =
        Self { soon: SignedDuration::from_hours(30 * 24), critical: SignedDuration::from_hours(7 * 24) };

    pub(crate) fn nearness(&self, at: Timestamp, weight: Weight, now: Timestamp) -> Nearness {
        let left = at.duration_since(now);
        if at <= now {
            return Nearness::Passed;
        }
        match weight {
            Weight::Full if left <= self.critical => Nearness::Critical,
            Weight::Full if left <= self.soon => Nearness::Soon,
            Weight::Light if left <= self.critical => Nearness::Soon,
            Weight::Full | Weight::Light => Nearness::Far,
        }
    }

    /// The next instant after a given now at which [`nearness`](Self::nearness) changes.
    pub(crate) fn next_change(&self, at: Timestamp, weight: Weight, now: Timestamp) -> Option<Timestamp> {
        let outer = match weight {
            Weight::Full => Some(self.soon),
            Weight::Light => None,
        };
        let before = outer.into_iter().chain([self.critical]).filter_map(|lead| at.checked_sub(lead).ok());
        before.chain([at]).find(|instant| *instant > now)
    }
}
