//! The closed set of errors of reading a workspace, each with a stable code and a hint.

use jiff::SignedDuration;
use license::Label;
use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

/// Why an encrypted connection cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsProblem {
    /// The certificate has expired.
    #[error("its certificate has expired")]
    Expired,
    /// The certificate is not valid yet, or this computer's clock is behind.
    #[error("its certificate is not valid yet")]
    NotYetValid,
    /// The certificate is issued for another host.
    #[error("its certificate is issued for another name")]
    WrongHost,
    /// It is self-signed, or its issuer is not trusted.
    #[error("its certificate is self-signed, or issued by an authority that this computer does not know")]
    UnknownIssuer,
    /// The certificate was revoked.
    #[error("its certificate was revoked")]
    Revoked,
    /// The certificate may not be used for a server.
    #[error("its certificate is not issued for servers")]
    WrongPurpose,
    /// The certificate, or one that vouches for it, is broken or uses methods that are not safe.
    #[error("its certificate cannot be checked")]
    BadCertificate,
    /// The server sends more certificates than any chain needs.
    #[error("its chain of certificates is too long")]
    ChainTooLong,
    /// The server asks for a certificate of the client.
    #[error("the server requires a client certificate")]
    ClientCertificate,
    /// The server and this computer have no safe version or cipher in common.
    #[error("the server supports no secure version of TLS")]
    NothingInCommon,
    /// The server ended the handshake.
    #[error("the server refused the encrypted connection")]
    Refused,
    /// The server does not encrypt: it answers in plain HTTP.
    #[error("the server does not speak TLS")]
    NotEncrypted,
    /// What answers is neither TLS nor HTTP.
    #[error("the response is not TLS")]
    Garbled,
    /// The extra certificate authority cannot be read.
    #[error("the extra certificate authority is not a PEM certificate")]
    UnreadableAuthority,
}

impl TlsProblem {
    /// What the admin can do about it.
    fn hint(&self) -> &'static str {
        match self {
            Self::Expired => "The server's certificate has to be renewed. Until then, the last known license is kept.",
            Self::NotYetValid => "Check this computer's clock; if it is right, have the server's certificate replaced.",
            Self::WrongHost => "Use the name in the certificate, or have it issued for this one.",
            Self::UnknownIssuer => {
                "If your own authority issued the certificate, add that authority to the workspace's connection. A certificate is never accepted unchecked."
            }
            Self::ChainTooLong => "Have the server send only its own certificate and the intermediate ones.",
            Self::Revoked | Self::WrongPurpose | Self::BadCertificate => {
                "Have the server's certificate or its chain fixed, or add the authority that issued it to the workspace's connection. A certificate is never accepted unchecked."
            }
            Self::ClientCertificate => {
                "License Watch cannot present one. Let requests to api/ through without it, or use an address that does not ask for it."
            }
            Self::NothingInCommon => "Allow TLS 1.2 or 1.3 on the server.",
            Self::Refused => {
                "Check the address and the port, and the log of the server or of the proxy in front of it. The next refresh tries again."
            }
            Self::Garbled => {
                "Check the port. Something on the way, such as a firewall or a captive portal, may answer in place of the server. The next refresh tries again."
            }
            Self::NotEncrypted => {
                "Check the port. If the workspace has never used encryption, use http:// and allow it explicitly. If it used to, something in between may be answering in its place."
            }
            Self::UnreadableAuthority => "Choose a PEM file: it begins with -----BEGIN CERTIFICATE-----.",
        }
    }
}

/// Where a redirect leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectTarget {
    /// The same page of another address: the workspace has moved.
    SamePage,
    /// Another page of another address, such as a page for signing in.
    OtherPage,
    /// The address itself, again and again.
    Itself,
}

impl RedirectTarget {
    /// What the admin can do about it.
    fn hint(self) -> &'static str {
        match self {
            Self::SamePage => "If that is the workspace's new address, use it. The token was not sent there.",
            Self::OtherPage => {
                "This is a sign-in page or a captive portal in front of the workspace, not its new address. Allow requests to api/ through it, or use an address that bypasses it. The token was not sent there."
            }
            Self::Itself => "Check the settings of the server, or of the proxy in front of it.",
        }
    }
}

/// What a gate in front of a workspace does, in words.
fn gate_message(status: u16, scheme: Option<&str>) -> String {
    let scheme = scheme.map(|scheme| format!(" ({scheme})")).unwrap_or_default();
    match status {
        407 => format!("the proxy requires a sign-in{scheme}"),
        401 | 511 => {
            format!("blocked before Rocket.Chat: its own sign-in is required{scheme}")
        }
        200..300 => "blocked before Rocket.Chat: another page was served".to_owned(),
        _ => format!("blocked before Rocket.Chat: status {status}"),
    }
}

/// Why a workspace could not be read. No variant contains a secret; a server's message is bounded and cleaned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, EnumDiscriminants)]
#[strum_discriminants(
    name(ErrorCode),
    doc = "The stable code of an [`Error`]: interfaces branch on it and never on a text.",
    derive(Hash, Serialize, Deserialize, TS, EnumIter, EnumString, IntoStaticStr),
    serde(rename_all = "snake_case"),
    strum(serialize_all = "snake_case")
)]
pub enum Error {
    /// No server is reachable at the address: a wrong name, no network, a server that is down.
    #[error("no server is reachable at {host} ({reason})")]
    Unreachable {
        /// The host of the address.
        host: String,
        /// The system's error message.
        reason: String,
    },
    /// The encrypted connection cannot be trusted.
    #[error("the connection to {host} cannot be trusted: {problem}")]
    Tls {
        /// The host of the address.
        host: String,
        /// What is wrong with it.
        problem: TlsProblem,
    },
    /// The address is not encrypted, and that was not allowed.
    #[error("http:// is not allowed for {host}: anyone on the network path could read the token")]
    HttpRefused {
        /// The host of the address.
        host: String,
    },
    /// Something else than Rocket.Chat answers. No token was sent.
    #[error("{host} is not a Rocket.Chat server ({reason})")]
    NotRocketchat {
        /// The host of the address.
        host: String,
        /// How it differs from a Rocket.Chat.
        reason: String,
    },
    /// Something in front of the workspace answers in its place: a firewall, a proxy with a sign-in of its own, a captive
    /// portal. Rocket.Chat's own refusals are JSON objects with `success` or `status`.
    #[error("{}", gate_message(*status, *scheme))]
    Gate {
        /// The HTTP status.
        status: u16,
        /// How the gate wants to be signed in to, such as `Basic`.
        scheme: Option<&'static str>,
    },
    /// The token is not accepted.
    #[error("the server does not accept this user ID and token")]
    Unauthorized {
        /// The server's message.
        server_message: Option<Label>,
    },
    /// The account lacks a permission.
    #[error("this account has no permission to read the license")]
    Forbidden {
        /// The server's message.
        server_message: Option<Label>,
    },
    /// The server has no license endpoint.
    #[error("the server has no license endpoint")]
    NotFound,
    /// The server limits the rate of requests.
    #[error("rate limited by the server: next request in {} seconds", .wait.as_secs())]
    RateLimited {
        /// How long to wait, from 10 seconds to an hour.
        wait: SignedDuration,
    },
    /// The server failed.
    #[error("the server responded with status {status}")]
    Server {
        /// The HTTP status.
        status: u16,
        /// The server's message.
        server_message: Option<Label>,
    },
    /// The answer is larger than any license.
    #[error("the response is larger than {} MiB, more than any license", bytes >> 20)]
    TooLarge {
        /// The most bytes that are read.
        bytes: usize,
    },
    /// The answer is broken.
    #[error("the response is invalid: {reason}")]
    Malformed {
        /// What is wrong with it.
        reason: String,
    },
    /// The server redirects to another origin. Nothing was sent there.
    #[error("the server redirects to {to}{}", if *target == RedirectTarget::Itself { " again and again" } else { "" })]
    Redirected {
        /// The origin of the redirect.
        to: String,
        /// What is there.
        target: RedirectTarget,
    },
    /// The server took too long.
    #[error("{host} did not respond within {seconds} seconds")]
    Timeout {
        /// The host of the address.
        host: String,
        /// The timeout, in seconds.
        seconds: u64,
    },
    /// There is no token to sign in with.
    #[error("no usable token for this workspace")]
    CredentialsMissing,
}

/// What follows from an error.
struct Meta {
    retry: Retry,
    hint: &'static str,
}

/// Whether it helps to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// It may succeed next time without anybody doing anything.
    Automatic,
    /// It fails until an admin changes something.
    AfterAction,
}

impl ErrorCode {
    /// The stable code.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// Whether it helps to try again.
    pub fn retry(self) -> Retry {
        self.meta().retry
    }

    /// The one table of what follows from each error.
    fn meta(self) -> Meta {
        use Retry::{AfterAction, Automatic};
        let (retry, hint) = match self {
            Self::Unreachable => (
                Automatic,
                "Check the address and the network. If the server is down, the last known license is kept, and the next refresh tries again.",
            ),
            Self::Tls => (Automatic, "The server's certificate has to be renewed."),
            Self::HttpRefused => {
                (AfterAction, "Use https://. If the workspace has no encryption, allow http:// for it explicitly.")
            }
            Self::NotRocketchat => (
                Automatic,
                "Check the address, and the subfolder if the workspace is in one. A captive portal may also have responded in its place. No token was sent.",
            ),
            Self::Gate => (
                Automatic,
                "A firewall, a proxy with its own sign-in or a captive portal responds instead of Rocket.Chat; the token may still be valid. Allow requests to api/ through it, or use an address that bypasses it. The next refresh tries again.",
            ),
            Self::Unauthorized => (
                AfterAction,
                "Create a new personal access token in the workspace (My Account, Personal Access Tokens) and enter it with its user id.",
            ),
            Self::Forbidden => (
                AfterAction,
                "An admin can grant the permission view-privileged-setting to one of the account's roles.",
            ),
            Self::NotFound => {
                (AfterAction, "The server may be older than 3.10, or a proxy in front of it blocks api/v1/licenses.")
            }
            Self::RateLimited => (Automatic, "No action needed: the next refresh waits until the server allows it."),
            Self::Server => (
                Automatic,
                "Check the server's log, or the proxy in front of it. The last known license is kept, and the next refresh tries again.",
            ),
            Self::TooLarge => (AfterAction, "Check the address: it may not belong to a Rocket.Chat server."),
            Self::Malformed => (
                Automatic,
                "A proxy may have changed or truncated the response. The last known license is kept, and the next refresh tries again.",
            ),
            Self::Redirected => (Automatic, RedirectTarget::OtherPage.hint()),
            Self::Timeout => (
                Automatic,
                "The server or the network is slow. The last known license is kept, and the next refresh tries again.",
            ),
            Self::CredentialsMissing => (AfterAction, "Enter a personal access token for this workspace again."),
        };
        Meta { retry, hint }
    }
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> ErrorCode {
        self.into()
    }

    /// What the admin can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Tls { problem, .. } => problem.hint(),
            Self::Redirected { target, .. } => target.hint(),
            other => other.code().meta().hint,
        }
    }

    /// Whether it helps to try again.
    pub fn retry(&self) -> Retry {
        self.code().retry()
    }

    /// The server's message, if there was one. It is untrusted text: show it as a quotation.
    pub fn server_message(&self) -> Option<&Label> {
        let (Self::Unauthorized { server_message }
        | Self::Forbidden { server_message }
        | Self::Server { server_message, .. }) = self
        else {
            return None;
        };
        server_message.as_ref()
    }
}
