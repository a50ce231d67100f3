//! How urgent a reminder is.

use serde::Serialize;
use ts_rs::TS;

/// How much a notice presses.
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
