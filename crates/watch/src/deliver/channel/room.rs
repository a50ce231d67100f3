//! A room of Rocket.Chat, by an incoming webhook.

use rocketchat::Bounds;
use serde_json::{Value, json};

use super::{HookConnection, error::SendError, message::Message, secret::ChannelSecret, webhook};
use crate::reminders::urgency::Urgency;

/// Sends a message.
///
/// # Errors
/// When it was not accepted.
pub async fn send(
    connection: &HookConnection,
    secret: &ChannelSecret,
    message: &Message,
    bounds: Bounds,
) -> Result<(), SendError> {
    webhook::post(connection, secret, bounds, &[], payload(message).to_string()).await
}

/// What is posted: the title as the text, and an attachment for each workspace. A server bounds the length of a text, but not
/// that of attachments.
fn payload(message: &Message) -> Value {
    let attachments = message.parts.iter().map(|part| {
        json!({
            "color": color(part.urgency),
            "title": plain(&part.title),
            "title_link": part.link,
            "text": plain(&part.text),
        })
    });
    json!({ "text": plain(&message.title), "attachments": attachments.collect::<Vec<_>>() })
}

fn color(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Critical => "#D40C26",
        Urgency::Normal => "#D1880F",
        Urgency::Low => "#156FF5",
    }
}

/// The text without what Rocket.Chat takes for markup. A name that somebody has given to a workspace must neither notify
/// everybody (`@all`) nor look like a link to somewhere else.
fn plain(text: &str) -> String {
    /// It is not shown, and ends a word.
    const ZERO_WIDTH_SPACE: char = '\u{200b}';
    let mut plain = String::with_capacity(text.len());
    let mut before = None;
    for (at, c) in text.char_indices() {
        match c {
            '*' | '_' | '~' | '`' | '#' => plain.push('\\'),
            '(' if before == Some(']') => plain.push(ZERO_WIDTH_SPACE),
            _ => {}
        }
        plain.push(c);
        let begins_link = c == ':' && text[at..].starts_with("://");
        if c == '@' || begins_link {
            plain.push(ZERO_WIDTH_SPACE);
        }
        before = Some(c);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_neither_notifies_nor_links() {
        assert_eq!(plain("@all"), "@\u{200b}all");
        assert_eq!(plain("[Acme](https://evil.example)"), "[Acme]\u{200b}(https:\u{200b}//evil.example)");
        assert_eq!(plain("*a* _b_ `c` #d"), "\\*a\\* \\_b\\_ \\`c\\` \\#d");
        assert_eq!(plain("Acme: in 3 days (at 12:30)"), "Acme: in 3 days (at 12:30)");
    }
}
