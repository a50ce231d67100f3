//! What is remembered of a workspace for good.

use std::{fmt, str::FromStr};

use license::Label;
use rocketchat::{Address, Network, PlainHttp, UserId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::Url;
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
    /// Whether `http://` was allowed for it.
    pub plain: PlainHttp,
    /// A proxy for it alone.
    pub proxy: Option<Url>,
    /// Certificates, in PEM, that are trusted for it besides the system's.
    pub ca_pem: Option<String>,
}

impl Workspace {
    /// How it is reached.
    pub fn network(&self) -> Network {
        Network { proxy: self.proxy.clone(), ca_pem: self.ca_pem.clone().map(String::into_bytes) }
    }
}

/// A workspace as somebody enters it. The token stays in it until it is in the vault, and never leaves this process.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewWorkspace {
    /// Its address, as people write it.
    pub address: String,
    /// The user id.
    pub user_id: String,
    /// The personal access token.
    #[ts(type = "string")]
    pub token: secrecy::SecretString,
    /// A name; the host's where there is none.
    pub name: Option<String>,
    /// Whether `http://` is allowed.
    pub allow_http: bool,
}
