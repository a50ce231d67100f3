//! How urgent a reminder is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How urgent a reminder and its notification are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// For information.
    #[default]
    Low,
    /// Something has to be done, but there is time.
    Normal,
    /// Something has to be done, and there is little or no time left.
    Critical,
}

impl Urgency {
    /// Its stable number in the store. A higher one is more urgent.
    pub fn rank(self) -> i64 {
        match self {
            Self::Low => 0,
            Self::Normal => 1,
            Self::Critical => 2,
        }
    }
}
