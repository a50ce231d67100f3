//! Posting to a webhook.

use percent_encoding::percent_decode_str;
use reqwest::{
    Url,
    header::{CONTENT_TYPE, HeaderMap, HeaderValue},
};

use super::{Http, SMALL, failure::failure, redirect_target, reply::Body};
use crate::{error::Error, http::Reply};

/// Parts of addresses of webhooks that are no secrets, and that a message may contain.
const WORDS: [&str; 12] = [
    "api",
    "hook",
    "hooks",
    "incoming",
    "integrations",
    "messages",
    "send",
    "services",
    "v1",
    "v2",
    "webhook",
    "webhooks",
];

/// A request without an answer.
pub(crate) struct Unanswered {
    pub(crate) error: Error,
    /// Whether the server may have received it nevertheless.
    pub(crate) may_have_arrived: bool,
}

impl Http {
    /// Posts JSON to a webhook. Unlike an endpoint, its path is a secret, which no error and no log contains.
    pub(crate) async fn post_to_hook(&self, url: &Url, headers: HeaderMap, json: String) -> Result<Reply, Unanswered> {
        secrets_of(url).iter().for_each(|secret| self.hide(secret));
        let json_type = HeaderValue::from_static("application/json");
        let request = self.client.post(url.clone()).headers(headers).header(CONTENT_TYPE, json_type);
        let response = request.header("Accept", "application/json").body(json).send().await.map_err(|error| {
            let may_have_arrived = !error.is_connect() && !error.is_builder();
            let error = match failure(&error, &self.address, self.bounds) {
                Error::Unreachable { host, reason } => {
                    Error::Unreachable { host, reason: self.secrets.cut_text(reason) }
                }
                error => error,
            };
            Unanswered { error, may_have_arrived }
        })?;
        let (status, headers, url) = (response.status(), response.headers().clone(), response.url().clone());
        tracing::debug!(host = self.address.host(), status = status.as_u16(), "a webhook answered");
        if status.is_redirection() {
            let (to, target) = redirect_target(&headers, &url);
            let error = Error::Redirected { to: self.secrets.cut_text(to), target };
            return Err(Unanswered { error, may_have_arrived: false });
        }
        // The status says whether it was accepted, so a body that cannot be read costs only its message.
        let (body, room) = self.body(response, self.bounds.body.min(SMALL)).await.unwrap_or_default();
        let body = Body::of(body, &headers, &self.secrets, room);
        Ok(Reply { status, endpoint: "the webhook".to_owned(), headers, body })
    }
}

/// What of an address must not be repeated, as it is and as the server reads it: the parts of its path, and the values of its
/// query. Those that are too short to be told from other texts are not looked for by themselves.
fn secrets_of(url: &Url) -> Vec<String> {
    let query = url.query().unwrap_or_default();
    let values = query.split('&').map(|pair| pair.split_once('=').map_or(pair, |(_, value)| value));
    let parts = url.path().split('/').chain(values).filter(|part| !WORDS.contains(&part.to_lowercase().as_str()));
    let whole = [url.path(), query].into_iter().filter(|whole| !WORDS.contains(&whole.trim_matches('/')));
    let mut secrets = Vec::new();
    for part in parts.chain(whole) {
        let decoded = percent_decode_str(part).decode_utf8_lossy().into_owned();
        // In a query, a space may be written as this.
        let spaced = percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned();
        for form in [part.to_owned(), decoded, spaced] {
            if !form.is_empty() && !secrets.contains(&form) {
                secrets.push(form);
            }
        }
    }
    secrets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::{CUT, Secrets};

    #[test]
    fn every_part_of_an_address_that_may_be_a_secret_is_cut() {
        let url =
            Url::parse("https://a.example/services/hooks/T0pS/s%C3%A9cr%20et1?wait=true7&sig=p%2Bq9+x1&k3y9").unwrap();
        let secrets = Secrets::default();
        secrets_of(&url).iter().for_each(|secret| secrets.add(secret));
        for told in
            ["no T0pS", "no sécr et1", "no s%C3%A9cr%20et1", "bad true7", "bad p+q9 x1", "bad p%2Bq9+x1", "bad k3y9"]
        {
            assert_eq!(secrets.cut_text(told.to_owned()), CUT, "{told}");
        }
        for told in ["unknown hooks", "services are off", "wait", "no such webhook"] {
            assert_eq!(secrets.cut_text(told.to_owned()), told);
        }
    }
}
