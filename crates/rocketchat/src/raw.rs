//! An answer as the server sent it, for support: bounded, and without its secrets.

use std::io;

use serde_json::Value;

use crate::secrets::CUT;

/// The most bytes that are kept of an answer.
const MOST: usize = 256 << 10;

/// The most characters of a word; longer ones are keys, tokens and signatures.
const LONGEST_WORD: usize = 120;

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
    /// The answer; its secrets are replaced in place. Those of the requests have been replaced already.
    pub(crate) fn of(answer: &mut Value) -> Self {
        let cut = cut_secrets(answer);
        let mut kept = Kept::default();
        // Writing JSON to this buffer cannot fail.
        let _ = serde_json::to_writer_pretty(&mut kept, answer);
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
fn cut_secrets(value: &mut Value) -> u32 {
    match value {
        Value::Object(fields) => {
            let mut cut = fields.iter_mut().map(|(name, field)| cut_field(name, field)).sum();
            if fields.keys().any(|name| is_secret(name)) {
                let named = std::mem::take(fields).into_iter();
                // Two replaced names become one, and only the last value remains.
                *fields = named
                    .map(|(name, field)| if is_secret(&name) { (CUT.into(), field) } else { (name, field) })
                    .collect();
                cut += 1;
            }
            cut
        }
        Value::Array(items) => items.iter_mut().map(cut_secrets).sum(),
        Value::String(text) if is_secret(text) => {
            *value = CUT.into();
            1
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

fn cut_field(name: &str, field: &mut Value) -> u32 {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let is_named = SECRET_NAMES.iter().any(|secret| plain.contains(secret)) || plain == "signed";
    match field {
        // A boolean can be about a secret, and is not one.
        Value::Null | Value::Bool(_) => 0,
        Value::String(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) if is_named => {
            *field = CUT.into();
            1
        }
        field => cut_secrets(field),
    }
}

/// Whether a text is a key, a token, a signature, or an address that contains one, regardless of its field's name.
fn is_secret(text: &str) -> bool {
    let contains_key = text.contains("RCV3_") || text.contains("-----BEGIN");
    let mut pieces = text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.'));
    let contains_jwt = pieces.any(|piece| piece.starts_with("eyJ"));
    let is_long = |word: &str| word.chars().count() > LONGEST_WORD && !word.contains("://");
    let has_credentials = |word: &str| word.contains("://") && word.contains(['@', '?', '#']);
    text == CUT
        || contains_key
        || contains_jwt
        || text.split_whitespace().any(|word| is_long(word) || has_credentials(word))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

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
                "echo": CUT,
                "credentials": { "value": "hunter2" },
                "otp": 123456,
                "header": "Bearer eyJhbGciOi",
                "pem": "-----BEGIN PRIVATE KEY-----",
                "link": "https://me:pass@chat.example",
                "url": "https://chat.example/team",
            },
            "success": true,
        });
        let raw = RawAnswer::of(&mut answer.clone());
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
        let mut answer = json!({ "ä": vec!["ö ä"; 1 << 17] });
        let raw = RawAnswer::of(&mut answer);
        assert!(raw.body.len() < MOST + 40 && raw.body.ends_with(" bytes more"), "{}", raw.body.len());
    }

    #[test]
    fn an_answer_that_grows_when_it_is_indented_is_bounded_too() {
        let mut deep = json!(vec![0; 1 << 14]);
        for _ in 0..100 {
            deep = json!([deep]);
        }
        let raw = RawAnswer::of(&mut deep);
        assert!(raw.body.len() < MOST + 40 && raw.body.ends_with(" bytes more"), "{}", raw.body.len());
    }
}
