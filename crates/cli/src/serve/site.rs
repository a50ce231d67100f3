//! What each path answers.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use http_body_util::{BodyExt, Full, channel::Channel, combinators::UnsyncBoxBody};
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode, Version,
    body::Bytes,
    header::{
        ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, RETRY_AFTER,
        WWW_AUTHENTICATE,
    },
};
use tokio::sync::Semaphore;
use watch::{Engine, Failure};

use super::{
    accept,
    access::Access,
    fleet::Fleet,
    rendering::{Rendering, Rest},
};
use crate::{error::CommandError, load::bug, output};

const TEXT: &str = "text/plain; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
const BUG: &str = "this is a bug in License Watch\n";

const INDEX: &str = concat!(
    "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>License Watch</title>\n",
    "<h1>License Watch ",
    env!("CARGO_PKG_VERSION"),
    "</h1>\n<ul>\n",
    "<li><a href=\"metrics\">metrics</a>: for Prometheus\n",
    "<li><a href=\"calendar.ics\">calendar.ics</a>: all deadlines\n",
    "<li><a href=\"-/ready\">-/ready</a>: whether every workspace has been checked or has failed\n",
    "<li><a href=\"-/healthy\">-/healthy</a>: whether workspaces are being watched\n</ul>\n</html>\n",
);

/// The most answers at once that are sent in pieces. Fewer than there may be connections, so that clients that do not read leave
/// room for all other requests.
const MOST_IN_PIECES: usize = 32;

/// Everything that is served.
pub(super) struct Site {
    engine: Engine,
    fleet: Arc<Fleet>,
    access: Access,
    is_alive: AtomicBool,
    /// Once it is ready, it stays so: a workspace that is added later is no reason to take away the others.
    is_ready: AtomicBool,
    /// The turn to render something.
    turn: Semaphore,
    /// The places for answers in pieces.
    in_pieces: Arc<Semaphore>,
}

/// What is sent.
type Body = UnsyncBoxBody<Bytes, Failure>;

/// The engine runs as long as this is not dropped.
pub(super) struct Alive<'a>(&'a Site);

impl Drop for Alive<'_> {
    fn drop(&mut self) {
        self.0.is_alive.store(false, Ordering::Relaxed);
    }
}

impl Site {
    pub(super) fn new(engine: Engine, fleet: Arc<Fleet>, access: Access) -> Self {
        let (is_alive, is_ready) = (AtomicBool::new(true), AtomicBool::new(false));
        let in_pieces = Arc::new(Semaphore::new(MOST_IN_PIECES));
        Self { engine, fleet, access, is_alive, is_ready, turn: Semaphore::new(1), in_pieces }
    }

    /// To be held by the task that runs the engine.
    pub(super) fn alive(&self) -> Alive<'_> {
        Alive(self)
    }

    /// Whether the engine runs.
    pub(super) fn is_alive(&self) -> bool {
        self.is_alive.load(Ordering::Relaxed)
    }

    /// Reads the token again.
    ///
    /// # Errors
    /// If it cannot be used. Then it stays as it is.
    pub(super) fn reload_access(&self) -> Result<(), CommandError> {
        self.access.reload()
    }

    /// Answers a request. What it is about stays out of every log: its query may hold the token.
    pub(super) async fn answer<B>(self: Arc<Self>, request: Request<B>) -> Response<Body> {
        let (path, headers) = (request.uri().path(), request.headers());
        if request.method() != Method::GET && request.method() != Method::HEAD {
            let refused = text(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are allowed\n");
            return with(refused, ALLOW, "GET, HEAD");
        }
        match path {
            "/-/healthy" if self.is_alive() => return text(StatusCode::OK, "healthy\n"),
            "/-/healthy" => return text(StatusCode::SERVICE_UNAVAILABLE, "the engine has ended\n"),
            "/-/ready" if self.is_ready() => return text(StatusCode::OK, "ready\n"),
            "/-/ready" => {
                return text(StatusCode::SERVICE_UNAVAILABLE, "not every workspace has been checked yet\n");
            }
            _ => {}
        }
        if !self.access.accepts_host(headers) {
            return text(StatusCode::MISDIRECTED_REQUEST, "use the address, or --token-file\n");
        }
        // Programs for calendars cannot send headers.
        let query = request.uri().query().filter(|_| path == "/calendar.ics");
        if !self.access.allows(headers, query) {
            return with(text(StatusCode::UNAUTHORIZED, "a token is required\n"), WWW_AUTHENTICATE, "Bearer");
        }
        let version = request.version();
        match path {
            "/" => {
                let page = answer(StatusCode::OK, HTML, whole(Bytes::from_static(INDEX.as_bytes())));
                with(page, CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'")
            }
            "/metrics" => {
                let format = accept::preferred(accepted(headers).as_deref());
                self.rendered(Rendering::Metrics(format), version).await
            }
            "/calendar.ics" => self.rendered(Rendering::Calendar, version).await,
            _ => text(StatusCode::NOT_FOUND, "not found\n"),
        }
    }

    fn is_ready(&self) -> bool {
        if !self.is_ready.load(Ordering::Relaxed) && self.engine.has_tried_all() {
            self.is_ready.store(true, Ordering::Relaxed);
        }
        self.is_ready.load(Ordering::Relaxed)
    }

    /// Sends what takes time to render piece by piece, so that the metrics of a large fleet are never in memory all at once.
    async fn rendered(self: Arc<Self>, what: Rendering, version: Version) -> Response<Body> {
        let site = self.clone();
        let (first, rest) = match self.piece(move || what.of(&site.fleet)).await {
            Ok(Some(rendered)) => rendered,
            Ok(None) => return text(StatusCode::INTERNAL_SERVER_ERROR, BUG),
            Err(_) => return unreadable(),
        };
        let (second, rest) = match self.piece(move || rest).await {
            // An answer of one piece, as most are, has a known length.
            Ok(None) => return answer(StatusCode::OK, what.content_type(), whole(first)),
            Ok(Some(rendered)) => rendered,
            Err(_) => return unreadable(),
        };
        let Ok(place) = self.in_pieces.clone().try_acquire_owned() else {
            let busy = text(StatusCode::SERVICE_UNAVAILABLE, "too many answers are being sent at once\n");
            return with(busy, RETRY_AFTER, "5");
        };
        let (mut client, body) = Channel::new(1);
        let mut response = answer(StatusCode::OK, what.content_type(), body.boxed_unsync());
        if version < Version::HTTP_11 {
            // These clients know no pieces. Only the length tells them whether they have everything.
            let mut pieces = vec![first, second];
            let mut next = self.piece(move || rest).await;
            while let Ok(Some((piece, rest))) = next {
                pieces.push(piece);
                next = self.piece(move || rest).await;
            }
            if next.is_err() {
                return unreadable();
            }
            let length: usize = pieces.iter().map(Bytes::len).sum();
            response.headers_mut().insert(CONTENT_LENGTH, length.into());
            tokio::spawn(async move {
                let _place = place;
                for piece in pieces {
                    if client.send_data(piece).await.is_err() {
                        return;
                    }
                }
            });
            return response;
        }
        tokio::spawn(async move {
            let _place = place;
            let mut next = Ok(Some((second, rest)));
            let mut piece = first;
            // Until the client is gone.
            while client.send_data(piece).await.is_ok() {
                (piece, next) = match next {
                    Ok(Some((piece, rest))) => (piece, self.piece(move || rest).await),
                    Ok(None) => return,
                    // So that the client does not take what it has for the whole.
                    Err(failure) => return client.abort(failure),
                };
            }
        });
        response
    }

    /// The next piece, and what is left; `None` at the end. However many clients there are, only one piece is rendered at a
    /// time.
    async fn piece(&self, rest: impl FnOnce() -> Rest + Send + 'static) -> Result<Option<(Bytes, Rest)>, Failure> {
        let render = move || {
            let mut rest = rest();
            let piece = rest.next().transpose()?;
            Ok(piece.map(|piece| (Bytes::from(piece), rest)))
        };
        // Never closed.
        let _turn = self.turn.acquire().await;
        let rendered = tokio::task::spawn_blocking(render).await.unwrap_or_else(|_| Err(bug()));
        rendered.inspect_err(|error| output::note(&format!("not everything can be rendered: {error}. {}", error.hint)))
    }
}

/// The `Accept` headers of a request; `None` if there are none that can be read.
fn accepted(headers: &HeaderMap) -> Option<String> {
    let ranges: Vec<_> = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    (!ranges.is_empty()).then(|| ranges.join(","))
}

fn text(status: StatusCode, text: &'static str) -> Response<Body> {
    answer(status, TEXT, whole(Bytes::from_static(text.as_bytes())))
}

fn unreadable() -> Response<Body> {
    text(StatusCode::INTERNAL_SERVER_ERROR, "the state file cannot be read\n")
}

/// A body whose length is known.
fn whole(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

fn answer(status: StatusCode, content_type: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let response = with(response, CONTENT_TYPE, content_type);
    let response = with(response, CACHE_CONTROL, "no-store");
    with(response, hyper::header::X_CONTENT_TYPE_OPTIONS, "nosniff")
}

fn with(mut response: Response<Body>, name: hyper::header::HeaderName, value: &'static str) -> Response<Body> {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    response
}
