//! The endpoints of a sign-in.

use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    account::{Account, Allowed, Login, SecondFactor, header},
    answer::Answer,
};

/// `POST login`.
pub(crate) fn login(account: &mut Account, login: &Login, slug: &str, me: &Value, body: &Value) -> Answer {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let is_correct = match body.get("password") {
        Some(Value::String(password)) => *password == login.password,
        Some(hashed) => hashed.get("digest").and_then(Value::as_str) == Some(&digest(&login.password)),
        None => false,
    };
    if !is_correct || !text("user").is_some_and(|user| login.matches(user)) {
        return unauthorized(json!({"status": "error", "error": "Unauthorized", "message": "Unauthorized"}));
    }
    if account.second_factor != SecondFactor::None {
        match text("code") {
            None => return login_challenge(account, "totp-required", "TOTP Required [totp-required]"),
            Some(code) if !account.accept_code(code) => {
                return login_challenge(account, "totp-invalid", "TOTP Invalid [totp-invalid]");
            }
            Some(_) => {}
        }
    }
    let token = account.issue(None, slug);
    let mut me = me.clone();
    if let Some(fields) = me.as_object_mut() {
        fields.remove("success");
    }
    let data = json!({"userId": me["_id"], "authToken": token, "me": me});
    Answer::ok(json!({"status": "success", "data": data}))
}

fn unauthorized(json: Value) -> Answer {
    Answer { status: StatusCode::UNAUTHORIZED, json }
}

fn login_challenge(account: &mut Account, error: &str, message: &str) -> Answer {
    let details = challenge_details(account);
    unauthorized(json!({"status": "error", "error": error, "message": message, "details": details}))
}

/// Describes the required second factor. If that is a code by e-mail, the server sends one together with this answer.
fn challenge_details(account: &mut Account) -> Value {
    match account.second_factor {
        SecondFactor::None => json!({"method": "password", "codeGenerated": false, "availableMethods": []}),
        SecondFactor::Totp => json!({"method": "totp", "codeGenerated": false, "availableMethods": ["totp"]}),
        SecondFactor::Email => {
            account.new_code();
            json!({"method": "email", "codeGenerated": true, "availableMethods": ["email"]})
        }
    }
}

/// `POST users.2fa.sendEmailCode`.
pub(crate) fn send_code(account: &mut Account, login: &Login, body: &Value) -> Answer {
    match body.get("emailOrUsername").and_then(Value::as_str) {
        Some(user) if login.matches(user) && account.second_factor == SecondFactor::Email => {
            account.new_code();
            Answer::ok(json!({"success": true}))
        }
        _ => bad_request(
            json!({"success": false, "error": "[error-parameter-required]", "errorType": "error-parameter-required"}),
        ),
    }
}

/// `POST users.generatePersonalAccessToken`.
pub(crate) fn generate(account: &mut Account, login: &Login, slug: &str, headers: &HeaderMap, body: &Value) -> Answer {
    let Some(name) = body.get("tokenName").and_then(Value::as_str) else {
        return bad_request(json!({"success": false, "error": "The 'tokenName' param is required"}));
    };
    let proof = (header(headers, "x-2fa-method"), header(headers, "x-2fa-code"));
    let is_proven = match (account.second_factor, proof) {
        (_, (_, None)) => return token_challenge(account, "totp-required", "TOTP Required [totp-required]"),
        (SecondFactor::None, (Some("password"), Some(code))) => code == digest(&login.password),
        (SecondFactor::Totp, (Some("totp"), Some(code))) | (SecondFactor::Email, (Some("email"), Some(code))) => {
            account.accept_code(code)
        }
        (_, (_, Some(_))) => false,
    };
    if !is_proven {
        return token_challenge(account, "totp-invalid", "TOTP Invalid [totp-invalid]");
    }
    if account.create_tokens == Allowed::No {
        let details = json!({"method": "personalAccessTokens:generateToken"});
        let error = "Not Authorized [not-authorized]";
        return bad_request(
            json!({"success": false, "error": error, "errorType": "not-authorized", "details": details}),
        );
    }
    if account.issued.iter().any(|issued| issued.name.as_deref() == Some(name)) {
        let error = "A token with this name already exists [error-token-already-exists]";
        return bad_request(json!({"success": false, "error": error, "errorType": "error-token-already-exists"}));
    }
    let token = account.issue(Some(name.to_owned()), slug);
    Answer::ok(json!({"token": token, "success": true}))
}

fn token_challenge(account: &mut Account, error_type: &str, error: &str) -> Answer {
    let details = challenge_details(account);
    bad_request(json!({"success": false, "error": error, "errorType": error_type, "details": details}))
}

fn bad_request(json: Value) -> Answer {
    Answer { status: StatusCode::BAD_REQUEST, json }
}

/// `POST logout`.
pub(crate) fn logout(account: &mut Account, headers: &HeaderMap) -> Answer {
    account.revoke(header(headers, "x-auth-token").unwrap_or_default());
    Answer::ok(json!({"status": "success", "data": {"message": "You've been logged out!"}}))
}

fn digest(password: &str) -> String {
    Sha256::digest(password.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
