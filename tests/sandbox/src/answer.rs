//! JSON answers, and the errors of Rocket.Chat and of proxies in front of it.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use serde_json::{Value, json};

/// A status and a JSON body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) json: Value,
}

impl Answer {
    fn new(status: StatusCode, json: Value) -> Self {
        Self { status, json }
    }

    pub(crate) fn ok(json: Value) -> Self {
        Self::new(StatusCode::OK, json)
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        typed(self.status, "application/json", self.json.to_string())
    }
}

/// An answer of any media type.
pub(crate) fn typed(status: StatusCode, media_type: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer
}

/// 401: no credentials, or a token that is no longer valid.
pub(crate) fn not_logged_in() -> Answer {
    Answer::new(StatusCode::UNAUTHORIZED, json!({"status": "error", "message": "You must be logged in to do this."}))
}

/// 403 as older servers send it.
pub(crate) fn forbidden_old() -> Answer {
    Answer::new(StatusCode::FORBIDDEN, json!({"success": false, "error": "unauthorized"}))
}

/// 403 as newer servers send it.
pub(crate) fn forbidden() -> Answer {
    let body = json!({
        "success": false,
        "error": "User does not have the permissions required for this action [error-unauthorized]",
        "errorType": "error-unauthorized",
    });
    Answer::new(StatusCode::FORBIDDEN, body)
}

/// 404 for an endpoint that this server does not have. Servers before 6.0 use another message; for both, see
/// RocketChat/Rocket.Chat issue 9358 and pull request 24053.
pub(crate) fn no_such_endpoint(server_version: &str) -> Answer {
    let old = server_version.starts_with(['3', '4', '5']);
    let body = if old {
        json!({"status": "error", "message": "API endpoint does not exist"})
    } else {
        json!({"success": false, "error": "Resource not found"})
    };
    Answer::new(StatusCode::NOT_FOUND, body)
}

/// 429.
pub(crate) fn too_many_requests(wait_secs: u64) -> Answer {
    let message = format!(
        "Error, too many requests. Please slow down. You must wait {wait_secs} seconds before trying this endpoint \
         again. [error-too-many-requests]"
    );
    Answer::new(StatusCode::TOO_MANY_REQUESTS, json!({"success": false, "error": message}))
}

/// Rocket.Chat's usual answer with this status; `None` for a status that only proxies send.
pub(crate) fn of_status(status: StatusCode, server_version: &str) -> Option<Answer> {
    let answer = match status.as_u16() {
        200..400 => Answer::new(status, json!({"success": true})),
        401 => not_logged_in(),
        403 => forbidden(),
        404 => no_such_endpoint(server_version),
        429 => too_many_requests(60),
        400..500 => Answer::new(
            status,
            json!({
                "success": false,
                "error": "The request was refused. [error-invalid-params]",
                "errorType": "error-invalid-params",
                "details": {"method": "sandbox"},
            }),
        ),
        500 => Answer::new(status, json!({"success": false, "error": "Internal server error"})),
        _ => return None,
    };
    Some(answer)
}

/// An HTML page, as a proxy or another product sends it.
pub(crate) fn proxy_page(status: StatusCode) -> Response<Body> {
    let title = status.to_string();
    let page = format!(
        "<!DOCTYPE html>\n<html>\n<head><title>{title}</title></head>\n<body>\n<center><h1>{title}</h1></center>\n\
         <hr><center>nginx</center>\n</body>\n</html>\n"
    );
    typed(status, "text/html; charset=utf-8", page)
}
