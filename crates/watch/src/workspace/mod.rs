//! A workspace, and everything that is stored about it.

pub mod confirmation;
pub mod connection;
pub mod details;
pub mod edit;
pub mod fleet;
pub mod groups;
pub mod handling;
pub mod import;
pub mod interval;
pub mod link;
pub mod money;
pub mod past;
pub mod revision;
pub mod sign_in;
pub mod snapshot;
pub mod support;
pub mod usage;

use std::{fmt, str::FromStr};

use license::Label;
use rocketchat::{Address, InsecureHttp, Network, Route, UserId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;
use uuid::Uuid;

use details::WorkspaceDetails;

/// The id of a workspace in the store. It is random, except for those of a fleet file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct WorkspaceId(Uuid);

impl WorkspaceId {
    /// Generates a new id.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }

    /// The id of the workspace with this name in a fleet file, or of its nth successor with the same name. It stays the same if
    /// the state is lost, so that what refers to it (an entry of a calendar) does not appear twice.
    pub fn of_name(name: &Label, successor: u32) -> Self {
        let hash = Sha256::new()
            .chain_update(b"license-watch workspace of a fleet\0")
            .chain_update(successor.to_be_bytes())
            .chain_update(name.as_str());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finalize()[..16]);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}

impl fmt::Display for WorkspaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<WorkspaceId> for Uuid {
    fn from(id: WorkspaceId) -> Self {
        id.0
    }
}

impl FromStr for WorkspaceId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::from_str(text).map(Self)
    }
}

/// The id of a token in the keyring. It is random, and a new token has a new one: nothing is ever signed in with a token
/// that was meant for another address or account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId(Uuid);

impl TokenId {
    /// The id of no token, for one that cannot be read.
    pub const LOST: Self = Self(Uuid::nil());

    /// Generates a new id.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

/// The first token of a workspace has the id of the workspace.
impl From<WorkspaceId> for TokenId {
    fn from(id: WorkspaceId) -> Self {
        Self(id.0)
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TokenId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::from_str(text).map(Self)
    }
}

/// A workspace that is tracked. Contains no secret.
#[derive(Debug, Clone, PartialEq)]
pub struct Workspace {
    /// Its id.
    pub id: WorkspaceId,
    /// The user's name for it.
    pub name: Label,
    /// The address of its server.
    pub address: Address,
    /// The id of the account that it is read with.
    pub user_id: UserId,
    /// The name of that account; `None` if it is not known.
    pub account: Option<Label>,
    /// Whether `http://` is allowed.
    pub plain: InsecureHttp,
    /// The proxy, if any, through which it is reached.
    pub route: Route,
    /// Certificates in PEM that are trusted in addition to the system's.
    pub ca_pem: Option<String>,
    /// The kind of token that it is read with.
    pub credential: Credential,
    /// The id of that token in the keyring.
    pub token: TokenId,
    /// What the user notes about it.
    pub details: WorkspaceDetails,
}

impl Workspace {
    /// Its proxy and certificates, as the client takes them.
    pub fn network(&self) -> Network {
        Network::new(&self.route, self.ca_pem.as_deref())
    }
}

#[cfg(test)]
impl Workspace {
    /// A workspace for tests.
    pub(crate) fn example() -> Self {
        let id = WorkspaceId::random();
        Self {
            id,
            name: Label::new("Acme"),
            address: Address::parse("https://chat.acme.example", InsecureHttp::Refused).unwrap(),
            user_id: UserId::new("me"),
            account: None,
            plain: InsecureHttp::Refused,
            route: Route::System,
            ca_pem: None,
            credential: Credential::PersonalAccessToken,
            token: id.into(),
            details: WorkspaceDetails::default(),
        }
    }
}

/// The kind of token that a workspace is read with. The token itself is in the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    /// A personal access token, which is valid until it is revoked.
    PersonalAccessToken,
    /// A session's token, which becomes invalid when the password is changed.
    Session,
    /// None: the user signed out.
    None,
}

impl Credential {
    const ALL: [Self; 3] = [Self::PersonalAccessToken, Self::Session, Self::None];

    /// The stable code in the store.
    pub fn code(self) -> &'static str {
        match self {
            Self::PersonalAccessToken => "personal_access_token",
            Self::Session => "session",
            Self::None => "none",
        }
    }

    /// The credential with this code; `None` if there is none.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|credential| credential.code() == code)
    }
}
