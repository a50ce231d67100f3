//! Answers a request: with the workspace's true answer, or with what a fault makes of it.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, Request, State as Shared},
    http::{HeaderValue, Response, StatusCode, header, request::Parts},
};
use serde_json::json;

use crate::{
    answer::{self, Answer, proxy_page, typed},
    endpoint::Target,
    fault::{Fault, merge},
    limiter::Allowance,
    line::Shears,
    log::LoggedRequest,
    state::{EndpointCall, State},
    stream,
    workspace::{Quirk, Workspace},
};

pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new().fallback(respond).with_state(state)
}

async fn respond(
    Shared(state): Shared<Arc<State>>,
    ConnectInfo(shears): ConnectInfo<Shears>,
    request: Request,
) -> Response<Body> {
    let (request, body) = whole(request).await;
    state.remember(LoggedRequest::of(&request, body.clone()));
    let _in_flight = state.in_flight.enter();
    let mut target = Target::of(request.uri.path());
    // HTTP/2 names the host in the address, HTTP/1.1 in a header.
    let host = request.uri.host().or_else(|| request.headers.get(header::HOST)?.to_str().ok());
    if let Some(slug) = host.and_then(|host| state.slug_at(host)) {
        target.slug = slug;
    }
    let Some(workspace) = state.workspace(target.slug) else {
        return proxy_page(StatusCode::NOT_FOUND);
    };
    let call = Call { state: &state, workspace, target, request: &request, body: &body };
    let allowance = state.count(target.slug, target.endpoint);
    let fault = match workspace.quirk {
        Quirk::Down => Some(Fault::CloseConnection),
        _ => state.fault(target.slug, target.endpoint).await,
    };
    match fault {
        None => call.plain(call.truth(), allowance),
        Some(fault) => call.faulty(fault, allowance, shears).await,
    }
}

/// The largest size of a request's body, in bytes.
const MOST: usize = 1 << 20;

/// A request with its body; a body that is too large or breaks off counts as empty.
pub(crate) async fn whole(request: Request) -> (Parts, Bytes) {
    let (parts, body) = request.into_parts();
    (parts, to_bytes(body, MOST).await.unwrap_or_default())
}

/// One call to a workspace.
struct Call<'a> {
    state: &'a State,
    workspace: &'a Workspace,
    target: Target<'a>,
    request: &'a Parts,
    body: &'a [u8],
}

impl Call<'_> {
    /// What the workspace truly answers.
    fn truth(&self) -> Answer {
        match self.target.endpoint {
            Some(endpoint) if self.request.method == endpoint.method() => {
                let query = self.request.uri.query().unwrap_or_default();
                let call = EndpointCall { endpoint, headers: &self.request.headers, query, body: self.body };
                self.state.answer(self.workspace, &call)
            }
            _ => answer::no_such_endpoint(self.workspace.server_version),
        }
    }

    /// An answer that Rocket.Chat itself gives: it carries the rate-limit headers.
    fn plain(&self, answer: Answer, allowance: Allowance) -> Response<Body> {
        let mut response = answer.into_response();
        allowance.write(response.headers_mut());
        response
    }

    /// The true answer's head with a body of its own making, of which the head promises the whole length.
    fn bodied(&self, truth: Answer, allowance: Allowance, body: impl FnOnce(String) -> Body) -> Response<Body> {
        let text = truth.json.to_string();
        let length = HeaderValue::from(text.len());
        let mut response = typed(truth.status, "application/json", body(text));
        response.headers_mut().insert(header::CONTENT_LENGTH, length);
        allowance.write(response.headers_mut());
        response
    }

    async fn faulty(&self, fault: Fault, allowance: Allowance, shears: Shears) -> Response<Body> {
        match fault {
            Fault::Slow(wait) => {
                tokio::time::sleep(wait).await;
                self.plain(self.truth(), allowance)
            }
            Fault::Hold => self.plain(self.truth(), allowance),
            Fault::Drip(pause) => self.bodied(self.truth(), allowance, |text| stream::drip(text, pause)),
            Fault::Cut(at) => self.bodied(self.truth(), allowance, |text| stream::cut(text, at, shears)),
            Fault::CloseConnection => {
                shears.cut();
                Response::new(Body::empty())
            }
            Fault::Html(code) => proxy_page(status(code)),
            Fault::Huge(bytes) => typed(StatusCode::OK, "application/json", stream::huge(bytes)),
            Fault::GzipBomb(bytes) => {
                let mut response = typed(StatusCode::OK, "application/json", stream::gzip_bomb(bytes));
                response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                response
            }
            Fault::Packed(encoding) => {
                let mut response = self.plain(self.truth(), allowance);
                let text = self.truth().json.to_string();
                let (name, packed) = stream::packed_whole(encoding, text.as_bytes());
                *response.body_mut() = Body::from(packed);
                response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
                response
            }
            Fault::EndlessHeaders => {
                shears.flood();
                Response::new(Body::empty())
            }
            Fault::Redirect { to, status: code } => redirect(&to, status(code)),
            Fault::RedirectLoop => {
                let here = self.request.uri.path_and_query().map_or("/", |here| here.as_str());
                redirect(here, StatusCode::FOUND)
            }
            Fault::Status(code) => match answer::of_status(status(code), self.workspace.server_version) {
                Some(answer) => self.plain(answer, allowance),
                None => proxy_page(status(code)),
            },
            Fault::RateLimited { wait_secs } => {
                let none = Allowance::used_up(self.state.time(), Duration::from_secs(wait_secs));
                self.plain(answer::too_many_requests(wait_secs), none)
            }
            Fault::NotJson => typed(StatusCode::OK, "application/json", "This is no JSON {"),
            Fault::WrongTypes => self.plain(Answer::ok(wrong_types()), allowance),
            Fault::DeepNesting => typed(StatusCode::OK, "application/json", deeply_nested()),
            Fault::Body { status: code, json } => self.plain(Answer { status: status(code), json }, allowance),
            Fault::Patch(patch) => {
                let mut truth = self.truth();
                merge(&mut truth.json, &patch);
                self.plain(truth, allowance)
            }
        }
    }
}

/// A status from a number; an invalid one is a mistake in a test, and becomes 500.
fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn redirect(to: &str, status: StatusCode) -> Response<Body> {
    let mut response = proxy_page(status);
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

fn wrong_types() -> serde_json::Value {
    json!({
        "success": "yes",
        "version": {"major": 8},
        "info": [8, 5],
        "_id": 17,
        "username": false,
        "license": ["Enterprise"],
        "licenses": "Enterprise",
        "maxActiveUsers": "many",
        "activeUsers": {"now": 3},
        "isEnterprise": "maybe",
    })
}

fn deeply_nested() -> String {
    const DEPTH: usize = 100_000;
    format!(r#"{{"success":true,"license":{}{}}}"#, "[".repeat(DEPTH), "]".repeat(DEPTH))
}
