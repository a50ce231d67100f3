//! Posting to a webhook.

use reqwest::{
    Url,
    header::{CONTENT_TYPE, HeaderMap, HeaderValue},
};

use super::{Http, SMALL, failure::failure, redirect_target, reply::Body};
use crate::{error::Error, http::Reply};

/// How long a part of an address is that is hidden by itself.
const SECRET: usize = 10;

/// A request without an answer.
pub(crate) struct Unanswered {
    pub(crate) error: Error,
    /// Whether the server may have received it nevertheless.
    pub(crate) may_have_arrived: bool,
}

impl Http {
    /// Posts JSON to a webhook. Unlike an endpoint, its path is a secret, which no error and no log contains.
    pub(crate) async fn post_to_hook(&self, url: &Url, headers: HeaderMap, json: String) -> Result<Reply, Unanswered> {
        // Short parts, such as `hooks`, are words that a message may contain.
        url.path().split('/').chain(url.query()).filter(|part| part.len() >= SECRET).for_each(|part| self.hide(part));
        self.hide(url.path());
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
