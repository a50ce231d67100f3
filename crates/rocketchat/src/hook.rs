//! Posting to webhooks: an incoming webhook of Rocket.Chat, or any other.

use std::fmt;

use jiff::SignedDuration;
use license::Label;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use crate::{
    address::{Address, InsecureHttp, is_this_computer},
    error::Error,
    http::{Bounds, Http},
    network::{Network, Route},
};

/// The most characters of an address.
const LONGEST: usize = 2_000;

/// The address of a webhook. All of it but its host is a secret: whoever knows it can post.
#[derive(Clone, PartialEq, Eq)]
pub struct HookUrl(Url);

/// Why a text is not the address of a webhook. Repeats none of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HookUrlError {
    /// It is not a web address.
    #[error("this is not the address of a webhook")]
    NotAnAddress,
    /// It is not encrypted, and that was not allowed.
    #[error("http:// is not encrypted: anyone on the network path could read the address, which is a secret")]
    InsecureHttp,
    /// It contains a user name or a password.
    #[error("the address must not contain a username or password")]
    HoldsCredentials,
}

impl HookUrl {
    /// Parses an address. `http://` is allowed for this computer, and otherwise only if `insecure` says so.
    ///
    /// # Errors
    /// If the text is not the address of a webhook, or one that may not be used.
    pub fn parse(text: &str, insecure: InsecureHttp) -> Result<Self, HookUrlError> {
        let text = text.trim();
        let mut url = Url::parse(text).map_err(|_| HookUrlError::NotAnAddress)?;
        if text.len() > LONGEST || url.host_str().is_none_or(str::is_empty) {
            return Err(HookUrlError::NotAnAddress);
        }
        match (url.scheme(), insecure) {
            ("https", _) | ("http", InsecureHttp::Allowed) => {}
            ("http", InsecureHttp::Refused) if is_this_computer(&url) => {}
            ("http", InsecureHttp::Refused) => return Err(HookUrlError::InsecureHttp),
            _ => return Err(HookUrlError::NotAnAddress),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(HookUrlError::HoldsCredentials);
        }
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// Its host, with the port if that is not the usual one: what may be shown.
    pub fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// All of it, for the keyring.
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for HookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HookUrl({}/…)", self.host())
    }
}

/// What a webhook answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookReply {
    /// The HTTP status. Never a redirect.
    pub status: u16,
    /// What the answer says about its own success, as those of Rocket.Chat do.
    pub success: Option<bool>,
    /// The message in the answer. Untrusted.
    pub message: Option<Label>,
    /// How long the server asks to wait, from 10 seconds to an hour.
    pub wait: Option<SignedDuration>,
}

/// A webhook did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct HookError {
    /// Why.
    pub error: Error,
    /// Whether what was posted may have arrived nevertheless.
    pub may_have_arrived: bool,
}

/// Posts JSON to a webhook, with these headers besides its own. Bounded in time and size. Follows no redirects: most of them
/// turn a `POST` into a `GET`, which would succeed without having posted anything. Uses no proxy to this computer: the address
/// may be unencrypted there because nothing leaves it.
///
/// # Errors
/// When there is no answer.
pub async fn post(
    url: &HookUrl,
    network: &Network,
    bounds: Bounds,
    headers: &[(&'static str, String)],
    json: String,
) -> Result<HookReply, HookError> {
    let not_sent = |error| HookError { error, may_have_arrived: false };
    let origin = url.0.origin().ascii_serialization();
    let unusable =
        |_| not_sent(Error::Unreachable { host: url.host(), reason: "its address cannot be used".to_owned() });
    let address = Address::parse(&origin, InsecureHttp::Allowed).map_err(unusable)?;
    let direct = Network { route: Route::Direct, ..network.clone() };
    let network = if is_this_computer(&url.0) { &direct } else { network };
    let http = Http::without_redirects(address, network, bounds).map_err(not_sent)?;
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            map.insert(HeaderName::from_static(name), value);
        }
    }
    let answered = http.post_to_hook(&url.0, map, json).await;
    let reply = answered
        .map_err(|unanswered| HookError { error: unanswered.error, may_have_arrived: unanswered.may_have_arrived })?;
    Ok(HookReply {
        status: reply.status.as_u16(),
        success: reply.json().and_then(|json| json.get("success")?.as_bool()),
        message: reply.message(),
        wait: reply.asked_wait(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_encrypted_unless_it_is_of_this_computer_or_allowed() {
        let parse = |text, insecure| HookUrl::parse(text, insecure).map(|url| url.host());
        let refused = |text| parse(text, InsecureHttp::Refused);
        assert_eq!(refused(" https://chat.example/hooks/a/b "), Ok("chat.example".to_owned()));
        assert_eq!(refused("https://chat.example:8443/x?y"), Ok("chat.example:8443".to_owned()));
        assert_eq!(refused("http://chat.example/hooks/a/b"), Err(HookUrlError::InsecureHttp));
        assert_eq!(parse("http://chat.example/", InsecureHttp::Allowed), Ok("chat.example".to_owned()));
        for own in ["http://127.0.0.1:3000/", "http://[::1]/", "http://localhost/"] {
            assert!(refused(own).is_ok(), "{own}");
        }
        assert_eq!(refused("https://me:secret@chat.example/"), Err(HookUrlError::HoldsCredentials));
        for other in ["", "chat.example", "ftp://chat.example", "mailto:me@chat.example", "https://"] {
            assert_eq!(refused(other), Err(HookUrlError::NotAnAddress), "{other}");
        }
    }

    #[test]
    fn debug_output_shows_no_path() {
        let url = HookUrl::parse("https://chat.example/hooks/1d/t0ken", InsecureHttp::Refused).unwrap();
        assert_eq!(format!("{url:?}"), "HookUrl(chat.example/…)");
    }
}
