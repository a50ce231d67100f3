//! Incoming webhooks: what is posted to one appears in a room. After `apps/meteor/app/integrations/server/api/api.ts` of
//! Rocket.Chat.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{answer::Answer, workspace::Workspace};

/// The folder of all webhooks.
pub(crate) const FOLDER: &str = "/hooks/";

/// The path of a workspace's webhook: its id and its token.
pub(crate) fn path(slug: &str) -> String {
    format!("{FOLDER}6dGxTUk9Wz3vQ8ysM/{slug}T0kenOfTheWebhookThatNobodyElseKnows")
}

/// What a webhook answers.
pub(crate) fn answer(workspace: &Workspace, path: &str, body: &[u8]) -> Answer {
    let refused = |status, error: &str| Answer { status, json: json!({"success": false, "error": error}) };
    if !path.ends_with(&self::path(&workspace.slug)) {
        // Since the endpoints have one router, every failure has the same status.
        let is_old = workspace.server_version.starts_with(['3', '4', '5', '6']);
        let status = if is_old { StatusCode::NOT_FOUND } else { StatusCode::BAD_REQUEST };
        return refused(status, "Invalid integration id or token provided.");
    }
    let Ok(Value::Object(message)) = serde_json::from_slice(body) else {
        return refused(StatusCode::BAD_REQUEST, "Invalid JSON");
    };
    if message.contains_key("channel") || message.contains_key("roomId") {
        return refused(StatusCode::BAD_REQUEST, "overriding destination channel is disabled for this integration");
    }
    Answer::ok(json!({"success": true}))
}
