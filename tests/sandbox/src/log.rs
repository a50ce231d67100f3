//! What callers asked, as tests look at it.

use axum::http::{HeaderMap, Method, request::Parts};

use crate::endpoint::{Endpoint, Target};

/// One request that came in.
#[derive(Clone, Debug)]
pub struct LoggedRequest {
    /// `GET`, and hopefully nothing else.
    pub method: Method,
    /// The path with the query, for instance `/modern/api/v1/licenses.info?loadValues=true`.
    pub path_and_query: String,
    /// Every header, the credentials among them.
    pub headers: HeaderMap,
    /// The last folder before `/api/`: the workspace, if there is one of that name.
    pub slug: String,
    /// Which endpoint, if the sandbox knows it.
    pub endpoint: Option<Endpoint>,
}

impl LoggedRequest {
    pub(crate) fn of(request: &Parts) -> Self {
        let target = Target::of(request.uri.path());
        Self {
            method: request.method.clone(),
            path_and_query: request.uri.path_and_query().map_or_else(String::new, ToString::to_string),
            headers: request.headers.clone(),
            slug: target.slug.to_owned(),
            endpoint: target.endpoint,
        }
    }

    /// A header as text; nothing if it is absent or no text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the request carries either of Rocket.Chat's two credentials.
    pub fn carries_credentials(&self) -> bool {
        ["x-auth-token", "x-user-id"].into_iter().any(|name| self.headers.contains_key(name))
    }
}
