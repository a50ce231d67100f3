//! Why a message was not sent: a closed set, each with a code, a message, a hint, and what that says about the message.

use jiff::SignedDuration;
use license::Label;
use rocketchat::{Error, ErrorCode};

use super::queue::Fate;
use crate::{
    failure::{Failure, FailureCode},
    vault::VaultError,
    workspace::details::MailAddress,
};

/// Why a message was not sent to a channel. Contains no secret; what others said is bounded and cleaned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The server was not reached, or did not answer.
    #[error("{error}")]
    Network {
        /// Why.
        error: Error,
        /// Whether the message may have arrived nevertheless.
        may_have_arrived: bool,
    },
    /// The webhook refuses the message.
    #[error("the webhook refuses the message (status {status})")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What the server said.
        said: Option<Label>,
    },
    /// The webhook cannot accept messages now.
    #[error("the webhook cannot accept messages now (status {status})")]
    Unavailable {
        /// The HTTP status.
        status: u16,
        /// What the server said.
        said: Option<Label>,
        /// How long it asks to wait.
        wait: Option<SignedDuration>,
        /// Whether it may have accepted the message nevertheless.
        may_have_arrived: bool,
    },
    /// The mail server does not offer the encryption that is required.
    #[error("the mail server {server} does not offer STARTTLS")]
    NoStartTls {
        /// The server.
        server: String,
    },
    /// The mail server does not accept the user and the password.
    #[error("the mail server does not accept the user and the password")]
    MailSignIn {
        /// What the server said.
        said: Option<Label>,
    },
    /// The mail server refuses the email for good.
    #[error("the mail server refuses the email{}", code_in_parentheses(*.code))]
    MailRefused {
        /// The reply's code.
        code: Option<u16>,
        /// What the server said.
        said: Option<Label>,
    },
    /// The mail server cannot accept the email now.
    #[error("the mail server cannot accept the email now{}", code_in_parentheses(*.code))]
    MailDeferred {
        /// The reply's code.
        code: Option<u16>,
        /// What the server said.
        said: Option<Label>,
        /// Whether it may have accepted the email nevertheless.
        may_have_arrived: bool,
    },
    /// The mail server does not accept the email for these recipients.
    #[error("the mail server does not accept the email for {}", recipients(.rejected))]
    MailRejected {
        /// At least one.
        rejected: Vec<Rejected>,
        /// The others, for whom it has accepted it.
        accepted_by: Vec<MailAddress>,
    },
    /// The email cannot be written, or the server cannot transport it.
    #[error("the email cannot be sent ({reason})")]
    MailUnusable {
        /// Why.
        reason: String,
    },
    /// The secret of the channel is not in the vault.
    #[error("the secret of this channel is missing")]
    SecretMissing,
    /// The vault cannot be read.
    #[error("{0}")]
    Vault(#[from] VaultError),
}

/// A recipient for whom a mail server does not accept an email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The recipient.
    pub to: MailAddress,
    /// Whether that is for good.
    pub is_permanent: bool,
    /// The reply's code.
    pub code: Option<u16>,
    /// What the server said.
    pub said: Option<Label>,
}

fn recipients(rejected: &[Rejected]) -> String {
    let named =
        rejected.iter().map(|rejected| format!("{}{}", rejected.to.as_str(), code_in_parentheses(rejected.code)));
    named.collect::<Vec<_>>().join(", ")
}

fn code_in_parentheses(code: Option<u16>) -> String {
    code.map(|code| format!(" ({code})")).unwrap_or_default()
}

impl SendError {
    /// What it says about the message.
    pub fn fate(&self) -> Fate {
        let unless = |may_have_arrived: &bool| if *may_have_arrived { Fate::Unknown } else { Fate::NotArrived };
        match self {
            // Whoever redirects does so until somebody changes the address.
            Self::Network { error: Error::Redirected { .. }, .. } => Fate::Refused,
            Self::Network { may_have_arrived, .. }
            | Self::Unavailable { may_have_arrived, .. }
            | Self::MailDeferred { may_have_arrived, .. } => unless(may_have_arrived),
            Self::Refused { .. }
            | Self::NoStartTls { .. }
            | Self::MailSignIn { .. }
            | Self::MailRefused { .. }
            | Self::MailUnusable { .. }
            | Self::SecretMissing => Fate::Refused,
            Self::MailRejected { rejected, accepted_by } => {
                let is_refused = rejected.iter().all(|rejected| rejected.is_permanent);
                match (accepted_by.is_empty(), is_refused) {
                    (true, true) => Fate::Refused,
                    (true, false) => Fate::NotArrived,
                    (false, true) => Fate::RefusedInPart,
                    (false, false) => Fate::Unknown,
                }
            }
            Self::Vault(_) => Fate::NotArrived,
        }
    }

    /// The recipients who have the email nevertheless.
    pub fn accepted_by(&self) -> &[MailAddress] {
        match self {
            Self::MailRejected { accepted_by, .. } => accepted_by,
            Self::Network { .. }
            | Self::Refused { .. }
            | Self::Unavailable { .. }
            | Self::NoStartTls { .. }
            | Self::MailSignIn { .. }
            | Self::MailRefused { .. }
            | Self::MailDeferred { .. }
            | Self::MailUnusable { .. }
            | Self::SecretMissing
            | Self::Vault(_) => &[],
        }
    }

    /// How long the receiver asks to wait.
    pub fn wait(&self) -> Option<SignedDuration> {
        match self {
            Self::Unavailable { wait, .. } => *wait,
            Self::Network { .. }
            | Self::Refused { .. }
            | Self::NoStartTls { .. }
            | Self::MailSignIn { .. }
            | Self::MailRefused { .. }
            | Self::MailDeferred { .. }
            | Self::MailRejected { .. }
            | Self::MailUnusable { .. }
            | Self::SecretMissing
            | Self::Vault(_) => None,
        }
    }

    fn code(&self) -> FailureCode {
        match self {
            Self::Network { error, .. } => match error.code() {
                ErrorCode::Tls => FailureCode::ChannelUntrusted,
                ErrorCode::Redirected | ErrorCode::HttpRefused => FailureCode::ChannelRefused,
                ErrorCode::Unreachable
                | ErrorCode::NotRocketchat
                | ErrorCode::Gate
                | ErrorCode::Unauthorized
                | ErrorCode::Forbidden
                | ErrorCode::NotFound
                | ErrorCode::RateLimited
                | ErrorCode::Server
                | ErrorCode::TooLarge
                | ErrorCode::Malformed
                | ErrorCode::Timeout
                | ErrorCode::CredentialsMissing => FailureCode::ChannelUnreachable,
            },
            Self::Refused { .. } | Self::MailRefused { .. } | Self::MailUnusable { .. } => FailureCode::ChannelRefused,
            Self::MailRejected { accepted_by, .. } if !accepted_by.is_empty() => FailureCode::ChannelRecipients,
            Self::MailRejected { rejected, .. } => match rejected.iter().any(|rejected| rejected.is_permanent) {
                true => FailureCode::ChannelRefused,
                false => FailureCode::ChannelUnavailable,
            },
            Self::MailSignIn { .. } => FailureCode::ChannelSignIn,
            Self::NoStartTls { .. } => FailureCode::ChannelUntrusted,
            Self::Unavailable { .. } | Self::MailDeferred { .. } => FailureCode::ChannelUnavailable,
            Self::SecretMissing => FailureCode::ChannelSecretMissing,
            Self::Vault(error) => Failure::from(error.clone()).code,
        }
    }

    fn hint(&self) -> &'static str {
        match self {
            Self::Network { error, .. } => match error.code() {
                ErrorCode::Redirected => "Enter the address to which it redirects, if that is the right one.",
                ErrorCode::Tls => {
                    "If a private authority issued the certificate, add that authority to the channel. A certificate is never accepted unchecked."
                }
                ErrorCode::Unreachable
                | ErrorCode::HttpRefused
                | ErrorCode::NotRocketchat
                | ErrorCode::Gate
                | ErrorCode::Unauthorized
                | ErrorCode::Forbidden
                | ErrorCode::NotFound
                | ErrorCode::RateLimited
                | ErrorCode::Server
                | ErrorCode::TooLarge
                | ErrorCode::Malformed
                | ErrorCode::Timeout
                | ErrorCode::CredentialsMissing => "Check the address and the network. It is retried automatically.",
            },
            Self::Refused { .. } => {
                "Check the webhook address, and whether the webhook still exists and is enabled. It is retried for three days."
            }
            Self::Unavailable { .. } => {
                "Check whether the webhook is enabled, and the server's log. It is retried automatically."
            }
            Self::NoStartTls { .. } => {
                "Check the port, or choose TLS instead of STARTTLS. Nothing was sent unencrypted."
            }
            Self::MailSignIn { .. } => "Check both. Many providers require a separate password for each application.",
            Self::MailRefused { .. } => {
                "Check the sender and the recipients, and whether the server lets this user send. It is retried for three days."
            }
            Self::MailDeferred { .. } => "No action needed: it is retried automatically.",
            Self::MailRejected { accepted_by, .. } if !accepted_by.is_empty() => {
                "Check these addresses. The other recipients have received the email. It is retried automatically, for these only."
            }
            Self::MailRejected { .. } => {
                "Check the recipients, and whether the server lets this user send. It is retried automatically."
            }
            Self::MailUnusable { .. } => "Check the addresses of the sender and the recipients.",
            Self::SecretMissing => "Edit the channel, and enter its secret again.",
            Self::Vault(error) => error.hint(),
        }
    }

    /// What the server said.
    fn said(&self) -> Option<String> {
        let said = match self {
            Self::MailRejected { rejected, .. } => {
                let each = rejected.iter().filter_map(|Rejected { to, said, .. }| {
                    said.as_ref().map(|said| format!("{}: {said}", to.as_str()))
                });
                return Some(each.collect::<Vec<_>>().join("; ")).filter(|said| !said.is_empty());
            }
            Self::Network { error, .. } => error.server_message(),
            Self::Refused { said, .. }
            | Self::Unavailable { said, .. }
            | Self::MailSignIn { said }
            | Self::MailRefused { said, .. }
            | Self::MailDeferred { said, .. } => said.as_ref(),
            Self::NoStartTls { .. } | Self::MailUnusable { .. } | Self::SecretMissing | Self::Vault(_) => None,
        };
        said.map(ToString::to_string)
    }
}

impl From<SendError> for Failure {
    fn from(error: SendError) -> Self {
        Self { server_said: error.said(), ..Self::new(error.code(), error.to_string(), error.hint()) }
    }
}
