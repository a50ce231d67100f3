//! A log of the received requests, for tests.

use axum::{
    body::Bytes,
    http::{HeaderMap, Method, Version, request::Parts},
};
use serde_json::Value;

use crate::endpoint::{Endpoint, Target};

/// A received request.
#[derive(Clone, Debug)]
pub struct LoggedRequest {
    /// The HTTP method.
    pub method: Method,
    /// The path with the query, for instance `/modern/api/v1/licenses.info?loadValues=true`.
    pub path_and_query: String,
    /// The HTTP version.
    pub version: Version,
    /// Every header, including credentials.
    pub headers: HeaderMap,
    /// The last folder before `/api/`: the workspace, if there is one of that name.
    pub slug: String,
    /// The endpoint; `None` if the sandbox does not know it.
    pub endpoint: Option<Endpoint>,
    /// The body; empty if it was larger than 1 MiB.
    pub body: Bytes,
}

impl LoggedRequest {
    pub(crate) fn of(request: &Parts, body: Bytes) -> Self {
        let target = Target::of(request.uri.path());
        Self {
            method: request.method.clone(),
            path_and_query: request.uri.path_and_query().map_or_else(String::new, ToString::to_string),
            headers: request.headers.clone(),
            slug: target.slug.to_owned(),
            endpoint: target.endpoint,
            version: request.version,
            body,
        }
    }

    /// The body as JSON; `Value::Null` if it is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// A header as text; `None` if it is absent or not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the request carries either of Rocket.Chat's two credentials.
    pub fn carries_credentials(&self) -> bool {
        ["x-auth-token", "x-user-id"].into_iter().any(|name| self.headers.contains_key(name))
    }
}
