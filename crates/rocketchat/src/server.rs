//! A server's version, and until when the vendor supports it.

use std::fmt;

use jiff::Timestamp;
use license::{DeadlineKind, Label, ServerFacts, ServerIdentity, VersionListing};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The version of a server, such as `8.5` or `4.8.7`. Servers leave out the patch level for callers without the permission
/// `view-statistics`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServerVersion(Label);

impl ServerVersion {
    /// The version with this name.
    pub fn new(text: &str) -> Self {
        Self(Label::new(text))
    }

    /// The name as the server writes it.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The name as a label.
    pub fn label(&self) -> &Label {
        &self.0
    }

    /// Major and minor number; `None` if the name does not begin with two.
    pub fn numbers(&self) -> Option<(u32, u32)> {
        let (major, minor) = self.line();
        Some((major.parse().ok()?, minor.parse().ok()?))
    }

    /// Major and minor number, by which the vendor supports versions.
    pub(crate) fn line(&self) -> (&str, &str) {
        let mut parts = self.as_str().split(['.', '-']);
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
    }
}

impl fmt::Display for ServerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a server reports about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The version that it runs; `None` if a proxy in front of the server hides it.
    pub version: Option<ServerVersion>,
    /// Until when the vendor supports that version; `None` if the server does not report it.
    pub support: Option<Support>,
    /// Whether the vendor's list of supported versions names that version.
    pub listing: VersionListing,
    /// What the server calls itself.
    pub identity: ServerIdentity,
}

impl Server {
    /// What follows from it for a workspace, with and without a license.
    pub fn facts(&self) -> ServerFacts {
        let mut facts = ServerFacts {
            server_line: self.version.as_ref().and_then(ServerVersion::numbers),
            version: self.listing,
            identity: self.identity.clone(),
            ..ServerFacts::default()
        };
        facts.set_deadline(DeadlineKind::VersionSupportEnd, self.support.map(|support| support.ends_at));
        facts
    }

    /// A Rocket.Chat of which nothing else is known.
    pub(crate) fn hidden() -> Self {
        Self { version: None, support: None, listing: VersionListing::Unknown, identity: ServerIdentity::default() }
    }
}

/// The end of the vendor's support for a server's version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Support {
    /// When it ends.
    #[ts(type = "string")]
    pub ends_at: Timestamp,
    /// Whether the vendor vouches for the date.
    pub signature: Signature,
}

/// Whether the vendor has signed the list of supported versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// It is signed with the vendor's key.
    Verified,
    /// It is not signed, or with an unknown key: only the server vouches for it.
    Unverified,
}
