//! The answer of a server, and what it means.

use jiff::{SignedDuration, Timestamp};
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;

use crate::{error::Error, wire::refusal::error_message};

/// How long to wait if a server limits the rate of requests without saying until when.
const PAUSE: SignedDuration = SignedDuration::from_secs(60);

/// The shortest wait after a server has limited the rate of requests. It may ask for less, or its clock may be behind.
const SHORTEST_PAUSE: SignedDuration = SignedDuration::from_secs(10);

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
        StatusCode::TOO_MANY_REQUESTS => Error::RateLimited { wait: pause(headers, Timestamp::now()) },
        _ => Error::Server { status: status.as_u16(), server_message },
    }
}

/// How long a server asks to wait: by `Retry-After` or `X-RateLimit-Reset`, or the longer of both. An instant is by the
/// server's own clock, which its `Date` shows.
fn pause(headers: &HeaderMap, now: Timestamp) -> SignedDuration {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let server_now = text("date").and_then(http_date).unwrap_or(now);
    let retry_after = text("retry-after").and_then(|text| match text.parse() {
        Ok(seconds) => Some(SignedDuration::from_secs(seconds)),
        Err(_) => Some(http_date(text)?.duration_since(server_now)),
    });
    let reset = text("x-ratelimit-reset").and_then(|text| reset_in(text.parse().ok()?, server_now));
    retry_after.max(reset).unwrap_or(PAUSE).clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
}

/// The wait that an `X-RateLimit-Reset` means. Rocket.Chat sends milliseconds since 1970; gateways send seconds since 1970, or
/// seconds to wait. `None` if it is none of these.
fn reset_in(reset: i64, server_now: Timestamp) -> Option<SignedDuration> {
    // 9 September 2001, in seconds and in milliseconds.
    const SECONDS: i64 = 1_000_000_000;
    const MILLISECONDS: i64 = SECONDS * 1_000;
    let at = match reset {
        ..SECONDS => return Some(SignedDuration::from_secs(reset)),
        SECONDS..MILLISECONDS => Timestamp::from_second(reset),
        MILLISECONDS.. => Timestamp::from_millisecond(reset),
    };
    Some(at.ok()?.duration_since(server_now))
}

fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::parse(text).ok().map(|date| date.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_767_225_600;

    /// The wait that these headers ask for, in seconds.
    fn wait(headers: &[(&'static str, &str)]) -> i64 {
        let now = Timestamp::from_second(NOW).unwrap();
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        pause(&HeaderMap::from_iter(headers), now).as_secs()
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
    fn a_wait_is_measured_by_the_clock_of_the_server() {
        let date = "Wed, 31 Dec 2025 23:58:00 GMT";
        assert_eq!(wait(&[("date", date), ("x-ratelimit-reset", &((NOW - 120 + 60) * 1_000).to_string())]), 60);
        assert_eq!(wait(&[("date", date), ("retry-after", "Wed, 31 Dec 2025 23:59:30 GMT")]), 90);
        assert_eq!(wait(&[("date", date), ("retry-after", "50")]), 50);
    }

    #[test]
    fn a_wait_is_bounded() {
        assert_eq!(wait(&[]), 60);
        assert_eq!(wait(&[("retry-after", "soon")]), 60);
        assert_eq!(wait(&[("x-ratelimit-reset", &i64::MAX.to_string())]), 60);
        assert_eq!(wait(&[("retry-after", "0")]), 10);
        assert_eq!(wait(&[("retry-after", "-9")]), 10);
        assert_eq!(wait(&[("x-ratelimit-reset", &((NOW - 120) * 1_000).to_string())]), 10);
        assert_eq!(wait(&[("x-ratelimit-reset", &i64::MIN.to_string())]), 10);
        assert_eq!(wait(&[("retry-after", &i64::MAX.to_string())]), 3_600);
        assert_eq!(wait(&[("retry-after", "Tue, 31 Dec 2999 23:59:59 GMT")]), 3_600);
    }
}
