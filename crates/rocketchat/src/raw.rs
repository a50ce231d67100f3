//! An answer as the server sent it, for support: bounded, and without its secrets.

use std::io;

use serde_json::Value;

use crate::credentials::Credentials;

/// The most bytes that are kept of an answer.
const MOST: usize = 256 << 10;

/// The most characters of a word; longer ones are keys, tokens and signatures.
const LONGEST_WORD: usize = 120;

/// What replaces a secret.
const CUT: &str = "(cut)";

/// Parts of the names of fields that contain secrets, in lower case and without separators.
const SECRET_NAMES: [&str; 18] = [
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "privatekey",
    "privkey",
    "apikey",
    "licensekey",
    "encrypted",
    "signature",
    "credential",
    "authorization",
    "bearer",
    "jwt",
    "cookie",
    "session",
    "otp",
];

/// An answer of a server without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawAnswer {
    /// The answer as indented JSON; only its beginning if it is very long.
    pub body: String,
    /// How many values were replaced.
    pub cut: u32,
}

impl RawAnswer {
    /// The answer to a request with these credentials.
    pub fn of(answer: &Value, credentials: &Credentials) -> Self {
        let mut answer = answer.clone();
        let cut = cut_secrets(&mut answer, credentials.token.expose());
        let mut kept = Kept::default();
        // Writing JSON to this buffer cannot fail.
        let _ = serde_json::to_writer_pretty(&mut kept, &answer);
        Self { body: kept.text(), cut }
    }
}

/// The beginning of what is written, and its whole length. Indentation can turn one byte into a hundred.
#[derive(Default)]
struct Kept {
    beginning: Vec<u8>,
    written: usize,
}

impl Kept {
    fn text(self) -> String {
        // The beginning may end inside a character.
        let text = String::from_utf8_lossy(&self.beginning);
        match self.written - self.beginning.len() {
            0 => text.into_owned(),
            rest => format!("{}\n… and {rest} bytes more", text.trim_end_matches('\u{fffd}')),
        }
    }
}

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = MOST.saturating_sub(self.beginning.len()).min(bytes.len());
        self.beginning.extend_from_slice(&bytes[..room]);
        self.written += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Replaces the secrets in a value, and returns how many there were.
fn cut_secrets(value: &mut Value, token: &str) -> u32 {
    match value {
        Value::Object(fields) => {
            let mut cut = fields.iter_mut().map(|(name, field)| cut_field(name, field, token)).sum();
            if fields.keys().any(|name| is_secret(name, token)) {
                let named = std::mem::take(fields).into_iter();
                // Two replaced names become one, and only the last value remains.
                *fields = named
                    .map(|(name, field)| if is_secret(&name, token) { (CUT.into(), field) } else { (name, field) })
                    .collect();
                cut += 1;
            }
            cut
        }
        Value::Array(items) => items.iter_mut().map(|item| cut_secrets(item, token)).sum(),
        Value::String(text) if is_secret(text, token) => {
            *value = CUT.into();
            1
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

fn cut_field(name: &str, field: &mut Value, token: &str) -> u32 {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let is_named = SECRET_NAMES.iter().any(|secret| plain.contains(secret)) || plain == "signed";
    match field {
        // A boolean can be about a secret, and is not one.
        Value::Null | Value::Bool(_) => 0,
        Value::String(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) if is_named => {
            *field = CUT.into();
            1
        }
        field => cut_secrets(field, token),
    }
}

/// Whether a text is a key, a token, a signature, or an address that contains one, regardless of its field's name.
fn is_secret(text: &str, token: &str) -> bool {
    let contains_token = !token.is_empty() && text.contains(token);
    let contains_key = text.contains("RCV3_") || text.contains("-----BEGIN");
    let mut pieces = text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.'));
    let contains_jwt = pieces.any(|piece| piece.starts_with("eyJ"));
    let is_long = |word: &str| word.chars().count() > LONGEST_WORD && !word.contains("://");
    let has_credentials = |word: &str| word.contains("://") && word.contains(['@', '?', '#']);
    contains_token
        || contains_key
        || contains_jwt
        || text.split_whitespace().any(|word| is_long(word) || has_credentials(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::credentials::{Token, UserId};

    fn credentials(token: &str) -> Credentials {
        Credentials { user_id: UserId::new("me"), token: Token::new(token) }
    }

    #[test]
    fn secrets_are_replaced_by_name_and_by_form_and_all_else_stays() {
        let answer = json!({
            "license": {
                "license": { "version": "3.0", "information": { "id": "64d28d096400df50a6ea3a33", "offline": false } },
                "activeModules": ["auditing", "push-privacy"],
                "licenseKey": "abc",
                "auth_token": "x",
                "tokens": ["a", "b"],
                "hasToken": true,
                "note": "RCV3_abc",
                "other": "eyJhbGciOi",
                "blob": "A".repeat(121),
                "echo": "you sent my-own-token",
                "credentials": { "value": "hunter2" },
                "otp": 123456,
                "header": "Bearer eyJhbGciOi",
                "pem": "-----BEGIN PRIVATE KEY-----",
                "link": "https://me:pass@chat.example",
                "url": "https://chat.example/team",
            },
            "success": true,
        });
        let raw = RawAnswer::of(&answer, &credentials("my-own-token"));
        let read: Value = serde_json::from_str(&raw.body).unwrap();
        let license = &read["license"];
        for name in [
            "licenseKey",
            "auth_token",
            "tokens",
            "note",
            "other",
            "blob",
            "echo",
            "credentials",
            "otp",
            "header",
            "pem",
            "link",
        ] {
            assert_eq!(license[name], CUT, "{name}");
        }
        assert_eq!(
            (raw.cut, &license["hasToken"], &license["url"]),
            (12, &json!(true), &json!("https://chat.example/team"))
        );
        assert_eq!(license["license"], answer["license"]["license"]);
        assert_eq!(license["activeModules"], answer["license"]["activeModules"]);
    }

    #[test]
    fn a_long_answer_is_shortened() {
        let answer = json!({ "ä": vec!["ö ä"; 1 << 17] });
        let raw = RawAnswer::of(&answer, &credentials("t0ken"));
        assert!(raw.body.len() < MOST + 40 && raw.body.ends_with(" bytes more"), "{}", raw.body.len());
    }

    #[test]
    fn an_answer_that_grows_when_it_is_indented_is_bounded_too() {
        let mut deep = json!(vec![0; 1 << 14]);
        for _ in 0..100 {
            deep = json!([deep]);
        }
        let raw = RawAnswer::of(&deep, &credentials("t0ken"));
        assert!(raw.body.len() < MOST + 40 && raw.body.ends_with(" bytes more"), "{}", raw.body.len());
    }

    proptest! {
        #[test]
        fn the_own_token_is_never_in_it(token in "[A-Za-z0-9_-]{20,43}", around in ".{0,20}", name in "[a-z]{1,8}") {
            let echo = format!("{around}{token}");
            let answer = json!({ name: [echo.clone(), { "deep": echo.clone() }, { echo: 1 }] });
            prop_assert!(!RawAnswer::of(&answer, &credentials(&token)).body.contains(&token));
        }
    }
}
