//! How often a workspace is refreshed.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How long after an answer a workspace is asked again: a whole number of hours, from 1 to 24.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "u8", into = "u8")]
#[ts(type = "number")]
pub struct Interval(u8);

/// The hours are no interval.
#[derive(Debug, thiserror::Error)]
#[error("a workspace is asked every 1 to 24 hours")]
pub struct NoInterval;

impl Interval {
    /// As long as it lasts.
    pub fn duration(self) -> SignedDuration {
        SignedDuration::from_hours(self.0.into())
    }

    /// How old an answer may be before it is called stale: twice the time between two refreshes.
    pub fn fresh(self) -> SignedDuration {
        self.duration().saturating_mul(2)
    }
}

impl Default for Interval {
    fn default() -> Self {
        Self(6)
    }
}

impl TryFrom<u8> for Interval {
    type Error = NoInterval;

    fn try_from(hours: u8) -> Result<Self, NoInterval> {
        if (1..=24).contains(&hours) { Ok(Self(hours)) } else { Err(NoInterval) }
    }
}

impl From<Interval> for u8 {
    fn from(interval: Interval) -> Self {
        interval.0
    }
}
