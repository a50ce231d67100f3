//! One exchange with a workspace: bounded in time, in size and in where redirects may lead.

mod asset;
mod failure;
mod reply;

use std::time::Duration;

use license::Label;
use reqwest::{Proxy, RequestBuilder, Response, StatusCode, Url, header::HeaderMap, redirect};
use serde::Serialize;

use crate::{
    address::Address,
    credentials::Credentials,
    error::{Error, TlsProblem},
    network::{Network, Route},
    second_factor::SecondFactorCode,
};
use failure::failure;
use reply::Body;

pub(crate) use reply::{Answer, Reply};

/// The bounds of one exchange.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The time to connect.
    pub connect: Duration,
    /// The time for the whole exchange.
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

/// The connection to one workspace.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    address: Address,
    client: reqwest::Client,
    bounds: Bounds,
}

impl Http {
    pub(crate) fn new(address: Address, network: &Network, bounds: Bounds) -> Result<Self, Error> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("License-Watch/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(bounds.connect)
            .timeout(bounds.total)
            .redirect(within_one_origin());
        let host = || address.host().to_owned();
        let certificates = network
            .certificates()
            .map_err(|_| Error::Tls { host: host(), problem: TlsProblem::UnreadableAuthority })?;
        if !certificates.is_empty() {
            builder = builder.tls_certs_merge(certificates);
        }
        builder = match &network.route {
            Route::System => builder,
            Route::Direct => builder.no_proxy(),
            Route::Proxy(proxy) => {
                let unusable = |_| Error::Unreachable {
                    host: host(),
                    reason: "the address of the proxy cannot be used".to_owned(),
                };
                builder.proxy(Proxy::all(proxy.clone()).map_err(unusable)?)
            }
        };
        let client = builder.build().map_err(|error| failure(&error, &address, bounds))?;
        Ok(Self { address, client, bounds })
    }

    /// Sends a `GET` request, with credentials or without.
    pub(crate) async fn get(
        &self,
        endpoint: &str,
        query: Option<&str>,
        credentials: Option<&Credentials>,
    ) -> Result<Answer, Error> {
        let mut url = self.address.endpoint(endpoint);
        url.set_query(query);
        let request = with_credentials(self.client.get(url), credentials)?;
        self.exchange(endpoint, request).await?.into_answer()
    }

    /// Sends a `POST` request, with credentials or without, and with the code of a second factor after a challenge. What
    /// the reply means depends on the endpoint.
    pub(crate) async fn post(
        &self,
        endpoint: &str,
        body: &impl Serialize,
        credentials: Option<&Credentials>,
        code: Option<&SecondFactorCode>,
    ) -> Result<Reply, Error> {
        let request = self.client.post(self.address.endpoint(endpoint)).json(body);
        let mut request = with_credentials(request, credentials)?;
        if let Some(SecondFactorCode { factor, code }) = code
            && let Some(code) = code.header()
        {
            request = request.header("x-2fa-method", factor.code()).header("x-2fa-code", code);
        }
        self.exchange(endpoint, request).await
    }

    async fn exchange(&self, endpoint: &str, request: RequestBuilder) -> Result<Reply, Error> {
        let request = request.header("Accept", "application/json");
        let response = request.send().await.map_err(|error| failure(&error, &self.address, self.bounds))?;
        let (status, headers, url) = (response.status(), response.headers().clone(), response.url().clone());
        tracing::debug!(host = self.address.host(), endpoint, status = status.as_u16(), "answered");
        if status.is_redirection() {
            return Err(Error::Redirected { to: redirect_target(&headers, &url) });
        }
        let body = match status {
            // The body of a missing endpoint means nothing.
            StatusCode::NOT_FOUND => Body::Other,
            _ => Body::of(&self.body(response).await?),
        };
        Ok(Reply { status, headers, body })
    }

    /// Reads the body within the bounds.
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

fn with_credentials(request: RequestBuilder, credentials: Option<&Credentials>) -> Result<RequestBuilder, Error> {
    let Some(credentials) = credentials else { return Ok(request) };
    let headers = credentials.headers().ok_or(Error::CredentialsMissing)?;
    Ok(headers.into_iter().fold(request, |request, (name, value)| request.header(name, value)))
}

/// Follows redirects within the origin of the first request only, because every redirect that is followed carries the
/// token's header along.
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

/// The origin of a redirect, which is all that an admin needs to know of it.
fn redirect_target(headers: &HeaderMap, from: &Url) -> String {
    let location = headers.get("location").and_then(|value| value.to_str().ok());
    match location.and_then(|to| from.join(to).ok()) {
        Some(to) if to.origin() == from.origin() => format!("{} again and again", from.origin().ascii_serialization()),
        Some(to) => Label::new(&to.origin().ascii_serialization()).to_string(),
        None => "nowhere".to_owned(),
    }
}
