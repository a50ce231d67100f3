//! An answer as it came, for whoever helps with it: its secrets cut, and bounded.

use serde_json::Value;

use crate::credentials::Credentials;

/// The most bytes that are kept of an answer.
const MOST: usize = 256 << 10;

/// The most characters that a text without a space may have: longer ones are keys, tokens and signatures.
const LONGEST_WORD: usize = 120;

/// What stands in the place of a secret.
const CUT: &str = "(cut)";

/// Parts of the names of fields that hold secrets, in lower case and without separators.
const SECRET_NAMES: [&str; 12] = [
    "token",
    "secret",
    "password",
    "privatekey",
    "apikey",
    "licensekey",
    "encrypted",
    "signed",
    "signature",
    "credential",
    "authorization",
    "cookie",
];

/// An answer of a server without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawAnswer {
    /// The answer, in JSON, indented; where it was very long, its beginning.
    pub body: String,
    /// How many values were cut out of it.
    pub cut: u32,
}

impl RawAnswer {
    /// The answer that those credentials got.
    pub fn of(answer: &Value, credentials: &Credentials) -> Self {
        let mut answer = answer.clone();
        let cut = cut_secrets(&mut answer, credentials.token.expose());
        // A value that was JSON becomes JSON again.
        let mut body = serde_json::to_string_pretty(&answer).unwrap_or_default();
        if body.len() > MOST {
            let end = body.floor_char_boundary(MOST);
            let rest = body.len() - end;
            body.truncate(end);
            body.push_str(&format!("\n… and {rest} bytes more"));
        }
        Self { body, cut }
    }
}

/// Cuts the secrets out of a value; says how many that were.
fn cut_secrets(value: &mut Value, token: &str) -> u32 {
    match value {
        Value::Object(fields) => fields.iter_mut().map(|(name, field)| cut_field(name, field, token)).sum(),
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
    let is_secret = SECRET_NAMES.iter().any(|secret| plain.contains(secret));
    match field {
        // A flag or a number under such a name says something of a secret, and is none.
        Value::String(text) if is_secret && !text.is_empty() => {
            *field = CUT.into();
            1
        }
        Value::Array(items) if is_secret && !items.is_empty() => {
            *field = CUT.into();
            1
        }
        field => cut_secrets(field, token),
    }
}

/// Whether a text is a key, a token or a signature, whatever the name it stands under.
fn is_secret(text: &str, token: &str) -> bool {
    let holds_token = !token.is_empty() && text.contains(token);
    let looks_like_one = |word: &str| word.len() > LONGEST_WORD && !word.contains("://");
    holds_token || text.starts_with("RCV3_") || text.starts_with("eyJ") || text.split_whitespace().any(looks_like_one)
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
    fn secrets_are_cut_by_their_names_and_by_their_looks_and_all_else_stays() {
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
            },
            "success": true,
        });
        let raw = RawAnswer::of(&answer, &credentials("my-own-token"));
        let read: Value = serde_json::from_str(&raw.body).unwrap();
        let license = &read["license"];
        for name in ["licenseKey", "auth_token", "tokens", "note", "other", "blob", "echo"] {
            assert_eq!(license[name], CUT, "{name}");
        }
        assert_eq!((raw.cut, &license["hasToken"]), (7, &json!(true)));
        assert_eq!(license["license"], answer["license"]["license"]);
        assert_eq!(license["activeModules"], answer["license"]["activeModules"]);
    }

    #[test]
    fn a_long_answer_is_kept_in_part() {
        let answer = json!({ "ä": vec!["ö ä"; 1 << 17] });
        let raw = RawAnswer::of(&answer, &credentials("t0ken"));
        assert!(raw.body.len() < MOST + 40 && raw.body.ends_with(" bytes more"), "{}", raw.body.len());
    }

    proptest! {
        #[test]
        fn the_token_that_asked_is_never_in_it(token in "[A-Za-z0-9_-]{20,43}", around in ".{0,20}", name in "[a-z]{1,8}") {
            let echo = format!("{around}{token}");
            let answer = json!({ name: [echo.clone(), { "deep": echo }] });
            prop_assert!(!RawAnswer::of(&answer, &credentials(&token)).body.contains(&token));
        }
    }
}
