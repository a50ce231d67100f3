//! A change between two answers, in the window.

use license::{Change, Direction};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A change, with whether it is for the better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ChangeView {
    /// What changed.
    #[serde(flatten)]
    #[ts(flatten)]
    pub change: Change,
    /// Whether that is for the better or the worse.
    pub direction: Direction,
}

impl From<Change> for ChangeView {
    fn from(change: Change) -> Self {
        Self { direction: change.direction(), change }
    }
}
