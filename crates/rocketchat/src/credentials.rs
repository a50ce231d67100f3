//! User ids and secrets.

use std::fmt;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// A pasted text or the text of a file without white space around it, and without the byte order mark and the zero-width
/// spaces that other programs put into it.
fn visible(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !license::is_invisible(*c)).collect();
    visible.trim().to_owned()
}

/// The id of a user of a workspace, such as `rbAXPnMktTFbNpwtJ`. It is not a secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(String);

impl UserId {
    /// The user id, without surrounding white space and without invisible characters.
    pub fn new(text: &str) -> Self {
        Self(visible(text))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A token: a personal access token or a session token. Debug output shows none of it, nothing serializes it, and its
/// memory is overwritten when it is dropped.
#[derive(Clone)]
pub struct Token(SecretString);

impl Token {
    /// The token, without surrounding white space and without invisible characters.
    pub fn new(text: &str) -> Self {
        Self(SecretString::from(visible(text)))
    }

    /// The token itself, for the keyring.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Whether a text certainly contains a token: a run of at least 30 characters with digits, small and capital letters. For
/// texts in which there must be none, and which are refused then.
pub fn holds_token(text: &str) -> bool {
    let is_token = |run: &str| {
        let has = |is: fn(&char) -> bool| run.chars().any(|c| is(&c));
        run.len() >= 30 && has(char::is_ascii_digit) && has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase)
    };
    text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')).any(is_token)
}

/// The password of an account. It is held only while it is exchanged for a token, and never stored.
#[derive(Clone)]
pub struct Password(SecretString);

impl Password {
    /// The password exactly as given: spaces may be part of it.
    pub fn new(text: &str) -> Self {
        Self(SecretString::from(text.to_owned()))
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// The code of a second factor.
#[derive(Clone)]
pub struct Code(SecretString);

impl Code {
    /// The code, without white space.
    pub fn new(text: &str) -> Self {
        Self(SecretString::from(text.split_whitespace().collect::<String>()))
    }

    /// The code for a server that asks for the password as a second factor: its SHA-256 in hexadecimal
    /// (`PasswordCheckFallback` in the server's source).
    pub fn of_password(password: &Password) -> Self {
        use sha2::{Digest, Sha256};
        let digest = Sha256::digest(password.expose().as_bytes());
        Self(SecretString::from(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::from_str(self.expose()).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// A user id with its token.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The user.
    pub user_id: UserId,
    /// The user's token.
    pub token: Token,
}

impl Credentials {
    /// The two headers of an authenticated call; `None` if one of them is not a valid header value, so that no server can
    /// have issued it.
    pub(crate) fn headers(&self) -> Option<[(&'static str, HeaderValue); 2]> {
        if self.token.is_empty() || self.user_id.as_str().is_empty() {
            return None;
        }
        let user_id = HeaderValue::from_str(self.user_id.as_str()).ok()?;
        let mut token = HeaderValue::from_str(self.token.expose()).ok()?;
        token.set_sensitive(true);
        Some([("X-User-Id", user_id), ("X-Auth-Token", token)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_no_token() {
        let credentials = Credentials { user_id: UserId::new("me"), token: Token::new("s3cret") };
        assert!(!format!("{credentials:?} {:?}", credentials.headers()).contains("s3cret"));
        let (password, code) = (Password::new("s3cret"), Code::new("s3c ret"));
        assert!(!format!("{password:?} {code:?} {:?}", code.header()).contains("s3cret"));
    }

    #[test]
    fn a_password_as_a_second_factor_is_its_digest() {
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Code::of_password(&Password::new("abc")).expose(), digest, "the test vector of FIPS 180-2");
        assert_eq!(Code::new(" 123 456 ").expose(), "123456");
    }

    #[test]
    fn invisible_characters_are_no_part_of_credentials() {
        for text in ["\u{feff}t0ken\r\n", "\u{200b} t0ken \u{feff}", "t0\u{ad}ken\u{2060}", "\n\u{feff}\nt0ken"] {
            assert_eq!((Token::new(text).expose(), UserId::new(text).as_str()), ("t0ken", "t0ken"));
        }
        assert!(Token::new("\u{feff} \u{200b}").is_empty());
    }

    #[test]
    fn an_invalid_header_value_is_not_a_token() {
        let with = |token| Credentials { user_id: UserId::new("me"), token: Token::new(token) }.headers();
        assert!(with("a\r\nHost: evil").is_none());
        assert!(with(" ").is_none());
        assert!(with(" padded\n").is_some());
    }
}
