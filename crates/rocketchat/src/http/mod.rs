//! One exchange with a workspace: bounded in time, in size and in where redirects may lead.

mod asset;
mod failure;
mod hook;
mod reply;
mod trust;

use std::time::Duration;

use license::Label;
use reqwest::{
    Proxy, RequestBuilder, Response, Url,
    header::{CONTENT_TYPE, HeaderMap, LOCATION},
    redirect,
};
use serde::Serialize;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{
    address::Address,
    credentials::Credentials,
    error::{Error, RedirectTarget, TlsProblem},
    network::{Network, Route},
    second_factor::SecondFactorCode,
    secrets::Secrets,
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
    /// The most bytes of an answer that can contain a license, after decompression. Of other answers, at most
    /// 1 MiB is read.
    pub body: usize,
}

impl Default for Bounds {
    /// 10 s to connect, 30 s in all, 8 MiB.
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), total: Duration::from_secs(30), body: 8 << 20 }
    }
}

/// The most bytes of an answer that contains no license. The vendor's list of supported versions takes about 20 kB of them.
const SMALL: usize = 1 << 20;

/// How large an answer may become before it has to wait for its turn.
const LARGE: usize = 64 << 10;

/// The turns of large answers: no more of them are in memory at once, however many workspaces are read together.
static TURNS: Semaphore = Semaphore::const_new(2);

/// The most redirects that are followed, all within one origin.
const REDIRECTS: usize = 5;

/// The connection to one workspace.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    address: Address,
    client: reqwest::Client,
    bounds: Bounds,
    secrets: Secrets,
}

impl Http {
    pub(crate) fn new(address: Address, network: &Network, bounds: Bounds) -> Result<Self, Error> {
        Self::with_redirects(address, network, bounds, within_one_origin())
    }

    /// The same, for requests of which a redirect is a failure.
    pub(crate) fn without_redirects(address: Address, network: &Network, bounds: Bounds) -> Result<Self, Error> {
        Self::with_redirects(address, network, bounds, redirect::Policy::none())
    }

    fn with_redirects(
        address: Address,
        network: &Network,
        bounds: Bounds,
        redirects: redirect::Policy,
    ) -> Result<Self, Error> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("License-Watch/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(bounds.connect)
            .timeout(bounds.total)
            .redirect(redirects);
        let host = || address.host().to_owned();
        let certificates = network
            .certificates()
            .map_err(|_| Error::Tls { host: host(), problem: TlsProblem::UnreadableAuthority })?;
        if !certificates.is_empty() {
            builder = builder.tls_certs_merge(certificates);
        } else if let Some(tls) = trust::system() {
            builder = builder.tls_backend_preconfigured(tls);
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
        Ok(Self { address, client, bounds, secrets: Secrets::default() })
    }

    /// Cuts this secret out of all answers from now on. A request does so with what it sends.
    pub(crate) fn hide(&self, secret: &str) {
        self.secrets.add(secret);
    }

    /// Sends a `GET` request that only reads, with credentials or without.
    pub(crate) async fn get(
        &self,
        endpoint: &str,
        query: Option<&str>,
        credentials: Option<&Credentials>,
    ) -> Result<Answer, Error> {
        self.get_reply(endpoint, query, credentials).await?.into_answer()
    }

    /// Sends a `GET` request, with credentials or without. What the reply means depends on the endpoint.
    pub(crate) async fn get_reply(
        &self,
        endpoint: &str,
        query: Option<&str>,
        credentials: Option<&Credentials>,
    ) -> Result<Reply, Error> {
        let mut url = self.address.endpoint(endpoint);
        url.set_query(query);
        let request = self.with_credentials(self.client.get(url), credentials)?;
        self.exchange(endpoint, request).await
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
        let mut request = self.with_credentials(request, credentials)?;
        if let Some(SecondFactorCode { factor, code }) = code
            && let Some(code) = code.header()
        {
            request = request.header("x-2fa-method", factor.code()).header("x-2fa-code", code);
        }
        self.exchange(endpoint, request).await
    }

    async fn exchange(&self, endpoint: &str, request: RequestBuilder) -> Result<Reply, Error> {
        let request = request.header("Accept", "application/json");
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Err(self.failure(&error).await),
        };
        let (status, headers, url) = (response.status(), response.headers().clone(), response.url().clone());
        tracing::debug!(host = self.address.host(), endpoint, status = status.as_u16(), "answered");
        if status.is_redirection() {
            let (to, target) = redirect_target(&headers, &url);
            return Err(Error::Redirected { to: self.secrets.cut_text(to), target });
        }
        let bound =
            if endpoint.starts_with("api/v1/licenses.") { self.bounds.body } else { self.bounds.body.min(SMALL) };
        let (body, room) = self.body(response, bound).await?;
        let body = Body::of(body, &headers, &self.secrets, room);
        Ok(Reply { status, endpoint: endpoint.to_owned(), headers, body })
    }

    /// What a failed request means.
    async fn failure(&self, error: &reqwest::Error) -> Error {
        match failure(error, &self.address, self.bounds) {
            Error::Tls { host, problem: TlsProblem::Garbled } if self.speaks_plain_http().await => {
                Error::Tls { host, problem: TlsProblem::NotEncrypted }
            }
            Error::Unreachable { host, reason } => Error::Unreachable { host, reason: self.secrets.cut_text(reason) },
            error => error,
        }
    }

    /// Whether a server that does not speak TLS answers in plain HTTP, as a workspace does. A server that speaks TLS refuses
    /// that with a page of its own, and a proxy may answer for one that it does not reach. Nothing but its own address is sent
    /// to it.
    async fn speaks_plain_http(&self) -> bool {
        let mut plain = self.address.endpoint("api/info");
        // The default port of one scheme is not that of the other.
        let port = plain.port_or_known_default();
        let is_changed = plain.set_scheme("http").is_ok() && plain.set_port(port).is_ok();
        if !is_changed {
            return false;
        }
        let answered = self.client.get(plain).timeout(self.bounds.connect).send().await;
        answered.is_ok_and(|response| {
            let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
            response.status().is_success() && kind.starts_with("application/json")
        })
    }

    /// Reads the body within the bound. A large one waits for its turn.
    async fn body(
        &self,
        mut response: Response,
        bound: usize,
    ) -> Result<(Vec<u8>, Option<SemaphorePermit<'static>>), Error> {
        let too_large = Error::TooLarge { bytes: bound };
        if response.content_length().is_some_and(|length| length > bound as u64) {
            return Err(too_large);
        }
        let (mut body, mut room) = (Vec::new(), None);
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > bound => return Err(too_large),
                Ok(Some(chunk)) => {
                    if body.len() + chunk.len() > LARGE && room.is_none() {
                        let turn = tokio::time::timeout(self.bounds.total, TURNS.acquire()).await;
                        // The semaphore is never closed.
                        room = turn.ok().and_then(Result::ok);
                        if room.is_none() {
                            let (host, seconds) = (self.address.host().to_owned(), self.bounds.total.as_secs());
                            return Err(Error::Timeout { host, seconds });
                        }
                    }
                    body.extend_from_slice(&chunk);
                }
                Ok(None) => return Ok((body, room)),
                Err(error) if error.is_timeout() => return Err(failure(&error, &self.address, self.bounds)),
                Err(_) => {
                    return Err(Error::Malformed { reason: format!("it breaks off after {} bytes", body.len()) });
                }
            }
        }
    }

    fn with_credentials(
        &self,
        request: RequestBuilder,
        credentials: Option<&Credentials>,
    ) -> Result<RequestBuilder, Error> {
        let Some(credentials) = credentials else { return Ok(request) };
        self.hide(credentials.token.expose());
        let headers = credentials.headers().ok_or(Error::CredentialsMissing)?;
        Ok(headers.into_iter().fold(request, |request, (name, value)| request.header(name, value)))
    }
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

/// The origin of a redirect, which is all that an admin needs to know of it, and what is there.
fn redirect_target(headers: &HeaderMap, from: &Url) -> (String, RedirectTarget) {
    let location = headers.get(LOCATION).and_then(|value| value.to_str().ok());
    let Some(to) = location.and_then(|to| from.join(to).ok()) else {
        return ("nowhere".to_owned(), RedirectTarget::OtherPage);
    };
    if to.origin() == from.origin() {
        return (from.origin().ascii_serialization(), RedirectTarget::Itself);
    }
    // Only Rocket.Chat's own page, and not one behind a sign-in, is under the same path.
    let is_same = from.path().contains("/api/info") && to.path().ends_with("/api/info") && to.query() == from.query();
    let target = if is_same { RedirectTarget::SamePage } else { RedirectTarget::OtherPage };
    (Label::new(&to.origin().ascii_serialization()).to_string(), target)
}
