//! What somebody enters: a workspace, a way to it, and how to sign in. Secrets stay in it until they are in the vault or
//! used up, and never leave this process.

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
    /// With a personal access token that was made before.
    Token {
        /// The user id that goes with it.
        user_id: String,
        /// The token.
        #[ts(type = "string")]
        token: SecretString,
    },
    /// With a password, which is traded for a token.
    Password {
        /// The user name or the e-mail address.
        user: String,
        /// The password.
        #[ts(type = "string")]
        password: SecretString,
    },
}

/// An address, and the way to it.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ProbeInput {
    /// The address, as people write it.
    pub address: String,
    /// The way to it.
    pub connection: Connection,
}

/// What answers at an address.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Probe {
    /// The address, whole.
    pub url: String,
    /// The version of the Rocket.Chat that answers.
    pub server_version: String,
    /// Until when the vendor supports that version.
    pub support: Option<SupportView>,
    /// Whether what is sent there can be read on the way.
    pub plain_http: bool,
    /// The names of the workspaces at this address that are watched already.
    pub watched_as: Vec<String>,
}

/// A new workspace.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewWorkspace {
    /// Its address, as people write it.
    pub address: String,
    /// A name; the host's where there is none.
    pub name: Option<String>,
    /// The way to it.
    pub connection: Connection,
    /// How to sign in.
    pub sign_in: SignIn,
}

/// Another way to a workspace that is watched, or another way to sign in to it.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Reconnection {
    /// The way to it.
    pub connection: Connection,
    /// Whether the extra certificate authority stays as it is; what the connection names counts otherwise.
    pub keep_ca: bool,
    /// How to sign in; as before where nothing is said.
    pub sign_in: Option<SignIn>,
}

/// The identity of a sign-in that waits for a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct ChallengeId(Uuid);

impl ChallengeId {
    /// A new one.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

/// What a server wants to know before it lets somebody in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Challenge {
    /// Which sign-in waits for it.
    pub id: ChallengeId,
    /// The factor that it asks for.
    pub factor: Factor,
    /// Those that the account has.
    pub factors: Vec<Factor>,
    /// Whether a code was sent by e-mail.
    pub code_sent: bool,
    /// What for.
    pub purpose: Purpose,
    /// Whether the code that was given is wrong.
    pub refused: bool,
}

/// What a second factor is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To sign in.
    SignIn,
    /// To make a token that lasts.
    MakeToken,
}

/// What becomes of a token on its server, when it is forgotten here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TokenFate {
    /// It stays valid there.
    Leave,
    /// It is ended there, too.
    Revoke,
}
