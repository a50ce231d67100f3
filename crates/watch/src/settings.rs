//! What the user chose for the whole application.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::workspace::{connection::RouteEntry, interval::Interval};

/// How somebody wishes workspaces to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct RefreshSettings {
    /// How long after an answer they are asked again, in hours: 1 to 24.
    pub every_hours: Interval,
    /// Through what, where a workspace does not say otherwise.
    pub route: RouteEntry,
}
