//! What servers answer to somebody who signs in.

use serde_json::Value;

use crate::{
    credentials::{Credentials, Token, UserId},
    signing::{Demand, Factor, Given, Sent},
};

/// The session in the answer of `login`; nothing when there is none.
pub fn session(body: &Value) -> Option<Credentials> {
    let data = body.get("data")?;
    let text = |name: &str| data.get(name)?.as_str().filter(|text| !text.is_empty());
    Some(Credentials { user_id: UserId::new(text("userId")?), token: Token::new(text("authToken")?) })
}

/// The token in the answer of `users.generatePersonalAccessToken`; nothing when there is none.
pub fn token(body: &Value) -> Option<Token> {
    body.get("token").and_then(Value::as_str).map(Token::new).filter(|token| !token.is_empty())
}

/// The name of an error: in `errorType`, or in the place of its words, or in brackets behind them.
pub fn error_type(body: &Value) -> Option<&str> {
    let word = |name: &str| body.get(name).and_then(Value::as_str);
    let in_brackets = |text: &'_ str| {
        let (_, behind) = text.rsplit_once('[')?;
        behind.strip_suffix(']').map(str::len)
    };
    match (word("errorType"), word("error")) {
        (Some(name), _) => Some(name),
        (None, Some(words)) => match in_brackets(words) {
            Some(length) => words.get(words.len() - length - 1..words.len() - 1),
            None => Some(words),
        },
        (None, None) => None,
    }
}

/// The demand for a second factor; nothing when none is demanded, or one that nobody can give here.
pub fn demand(body: &Value) -> Option<Demand> {
    let given = match error_type(body)? {
        "totp-required" => Given::None,
        "totp-invalid" => Given::Refused,
        _ => return None,
    };
    let details = body.get("details");
    let named = |value: &Value| value.as_str().and_then(Factor::from_code);
    let listed = details.and_then(|details| details.get("availableMethods")).and_then(Value::as_array);
    let mut factors: Vec<_> = listed.into_iter().flatten().filter_map(named).collect();
    // The oldest servers name none: they know the authenticator app alone.
    let factor = match details.and_then(|details| details.get("method")) {
        Some(method) => named(method)?,
        None => factors.first().copied().unwrap_or(Factor::Totp),
    };
    if !factors.contains(&factor) {
        factors.insert(0, factor);
    }
    factors.dedup();
    let sent = match details.and_then(|details| details.get("codeGenerated")) {
        Some(Value::Bool(true)) => Sent::Yes,
        Some(_) | None => Sent::No,
    };
    Some(Demand { factor, factors, sent, given })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_demand_is_read_in_every_form() {
        let by_mail = json!({"status": "error", "error": "totp-required", "details": {
            "method": "email", "codeGenerated": true, "availableMethods": ["totp", "email", "carrier-pigeon", 7]}});
        let expected = Demand {
            factor: Factor::Email,
            factors: vec![Factor::Totp, Factor::Email],
            sent: Sent::Yes,
            given: Given::None,
        };
        assert_eq!(demand(&by_mail), Some(expected));
        let for_a_token = json!({"success": false, "error": "TOTP Required [totp-required]", "details": {
            "method": "password", "codeGenerated": false, "availableMethods": []}});
        assert_eq!(demand(&for_a_token).unwrap().factors, [Factor::Password]);
        let old = json!({"status": "error", "error": "totp-invalid", "message": "TOTP Invalid"});
        assert_eq!((demand(&old).unwrap().factor, demand(&old).unwrap().given), (Factor::Totp, Given::Refused));
    }

    #[test]
    fn what_demands_nothing_is_no_demand() {
        for body in [
            json!({"status": "error", "error": "Unauthorized"}),
            json!({"error": "totp-required", "details": {"method": "carrier-pigeon"}}),
            json!({"error": "a [ b ] c"}),
            json!({"error": "]["}),
            json!([]),
        ] {
            assert_eq!(demand(&body), None, "{body}");
        }
    }
}
