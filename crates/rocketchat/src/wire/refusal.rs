//! What a server says when it refuses or fails.

use license::Label;
use serde_json::Value;

/// The server's own words in the body of an error; nothing when it has none.
pub fn words(body: &Value) -> Option<Label> {
    let text = ["message", "error", "reason"].iter().find_map(|key| body.get(key)?.as_str())?;
    Some(Label::new(text)).filter(|label| !label.is_empty())
}
