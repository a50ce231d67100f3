//! How often a workspace is refreshed.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How long after an answer a workspace is refreshed again: a whole number of hours, from 1 to 24.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "u8", into = "u8")]
#[ts(type = "number")]
pub struct Interval(u8);

/// The number of hours is not from 1 to 24.
#[derive(Debug, thiserror::Error)]
#[error("a refresh interval is from 1 to 24 hours")]
pub struct InvalidInterval;

impl Interval {
    /// The interval as a duration.
    pub fn duration(self) -> SignedDuration {
        SignedDuration::from_hours(self.0.into())
    }

    /// How old an answer may be before it is stale: twice the interval.
    pub fn stale_after(self) -> SignedDuration {
        self.duration().saturating_mul(2)
    }
}

impl Default for Interval {
    fn default() -> Self {
        Self(6)
    }
}

impl TryFrom<u8> for Interval {
    type Error = InvalidInterval;

    fn try_from(hours: u8) -> Result<Self, InvalidInterval> {
        if (1..=24).contains(&hours) { Ok(Self(hours)) } else { Err(InvalidInterval) }
    }
}

impl From<Interval> for u8 {
    fn from(interval: Interval) -> Self {
        interval.0
    }
}
