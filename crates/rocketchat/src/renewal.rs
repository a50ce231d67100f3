//! Giving a workspace another license. Only ever done because somebody said so: no refresh comes here.

use std::fmt;

use license::{Behavior, Label, LimitKind, ModuleId};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::{client::Client, credentials::Credentials, error::Error, http::Reply, wire::key};

/// A license key as the vendor hands it out: whoever has it could use it. Debug output shows none of it.
#[derive(Clone)]
pub struct LicenseKey(SecretString);

/// A text is no license key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoKey {
    /// There is nothing in it.
    #[error("no license key was given")]
    Empty,
    /// It is longer than any.
    #[error("this is longer than any license key")]
    TooLong,
    /// It holds what no key holds: keys are made of letters, digits and `+/=-_.`
    #[error("this is no license key: it holds characters that no key holds")]
    OtherCharacters,
}

impl LicenseKey {
    /// The most characters that a key may have. Those of the vendor have some thousands.
    pub const MAX: usize = 64 << 10;

    /// The key in a text, without the line breaks and spaces that mails and editors put into it.
    ///
    /// # Errors
    /// When there is none in it.
    pub fn new(text: &str) -> Result<Self, NoKey> {
        let key: String = text.split_whitespace().collect();
        let is_of_keys = |c: char| c.is_ascii_alphanumeric() || "+/=-_.".contains(c);
        match key.len() {
            0 => Err(NoKey::Empty),
            length if length > Self::MAX => Err(NoKey::TooLong),
            _ if !key.chars().all(is_of_keys) => Err(NoKey::OtherCharacters),
            _ => Ok(Self(SecretString::from(key))),
        }
    }
}

impl fmt::Debug for LicenseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LicenseKey(…)")
    }
}

/// What a server says of a license key before it is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It would be accepted.
    Accepted,
    /// It would not.
    Refused {
        /// Why not.
        objections: Vec<Objection>,
    },
    /// The server is older than 8.7 and cannot say.
    Unchecked,
}

/// One thing that a server has against a license key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// What it is about.
    pub cause: Cause,
    /// What follows from it.
    pub behavior: Behavior,
    /// For which modules, where only for some.
    pub modules: Vec<ModuleId>,
    /// Which limit, where it is one.
    pub limit: Option<LimitKind>,
}

/// What an objection is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The license is made out to another address.
    Address,
    /// It is over, or has not begun.
    Period,
    /// The workspace uses more than it allows.
    Limit,
    /// Something that this version does not know.
    Other(Label),
}

/// Why a license key was not checked or applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The exchange failed.
    #[error(transparent)]
    Failed(#[from] Error),
    /// The account may see the license and not change it.
    #[error("this account may not change the license")]
    NotPermitted {
        /// The server's own words.
        said: Option<Label>,
    },
    /// The server refuses the key itself.
    #[error("the server does not accept this as a license key")]
    Refused {
        /// The server's own words.
        said: Option<Label>,
    },
}

impl Client {
    /// Asks whether a license key would be accepted. Changes nothing.
    ///
    /// # Errors
    /// [`KeyError::Refused`] for what is no key at all.
    pub async fn check_key(&self, credentials: &Credentials, key: &LicenseKey) -> Result<Verdict, KeyError> {
        let reply = self.send_key("api/v1/licenses.validate", credentials, key).await?;
        match reply.status.as_u16() {
            200 if reply.json().is_some_and(key::is_success) => Ok(Verdict::Accepted),
            400 => match reply.json().and_then(key::objections) {
                Some(objections) => Ok(Verdict::Refused { objections }),
                None => Err(refused(&reply)),
            },
            404 => Ok(Verdict::Unchecked),
            _ => Err(failed(&reply)),
        }
    }

    /// Applies a license key. That it succeeds says only that the key has the form of one: what it did shows when the
    /// license is read.
    ///
    /// # Errors
    /// [`KeyError::Refused`] for what is no key at all. Then nothing has changed.
    pub async fn apply_key(&self, credentials: &Credentials, key: &LicenseKey) -> Result<(), KeyError> {
        let reply = self.send_key("api/v1/licenses.add", credentials, key).await?;
        match reply.status.as_u16() {
            200 if reply.json().is_some_and(key::is_success) => Ok(()),
            400 => Err(refused(&reply)),
            _ => Err(failed(&reply)),
        }
    }

    async fn send_key(&self, path: &str, credentials: &Credentials, key: &LicenseKey) -> Result<Reply, Error> {
        self.http().post(path, &json!({ "license": key.0.expose_secret() }), Some(credentials), None).await
    }
}

fn refused(reply: &Reply) -> KeyError {
    KeyError::Refused { said: reply.refusal().server_said().cloned() }
}

fn failed(reply: &Reply) -> KeyError {
    match reply.refusal() {
        Error::Forbidden { said } => KeyError::NotPermitted { said },
        error => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_what_a_mail_made_of_it_and_is_not_shown() {
        let key = LicenseKey::new("  RCV3_abc\r\n  DEF+/=\n").unwrap();
        assert_eq!(key.0.expose_secret(), "RCV3_abcDEF+/=");
        assert!(!format!("{key:?}").contains("abc"));
    }

    #[test]
    fn what_is_no_key_is_not_sent() {
        assert_eq!(LicenseKey::new(" \n").unwrap_err(), NoKey::Empty);
        assert_eq!(LicenseKey::new("<html>").unwrap_err(), NoKey::OtherCharacters);
        assert_eq!(LicenseKey::new(&"a".repeat(LicenseKey::MAX + 1)).unwrap_err(), NoKey::TooLong);
    }
}
