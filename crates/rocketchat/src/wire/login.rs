//! The answers of the sign-in endpoints.

use serde_json::Value;

use crate::{
    credentials::{Credentials, Token, UserId},
    second_factor::{CodeOutcome, Factor, SecondFactorChallenge},
};

/// The session in an answer of `login`.
pub fn session(body: &Value) -> Option<Credentials> {
    let data = body.get("data")?;
    let text = |name: &str| data.get(name)?.as_str().filter(|text| !text.is_empty());
    Some(Credentials { user_id: UserId::new(text("userId")?), token: Token::new(text("authToken")?) })
}

/// The token in an answer of `users.generatePersonalAccessToken`.
pub fn token(body: &Value) -> Option<Token> {
    body.get("token").and_then(Value::as_str).map(Token::new).filter(|token| !token.is_empty())
}

/// The code of an error: in `errorType`, in place of the message, or in brackets after it.
pub fn error_type(body: &Value) -> Option<&str> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let in_brackets = |message: &str| {
        let (_, code) = message.rsplit_once('[')?;
        code.strip_suffix(']').map(str::len)
    };
    match (text("errorType"), text("error")) {
        (Some(name), _) => Some(name),
        (None, Some(message)) => match in_brackets(message) {
            Some(length) => message.get(message.len() - length - 1..message.len() - 1),
            None => Some(message),
        },
        (None, None) => None,
    }
}

/// The challenge for a second factor. `None` if there is none, or one by a method that this version does not know.
pub fn challenge(body: &Value) -> Option<SecondFactorChallenge> {
    let outcome = match error_type(body)? {
        "totp-required" => CodeOutcome::None,
        "totp-invalid" => CodeOutcome::Refused,
        _ => return None,
    };
    let details = body.get("details");
    let named = |value: &Value| value.as_str().and_then(Factor::from_code);
    let listed = details.and_then(|details| details.get("availableMethods")).and_then(Value::as_array);
    let mut factors: Vec<_> = listed.into_iter().flatten().filter_map(named).collect();
    // The oldest servers name no method: they only know the authenticator app.
    let factor = match details.and_then(|details| details.get("method")) {
        Some(method) => named(method)?,
        None => factors.first().copied().unwrap_or(Factor::Totp),
    };
    if !factors.contains(&factor) {
        factors.insert(0, factor);
    }
    factors.dedup();
    let is_code_sent = details.and_then(|details| details.get("codeGenerated")) == Some(&Value::Bool(true));
    Some(SecondFactorChallenge { factor, factors, is_code_sent, outcome })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_challenge_is_read_in_every_form() {
        let by_mail = json!({"status": "error", "error": "totp-required", "details": {
            "method": "email", "codeGenerated": true, "availableMethods": ["totp", "email", "carrier-pigeon", 7]}});
        let expected = SecondFactorChallenge {
            factor: Factor::Email,
            factors: vec![Factor::Totp, Factor::Email],
            is_code_sent: true,
            outcome: CodeOutcome::None,
        };
        assert_eq!(challenge(&by_mail), Some(expected));
        let for_a_token = json!({"success": false, "error": "TOTP Required [totp-required]", "details": {
            "method": "password", "codeGenerated": false, "availableMethods": []}});
        assert_eq!(challenge(&for_a_token).unwrap().factors, [Factor::Password]);
        let old = json!({"status": "error", "error": "totp-invalid", "message": "TOTP Invalid"});
        let challenge = challenge(&old).unwrap();
        assert_eq!((challenge.factor, challenge.outcome), (Factor::Totp, CodeOutcome::Refused));
    }

    #[test]
    fn other_answers_are_no_challenge() {
        for body in [
            json!({"status": "error", "error": "Unauthorized"}),
            json!({"error": "totp-required", "details": {"method": "carrier-pigeon"}}),
            json!({"error": "a [ b ] c"}),
            json!({"error": "]["}),
            json!([]),
        ] {
            assert_eq!(challenge(&body), None, "{body}");
        }
    }
}
