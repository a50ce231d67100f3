//! Failures, in the one form that every face shows.

use rocketchat::{AddressError, Error, ErrorCode, InvalidKey, KeyError, NetworkError, SignInError};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use ts_rs::TS;

use crate::{store::StoreError, vault::VaultError, workspace::details::DetailsError};

/// The stable code of a failure. Faces switch on it, and never on a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum FailureCode {
    /// There is no server at the address.
    Unreachable,
    /// The encrypted connection cannot be trusted.
    Tls,
    /// The address is not encrypted, which is not allowed for it.
    HttpRefused,
    /// The server is not a Rocket.Chat.
    NotRocketchat,
    /// Something in front of the workspace answers in its place.
    Gate,
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
    /// The answer is too large to be a license.
    TooLarge,
    /// The answer cannot be decoded.
    Malformed,
    /// The server redirects to another origin.
    Redirected,
    /// The server takes too long.
    Timeout,
    /// There is no token to sign in with.
    CredentialsMissing,
    /// The user or the password is not accepted.
    WrongPassword,
    /// The sign-in that waited for a second factor has expired, or was canceled or replaced.
    SignInGone,
    /// The text does not have the form of a license key. It was not sent.
    NotLicenseKey,
    /// The server does not accept the license key.
    KeyRefused,
    /// The license key from before is not kept any more.
    PreviousKeyGone,
    /// The text is not the address of a workspace.
    BadAddress,
    /// The address of the proxy cannot be used.
    BadProxy,
    /// The extra certificate authority cannot be used.
    BadAuthority,
    /// There is already a workspace with this address and account.
    DuplicateWorkspace,
    /// There is no such workspace.
    UnknownWorkspace,
    /// Another workspace is at the address.
    OtherWorkspace,
    /// Whether the workspace at the address is the same one was not confirmed.
    Unverified,
    /// The cost is not an amount in a known currency.
    BadCost,
    /// The contact is not a mail address.
    BadContact,
    /// The text is not a list of workspaces, or a row of it cannot be used.
    BadList,
    /// The workspaces that were to be added together are forgotten.
    BatchGone,
    /// The text is not a file that License Watch has exported.
    BadImport,
    /// What a fleet file says about the workspace cannot be used.
    Misconfigured,
    /// The keyring does not answer, or cannot read or store a token.
    Vault,
    /// The keyring is not there, or not yet.
    VaultAbsent,
    /// The keyring is locked.
    VaultLocked,
    /// The store cannot be read or written.
    Storage,
    /// The agent, which keeps License Watch running in the background, does not run or does not answer.
    AgentUnreachable,
    /// There is no such channel.
    UnknownChannel,
    /// There are as many channels as there may be.
    TooManyChannels,
    /// A channel has no name.
    ChannelNameMissing,
    /// A room or a webhook has no address.
    WebhookMissing,
    /// The text is not the address of a webhook.
    BadWebhook,
    /// The address of a webhook is not encrypted, which is not allowed for it.
    WebhookUnencrypted,
    /// The address of a webhook contains a username or a password.
    WebhookHoldsCredentials,
    /// There is no key to sign the messages to a webhook with.
    SigningKeyMissing,
    /// The text is not a key to sign messages with.
    BadSigningKey,
    /// The text is not the name of a mail server.
    BadMailServer,
    /// The number is not a port of a mail server.
    BadMailPort,
    /// The connection to a mail server on another computer is not encrypted.
    MailUnencrypted,
    /// There is no password for the user of a mail server.
    MailPasswordMissing,
    /// The sender is not a mail address.
    BadMailSender,
    /// A recipient is not a mail address.
    BadMailRecipient,
    /// There are no recipients, or too many.
    BadMailRecipientCount,
    /// The server of a channel is not reached, or does not answer.
    ChannelUnreachable,
    /// The encrypted connection to the server of a channel cannot be trusted.
    ChannelUntrusted,
    /// A channel cannot take messages now.
    ChannelUnavailable,
    /// A channel refuses messages.
    ChannelRefused,
    /// The mail server of a channel does not accept an email for some of its recipients. The others have it.
    ChannelRecipients,
    /// The mail server of a channel does not accept the user and the password.
    ChannelSignIn,
    /// The secret of a channel is missing.
    ChannelSecretMissing,
    /// A file cannot be saved.
    NotSaved,
    /// No application opens a link.
    LinkNotOpened,
    /// There is a bug in License Watch.
    Internal,
}

impl FailureCode {
    /// The stable code, as in the public JSON.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// Whether it is the keyring that failed, so that the workspace was not asked.
    pub fn is_of_vault(self) -> bool {
        matches!(self, Self::Vault | Self::VaultAbsent | Self::VaultLocked)
    }

    /// Whether the failure may pass by itself, without anyone doing anything about it.
    pub fn may_pass(self) -> bool {
        match self {
            // A captive portal answers in place of a workspace, or sends elsewhere, until the user has passed it.
            Self::Tls | Self::NotRocketchat | Self::Gate | Self::Redirected => true,
            Self::Unreachable | Self::RateLimited | Self::Server | Self::Malformed | Self::Timeout => true,
            Self::ChannelUnreachable | Self::ChannelUntrusted | Self::ChannelUnavailable => true,
            Self::HttpRefused
            | Self::Unauthorized
            | Self::Forbidden
            | Self::NotFound
            | Self::TooLarge
            | Self::CredentialsMissing
            | Self::WrongPassword
            | Self::SignInGone
            | Self::NotLicenseKey
            | Self::KeyRefused
            | Self::PreviousKeyGone
            | Self::BadAddress
            | Self::BadProxy
            | Self::BadAuthority
            | Self::DuplicateWorkspace
            | Self::UnknownWorkspace
            | Self::OtherWorkspace
            | Self::Unverified
            | Self::BadCost
            | Self::BadContact
            | Self::BadList
            | Self::BatchGone
            | Self::BadImport
            | Self::Misconfigured
            | Self::Vault
            | Self::VaultAbsent
            | Self::VaultLocked
            | Self::Storage
            | Self::AgentUnreachable
            | Self::UnknownChannel
            | Self::TooManyChannels
            | Self::ChannelNameMissing
            | Self::WebhookMissing
            | Self::BadWebhook
            | Self::WebhookUnencrypted
            | Self::WebhookHoldsCredentials
            | Self::SigningKeyMissing
            | Self::BadSigningKey
            | Self::BadMailServer
            | Self::BadMailPort
            | Self::MailUnencrypted
            | Self::MailPasswordMissing
            | Self::BadMailSender
            | Self::BadMailRecipient
            | Self::BadMailRecipientCount
            | Self::ChannelRefused
            | Self::ChannelRecipients
            | Self::ChannelSignIn
            | Self::ChannelSecretMissing
            | Self::NotSaved
            | Self::LinkNotOpened
            | Self::Internal => false,
        }
    }
}

impl From<ErrorCode> for FailureCode {
    fn from(code: ErrorCode) -> Self {
        match code {
            ErrorCode::Unreachable => Self::Unreachable,
            ErrorCode::Tls => Self::Tls,
            ErrorCode::HttpRefused => Self::HttpRefused,
            ErrorCode::NotRocketchat => Self::NotRocketchat,
            ErrorCode::Gate => Self::Gate,
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
    /// Its stable code.
    pub code: FailureCode,
    /// What happened, in English.
    pub message: String,
    /// What to do, in English.
    pub hint: String,
    /// The message of the server, if it sent one. Untrusted.
    pub server_said: Option<String>,
}

impl Failure {
    /// A failure without a message of a server.
    pub fn new(code: FailureCode, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into(), server_said: None }
    }

    /// There is no such workspace.
    pub fn unknown_workspace() -> Self {
        Self::new(FailureCode::UnknownWorkspace, "workspace not found", "It may have been removed.")
    }

    /// The workspace with the id `found` is at an address, and not the one with the id `known`.
    pub fn other_workspace(known: &str, found: &str) -> Self {
        let message = format!("another workspace is at this address: its id is {found}, and not {known}");
        Self::new(FailureCode::OtherWorkspace, message, "Add it as a workspace of its own. Nothing was sent to it.")
    }

    /// The workspaces that were to be added together are forgotten.
    pub fn batch_gone() -> Self {
        let hint = "Paste the list again. It is kept for half an hour.";
        Self::new(FailureCode::BatchGone, "this list is not kept any more", hint)
    }

    /// There is a token in a column of a list in which there must be none.
    pub fn misplaced_token(column: &str) -> Self {
        let message = format!("the column “{column}” looks as if it holds a token, which must not be there");
        Self::new(FailureCode::BadList, message, "Correct this row. The text was dropped.")
    }

    /// The user has not confirmed the server at an address.
    pub fn unverified() -> Self {
        let message = "it was not confirmed that the workspace at this address is the same one";
        Self::new(FailureCode::Unverified, message, "Check the address again. No token was sent to it.")
    }

    /// The sign-in that waited for a second factor has expired, or was canceled or replaced.
    pub fn sign_in_gone() -> Self {
        Self::new(FailureCode::SignInGone, "sign-in timed out", "Sign in again. A sign-in expires after ten minutes.")
    }

    /// The license key from before is not kept any more.
    pub fn no_previous_key() -> Self {
        let message = "the old license key is no longer available";
        let hint = "It is kept in memory for at most an hour. Apply the key from Rocket.Chat's email or cloud portal.";
        Self::new(FailureCode::PreviousKeyGone, message, hint)
    }

    /// There is already a workspace with this address and account, called `name`.
    pub fn duplicate(name: &str) -> Self {
        let message = format!("this workspace is already added, as “{name}”");
        Self::new(FailureCode::DuplicateWorkspace, message, "Open it in the list, or remove it before adding it again.")
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            code: error.code().into(),
            message: error.to_string(),
            hint: error.hint().to_owned(),
            server_said: error.server_message().map(ToString::to_string),
        }
    }
}

impl From<AddressError> for Failure {
    fn from(error: AddressError) -> Self {
        let hint = "Enter the workspace address, such as https://chat.example.com.";
        Self::new(FailureCode::BadAddress, error.to_string(), hint)
    }
}

impl From<DetailsError> for Failure {
    fn from(error: DetailsError) -> Self {
        let (code, hint) = match error {
            DetailsError::Cost(_) => (FailureCode::BadCost, "Write it as in 12400.50, with a currency such as EUR."),
            DetailsError::Contact => (FailureCode::BadContact, "Write one address, such as renewals@example.com."),
        };
        Self::new(code, error.to_string(), hint)
    }
}

impl From<NetworkError> for Failure {
    fn from(error: NetworkError) -> Self {
        let (code, hint) = match error {
            NetworkError::Proxy => (FailureCode::BadProxy, "Correct it, or choose the system's proxy."),
            NetworkError::Certificate => {
                (FailureCode::BadAuthority, "Choose the certificate of the authority, not its key.")
            }
        };
        Self::new(code, error.to_string(), hint)
    }
}

impl From<SignInError> for Failure {
    fn from(error: SignInError) -> Self {
        let message = error.to_string();
        match error {
            SignInError::Failed(error) => error.into(),
            SignInError::WrongPassword { server_message } => Self {
                server_said: server_message.as_ref().map(ToString::to_string),
                ..Self::new(
                    FailureCode::WrongPassword,
                    message,
                    "Check both. After many attempts, a server may refuse even the right ones for a while.",
                )
            },
            // Only for callers that cannot ask the user for a second factor.
            SignInError::SecondFactor(_) => {
                Self::new(FailureCode::WrongPassword, message, "Sign in with a personal access token.")
            }
        }
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        let message = error.to_string();
        let (server_message, code, hint) = match error {
            KeyError::Failed(error) => return error.into(),
            KeyError::NotPermitted { server_message } => (
                server_message,
                FailureCode::Forbidden,
                "An admin can grant the permission edit-privileged-setting to one of the account's roles.",
            ),
            KeyError::Refused { server_message } => (
                server_message,
                FailureCode::KeyRefused,
                "Copy the entire key from Rocket.Chat's email or cloud portal. Nothing was changed.",
            ),
        };
        Self { server_said: server_message.as_ref().map(ToString::to_string), ..Self::new(code, message, hint) }
    }
}

impl From<InvalidKey> for Failure {
    fn from(error: InvalidKey) -> Self {
        let hint = "Copy the entire key from Rocket.Chat's email or cloud portal. Nothing was sent.";
        Self::new(FailureCode::NotLicenseKey, error.to_string(), hint)
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        let code = match error {
            VaultError::Absent(_) => FailureCode::VaultAbsent,
            VaultError::Locked(_) => FailureCode::VaultLocked,
            VaultError::TimedOut | VaultError::Failed(_) => FailureCode::Vault,
        };
        Self::new(code, error.to_string(), error.hint())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let hint = match &error {
            StoreError::Duplicate(name) => return Self::duplicate(name),
            StoreError::Newer { .. } => "Update License Watch. Nothing was changed in the store.",
            StoreError::Foreign { .. } => "Name another file. This one is left as it is.",
            StoreError::Older { .. } => "Quit License Watch, then start this version once.",
            StoreError::Folder { .. } | StoreError::Sqlite(_) | StoreError::Unreadable(_) => {
                "Check that the disk has free space and that the folder is writable. No stored data is lost."
            }
        };
        Self::new(FailureCode::Storage, error.to_string(), hint)
    }
}
