//! The messages of servers that refuse or fail.

use license::Label;
use serde_json::Value;

/// The server's message in the body of an error, if it has one.
pub fn error_message(body: &Value) -> Option<Label> {
    let text = ["message", "error", "reason"].iter().find_map(|key| body.get(key)?.as_str())?;
    Some(Label::new(text)).filter(|label| !label.is_empty())
}
