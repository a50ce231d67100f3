//! One exchange with a workspace: bounded in time, in size and in where it may lead.

use std::{error::Error as _, time::Duration};

use jiff::{SignedDuration, Timestamp};
use license::Label;
use reqwest::{Response, StatusCode, Url, header::HeaderMap, redirect};
use serde_json::Value;

use crate::{address::Address, credentials::Credentials, error::Error, network::Network, wire::refusal::words};

/// How far one exchange may go.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// To reach the server.
    pub connect: Duration,
    /// For the whole of one exchange.
    pub total: Duration,
    /// The most bytes of an answer, after decompression.
    pub body: usize,
}

impl Default for Bounds {
    /// 10 s to connect, 30 s in all, 8 MiB.
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), total: Duration::from_secs(30), body: 8 << 20 }
    }
}

/// The most redirects that are followed, all within one origin.
const REDIRECTS: usize = 5;

/// How long to wait when a server asks for a pause and does not say until when.
const PAUSE: SignedDuration = SignedDuration::from_secs(60);

/// The longest pause that a server can ask for: a clock that is wrong must not silence a workspace for years.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// The connection to one workspace.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    address: Address,
    client: reqwest::Client,
    bounds: Bounds,
}

/// An answer that is JSON, whatever its status.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Status 200 to 299 and a JSON body.
    Json(Value),
    /// The endpoint does not exist.
    NotFound,
    /// Status 200 to 299 and a body that is no JSON at all.
    OtherBody,
}

impl Http {
    pub(crate) fn new(address: Address, network: &Network, bounds: Bounds) -> Result<Self, Error> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("License-Watch/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(bounds.connect)
            .timeout(bounds.total)
            .redirect(within_one_origin());
        if let Some(pem) = &network.ca_pem {
            let certificates = reqwest::Certificate::from_pem_bundle(pem).map_err(|_| Error::Tls {
                host: address.host().to_owned(),
                reason: "the extra certificate authority is not a PEM certificate".to_owned(),
            })?;
            builder = builder.tls_certs_merge(certificates);
        }
        if let Some(proxy) = &network.proxy {
            let proxy = reqwest::Proxy::all(proxy.clone()).map_err(|_| Error::Unreachable {
                host: address.host().to_owned(),
                reason: "the address of the proxy cannot be used".to_owned(),
            })?;
            builder = builder.proxy(proxy);
        }
        let client = builder.build().map_err(|error| failure(&error, &address, bounds))?;
        Ok(Self { address, client, bounds })
    }

    /// Asks an endpoint, with credentials or without.
    pub(crate) async fn get(
        &self,
        endpoint: &str,
        query: Option<&str>,
        credentials: Option<&Credentials>,
    ) -> Result<Answer, Error> {
        let mut url = self.address.endpoint(endpoint);
        url.set_query(query);
        let mut request = self.client.get(url).header("Accept", "application/json");
        if let Some(credentials) = credentials {
            for (name, value) in credentials.headers().ok_or(Error::CredentialsMissing)? {
                request = request.header(name, value);
            }
        }
        let response = request.send().await.map_err(|error| failure(&error, &self.address, self.bounds))?;
        let (status, headers, url) = (response.status(), response.headers().clone(), response.url().clone());
        tracing::debug!(host = self.address.host(), endpoint, status = status.as_u16(), "answered");
        if status.is_redirection() {
            return Err(Error::Redirected { to: redirect_target(&headers, &url) });
        }
        if status == StatusCode::NOT_FOUND {
            return Ok(Answer::NotFound);
        }
        let body = self.body(response).await?;
        let json = serde_json::from_slice::<Value>(&body);
        match (status.is_success(), json) {
            (true, Ok(json)) => Ok(Answer::Json(json)),
            (true, Err(error)) if looks_like_json(&body) => Err(Error::Malformed { reason: error.to_string() }),
            (true, Err(_)) => Ok(Answer::OtherBody),
            (false, json) => Err(refusal(status, &headers, json.ok().as_ref())),
        }
    }

    /// The body, as far as the bounds allow.
    async fn body(&self, mut response: Response) -> Result<Vec<u8>, Error> {
        let too_large = Error::TooLarge { bytes: self.bounds.body };
        if response.content_length().is_some_and(|length| length > self.bounds.body as u64) {
            return Err(too_large);
        }
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > self.bounds.body => return Err(too_large),
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => return Ok(body),
                Err(error) if error.is_timeout() => return Err(failure(&error, &self.address, self.bounds)),
                Err(_) => {
                    return Err(Error::Malformed { reason: format!("it breaks off after {} bytes", body.len()) });
                }
            }
        }
    }
}

/// Follows redirects within the origin of the first request, and hands any other back unfollowed: the headers with the
/// token go along with every redirect that is followed.
fn within_one_origin() -> redirect::Policy {
    redirect::Policy::custom(|attempt| {
        let first = attempt.previous().first().map(Url::origin);
        match first {
            Some(origin) if origin == attempt.url().origin() && attempt.previous().len() <= REDIRECTS => {
                attempt.follow()
            }
            Some(_) | None => attempt.stop(),
        }
    })
}

/// The origin that a redirect names, which is all that an admin needs of it.
fn redirect_target(headers: &HeaderMap, from: &Url) -> String {
    let location = headers.get("location").and_then(|value| value.to_str().ok());
    match location.and_then(|to| from.join(to).ok()) {
        Some(to) if to.origin() == from.origin() => format!("{} again and again", from.origin().ascii_serialization()),
        Some(to) => Label::new(&to.origin().ascii_serialization()).to_string(),
        None => "nowhere".to_owned(),
    }
}

fn looks_like_json(body: &[u8]) -> bool {
    body.trim_ascii_start().first().is_some_and(|first| matches!(first, b'{' | b'['))
}

/// What an answer with an error status means.
fn refusal(status: StatusCode, headers: &HeaderMap, body: Option<&Value>) -> Error {
    let said = body.and_then(words);
    match status {
        StatusCode::UNAUTHORIZED => Error::Unauthorized { said },
        StatusCode::FORBIDDEN => Error::Forbidden { said },
        StatusCode::TOO_MANY_REQUESTS => Error::RateLimited { until: pause_end(headers, Timestamp::now()) },
        _ => Error::Server { status: status.as_u16(), said },
    }
}

/// Until when a server asks to be left alone: `X-RateLimit-Reset` in milliseconds, or `Retry-After` in seconds.
fn pause_end(headers: &HeaderMap, now: Timestamp) -> Timestamp {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<i64>().ok();
    let reset = number("x-ratelimit-reset").and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let retry = || number("retry-after").and_then(|s| now.checked_add(SignedDuration::from_secs(s)).ok());
    reset.or_else(retry).unwrap_or(now + PAUSE).clamp(now, now + LONGEST_PAUSE)
}

/// What a failed exchange means. The text of the original error stays behind where it could name a full address.
fn failure(error: &reqwest::Error, address: &Address, bounds: Bounds) -> Error {
    let host = address.host().to_owned();
    if error.is_timeout() {
        return Error::Timeout { host, seconds: bounds.total.as_secs() };
    }
    let mut reason = "no answer".to_owned();
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(tls) = tls_error(inner) {
            return Error::Tls { host, reason: Label::new(&tls.to_string()).to_string() };
        }
        reason = Label::new(&inner.to_string()).to_string();
        cause = inner.source();
    }
    Error::Unreachable { host, reason }
}

/// A TLS error in the chain; it hides inside I/O errors there, which may be wrapped more than once.
fn tls_error<'a>(cause: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    match cause.downcast_ref::<std::io::Error>() {
        Some(wrapper) => tls_error(wrapper.get_ref()?),
        None => cause.downcast_ref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_read_from_either_header_and_is_never_long() {
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
