//! What went wrong, in the one form that every face shows.

use rocketchat::{AddressError, Error, ErrorCode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{store::StoreError, vault::VaultError};

/// The stable name of a failure. Faces switch on it and never on a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// Nothing answers at the address.
    Unreachable,
    /// The encrypted connection cannot be trusted.
    Tls,
    /// The address is not encrypted, and that was not allowed.
    HttpRefused,
    /// Something answers that is no Rocket.Chat.
    NotRocketchat,
    /// The token is not accepted.
    Unauthorized,
    /// The account lacks a permission.
    Forbidden,
    /// The server has no license endpoint.
    NotFound,
    /// The server asks for a pause.
    RateLimited,
    /// The server failed.
    Server,
    /// The answer is larger than any license.
    TooLarge,
    /// The answer is broken.
    Malformed,
    /// The server sends elsewhere.
    Redirected,
    /// The server takes too long.
    Timeout,
    /// There is no token to sign in with.
    CredentialsMissing,
    /// The text is not the address of a workspace.
    BadAddress,
    /// The workspace is watched already.
    DuplicateWorkspace,
    /// There is no such workspace.
    UnknownWorkspace,
    /// The keyring does not answer, or refuses.
    Vault,
    /// The store cannot be read or written.
    Storage,
    /// The application itself failed.
    Internal,
}

impl From<ErrorCode> for FailureCode {
    fn from(code: ErrorCode) -> Self {
        match code {
            ErrorCode::Unreachable => Self::Unreachable,
            ErrorCode::Tls => Self::Tls,
            ErrorCode::HttpRefused => Self::HttpRefused,
            ErrorCode::NotRocketchat => Self::NotRocketchat,
            ErrorCode::Unauthorized => Self::Unauthorized,
            ErrorCode::Forbidden => Self::Forbidden,
            ErrorCode::NotFound => Self::NotFound,
            ErrorCode::RateLimited => Self::RateLimited,
            ErrorCode::Server => Self::Server,
            ErrorCode::TooLarge => Self::TooLarge,
            ErrorCode::Malformed => Self::Malformed,
            ErrorCode::Redirected => Self::Redirected,
            ErrorCode::Timeout => Self::Timeout,
            ErrorCode::CredentialsMissing => Self::CredentialsMissing,
        }
    }
}

/// A failure: what happened, and what to do. It holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// Its stable name.
    pub code: FailureCode,
    /// What happened, in English.
    pub message: String,
    /// What to do, in English.
    pub hint: String,
    /// The server's own words: text from a stranger.
    pub server_said: Option<String>,
}

impl Failure {
    /// A failure of the application's own.
    pub fn new(code: FailureCode, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into(), server_said: None }
    }

    /// There is no such workspace.
    pub fn unknown_workspace() -> Self {
        Self::new(FailureCode::UnknownWorkspace, "there is no such workspace", "It may have been removed meanwhile.")
    }

    /// The workspace is watched already.
    pub fn duplicate(name: &str) -> Self {
        let message = format!("this workspace is watched already, as “{name}”");
        Self::new(FailureCode::DuplicateWorkspace, message, "Open it in the list, or remove it before adding it anew.")
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            code: error.code().into(),
            message: error.to_string(),
            hint: error.hint().to_owned(),
            server_said: error.server_said().map(ToString::to_string),
        }
    }
}

impl From<AddressError> for Failure {
    fn from(error: AddressError) -> Self {
        let hint = "Enter the address that you open the workspace at, such as https://chat.example.com.";
        Self::new(FailureCode::BadAddress, error.to_string(), hint)
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        Self::new(FailureCode::Vault, error.to_string(), error.hint())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let hint =
            "Check that the disk is not full and that the folder may be written to. Nothing that was stored is lost.";
        Self::new(FailureCode::Storage, error.to_string(), hint)
    }
}
