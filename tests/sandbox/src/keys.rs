//! License keys: how the sandbox issues them, and how a server checks one.

use axum::http::StatusCode;
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    account::{Account, Allowed},
    answer::{self, Answer},
    jwt,
};

/// A license key for a workspace: see [`Sandbox::key`](crate::Sandbox::key).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Key {
    /// The key that the server holds at the start; empty if it has no license.
    Present,
    /// Extends the plan to 390 days from now, with `abac` and `fips`, without `outlook-calendar`, and with 75 seats.
    Renewal,
    /// Like the renewal, but issued for this workspace's address and for another one: all of them have to match.
    OtherAddress,
    /// Like the renewal, but it ended two days ago.
    Ended,
    /// Like the renewal, but it begins in ten days.
    NotBegun,
    /// Like the renewal, but it cannot be installed, because more seats are in use than it has.
    TooFewSeats,
    /// Like the renewal, in the encrypted form of the second generation, which only a server can read.
    Encrypted,
    /// Like [`Self::OtherAddress`], in the encrypted form.
    EncryptedForOtherAddress,
    /// In the form of a license key of the third generation, with no license in it.
    Garbage,
}

/// What marks a license key of the third generation.
const V3: &str = "RCV3_";

/// What stands in for the vendor's encryption in a key of the second generation.
const ENCRYPTED: &str = "sandbox:";

/// The length of a block of the vendor's encryption, in bytes.
const BLOCK: usize = 512;

/// Issues a key of the third generation with this payload, an `ILicenseV3`. Its signature is invalid, because only the
/// vendor can make a valid one; the sandbox does not verify it.
pub fn issue_key(payload: &Value) -> String {
    format!("{V3}{}", jwt::with_invalid_signature(&payload.to_string()))
}

/// Issues a key in the encrypted form of the second generation, which is as long as some blocks of RSA.
pub(crate) fn issue_encrypted(payload: &Value) -> String {
    let text = format!("{ENCRYPTED}{payload}");
    let length = text.len().next_multiple_of(BLOCK);
    BASE64_STANDARD.encode(format!("{text:length$}"))
}

/// The payload of a well-formed key.
pub(crate) fn payload(key: &str) -> Option<Value> {
    let payload: Value = match key.strip_prefix(V3) {
        Some(token) => serde_json::from_slice(&jwt::payload(token)?).ok()?,
        None => {
            let text = String::from_utf8(BASE64_STANDARD.decode(key).ok()?).ok()?;
            serde_json::from_str(text.strip_prefix(ENCRYPTED)?).ok()?
        }
    };
    payload.is_object().then_some(payload)
}

/// What a server compares a license with.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings {
    /// Host and path.
    pub(crate) address: String,
    pub(crate) cloud_workspace_id: &'static str,
    pub(crate) now: Timestamp,
    /// The present license, if it is of the third generation.
    pub(crate) present: Option<Value>,
    /// How many are in use, by the API's names of the limits.
    pub(crate) used: Value,
}

impl Surroundings {
    fn used(&self, limit: &str) -> u64 {
        self.used.get(limit).and_then(Value::as_u64).unwrap_or(0)
    }

    /// The text of a key for this workspace.
    pub(crate) fn key(&self, key: Key) -> String {
        let days = |days: i64| {
            let at = self.now.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(self.now);
            json!(at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
        };
        let mut license = self.renewal(&days(390), &days(0));
        let period = |from: Value, until: Value| json!([{"validFrom": from, "validUntil": until, "invalidBehavior": "invalidate_license"}]);
        let other = json!([{"value": self.address, "type": "url"}, {"value": "chat.other.example", "type": "url"}]);
        match key {
            Key::Present => return self.present.as_ref().map(issue_key).unwrap_or_default(),
            Key::Garbage => return format!("{V3}{}", jwt::with_invalid_signature("no key at all")),
            Key::Encrypted => return issue_encrypted(&license),
            Key::EncryptedForOtherAddress => {
                license["validation"]["serverUrls"] = other;
                return issue_encrypted(&license);
            }
            Key::Renewal => {}
            Key::OtherAddress => license["validation"]["serverUrls"] = other,
            Key::Ended => {
                license["validation"]["validPeriods"] = period(days(-367), days(-2));
                license["information"]["visualExpiration"] = days(-2);
            }
            Key::NotBegun => license["validation"]["validPeriods"] = period(days(10), days(390)),
            Key::TooFewSeats => {
                let max = self.used("activeUsers").saturating_sub(1);
                license["limits"]["activeUsers"] = json!([{"max": max, "behavior": "prevent_installation"}]);
            }
        }
        issue_key(&license)
    }

    fn renewal(&self, until: &Value, now: &Value) -> Value {
        let mut license = self.present.clone().unwrap_or_else(|| {
            json!({
                "version": "3.0",
                "information": {
                    "autoRenew": false,
                    "trial": false,
                    "offline": false,
                    "grantedBy": {"method": "sales"},
                    "tags": [{"name": "Enterprise", "color": "#F3BE08"}],
                },
                "validation": {"statisticsReport": {"required": true}},
                "grantedModules": [{"module": "auditing"}, {"module": "scalability"}],
                "limits": {},
            })
        });
        license["information"]["id"] = json!("67f0c0ffee0000018b0099");
        license["information"]["createdAt"] = now.clone();
        license["information"]["visualExpiration"] = until.clone();
        license["validation"]["serverUrls"] = json!([{"value": self.address, "type": "url"}]);
        license["validation"]["cloudWorkspaceId"] = json!(self.cloud_workspace_id);
        license["validation"]["validPeriods"] = json!([{"validUntil": until, "invalidBehavior": "invalidate_license"}]);
        license["limits"]["activeUsers"] = json!([{"max": 75, "behavior": "prevent_action"}]);
        if let Some(modules) = license["grantedModules"].as_array_mut() {
            modules.retain(|module| module["module"] != "outlook-calendar");
            modules.extend(["abac", "fips"].map(|module| json!({"module": module})));
        }
        license
    }

    /// The reasons for which a server does not honor a license that is applied now.
    pub(crate) fn reasons(&self, license: &Value) -> Vec<Value> {
        let ends = |behavior: &Value| behavior == "invalidate_license" || behavior == "prevent_installation";
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let mut reasons = Vec::new();
        for url in list(&license["validation"]["serverUrls"]) {
            if !self.is_at(&url) {
                reasons.push(json!({"behavior": "invalidate_license", "reason": "url"}));
            }
        }
        for period in list(&license["validation"]["validPeriods"]) {
            let at = |name: &str| period[name].as_str()?.parse::<Timestamp>().ok();
            let is_over = at("validUntil").is_some_and(|until| self.now > until);
            let is_ahead = at("validFrom").is_some_and(|from| self.now < from);
            if ends(&period["invalidBehavior"]) && (is_over || is_ahead) {
                reasons.push(json!({"behavior": period["invalidBehavior"], "reason": "period"}));
            }
        }
        for (name, steps) in license["limits"].as_object().into_iter().flatten() {
            for step in list(steps) {
                let is_exceeded = step["max"].as_u64().is_some_and(|max| self.used(name) > max);
                if ends(&step["behavior"]) && is_exceeded {
                    reasons.push(json!({"behavior": step["behavior"], "reason": "limit", "limit": name}));
                }
            }
        }
        reasons
    }

    fn is_at(&self, url: &Value) -> bool {
        let (pattern, address) = (url["value"].as_str().unwrap_or_default(), self.address.as_str());
        match url["type"].as_str() {
            Some("url") => pattern.eq_ignore_ascii_case(address),
            // Only stars are expressions in the sandbox's licenses.
            Some("regex") => fits(&pattern.to_lowercase(), &address.to_lowercase()),
            Some("hash") => {
                let digest = Sha256::digest(address.as_bytes());
                digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>() == pattern
            }
            // A server does not look at other kinds.
            Some(_) | None => true,
        }
    }
}

/// Whether a text matches a pattern with stars.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text
            .strip_prefix(start)
            .is_some_and(|text| (0..=text.len()).any(|at| text.is_char_boundary(at) && fits(rest, &text[at..]))),
    }
}

/// `POST licenses.validate`.
pub(crate) fn validate(account: &Account, body: &Value, surroundings: &Surroundings) -> Answer {
    if account.edit_settings == Allowed::No {
        return answer::forbidden();
    }
    let Some(license) = body["license"].as_str().and_then(payload) else { return invalid() };
    let reasons = surroundings.reasons(&license);
    if reasons.is_empty() {
        return Answer::ok(json!({"success": true}));
    }
    let json = json!({"success": false, "error": "license-invalid", "reasons": reasons});
    Answer { status: StatusCode::BAD_REQUEST, json }
}

/// The answer of `POST licenses.add`, and the key if it is well-formed.
pub(crate) fn add(account: &Account, body: &Value) -> (Answer, Option<String>) {
    if account.edit_settings == Allowed::No {
        return (answer::forbidden(), None);
    }
    match body["license"].as_str().filter(|key| payload(key).is_some()) {
        Some(key) => (Answer::ok(json!({"success": true})), Some(key.to_owned())),
        None => (invalid(), None),
    }
}

fn invalid() -> Answer {
    Answer { status: StatusCode::BAD_REQUEST, json: json!({"success": false, "error": "Invalid license"}) }
}
