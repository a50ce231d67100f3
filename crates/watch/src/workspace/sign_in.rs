//! What the user enters to add or reconnect a workspace: its address, the connection, and how to sign in. Secrets in it
//! are kept until they are used or in the vault, and never leave this process.

use rocketchat::Factor;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{connection::Connection, support::SupportView};

/// How to sign in.
#[derive(Clone, Deserialize, TS)]
#[serde(tag = "with", rename_all = "snake_case", deny_unknown_fields)]
pub enum SignIn {
    /// With an existing personal access token.
    Token {
        /// The id of the user to whom it belongs.
        user_id: String,
        /// The token.
        #[ts(type = "string")]
        token: SecretString,
    },
    /// With a password, in exchange for a token.
    Password {
        /// The user name or the e-mail address.
        user: String,
        /// The password.
        #[ts(type = "string")]
        password: SecretString,
    },
}

/// An address to look up, and how to reach it.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ProbeInput {
    /// The address as entered.
    pub address: String,
    /// How to reach it.
    pub connection: Connection,
}

/// The server that was found at an address.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Probe {
    /// The full address.
    pub url: String,
    /// The name that the workspace has on its server, if it has one of its own.
    pub name: Option<String>,
    /// The version of the Rocket.Chat server; `None` if a proxy in front of it hides the version.
    pub server_version: Option<String>,
    /// Until when the vendor supports that version, if known.
    pub support: Option<SupportView>,
    /// Whether the connection would not be encrypted.
    pub plain_http: bool,
    /// The names of the existing workspaces at this address.
    pub watched_as: Vec<String>,
}

/// A workspace to add.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewWorkspace {
    /// Its address as entered.
    pub address: String,
    /// Its name; `None` for the name of its host.
    pub name: Option<String>,
    /// How to reach it.
    pub connection: Connection,
    /// How to sign in.
    pub sign_in: SignIn,
}

/// A new connection or sign-in for an existing workspace.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Reconnection {
    /// How to reach it.
    pub connection: Connection,
    /// Whether to keep the current extra certificate authority, and to ignore the one in `connection`.
    pub keep_ca: bool,
    /// How to sign in; `None` to keep the current credentials.
    pub sign_in: Option<SignIn>,
}

/// The id of a sign-in that waits for a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct ChallengeId(Uuid);

impl ChallengeId {
    /// Generates a new id.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

/// The second factor that a server requires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Challenge {
    /// The sign-in that waits for it.
    pub id: ChallengeId,
    /// The factor to enter.
    pub factor: Factor,
    /// The factors that the account has.
    pub factors: Vec<Factor>,
    /// Whether the server sent a code by e-mail.
    pub code_sent: bool,
    /// What the factor is needed for.
    pub purpose: Purpose,
    /// Whether the previous code was wrong.
    pub refused: bool,
}

/// What a second factor is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To sign in.
    SignIn,
    /// To make a personal access token.
    MakeToken,
}

/// What happens to a token on the server when it is deleted here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TokenFate {
    /// It stays valid.
    Leave,
    /// It is revoked.
    Revoke,
}
