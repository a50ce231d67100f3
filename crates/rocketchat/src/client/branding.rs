//! How a workspace presents itself to everybody: its name and its icon. Asked for without credentials when it is added, never by a
//! refresh.

use license::Label;
use serde_json::Value;

use super::Client;
use crate::{
    http::Answer,
    icon::{Icon, MAX_BYTES},
    wire::facts::public_setting,
};

/// Where servers show their icon, the best for a list first. An admin can replace each, also by another kind of picture.
const ICONS: [&str; 3] = ["assets/favicon_192.png", "assets/touchicon_180.png", "assets/favicon_32.png"];

/// The public setting with the name that the admin gave the workspace.
const SITE_NAME: &str = "Site_Name";

/// The name of a workspace that nobody has named.
const DEFAULT_NAME: &str = "Rocket.Chat";

impl Client {
    /// The icon of the workspace; `None` if it has no usable one.
    pub async fn icon(&self) -> Option<Icon> {
        for path in ICONS {
            let icon = self.http().asset(path, MAX_BYTES).await.and_then(|file| Icon::new(&file));
            if icon.is_some() {
                return icon;
            }
        }
        None
    }

    /// The name that the workspace has on its server; `None` if it has none of its own, or if the server does not say it.
    pub async fn site_name(&self) -> Option<Label> {
        let answer = self.http().get("api/v1/settings.public", Some("_id=Site_Name,Site_Url"), None).await;
        let Ok(Answer::Json(body)) = answer else { return None };
        let name = public_setting(&body, SITE_NAME).and_then(Value::as_str).map(Label::new)?;
        (!name.is_empty() && name.as_str() != DEFAULT_NAME).then_some(name)
    }
}
