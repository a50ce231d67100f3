//! A workspace, and everything that is kept about it.

pub mod connection;
pub mod groups;
pub mod interval;
pub mod revision;
pub mod sign_in;
pub mod snapshot;
pub mod support;
pub mod usage;

use std::{fmt, str::FromStr};

use license::Label;
use rocketchat::{Address, InsecureHttp, Network, Route, UserId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// The identity of a workspace in the store and in the keyring. It says nothing about the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct WorkspaceId(Uuid);

impl WorkspaceId {
    /// A new one.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

impl fmt::Display for WorkspaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for WorkspaceId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::from_str(text).map(Self)
    }
}

/// A workspace that somebody looks after. It holds no secret.
#[derive(Debug, Clone, PartialEq)]
pub struct Workspace {
    /// Its identity.
    pub id: WorkspaceId,
    /// What the admin calls it.
    pub name: Label,
    /// Where it is.
    pub address: Address,
    /// As whom to sign in.
    pub user_id: UserId,
    /// What that account is called on the server, where that is known.
    pub account: Option<Label>,
    /// Whether `http://` was allowed for it.
    pub plain: InsecureHttp,
    /// Through what it is reached.
    pub route: Route,
    /// Certificates, in PEM, that are trusted for it besides the system's.
    pub ca_pem: Option<String>,
    /// What it is signed in with.
    pub credential: Credential,
}

impl Workspace {
    /// How it is reached.
    pub fn network(&self) -> Network {
        Network::new(&self.route, self.ca_pem.as_deref())
    }
}

#[cfg(test)]
impl Workspace {
    /// One for tests, as plain as can be.
    pub(crate) fn example() -> Self {
        Self {
            id: WorkspaceId::random(),
            name: Label::new("Acme"),
            address: Address::parse("https://chat.acme.example", InsecureHttp::Refused).unwrap(),
            user_id: UserId::new("me"),
            account: None,
            plain: InsecureHttp::Refused,
            route: Route::System,
            ca_pem: None,
            credential: Credential::PersonalAccessToken,
        }
    }
}

/// What a workspace is signed in with. The secret itself is in the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    /// A personal access token, which lasts until it is revoked.
    PersonalAccessToken,
    /// The token of a session, which the next change of the password ends.
    Session,
    /// With nothing: somebody signed out.
    None,
}

impl Credential {
    const ALL: [Self; 3] = [Self::PersonalAccessToken, Self::Session, Self::None];

    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::PersonalAccessToken => "personal_access_token",
            Self::Session => "session",
            Self::None => "none",
        }
    }

    /// The one of that name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|credential| credential.code() == code)
    }
}
