//! `/api/info`: which version the server runs, and until when the vendor supports it.

use std::fmt;

use license::Label;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::support::{self, Support};

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
    pub(super) fn line(&self) -> (&str, &str) {
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
    /// Until when the vendor supports that version, as far as the server tells.
    pub support: Option<Support>,
}

/// Reads `/api/info`, in its new form or in the old one; nothing when it names no version, as every Rocket.Chat does.
pub fn decode(body: &Value) -> Option<Server> {
    let version = body.get("version").or_else(|| body.get("info")?.get("version"))?.as_str()?;
    let version = ServerVersion::new(version);
    if !version.as_str().starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let support = support::decode(body, &version);
    Some(Server { version, support })
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
}
