//! `/api/info`: which version the server runs, and until when the vendor supports it.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use license::Label;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::time::instant;

/// The version of a server, such as `8.5` or `4.8.7`. The patch level is cut for callers without a permission.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServerVersion(Label);

impl ServerVersion {
    /// The version of that name.
    pub fn new(text: &str) -> Self {
        Self(Label::new(text))
    }

    /// As the server writes it.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Major and minor number, by which the vendor supports versions.
    fn line(&self) -> (&str, &str) {
        let mut parts = self.as_str().split(['.', '-']);
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
    }
}

impl fmt::Display for ServerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a server says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The version that it runs.
    pub version: ServerVersion,
    /// Until when the vendor supports that version, as far as the server tells. The signature is not checked: its key is
    /// not published, and the server could say anything else about itself just as well.
    pub support_end: Option<Timestamp>,
}

/// Reads `/api/info`, in its new form or in the old one; nothing when it names no version, as every Rocket.Chat does.
pub fn decode(body: &Value) -> Option<Server> {
    let version = body.get("version").or_else(|| body.get("info")?.get("version"))?.as_str()?;
    let version = ServerVersion::new(version);
    if !version.as_str().starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let support_end = support_end(body, &version);
    Some(Server { version, support_end })
}

/// The end of support for a version, out of the payload of the vendor's signed list.
fn support_end(body: &Value, version: &ServerVersion) -> Option<Timestamp> {
    let token = body.get("supportedVersions")?.get("signed")?.as_str()?;
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?.trim_end_matches('=')).ok()?;
    let list: Value = serde_json::from_slice(&payload).ok()?;
    let supports = |entry: &&Value| {
        let named = entry.get("version").and_then(Value::as_str).map(ServerVersion::new);
        named.is_some_and(|named| named.line() == version.line())
    };
    instant(list.get("versions")?.as_array()?.iter().find(supports)?.get("expiration")?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn version(body: Value) -> Option<String> {
        decode(&body).map(|server| server.version.to_string())
    }

    #[test]
    fn the_version_is_found_in_both_forms() {
        assert_eq!(version(json!({"version": "8.5", "success": true})).as_deref(), Some("8.5"));
        assert_eq!(version(json!({"info": {"version": "4.8.7"}})).as_deref(), Some("4.8.7"));
        assert_eq!(version(json!({"success": true})), None);
        assert_eq!(version(json!({"version": "latest"})), None);
        assert_eq!(version(json!([])), None);
    }

    #[test]
    fn the_end_of_support_is_that_of_the_version_line() {
        let payload = json!({"versions": [
            {"version": "8.4.0", "expiration": "2026-08-31T00:00:00Z"},
            {"version": "8.5.2", "expiration": "2026-09-30T00:00:00Z"},
        ]});
        let token = format!("h.{}.s", URL_SAFE_NO_PAD.encode(payload.to_string()));
        let end = |version: &str, token: &str| {
            decode(&json!({"version": version, "supportedVersions": {"signed": token}})).unwrap().support_end
        };
        assert_eq!(end("8.5", &token), Some("2026-09-30T00:00:00Z".parse().unwrap()));
        assert_eq!(end("8.50", &token), None);
        assert_eq!(end("8.5", "not a token"), None);
        assert_eq!(end("8.5", "a.###.c"), None);
    }
}
