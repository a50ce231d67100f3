//! How urgent a reminder is.

use serde::Serialize;
use ts_rs::TS;

/// How urgent a reminder is, and with it the notification that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Good to know.
    Low,
    /// There is time.
    Normal,
    /// There is little, or none.
    Critical,
}

impl Urgency {
    /// Its stable number in the store: the more urgent, the higher.
    pub fn rank(self) -> i64 {
        match self {
            Self::Low => 0,
            Self::Normal => 1,
            Self::Critical => 2,
        }
    }
}
