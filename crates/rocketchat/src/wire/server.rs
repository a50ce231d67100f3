//! `/api/info`: the version of the server, and until when the vendor supports it.

use serde_json::Value;

use super::{facts, support};
use crate::server::{Server, ServerVersion};

/// Decodes `/api/info` in its new or old form. `None` if it names no version, as every Rocket.Chat does.
pub fn decode(body: &Value) -> Option<Server> {
    let version = body.get("version").or_else(|| body.get("info")?.get("version"))?.as_str()?;
    let version = ServerVersion::new(version);
    if !version.as_str().starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (support, listing) = support::decode(body, &version);
    Some(Server { version, support, listing, identity: facts::identity(body) })
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
