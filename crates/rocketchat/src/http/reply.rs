//! The answer of a server, and what it means.

use jiff::{SignedDuration, Timestamp};
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;

use crate::{error::Error, wire::refusal::error_message};

/// How long to wait if a server limits the rate of requests without saying until when.
const PAUSE: SignedDuration = SignedDuration::from_secs(60);

/// The longest wait that a server can ask for: a wrong clock must not stop refreshes for years.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// A whole answer, whatever its status.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
}

/// The body of an answer.
#[derive(Debug)]
pub(super) enum Body {
    /// JSON.
    Json(Value),
    /// Something that begins like JSON and is not, with the reason.
    Broken(String),
    /// Something else.
    Other,
}

/// A successful answer, or none because there is no such endpoint.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Status 200 to 299 and a JSON body.
    Json(Value),
    /// The endpoint does not exist.
    NotFound,
    /// Status 200 to 299 and a body that is not JSON at all.
    OtherBody,
}

impl Body {
    pub(super) fn of(bytes: &[u8]) -> Self {
        match serde_json::from_slice(bytes) {
            Ok(json) => Self::Json(json),
            Err(error) if looks_like_json(bytes) => Self::Broken(error.to_string()),
            Err(_) => Self::Other,
        }
    }
}

fn looks_like_json(body: &[u8]) -> bool {
    body.trim_ascii_start().first().is_some_and(|first| matches!(first, b'{' | b'['))
}

impl Reply {
    /// The JSON of its body, if it is JSON.
    pub(crate) fn json(&self) -> Option<&Value> {
        match &self.body {
            Body::Json(json) => Some(json),
            Body::Broken(_) | Body::Other => None,
        }
    }

    /// The answer, for a request that only reads.
    ///
    /// # Errors
    /// The [`Error`] for a status other than success, or for a broken body.
    pub(crate) fn into_answer(self) -> Result<Answer, Error> {
        match (self.status, self.body) {
            (StatusCode::NOT_FOUND, _) => Ok(Answer::NotFound),
            (status, Body::Json(json)) if status.is_success() => Ok(Answer::Json(json)),
            (status, Body::Broken(reason)) if status.is_success() => Err(Error::Malformed { reason }),
            (status, Body::Other) if status.is_success() => Ok(Answer::OtherBody),
            (status, Body::Json(json)) => Err(refusal(status, &self.headers, Some(&json))),
            (status, Body::Broken(_) | Body::Other) => Err(refusal(status, &self.headers, None)),
        }
    }

    /// What it means if the request was to do something and that was not done.
    pub(crate) fn refusal(&self) -> Error {
        match (self.status.is_success(), &self.body) {
            (true, Body::Broken(reason)) => Error::Malformed { reason: reason.clone() },
            (true, Body::Json(_)) => Error::Malformed { reason: "a field is missing".to_owned() },
            (true, Body::Other) => Error::Malformed { reason: "it is not JSON".to_owned() },
            (false, _) => refusal(self.status, &self.headers, self.json()),
        }
    }
}

/// What an error status means.
fn refusal(status: StatusCode, headers: &HeaderMap, body: Option<&Value>) -> Error {
    let server_message = body.and_then(error_message);
    match status {
        StatusCode::UNAUTHORIZED => Error::Unauthorized { server_message },
        StatusCode::FORBIDDEN => Error::Forbidden { server_message },
        StatusCode::NOT_FOUND => Error::NotFound,
        StatusCode::TOO_MANY_REQUESTS => Error::RateLimited { until: pause_end(headers, Timestamp::now()) },
        _ => Error::Server { status: status.as_u16(), server_message },
    }
}

/// Until when a server asks to wait: `X-RateLimit-Reset` in milliseconds since 1970, or `Retry-After` in seconds.
fn pause_end(headers: &HeaderMap, now: Timestamp) -> Timestamp {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<i64>().ok();
    let reset = number("x-ratelimit-reset").and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let retry = || number("retry-after").and_then(|s| now.checked_add(SignedDuration::from_secs(s)).ok());
    reset.or_else(retry).unwrap_or(now + PAUSE).clamp(now, now + LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_read_from_either_header_and_is_bounded() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let headers =
            |name: &'static str, value: String| HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]);
        let in_ms = |s: i64| (now + SignedDuration::from_secs(s)).as_millisecond().to_string();
        let seconds = |headers| pause_end(&headers, now).duration_since(now).as_secs();
        assert_eq!(seconds(headers("x-ratelimit-reset", in_ms(42))), 42);
        assert_eq!(seconds(headers("retry-after", "7".into())), 7);
        assert_eq!(seconds(HeaderMap::new()), 60);
        assert_eq!(seconds(headers("x-ratelimit-reset", in_ms(-500))), 0);
        assert_eq!(seconds(headers("x-ratelimit-reset", i64::MAX.to_string())), 60);
        assert_eq!(seconds(headers("retry-after", "999999999".into())), 3600);
    }
}
