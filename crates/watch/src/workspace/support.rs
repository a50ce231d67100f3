//! Until when the vendor supports the version of a server, and how near that is.

use jiff::Timestamp;
use license::{Deadline, DeadlineKind, Nearness, Owner};
use rocketchat::{Signature, Support};
use serde::Serialize;
use ts_rs::TS;

/// The end of the vendor's support for a server's version, in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "Support")]
pub struct SupportView {
    /// When it ends.
    #[ts(type = "string")]
    pub ends_at: Timestamp,
    /// Whether the vendor vouches for the date.
    pub signature: Signature,
    /// How near that is.
    pub nearness: Nearness,
}

impl SupportView {
    /// The view of an end of support at a given now.
    pub fn new(support: Support, now: Timestamp) -> Self {
        let Support { ends_at, signature } = support;
        let end = Deadline::new(ends_at, DeadlineKind::VersionSupportEnd);
        Self { ends_at, signature, nearness: Owner::Workspace.nearness(&end, now) }
    }
}
