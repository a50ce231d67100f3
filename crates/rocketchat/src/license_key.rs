//! License keys, and what a server thinks of one.

use std::fmt;

use license::{Behavior, Label, License, LimitKind, ModuleId};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    error::Error,
    wire::{self, key::Form},
};

/// A license key as the vendor issues it. It is a secret: debug output shows none of it, and nothing serializes it.
#[derive(Clone)]
pub struct LicenseKey(SecretString);

/// Why a text is not a license key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKey {
    /// It is empty.
    #[error("no license key was given")]
    Empty,
    /// It is longer than any license key.
    #[error("this is too long to be a license key")]
    TooLong,
    /// It is a private key, a certificate, or something else in the format of PEM files.
    #[error("this is a private key or a certificate, not a license key")]
    Pem,
    /// It starts as a key of the third generation, and is not a whole one.
    #[error("this license key is incomplete")]
    Incomplete,
    /// It has the form of neither generation of keys.
    #[error("this is not a license key")]
    OtherForm,
}

impl LicenseKey {
    /// The most characters that a key may have. The vendor's keys have a few thousand.
    pub const MAX: usize = 64 << 10;

    /// The key in a text, without the line breaks and spaces that e-mail programs and editors add.
    ///
    /// Only the form is checked, so that other secrets, such as a private key or a token, are not sent to a server by
    /// mistake.
    ///
    /// # Errors
    /// If the text is not a license key: see [`InvalidKey`].
    pub fn new(text: &str) -> Result<Self, InvalidKey> {
        let key = Self::of_any_form(text)?;
        if text.contains("-----BEGIN") {
            return Err(InvalidKey::Pem);
        }
        match wire::key::form(key.expose()) {
            Form::V2 | Form::V3 => Ok(key),
            Form::IncompleteV3 => Err(InvalidKey::Incomplete),
            Form::Other => Err(InvalidKey::OtherForm),
        }
    }

    /// The key that a server says is set there. It is sent nowhere but back, so that its form does not matter.
    pub(crate) fn stored(text: &str) -> Option<Self> {
        Self::of_any_form(text).ok()
    }

    fn of_any_form(text: &str) -> Result<Self, InvalidKey> {
        let key: String = text.split_whitespace().collect();
        match key.len() {
            0 => Err(InvalidKey::Empty),
            length if length > Self::MAX => Err(InvalidKey::TooLong),
            _ => Ok(Self(SecretString::from(key))),
        }
    }

    /// The license in the key, without checking its signature: only the server can. `None` for keys of the second
    /// generation, which are encrypted, and for what cannot be decoded.
    pub fn license(&self) -> Option<License> {
        wire::key::license(self.expose())
    }

    /// Whether it is the same key.
    pub fn is_same(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for LicenseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LicenseKey(…)")
    }
}

/// The result of checking a license key without applying it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyCheck {
    /// The server would accept it.
    Accepted,
    /// The server would refuse it.
    Refused {
        /// Why.
        problems: Vec<KeyProblem>,
    },
    /// The server is older than 8.7 and cannot check keys.
    Unchecked,
}

/// One reason why a server refuses a license key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyProblem {
    /// What it is about.
    pub kind: KeyProblemKind,
    /// What the server would do about it.
    pub behavior: Behavior,
    /// The modules concerned; empty unless it is about certain modules.
    pub modules: Vec<ModuleId>,
    /// The limit, if it is about one.
    pub limit: Option<LimitKind>,
}

/// What a [`KeyProblem`] is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyProblemKind {
    /// The license is issued for another address.
    Address,
    /// It has ended, or has not begun.
    Period,
    /// The workspace uses more than it allows.
    Limit,
    /// A reason that this version does not know.
    Other(Label),
}

/// Why a license key was not checked or applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The exchange failed.
    #[error(transparent)]
    Failed(#[from] Error),
    /// The account has permission to see the license, but not to change it.
    #[error("this account may not change the license")]
    NotPermitted {
        /// The server's message.
        server_message: Option<Label>,
    },
    /// The server does not accept the text as a license key.
    #[error("the server does not accept this as a license key")]
    Refused {
        /// The server's message.
        server_message: Option<Label>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_in_a_key_is_removed_and_debug_output_hides_the_key() {
        let key = LicenseKey::new("  RCV3_abc\r\n  .DEF.\n-_\n").unwrap();
        assert_eq!(key.expose(), "RCV3_abc.DEF.-_");
        assert!(!format!("{key:?}").contains("abc"));
    }

    fn v3(payload: &str) -> LicenseKey {
        use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
        LicenseKey::new(&format!("RCV3_e30.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(payload))).unwrap()
    }

    #[test]
    fn a_key_of_the_third_generation_shows_its_license() {
        let key = v3(r#"{"version":"3.0","information":{"id":"42","tags":[{"name":"Enterprise"}]},
            "validation":{"cloudWorkspaceId":"ws","serverUrls":[{"value":"chat.acme.example","type":"url"}],"validPeriods":[
                {"validFrom":"2026-01-01T00:00:00Z","validUntil":"2027-01-01T00:00:00Z","invalidBehavior":"invalidate_license"}]},
            "grantedModules":[{"module":"auditing"}],"limits":{"activeUsers":[{"max":75,"behavior":"prevent_action"}]}}"#);
        let license = key.license().unwrap();
        assert_eq!((license.plan.as_str(), license.id.unwrap().as_str()), ("Enterprise", "42"));
        assert_eq!(license.deadlines.len(), 2);
        assert_eq!((license.addresses.len(), license.workspace_id.unwrap().as_str()), (1, "ws"));
        assert_eq!((license.modules[0].id.as_str(), license.limits[0].max), ("auditing", license::Max::AtMost(75)));
        assert!(key.is_same(&key.clone()) && !key.is_same(&v3("{}")));
    }

    #[test]
    fn a_key_that_cannot_be_read_shows_none() {
        let deep = format!(r#"{{"validation":{}{}}}"#, "[".repeat(20_000), "]".repeat(20_000));
        for key in [v3("{}"), v3("[]"), v3("no JSON"), v3(&deep)] {
            assert_eq!(key.license(), None);
        }
        for text in ["RCV3_a.b.c", "RCV3_e30.=.c", &v2(512)] {
            assert_eq!(LicenseKey::new(text).unwrap().license(), None, "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_license_keys() {
        assert_eq!(LicenseKey::new(" \n").unwrap_err(), InvalidKey::Empty);
        assert_eq!(LicenseKey::new(&"a".repeat(LicenseKey::MAX + 1)).unwrap_err(), InvalidKey::TooLong);
        for text in ["RCV3_", "RCV3_a.b", "RCV3_a.b.c.d", "RCV3_a..c", "RCV3_a.b.<"] {
            assert_eq!(LicenseKey::new(text).unwrap_err(), InvalidKey::Incomplete, "{text}");
        }
        assert!(LicenseKey::new(&v2(256)).is_ok());
        let is_other = |text: &str| LicenseKey::new(text).unwrap_err() == InvalidKey::OtherForm;
        // Tokens and identifiers, and base64 that is too short for RSA, of another length, or of the wrong alphabet.
        for text in
            ["<html>", "kNmVpXt9a7JzQe0bB3yRfUuWcLsHiGoD5TxZ1PqAvE2", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "-_"]
        {
            assert!(is_other(text), "{text}");
        }
        for text in [v2(128), v2(300), v2(512).replace('/', "_"), format!("{}.", v2(512))] {
            assert!(is_other(&text), "{text}");
        }
    }

    #[test]
    fn private_keys_and_certificates_are_not_license_keys() {
        for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "CERTIFICATE"] {
            for body in [v2(256), v2(1190)] {
                let text = format!("# mine\n-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");
                assert_eq!(LicenseKey::new(&text).unwrap_err(), InvalidKey::Pem, "{label}");
            }
        }
    }

    /// A text in the form of a key of the second generation with so many bytes.
    fn v2(bytes: usize) -> String {
        use base64::{Engine, prelude::BASE64_STANDARD};
        BASE64_STANDARD.encode(vec![0xff; bytes])
    }
}
