//! Any webhook: JSON that the documentation describes, signed as the Standard Webhooks specification has it.

use aws_lc_rs::hmac;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use rocketchat::{Bounds, HookReply, Network, Route, hook};
use serde::Serialize;
use serde_json::json;

use super::{
    HookConnection,
    error::SendError,
    message::{Item, Message, MessageKind},
    secret::{ChannelSecret, SigningKey},
};
use crate::reminders::urgency::Urgency;

/// What is posted. Keys are never renamed, removed or given another meaning.
#[derive(Serialize)]
struct Payload<'a> {
    #[serde(rename = "type")]
    kind: MessageKind,
    timestamp: Timestamp,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    title: &'a str,
    urgency: Urgency,
    reminders: Vec<&'a Item>,
}

/// The text that is posted for a message.
fn payload(message: &Message) -> String {
    let reminders = message.parts.iter().flat_map(|part| &part.items).collect();
    let data = Data { title: &message.title, urgency: message.urgency, reminders };
    // There is nothing in it that JSON cannot express.
    json!(Payload { kind: message.kind, timestamp: message.at, data }).to_string()
}

/// The signature of a message: `v1,` and the HMAC of its id, the time and the text.
fn signature(key: &SigningKey, id: &str, second: i64, text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key.bytes());
    let tag = hmac::sign(&key, format!("{id}.{second}.{text}").as_bytes());
    format!("v1,{}", BASE64_STANDARD.encode(tag.as_ref()))
}

/// Sends a message.
///
/// # Errors
/// When it was not accepted.
pub async fn send(
    connection: &HookConnection,
    is_signed: bool,
    secret: &ChannelSecret,
    message: &Message,
    bounds: Bounds,
) -> Result<(), SendError> {
    let text = payload(message);
    let (id, second) = (format!("msg_{}", message.id), message.at.as_second());
    let mut headers = vec![("webhook-id", id.clone()), ("webhook-timestamp", second.to_string())];
    if is_signed {
        let key = secret.key.as_ref().ok_or(SendError::SecretMissing)?;
        headers.push(("webhook-signature", signature(key, &id, second, &text)));
    }
    post(connection, secret, bounds, &headers, text).await
}

/// Posts a text to the webhook of a channel.
pub(super) async fn post(
    connection: &HookConnection,
    secret: &ChannelSecret,
    bounds: Bounds,
    headers: &[(&'static str, String)],
    text: String,
) -> Result<(), SendError> {
    let url = secret.url.as_ref().ok_or(SendError::SecretMissing)?;
    // It was checked when it was entered.
    let route = Route::try_from(&connection.route).unwrap_or_default();
    let network = Network::new(&route, connection.ca_pem.as_deref());
    let reply = hook::post(url, &network, bounds, headers, text).await;
    let reply = reply
        .map_err(|failed| SendError::Network { error: failed.error, may_have_arrived: failed.may_have_arrived })?;
    outcome(reply)
}

fn outcome(reply: HookReply) -> Result<(), SendError> {
    let HookReply { status, success, message: said, wait } = reply;
    let is_slowed = said.as_ref().is_some_and(|said| said.as_str().contains("too-many-requests"));
    let unavailable = |said, may_have_arrived| SendError::Unavailable { status, said, wait, may_have_arrived };
    match status {
        200..300 if success != Some(false) => Ok(()),
        // The server asks for another attempt, and has not looked at this one.
        408 | 425 | 429 | 503 => Err(unavailable(said, false)),
        _ if is_slowed => Err(unavailable(said, false)),
        500.. => Err(unavailable(said, true)),
        _ => Err(SendError::Refused { status, said }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::channel::queue::Fate;

    #[test]
    fn the_signature_is_that_of_the_specification() {
        // The example of the specification's reference implementations.
        let key = SigningKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = signature(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn an_answer_says_whether_it_was_accepted() {
        let answer = |status, success| outcome(HookReply { status, success, message: None, wait: None });
        assert_eq!([200, 204].map(|status| answer(status, None)), [Ok(()), Ok(())]);
        assert_eq!(answer(200, Some(true)), Ok(()));
        let fate = |status, success| answer(status, success).unwrap_err().fate();
        assert_eq!(fate(200, Some(false)), Fate::Refused);
        assert_eq!([400, 401, 404, 410, 413].map(|status| fate(status, None)), [Fate::Refused; 5]);
        assert_eq!([429, 503].map(|status| fate(status, None)), [Fate::NotArrived; 2]);
        assert_eq!([500, 502, 504].map(|status| fate(status, None)), [Fate::Unknown; 3]);
    }
}
