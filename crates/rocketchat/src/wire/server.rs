//! `/api/info`: the version of the server, and until when the vendor supports it.

use license::Label;
use serde_json::Value;

use super::support;
use crate::server::{Identity, Server, ServerVersion};

/// Decodes `/api/info` in its new or old form. `None` if it names no version, as every Rocket.Chat does.
pub fn decode(body: &Value) -> Option<Server> {
    let version = body.get("version").or_else(|| body.get("info")?.get("version"))?.as_str()?;
    let version = ServerVersion::new(version);
    if !version.as_str().starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let support = support::decode(body, &version);
    let text = |name| body.get(name).and_then(Value::as_str).map(Label::new).filter(|text| !text.is_empty());
    let identity = Identity {
        address: text("workspaceUrl"),
        address_hash: text("hashedWorkspaceUrl"),
        workspace_id: text("cloudWorkspaceId"),
    };
    Some(Server { version, support, identity })
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
