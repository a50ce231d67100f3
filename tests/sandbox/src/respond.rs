//! Handles requests: with the regular answer of the workspace, or with a fault.

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
    connection::ConnectionControl,
    endpoint::{Endpoint, Target},
    fault::{Fault, merge},
    hook,
    limiter::Allowance,
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
    ConnectInfo(control): ConnectInfo<ConnectionControl>,
    request: Request,
) -> Response<Body> {
    let (request, body) = read_request(request).await;
    state.log_request(LoggedRequest::of(&request, body.clone()));
    let _in_flight = state.in_flight.enter();
    let mut target = Target::of(request.uri.path());
    // HTTP/2 has the host in the URI, HTTP/1.1 in a header.
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
        None if target.endpoint == Some(Endpoint::Icon) => match state.icon(target.slug) {
            Some(file) => typed(StatusCode::OK, "image/png", file),
            None => proxy_page(StatusCode::NOT_FOUND),
        },
        None => {
            let mut answer = call.regular_answer();
            if target.endpoint == Some(Endpoint::LicensesInfo) {
                let patches = [state.delivered(target.slug), state.pick_node(target.slug, control.id())];
                patches.iter().flatten().for_each(|patch| merge(&mut answer.json, patch));
            }
            call.respond(answer, allowance)
        }
        Some(fault) => call.faulty(fault, allowance, control).await,
    }
}

/// The maximum size of a request body, in bytes.
const MAX_BODY: usize = 1 << 20;

/// Reads the body of a request; a body that is too large or incomplete becomes an empty one.
pub(crate) async fn read_request(request: Request) -> (Parts, Bytes) {
    let (parts, body) = request.into_parts();
    (parts, to_bytes(body, MAX_BODY).await.unwrap_or_default())
}

/// A request to a workspace.
struct Call<'a> {
    state: &'a State,
    workspace: &'a Workspace,
    target: Target<'a>,
    request: &'a Parts,
    body: &'a [u8],
}

impl Call<'_> {
    /// What the workspace answers without a fault.
    fn regular_answer(&self) -> Answer {
        match self.target.endpoint {
            Some(Endpoint::IncomingWebhook) => hook::answer(self.workspace, self.request.uri.path(), self.body),
            Some(endpoint) if self.request.method == endpoint.method() => {
                let query = self.request.uri.query().unwrap_or_default();
                let call = EndpointCall { endpoint, headers: &self.request.headers, query, body: self.body };
                self.state.answer(self.workspace, &call)
            }
            _ => answer::no_such_endpoint(self.workspace.server_version),
        }
    }

    /// A response of Rocket.Chat itself, with the rate-limit headers.
    fn respond(&self, answer: Answer, allowance: Allowance) -> Response<Body> {
        let mut response = answer.into_response();
        allowance.write(response.headers_mut());
        response
    }

    /// A response with another body, but with the `Content-Length` of `answer`.
    fn respond_with_body(
        &self,
        answer: Answer,
        allowance: Allowance,
        body: impl FnOnce(String) -> Body,
    ) -> Response<Body> {
        let text = answer.json.to_string();
        let length = HeaderValue::from(text.len());
        let mut response = typed(answer.status, "application/json", body(text));
        response.headers_mut().insert(header::CONTENT_LENGTH, length);
        allowance.write(response.headers_mut());
        response
    }

    async fn faulty(&self, fault: Fault, allowance: Allowance, control: ConnectionControl) -> Response<Body> {
        match fault {
            Fault::Slow(wait) => {
                tokio::time::sleep(wait).await;
                self.respond(self.regular_answer(), allowance)
            }
            Fault::Hold => self.respond(self.regular_answer(), allowance),
            Fault::Drip(pause) => {
                self.respond_with_body(self.regular_answer(), allowance, |text| stream::drip(text, pause))
            }
            Fault::Cut(at) => {
                self.respond_with_body(self.regular_answer(), allowance, |text| stream::cut(text, at, control))
            }
            Fault::CloseConnection => {
                control.close();
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
                let mut response = self.respond(self.regular_answer(), allowance);
                let text = self.regular_answer().json.to_string();
                let (name, packed) = stream::packed_whole(encoding, text.as_bytes());
                *response.body_mut() = Body::from(packed);
                response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
                response
            }
            Fault::EndlessHeaders => {
                control.flood();
                Response::new(Body::empty())
            }
            Fault::Redirect { to, status: code } => redirect(&to, status(code)),
            Fault::RedirectLoop => {
                let same = self.request.uri.path_and_query().map_or("/", |same| same.as_str());
                redirect(same, StatusCode::FOUND)
            }
            Fault::Status(code) => match answer::of_status(status(code), self.workspace.server_version) {
                Some(answer) => self.respond(answer, allowance),
                None => proxy_page(status(code)),
            },
            Fault::RateLimited { wait_secs } => {
                let exhausted = Allowance::exhausted(self.state.time(), Duration::from_secs(wait_secs));
                self.respond(answer::too_many_requests(wait_secs), exhausted)
            }
            Fault::NotJson => typed(StatusCode::OK, "application/json", "This is no JSON {"),
            Fault::WrongTypes => self.respond(Answer::ok(wrong_types()), allowance),
            Fault::DeepNesting => typed(StatusCode::OK, "application/json", deeply_nested()),
            Fault::Body { status: code, json } => self.respond(Answer { status: status(code), json }, allowance),
            Fault::Raw { status: code, headers, body } => {
                let mut response = Response::new(Body::from(body));
                *response.status_mut() = status(code);
                for (name, value) in headers {
                    if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
                        response.headers_mut().append(name, value);
                    }
                }
                response
            }
            Fault::Patch(patch) => {
                let mut answer = self.regular_answer();
                merge(&mut answer.json, &patch);
                self.respond(answer, allowance)
            }
        }
    }
}

/// A status from a number. An invalid one, which is a mistake in a test, becomes 500.
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
