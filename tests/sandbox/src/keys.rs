//! The license keys that the sandbox knows, and their effects.

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    account::{Account, Allowed},
    answer::{self, Answer},
};

/// A license key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Key {
    /// Extends the plan to 390 days from now, with `abac` and `fips`, without `outlook-calendar`, and with 75 seats.
    Renewal,
    /// Issued for another address.
    OtherAddress,
    /// Expired.
    Expired,
    /// Has fewer seats than are in use.
    TooFewSeats,
    /// Not a license key.
    Garbage,
}

impl Key {
    const ALL: [Self; 5] = [Self::Renewal, Self::OtherAddress, Self::Expired, Self::TooFewSeats, Self::Garbage];

    /// The text of the key.
    pub fn text(self) -> &'static str {
        match self {
            Self::Renewal => "RCV3_c2FuZGJveC1yZW5ld2Fs.YW5vdGhlci15ZWFy.c2lnbmVk",
            Self::OtherAddress => "RCV3_c2FuZGJveC1vdGhlcg.YWRkcmVzcw.c2lnbmVk",
            Self::Expired => "RCV3_c2FuZGJveC1vdmVy.ZXhwaXJlZA.c2lnbmVk",
            Self::TooFewSeats => "RCV3_c2FuZGJveC1mZXc.c2VhdHM.c2lnbmVk",
            Self::Garbage => "bm8ga2V5IGF0IGFsbA==",
        }
    }

    fn from_body(body: &Value) -> Option<Self> {
        let text = body.get("license").and_then(Value::as_str)?;
        Self::ALL.into_iter().find(|key| key.text() == text).filter(|key| *key != Self::Garbage)
    }
}

/// `POST licenses.validate`.
pub(crate) fn validate(account: &Account, body: &Value) -> Answer {
    if account.edit_settings == Allowed::No {
        return answer::forbidden();
    }
    let reason = match Key::from_body(body) {
        None => return invalid(),
        Some(Key::OtherAddress) => json!({"behavior": "invalidate_license", "reason": "url"}),
        Some(Key::Expired) => json!({"behavior": "invalidate_license", "reason": "period"}),
        Some(Key::TooFewSeats) => {
            json!({"behavior": "prevent_installation", "reason": "limit", "limit": "activeUsers"})
        }
        Some(Key::Renewal | Key::Garbage) => return Answer::ok(json!({"success": true})),
    };
    let json = json!({"success": false, "error": "license-invalid", "reasons": [reason]});
    Answer { status: StatusCode::BAD_REQUEST, json }
}

/// `POST licenses.add`. Also returns the key if it changes the license.
pub(crate) fn add(account: &Account, body: &Value) -> (Answer, Option<Key>) {
    if account.edit_settings == Allowed::No {
        return (answer::forbidden(), None);
    }
    match Key::from_body(body) {
        None => (invalid(), None),
        Some(key) => (Answer::ok(json!({"success": true})), Some(key).filter(|key| *key == Key::Renewal)),
    }
}

fn invalid() -> Answer {
    Answer { status: StatusCode::BAD_REQUEST, json: json!({"success": false, "error": "Invalid license"}) }
}

/// Changes the answer of `licenses.info` as the renewal does.
pub(crate) fn apply_renewal(body: &mut Value, now: Timestamp) {
    let until = now.checked_add(SignedDuration::from_hours(390 * 24)).unwrap_or(now);
    let license = &mut body["license"];
    if license["license"].is_object() {
        let periods = json!([{"validUntil": until.to_string(), "invalidBehavior": "invalidate_license"}]);
        license["license"]["validation"]["validPeriods"] = periods;
        license["license"]["information"]["visualExpiration"] = json!(until.to_string());
        license["license"]["limits"]["activeUsers"] = json!([{"max": 75, "behavior": "prevent_action"}]);
        license["limits"]["activeUsers"]["max"] = json!(75);
        swap_modules(&mut license["license"]["grantedModules"], |module| json!({"module": module}));
        swap_modules(&mut license["activeModules"], |module| json!(module));
    }
}

fn swap_modules(list: &mut Value, entry: impl Fn(&str) -> Value) {
    if let Some(list) = list.as_array_mut() {
        let removed = entry("outlook-calendar");
        list.retain(|module| *module != removed);
        list.extend(["abac", "fips"].map(entry));
    }
}
