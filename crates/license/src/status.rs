//! The state of a workspace's license, in one word.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

/// The state of a workspace's license.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, EnumIter, EnumString, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// A license is in force, and nothing stops soon.
    Valid,
    /// A license is in force, and something stops soon.
    Expiring,
    /// The server still names a license that has ended.
    Expired,
    /// The server has dropped a license that has ended; it is known from earlier answers only.
    Lapsed,
    /// A license that has not ended is not honored: withdrawn, or not begun.
    Invalid,
    /// No license, and none known from earlier answers.
    Community,
    /// The account has no permission to see the license.
    NotPermitted,
    /// Nothing has been read yet.
    Unknown,
}

impl Status {
    /// The stable code, as in the public JSON.
    pub fn code(self) -> &'static str {
        self.into()
    }
}
