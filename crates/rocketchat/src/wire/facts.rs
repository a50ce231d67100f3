//! The answers to what a reading asks beside the license.

use license::{Label, Presence, Registration, ServerIdentity};
use serde_json::Value;

/// The public setting that counts the days until a workspace becomes read-only; from 7.0 on.
pub const READ_ONLY_DAYS: &str = "Cloud_Workspace_AirGapped_Restrictions_Remaining_Days";

/// The public setting that is on when a server no longer shows who is online; from 6.3 on.
pub const PRESENCE_OFF: &str = "Presence_broadcast_disabled";

/// The most announcements that are kept.
const MOST: usize = 5;

/// The value of a setting in the answer of `settings.public`.
pub fn public_setting<'a>(body: &'a Value, id: &str) -> Option<&'a Value> {
    let settings = body.get("settings")?.as_array()?;
    let is_it = |setting: &&Value| setting.get("_id").and_then(Value::as_str) == Some(id);
    settings.iter().take(super::field::MOST).find(is_it)?.get("value")
}

/// In how many days the workspace becomes read-only, from the answer of `settings.public`; `None` if it does not. The
/// server counts from 10 down to 0, and says -1 for none.
pub fn read_only_in_days(body: &Value) -> Option<u32> {
    const MOST_DAYS: u32 = 10;
    let days = public_setting(body, READ_ONLY_DAYS)?;
    let days = days.as_i64().or_else(|| days.as_str()?.trim().parse().ok())?;
    u32::try_from(days).ok().map(|days| days.min(MOST_DAYS))
}

/// The text of a setting in the answer of `settings/ID`; `None` if the answer has no such text.
pub fn setting_text(body: &Value) -> Option<&str> {
    body.get("value")?.as_str()
}

/// The answer of `cloud.registrationStatus`.
pub fn registration(body: &Value) -> Registration {
    match body.get("registrationStatus").and_then(|status| status.get("workspaceRegistered")) {
        Some(Value::Bool(true)) => Registration::Registered,
        Some(Value::Bool(false)) => Registration::NotRegistered,
        Some(_) | None => Registration::Unknown,
    }
}

/// The answer of `presence.getConnections`.
pub fn presence(body: &Value) -> Option<Presence> {
    let number = |name: &str| u32::try_from(body.get(name)?.as_u64()?).ok();
    Some(Presence { current: number("current")?, max: number("max").filter(|max| *max > 0)? })
}

/// Whether the server runs in FIPS mode, from the answer of `statistics`.
pub fn fips(body: &Value) -> Option<bool> {
    body.get("fips")?.as_bool()
}

/// What the server calls itself, from the answer of `api/info`.
pub fn identity(body: &Value) -> ServerIdentity {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(Label::new).filter(|label| !label.is_empty());
    ServerIdentity {
        address: text("workspaceUrl"),
        address_hash: text("hashedWorkspaceUrl"),
        workspace_id: text("cloudWorkspaceId"),
    }
}

/// The vendor's announcements in an answer of `licenses.info`: the texts of their UiKit blocks.
pub fn announcements(body: &Value) -> Vec<Label> {
    let of = |value: &Value| value.get("cloudSyncAnnouncement").cloned();
    let Some(found) = of(body).or_else(|| body.get("license").and_then(of)) else { return Vec::new() };
    let mut texts = Vec::new();
    collect_texts(&found, &mut texts, 0);
    texts
}

/// Collects what a block shows: the `text` of text objects, however they are nested.
fn collect_texts(value: &Value, texts: &mut Vec<Label>, depth: usize) {
    const DEEPEST: usize = 8;
    if depth > DEEPEST || texts.len() >= MOST {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_texts(item, texts, depth + 1)),
        Value::Object(fields) => match fields.get("text") {
            Some(Value::String(text)) => {
                let label = Label::new(text);
                if !label.is_empty() && !texts.contains(&label) {
                    texts.push(label);
                }
            }
            _ => fields.values().for_each(|field| collect_texts(field, texts, depth + 1)),
        },
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_days_until_read_only_are_read_and_none_is_not_zero() {
        let days = |value: Value| read_only_in_days(&json!({"settings": [{"_id": READ_ONLY_DAYS, "value": value}]}));
        assert_eq!([-1, 0, 4, 10, 4000].map(|n| days(json!(n))), [None, Some(0), Some(4), Some(10), Some(10)]);
        assert_eq!([days(json!("3")), days(json!(null)), days(json!([1]))], [Some(3), None, None]);
        assert_eq!(read_only_in_days(&json!({"settings": []})), None);
    }

    #[test]
    fn announcements_are_the_texts_of_their_blocks() {
        let block = json!({"viewId": "x", "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": "Support of 7.x\nends"}},
            {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Read more"}}]},
        ]});
        let texts = |body: Value| announcements(&body).iter().map(ToString::to_string).collect::<Vec<_>>();
        let expected = ["Support of 7.x ends", "Read more"];
        assert_eq!(texts(json!({"cloudSyncAnnouncement": block})), expected);
        assert_eq!(texts(json!({"license": {"cloudSyncAnnouncement": block}})), expected);
        assert_eq!(texts(json!({})), Vec::<String>::new());
    }
}
