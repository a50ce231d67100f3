//! What must not be stored with a channel's definition: it is in the vault, as one entry for each channel.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use rocketchat::{HookUrl, InsecureHttp, Token};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::Target;

/// The secrets of one channel. Debug output shows none of them, and nothing but the vault's entry is made of them.
#[derive(Clone, Default)]
pub struct ChannelSecret {
    /// The address of a room or a webhook.
    pub url: Option<HookUrl>,
    /// The key that a webhook's messages are signed with.
    pub key: Option<SigningKey>,
    /// The password for a mail server.
    pub password: Option<SecretString>,
}

/// A key to sign messages with, as the Standard Webhooks specification has it.
#[derive(Clone)]
pub struct SigningKey(SecretString);

/// A text is not a signing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a signing key is 24 to 64 bytes in base64, optionally after “whsec_”")]
pub struct InvalidKey;

impl SigningKey {
    /// The prefix by which a key can be recognized.
    pub const PREFIX: &str = "whsec_";

    /// Parses a key.
    ///
    /// # Errors
    /// If the text is not a key.
    pub fn parse(text: &str) -> Result<Self, InvalidKey> {
        let text = text.trim();
        let bytes = decode(text).ok_or(InvalidKey)?;
        if (24..=64).contains(&bytes.len()) { Ok(Self(SecretString::from(text))) } else { Err(InvalidKey) }
    }

    /// The bytes of the key.
    pub(super) fn bytes(&self) -> Vec<u8> {
        decode(self.0.expose_secret()).unwrap_or_default()
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text.strip_prefix(SigningKey::PREFIX).unwrap_or(text)).ok()
}

/// The entry in the vault.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Entry {
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<String>,
}

impl ChannelSecret {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.url.is_none() && self.key.is_none() && self.password.is_none()
    }

    /// Whether these are the same secrets. How long that takes says nothing about them but their length.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let (one, other) = (self.to_token(), other.to_token());
        verify_slices_are_equal(one.expose().as_bytes(), other.expose().as_bytes()).is_ok()
    }

    /// The entry for the vault.
    pub(crate) fn to_token(&self) -> Token {
        let entry = Entry {
            url: self.url.as_ref().map(|url| url.expose().to_owned()),
            key: self.key.as_ref().map(|key| key.0.expose_secret().to_owned()),
            password: self.password.as_ref().map(|password| password.expose_secret().to_owned()),
        };
        // Texts can always be written.
        Token::new(&serde_json::to_string(&entry).unwrap_or_default())
    }

    /// Reads an entry of the vault. What cannot be read of it is missing.
    pub(crate) fn of_token(token: &Token, target: &Target) -> Self {
        let Entry { url, key, password } = serde_json::from_str(token.expose()).unwrap_or_default();
        let insecure = match target {
            Target::Room { connection, .. } | Target::Webhook { connection, .. } if connection.allow_http => {
                InsecureHttp::Allowed
            }
            Target::Room { .. } | Target::Webhook { .. } | Target::Email(_) => InsecureHttp::Refused,
        };
        Self {
            url: url.and_then(|url| HookUrl::parse(&url, insecure).ok()),
            key: key.and_then(|key| SigningKey::parse(&key).ok()),
            password: password.map(SecretString::from),
        }
    }
}

impl fmt::Debug for ChannelSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChannelSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::channel::HookConnection;

    #[test]
    fn secrets_survive_the_vault_and_are_not_printed() {
        let key = format!("whsec_{}", BASE64_STANDARD.encode([7; 32]));
        let secret = ChannelSecret {
            url: HookUrl::parse("https://chat.example/hooks/1d/t0ken", InsecureHttp::Refused).ok(),
            key: SigningKey::parse(&key).ok(),
            password: Some(SecretString::from(" sp\"ace ")),
        };
        let target = Target::Room { host: String::new(), connection: HookConnection::default() };
        let read = ChannelSecret::of_token(&secret.to_token(), &target);
        assert_eq!(read.url, secret.url);
        assert_eq!(read.key.map(|key| key.bytes()), Some(vec![7; 32]));
        assert_eq!(read.password.map(|password| password.expose_secret().to_owned()), Some(" sp\"ace ".to_owned()));
        assert_eq!(format!("{secret:?}"), "ChannelSecret(…)");
        assert!(ChannelSecret::of_token(&Token::new("garbage"), &target).is_empty());
    }

    #[test]
    fn a_signing_key_has_24_to_64_bytes() {
        let parse = |bytes: usize| SigningKey::parse(&BASE64_STANDARD.encode(vec![1; bytes])).is_ok();
        assert_eq!([23, 24, 64, 65].map(parse), [false, true, true, false]);
        assert!(SigningKey::parse("whsec_not base64").is_err());
    }
}
