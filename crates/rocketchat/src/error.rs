//! The closed set of ways in which a workspace cannot be read, each with what to do next.

use jiff::Timestamp;
use license::Label;
use serde::{Deserialize, Serialize};

/// The stable name of an [`Error`]: interfaces switch on it and never on a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
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
}

impl ErrorCode {
    /// Every code.
    pub const ALL: [Self; 14] = [
        Self::Unreachable,
        Self::Tls,
        Self::HttpRefused,
        Self::NotRocketchat,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::RateLimited,
        Self::Server,
        Self::TooLarge,
        Self::Malformed,
        Self::Redirected,
        Self::Timeout,
        Self::CredentialsMissing,
    ];
}

/// Why an encrypted connection cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsProblem {
    /// The certificate has come to its end.
    #[error("its certificate has expired")]
    Expired,
    /// The certificate has not begun, or this computer's clock is behind.
    #[error("its certificate is not valid yet")]
    NotYetValid,
    /// The certificate is another host's.
    #[error("its certificate is made out to another name")]
    WrongHost,
    /// Nobody that is trusted vouches for it.
    #[error("its certificate was issued by itself, or by an authority that this computer does not know")]
    UnknownIssuer,
    /// It was withdrawn.
    #[error("its certificate was revoked")]
    Revoked,
    /// There is no encryption at all.
    #[error("what answers there does not speak TLS")]
    NotEncrypted,
    /// The extra certificate authority is none.
    #[error("the extra certificate authority is not a certificate in PEM")]
    UnreadableAuthority,
    /// Anything else.
    #[error("{0}")]
    Other(Label),
}

impl TlsProblem {
    /// What the admin can do about it.
    fn hint(&self) -> &'static str {
        match self {
            Self::Expired => "Have the server's certificate renewed. Until then the last known license is kept.",
            Self::NotYetValid => "Check this computer's clock; if it is right, have the server's certificate replaced.",
            Self::WrongHost => "Use the name that stands in the certificate, or have it made out to this one.",
            Self::UnknownIssuer => {
                "If the workspace has a certificate of your own authority, name that authority in the workspace's connection. It is never accepted unseen."
            }
            Self::Revoked | Self::Other(_) => {
                "Have the server's certificate renewed or completed, or name the certificate authority that issued it. It is never accepted unseen."
            }
            Self::NotEncrypted => {
                "Check the port. If the workspace has no encryption, use http:// and allow it explicitly."
            }
            Self::UnreadableAuthority => "Name a file in PEM: it begins with -----BEGIN CERTIFICATE-----.",
        }
    }
}

/// Why a workspace could not be read. No variant holds a secret; what a server said is bounded and cleaned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing answers at the address: a wrong name, no network, a server that is down.
    #[error("nothing answers at {host} ({reason})")]
    Unreachable {
        /// The host that was asked.
        host: String,
        /// What the system said.
        reason: String,
    },
    /// The encrypted connection cannot be trusted.
    #[error("the connection to {host} cannot be trusted: {problem}")]
    Tls {
        /// The host that was asked.
        host: String,
        /// What is wrong with it.
        problem: TlsProblem,
    },
    /// The address is not encrypted, and that was not allowed.
    #[error("http:// is refused for {host}: whoever listens on the way could read the token")]
    HttpRefused {
        /// The host that was asked.
        host: String,
    },
    /// Something answers that is no Rocket.Chat. No token was sent.
    #[error("{host} does not answer like a Rocket.Chat workspace ({reason})")]
    NotRocketchat {
        /// The host that was asked.
        host: String,
        /// What it did instead.
        reason: String,
    },
    /// The token is not accepted.
    #[error("the workspace does not accept this user id and token")]
    Unauthorized {
        /// The server's own words.
        said: Option<Label>,
    },
    /// The account lacks a permission.
    #[error("this account may not see the license")]
    Forbidden {
        /// The server's own words.
        said: Option<Label>,
    },
    /// The server has no license endpoint.
    #[error("the server has no endpoint that tells its license")]
    NotFound,
    /// The server asks for a pause.
    #[error("the server asks to wait until {until} before the next question")]
    RateLimited {
        /// Until when.
        until: Timestamp,
    },
    /// The server failed.
    #[error("the server answered with status {status}")]
    Server {
        /// The HTTP status.
        status: u16,
        /// The server's own words.
        said: Option<Label>,
    },
    /// The answer is larger than any license.
    #[error("the answer is larger than {} MiB, which no license is", bytes >> 20)]
    TooLarge {
        /// The most bytes that are read.
        bytes: usize,
    },
    /// The answer is broken.
    #[error("the answer cannot be read: {reason}")]
    Malformed {
        /// Where it breaks.
        reason: String,
    },
    /// The server sends elsewhere. Nothing was sent there.
    #[error("the server redirects to {to}")]
    Redirected {
        /// The origin that it names.
        to: String,
    },
    /// The server takes too long.
    #[error("{host} did not finish its answer within {seconds} seconds")]
    Timeout {
        /// The host that was asked.
        host: String,
        /// How long was waited.
        seconds: u64,
    },
    /// There is no token to sign in with.
    #[error("there is no usable token for this workspace")]
    CredentialsMissing,
}

impl Error {
    /// Its stable name.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Unreachable { .. } => ErrorCode::Unreachable,
            Self::Tls { .. } => ErrorCode::Tls,
            Self::HttpRefused { .. } => ErrorCode::HttpRefused,
            Self::NotRocketchat { .. } => ErrorCode::NotRocketchat,
            Self::Unauthorized { .. } => ErrorCode::Unauthorized,
            Self::Forbidden { .. } => ErrorCode::Forbidden,
            Self::NotFound => ErrorCode::NotFound,
            Self::RateLimited { .. } => ErrorCode::RateLimited,
            Self::Server { .. } => ErrorCode::Server,
            Self::TooLarge { .. } => ErrorCode::TooLarge,
            Self::Malformed { .. } => ErrorCode::Malformed,
            Self::Redirected { .. } => ErrorCode::Redirected,
            Self::Timeout { .. } => ErrorCode::Timeout,
            Self::CredentialsMissing => ErrorCode::CredentialsMissing,
        }
    }

    /// What the admin can do about it.
    pub fn hint(&self) -> &'static str {
        if let Self::Tls { problem, .. } = self {
            return problem.hint();
        }
        match self.code() {
            ErrorCode::Unreachable => {
                "Check the address and the network. If the server is down, the last known license is kept and it is asked again."
            }
            ErrorCode::Tls => "Have the server's certificate renewed.",
            ErrorCode::HttpRefused => {
                "Use https://. If the workspace has no encryption, allow http:// for it explicitly."
            }
            ErrorCode::NotRocketchat => {
                "Check the address, and the sub folder if the workspace lives in one. No token was sent."
            }
            ErrorCode::Unauthorized => {
                "Make a new personal access token in the workspace (My Account, Personal Access Tokens) and enter it with its user id."
            }
            ErrorCode::Forbidden => {
                "Have an administrator give this account's role the permission view-privileged-setting."
            }
            ErrorCode::NotFound => {
                "The server may be older than 3.10, or a proxy in front of it blocks api/v1/licenses."
            }
            ErrorCode::RateLimited => "Nothing to do: it is asked again after the pause.",
            ErrorCode::Server => {
                "Look at the server's log, or at the proxy in front of it. The last known license is kept and it is asked again."
            }
            ErrorCode::TooLarge => "Check the address: something else than Rocket.Chat may answer there.",
            ErrorCode::Malformed => {
                "A proxy may have changed or cut the answer. The last known license is kept and it is asked again."
            }
            ErrorCode::Redirected => "If that is the workspace's new address, use it. The token was not sent there.",
            ErrorCode::Timeout => {
                "The server or the network is slow. The last known license is kept and it is asked again."
            }
            ErrorCode::CredentialsMissing => "Enter a personal access token for this workspace again.",
        }
    }

    /// The server's own words, where it had any. Text from a stranger: show it as a quotation.
    pub fn server_said(&self) -> Option<&Label> {
        match self {
            Self::Unauthorized { said } | Self::Forbidden { said } | Self::Server { said, .. } => said.as_ref(),
            Self::Unreachable { .. }
            | Self::Tls { .. }
            | Self::HttpRefused { .. }
            | Self::NotRocketchat { .. }
            | Self::NotFound
            | Self::RateLimited { .. }
            | Self::TooLarge { .. }
            | Self::Malformed { .. }
            | Self::Redirected { .. }
            | Self::Timeout { .. }
            | Self::CredentialsMissing => None,
        }
    }
}
