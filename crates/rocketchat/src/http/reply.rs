//! The answer of a server, and what it means.

use std::ops::{Deref, DerefMut};

use jiff::{SignedDuration, Timestamp};
use license::Label;
use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, PROXY_AUTHENTICATE, RETRY_AFTER, WWW_AUTHENTICATE},
};
use serde_json::Value;
use tokio::sync::SemaphorePermit;

use crate::{
    error::Error,
    json::{self, ParseError},
    secrets::Secrets,
    wire::{
        refusal::{error_message, is_rate_limit, stated_wait},
        time,
    },
};

/// How long to wait if a server limits the rate of requests without saying until when.
const PAUSE: SignedDuration = SignedDuration::from_secs(60);

/// The shortest wait after a server has limited the rate of requests. It may ask for less, or its clock may be behind.
const SHORTEST_PAUSE: SignedDuration = SignedDuration::from_secs(10);

/// The longest wait that a server can ask for: a wrong clock must not stop refreshes for years.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// The ways to sign in to a gate that are told by name.
const SCHEMES: [&str; 6] = ["Basic", "Bearer", "Digest", "Kerberos", "Negotiate", "NTLM"];

/// The status of a network that asks its users to sign in (RFC 6585).
const NETWORK_SIGN_IN: u16 = 511;

/// A whole answer, whatever its status.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(super) endpoint: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
}

/// The body of an answer.
#[derive(Debug)]
pub(super) enum Body {
    /// JSON, without the secrets of the requests.
    Json(Json),
    /// Something that begins like JSON and is not, with the reason.
    Broken(ParseError),
    /// A page for people.
    Page,
    /// Something else.
    Other,
}

/// The JSON of an answer. While it lasts, it keeps its share of the memory for large answers.
#[derive(Debug)]
pub(crate) struct Json {
    value: Value,
    _room: Option<SemaphorePermit<'static>>,
}

impl Json {
    /// The value alone, for answers that are small.
    pub(crate) fn into_value(self) -> Value {
        self.value
    }
}

impl Deref for Json {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.value
    }
}

impl DerefMut for Json {
    fn deref_mut(&mut self) -> &mut Value {
        &mut self.value
    }
}

/// A successful answer, or none because Rocket.Chat says that it has no such endpoint.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Status 200 to 299 and a JSON body.
    Json(Json),
    /// The endpoint does not exist.
    NotFound,
}

impl Body {
    pub(super) fn of(
        bytes: Vec<u8>,
        headers: &HeaderMap,
        secrets: &Secrets,
        room: Option<SemaphorePermit<'static>>,
    ) -> Self {
        match json::parse(&bytes) {
            Ok(mut value) => {
                drop(bytes);
                secrets.cut(&mut value);
                Self::Json(Json { value, _room: room })
            }
            Err(error) => match bytes.trim_ascii_start().first() {
                Some(b'{' | b'[') => Self::Broken(error),
                Some(b'<') => Self::Page,
                Some(_) if is_page(headers) => Self::Page,
                Some(_) | None => Self::Other,
            },
        }
    }
}

fn is_page(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    media_type.to_ascii_lowercase().contains("html")
}

impl Reply {
    /// The JSON of its body, if it is JSON.
    pub(crate) fn json(&self) -> Option<&Value> {
        match &self.body {
            Body::Json(json) => Some(json),
            Body::Broken(_) | Body::Page | Body::Other => None,
        }
    }

    /// The JSON of its body, if Rocket.Chat itself sent it: its answers are objects that say whether they succeed.
    pub(crate) fn own_json(&self) -> Option<&Value> {
        self.json().filter(|json| {
            let is_bool = json.get("success").is_some_and(Value::is_boolean);
            is_bool || json.get("status").is_some_and(Value::is_string)
        })
    }

    /// Whether Rocket.Chat itself says that the request succeeded.
    pub(crate) fn is_own_success(&self) -> bool {
        self.status.is_success() && self.own_json().is_some()
    }

    /// Whether Rocket.Chat itself says that it has no such endpoint.
    pub(crate) fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND && self.own_json().is_some()
    }

    /// Whether it claims to be a success, and is not even meant to be JSON.
    pub(crate) fn is_other_than_json(&self) -> bool {
        self.status.is_success() && matches!(self.body, Body::Page | Body::Other)
    }

    /// Its message, if it has one.
    pub(crate) fn message(&self) -> Option<Label> {
        self.json().and_then(error_message)
    }

    /// How long it asks to wait; `None` if it does not.
    pub(crate) fn asked_wait(&self) -> Option<SignedDuration> {
        let has_header = WAIT_HEADERS.iter().any(|name| self.headers.contains_key(name));
        let may_ask = matches!(self.status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
        (may_ask && has_header).then(|| pause(&self.headers, None, Timestamp::now()))
    }

    /// The answer, for a request that only reads.
    ///
    /// # Errors
    /// The [`Error`] for a status other than success, or for a broken body.
    pub(crate) fn into_answer(self) -> Result<Answer, Error> {
        match self.body {
            Body::Json(json) if self.status.is_success() => Ok(Answer::Json(json)),
            _ if self.is_not_found() => Ok(Answer::NotFound),
            Body::Json(_) | Body::Broken(_) | Body::Page | Body::Other => Err(self.refusal()),
        }
    }

    /// What it means if the request was to do something and that was not done.
    pub(crate) fn refusal(&self) -> Error {
        let Self { status, endpoint, headers, body } = self;
        if status.is_success() {
            return match body {
                Body::Json(_) => Error::Malformed { reason: "a field is missing".to_owned() },
                Body::Broken(reason) => Error::Malformed { reason: reason.to_string() },
                Body::Page => self.gate(),
                Body::Other => Error::Malformed { reason: format!("{endpoint} is not JSON") },
            };
        }
        let own = self.own_json();
        let server_message = self.json().and_then(error_message);
        let asks_for_pause = own.is_some_and(is_rate_limit)
            || *status == StatusCode::TOO_MANY_REQUESTS
            || (*status == StatusCode::SERVICE_UNAVAILABLE && headers.contains_key(RETRY_AFTER));
        match (*status, own) {
            _ if asks_for_pause => {
                let stated = server_message.as_ref().and_then(|message| stated_wait(message.as_str()));
                Error::RateLimited { wait: pause(headers, stated, Timestamp::now()) }
            }
            (StatusCode::UNAUTHORIZED, Some(_)) => Error::Unauthorized { server_message },
            (StatusCode::FORBIDDEN, Some(_)) => Error::Forbidden { server_message },
            (StatusCode::NOT_FOUND, Some(_)) => Error::NotFound,
            (
                StatusCode::UNAUTHORIZED
                | StatusCode::FORBIDDEN
                | StatusCode::NOT_FOUND
                | StatusCode::PROXY_AUTHENTICATION_REQUIRED,
                _,
            ) => self.gate(),
            (status, _) if status.as_u16() == NETWORK_SIGN_IN => self.gate(),
            (status, _) => Error::Server { status: status.as_u16(), server_message },
        }
    }

    /// Something in front of the workspace answered.
    fn gate(&self) -> Error {
        let header =
            [WWW_AUTHENTICATE, PROXY_AUTHENTICATE].iter().find_map(|name| self.headers.get(name)?.to_str().ok());
        let named = header.and_then(|header| header.split([' ', ',']).next());
        let scheme = named.and_then(|named| SCHEMES.iter().find(|scheme| scheme.eq_ignore_ascii_case(named)));
        Error::Gate { status: self.status.as_u16(), scheme: scheme.copied() }
    }
}

/// The wait that a header states, if any: in the longest of its values. An instant is by the server's own clock.
fn header_wait(headers: &HeaderMap, name: &HeaderName, server_now: Timestamp) -> Option<SignedDuration> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    // Repeated headers may arrive as one. Only a date contains a comma itself.
    let single = values.flat_map(|value| match http_date(value) {
        Some(_) => vec![value],
        None => value.split(',').collect(),
    });
    single.filter_map(|value| wait(value.trim(), server_now)).max()
}

/// How long a server asks to wait: by its headers or its message, whichever is the longest.
fn pause(headers: &HeaderMap, stated: Option<SignedDuration>, now: Timestamp) -> SignedDuration {
    let server_now = headers.get(DATE).and_then(|value| http_date(value.to_str().ok()?)).unwrap_or(now);
    let by_header = WAIT_HEADERS.iter().filter_map(|name| header_wait(headers, name, server_now)).max();
    by_header.max(stated).unwrap_or(PAUSE).clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
}

/// The headers that say how long to wait.
const WAIT_HEADERS: [HeaderName; 3] =
    [RETRY_AFTER, HeaderName::from_static("x-ratelimit-reset"), HeaderName::from_static("ratelimit-reset")];

/// The wait that a header's value means. `Retry-After` is seconds to wait or a date; Rocket.Chat's `X-RateLimit-Reset` is
/// milliseconds since 1970; gateways send seconds since 1970, or seconds to wait, with or without a fraction. `None` if it
/// is none of these.
fn wait(value: &str, server_now: Timestamp) -> Option<SignedDuration> {
    // 9 September 2001, in seconds and in milliseconds.
    const SECONDS: f64 = 1e9;
    const MILLISECONDS: f64 = 1e12;
    let Some(number) = value.parse::<f64>().ok().filter(|number| number.is_finite()) else {
        return Some(http_date(value)?.duration_since(server_now));
    };
    let at = if number < SECONDS {
        return SignedDuration::try_from_secs_f64(number.ceil()).ok();
    } else if number < MILLISECONDS {
        Timestamp::from_second(number as i64)
    } else {
        Timestamp::from_millisecond(number as i64)
    };
    // What is beyond every date is a long wait as well.
    Some(at.unwrap_or(Timestamp::MAX).duration_since(server_now))
}

fn http_date(text: &str) -> Option<Timestamp> {
    time::of_text(text).filter(|_| text.contains([':', '/']))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_767_225_600;

    /// The wait that these headers ask for, in seconds.
    fn wait(headers: &[(&'static str, &str)]) -> i64 {
        let now = Timestamp::from_second(NOW).unwrap();
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        pause(&HeaderMap::from_iter(headers), None, now).as_secs()
    }

    #[test]
    fn a_wait_is_read_in_every_unit() {
        assert_eq!(wait(&[("x-ratelimit-reset", &((NOW + 42) * 1_000).to_string())]), 42);
        assert_eq!(wait(&[("x-ratelimit-reset", &(NOW + 42).to_string())]), 42);
        assert_eq!(wait(&[("x-ratelimit-reset", "45")]), 45);
        assert_eq!(wait(&[("retry-after", "70")]), 70);
        assert_eq!(wait(&[("retry-after", "Thu, 01 Jan 2026 00:01:30 GMT")]), 90);
        assert_eq!(wait(&[("retry-after", "45"), ("x-ratelimit-reset", "30")]), 45);
        assert_eq!(wait(&[("retry-after", "30"), ("x-ratelimit-reset", &(NOW + 45).to_string())]), 45);
    }

    #[test]
    fn a_wait_is_read_however_gateways_write_it() {
        assert_eq!(wait(&[("retry-after", "44.2")]), 45);
        assert_eq!(wait(&[("retry-after", " 45 ")]), 45);
        assert_eq!(wait(&[("retry-after", "45"), ("retry-after", "90")]), 90);
        assert_eq!(wait(&[("retry-after", "45, 90")]), 90);
        assert_eq!(wait(&[("retry-after", "soon"), ("x-ratelimit-reset", "45")]), 45);
        assert_eq!(wait(&[("retry-after", "1.5"), ("x-ratelimit-reset", "-3")]), 10);
        assert_eq!(wait(&[("ratelimit-reset", "45")]), 45);
        assert_eq!(wait(&[("retry-after", &(NOW + 45).to_string())]), 45);
        assert_eq!(wait(&[("x-ratelimit-reset", &format!("{}.5", NOW + 45))]), 45);
        assert_eq!(wait(&[("retry-after", "Thursday, 01-Jan-26 00:01:30 GMT")]), 90);
        assert_eq!(wait(&[("retry-after", "Thu Jan  1 00:01:30 2026")]), 90);
    }

    #[test]
    fn a_wait_is_measured_by_the_clock_of_the_server() {
        let date = "Wed, 31 Dec 2025 23:58:00 GMT";
        assert_eq!(wait(&[("date", date), ("x-ratelimit-reset", &((NOW - 120 + 60) * 1_000).to_string())]), 60);
        assert_eq!(wait(&[("date", date), ("retry-after", "Wed, 31 Dec 2025 23:59:30 GMT")]), 90);
        assert_eq!(wait(&[("date", date), ("retry-after", "50")]), 50);
    }

    #[test]
    fn a_wait_is_bounded() {
        assert_eq!(wait(&[]), 60);
        for garbage in ["soon", "", "NaN", "inf", "Infinity", "1e999", "0x2d", "45s", ",", "2026"] {
            let wait = wait(&[("retry-after", garbage)]);
            assert!((10..=3_600).contains(&wait), "{garbage}: {wait}");
        }
        assert_eq!(wait(&[("retry-after", "soon")]), 60);
        assert_eq!(wait(&[("x-ratelimit-reset", &i64::MAX.to_string())]), 3_600);
        assert_eq!(wait(&[("retry-after", "0")]), 10);
        assert_eq!(wait(&[("retry-after", "-9")]), 10);
        assert_eq!(wait(&[("x-ratelimit-reset", &((NOW - 120) * 1_000).to_string())]), 10);
        assert_eq!(wait(&[("x-ratelimit-reset", &i64::MIN.to_string())]), 10);
        assert_eq!(wait(&[("retry-after", &i64::MAX.to_string())]), 3_600);
        assert_eq!(wait(&[("retry-after", "Tue, 31 Dec 2999 23:59:59 GMT")]), 3_600);
    }
}
