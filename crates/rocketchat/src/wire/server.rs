//! `/api/info`: the version of the server, and until when the vendor supports it.

use serde_json::Value;

use super::{facts, refusal::error_message, support};
use crate::server::{Server, ServerVersion};

/// Decodes `/api/info` in its new or old form. `None` if it names no version, as every Rocket.Chat does.
pub fn decode(body: &Value) -> Option<Server> {
    let version = body.get("version").or_else(|| body.get("info")?.get("version"))?.as_str()?;
    let version = ServerVersion::new(version);
    if !version.as_str().starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (support, listing) = support::decode(body, &version);
    Some(Server { version: Some(version), support, listing, identity: facts::identity(body) })
}

/// Whether this is an answer of `settings.public`.
pub fn is_settings(body: &Value) -> bool {
    body.get("success") == Some(&Value::Bool(true)) && body.get("settings").is_some_and(Value::is_array)
}

/// Whether this is Rocket.Chat's refusal of a caller who is not signed in.
pub fn is_not_logged_in(body: &Value) -> bool {
    error_message(body).is_some_and(|message| message.as_str() == "You must be logged in to do this.")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn version(body: Value) -> Option<String> {
        decode(&body)?.version.map(|version| version.to_string())
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
