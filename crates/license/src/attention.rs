//! How urgently something needs an admin.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

/// How urgently a workspace needs an admin, least urgent first. The tray icon shows the highest of all workspaces.
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
pub enum Attention {
    /// Nothing is due.
    Calm,
    /// Something stops within weeks, or a limit is nearly reached.
    Soon,
    /// The state is unknown: the server does not answer, or the account has no permission.
    Problem,
    /// Something stops within days, or the seats have run out.
    Critical,
    /// The license has ended.
    Ended,
}

impl Attention {
    /// The stable code, as in the public JSON.
    pub fn code(self) -> &'static str {
        self.into()
    }
}
