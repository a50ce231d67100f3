//! A plain HTTP client, shared by the tests of the sandbox.

#![allow(dead_code, reason = "not every test file uses all of it")]

use reqwest::{Response, StatusCode, header::HeaderMap, redirect::Policy};
use sandbox::{Endpoint, Sandbox};
use serde_json::Value;

/// A complete response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {}", self.text))
    }

    /// A header as text; empty if it is absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A client that follows no redirects and uses no proxy.
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().unwrap()
}

/// Calls an endpoint with the workspace's credentials, and reads the response.
pub(crate) async fn fetch(sandbox: &Sandbox, slug: &str, endpoint: Endpoint) -> Reply {
    read(send(sandbox, slug, &format!("{}?loadValues=true", endpoint.path())).await.unwrap()).await.unwrap()
}

/// Sends a GET request with the workspace's credentials.
pub(crate) async fn send(sandbox: &Sandbox, slug: &str, path: &str) -> reqwest::Result<Response> {
    let login = sandbox.credentials(slug);
    client()
        .get(format!("{}{path}", sandbox.url(slug)))
        .header("X-User-Id", login.user_id)
        .header("X-Auth-Token", login.token)
        .send()
        .await
}

/// Reads the body of a response.
pub(crate) async fn read(response: Response) -> reqwest::Result<Reply> {
    let status = response.status();
    let headers = response.headers().clone();
    assert_ne!(status, StatusCode::SWITCHING_PROTOCOLS);
    Ok(Reply { status: status.as_u16(), headers, text: response.text().await? })
}
