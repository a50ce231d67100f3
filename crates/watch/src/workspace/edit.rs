//! What the user changes about an existing workspace: its name, its details, its address.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{connection::Connection, details::DetailsEntry, sign_in::SignIn};

/// A change of a workspace's name and details.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
pub struct WorkspaceEdit {
    /// The new name; `None` keeps the current one, and a blank one stands for the name of the host.
    pub name: Option<String>,
    /// All details; `None` keeps the current ones.
    pub details: Option<DetailsEntry>,
}

/// An address to which a workspace may have moved, and how to reach it.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct AddressTarget {
    /// The address as entered.
    pub address: String,
    /// How to reach it.
    pub connection: Connection,
    /// Whether to keep the current extra certificate authority, and to ignore the one in `connection`.
    pub keep_ca: bool,
}

/// What was found at an address to which a workspace may have moved. Nothing was sent there but public requests.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct AddressCheck {
    /// The full address.
    pub url: String,
    /// The name that the workspace has on the server there, if it has one of its own.
    pub name: Option<String>,
    /// The version of the server; `None` if it is hidden.
    pub server_version: Option<String>,
    /// Whether the connection would not be encrypted.
    pub plain_http: bool,
    /// Whether it is the same workspace.
    pub identity: IdentityMatch,
}

/// Whether a server is that of a workspace, as far as it says so to everybody.
///
/// A server can claim any id, so a match does not prove anything to somebody who typed an address wrong. It keeps the
/// histories of two workspaces apart; the token is sent only after the user has confirmed the address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum IdentityMatch {
    /// It names the same workspace id.
    Same,
    /// One of the two servers does not name its workspace id.
    Unverifiable,
    /// It names another workspace id.
    Other {
        /// The id that the workspace had so far.
        known: String,
        /// The id at the address.
        found: String,
    },
}

/// A workspace's move to another address.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct AddressMove {
    /// Where to, and how to reach it.
    pub target: AddressTarget,
    /// The address to which the user agreed to send the token: [`AddressCheck::url`].
    pub confirmed_url: String,
    /// Whether the user agreed to that although the server may be another one: [`IdentityMatch::Unverifiable`].
    pub unverified: bool,
    /// How to sign in; `None` to keep the current credentials.
    pub sign_in: Option<SignIn>,
}
