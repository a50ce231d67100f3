//! What each path answers.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use http_body_util::Full;
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::Bytes,
    header::{ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE},
};
use tokio::sync::Mutex;
use watch::{Engine, Failure, present::metrics::Format};

use super::{accept, access::Access, exposition, fleet::Fleet};
use crate::{
    error::CommandError,
    output,
    remembered::{Placement, known_ids},
};

const TEXT: &str = "text/plain; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";

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

/// Everything that is served.
pub(super) struct Site {
    engine: Engine,
    fleet: Arc<Fleet>,
    access: Access,
    is_alive: AtomicBool,
    /// Once it is ready, it stays so: a workspace that is added later is no reason to take away the others.
    is_ready: AtomicBool,
    rendered: Rendered,
}

/// What was rendered last, and when. Each on its own, so that a scrape does not wait for a calendar.
#[derive(Default)]
struct Rendered {
    text: Mutex<Option<(Instant, Bytes)>>,
    open_metrics: Mutex<Option<(Instant, Bytes)>>,
    calendar: Mutex<Option<(Instant, Bytes)>>,
}

/// What takes time to render.
#[derive(Debug, Clone, Copy)]
enum Rendering {
    Metrics(Format),
    Calendar,
}

impl Rendering {
    fn of(self, fleet: &Fleet) -> Result<String, Failure> {
        match self {
            Self::Metrics(format) => {
                // That is no reason to hide what is known of workspaces.
                let channels = fleet.measured_alerts().unwrap_or_else(|error| {
                    output::note(&format!("the state of the alerts cannot be read: {error}. {}", error.hint));
                    Vec::new()
                });
                Ok(fleet
                    .with_placements(|engine, placements| exposition::metrics(engine, placements, &channels, format)))
            }
            Self::Calendar => {
                let ids = |engine: &Engine, all: &[Placement]| {
                    (engine.clone(), known_ids(engine, all).into_iter().flatten().collect::<Vec<_>>())
                };
                let (engine, ids) = fleet.with_placements(ids);
                engine.calendar(&ids)
            }
        }
    }

    /// For how long it is answered again: many clients at once cost no more than one.
    fn fresh_for(self) -> Duration {
        match self {
            Self::Metrics(_) => Duration::from_secs(1),
            // It has the history of every workspace, and who reads it looks a few times a day.
            Self::Calendar => Duration::from_secs(60),
        }
    }

    fn last(self, rendered: &Rendered) -> &Mutex<Option<(Instant, Bytes)>> {
        match self {
            Self::Metrics(Format::Prometheus) => &rendered.text,
            Self::Metrics(Format::OpenMetrics) => &rendered.open_metrics,
            Self::Calendar => &rendered.calendar,
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Metrics(format) => format.content_type(),
            Self::Calendar => CALENDAR,
        }
    }
}

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
        Self { engine, fleet, access, is_alive, is_ready, rendered: Rendered::default() }
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

    /// Renders everything anew from now on.
    pub(super) async fn forget_rendered(&self) {
        for rendering in
            [Rendering::Metrics(Format::Prometheus), Rendering::Metrics(Format::OpenMetrics), Rendering::Calendar]
        {
            *rendering.last(&self.rendered).lock().await = None;
        }
    }

    /// Answers a request. What it is about stays out of every log: its query may hold the token.
    pub(super) async fn answer<B>(self: Arc<Self>, request: Request<B>) -> Response<Full<Bytes>> {
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
        match path {
            "/" => {
                let page = body(StatusCode::OK, HTML, Bytes::from_static(INDEX.as_bytes()));
                with(page, CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'")
            }
            "/metrics" => self.rendered(Rendering::Metrics(accept::preferred(accepted(headers).as_deref()))).await,
            "/calendar.ics" => self.rendered(Rendering::Calendar).await,
            _ => text(StatusCode::NOT_FOUND, "not found\n"),
        }
    }

    fn is_ready(&self) -> bool {
        if !self.is_ready.load(Ordering::Relaxed) && self.engine.has_tried_all() {
            self.is_ready.store(true, Ordering::Relaxed);
        }
        self.is_ready.load(Ordering::Relaxed)
    }

    async fn rendered(self: Arc<Self>, what: Rendering) -> Response<Full<Bytes>> {
        // Others wait for the same.
        let mut last = what.last(&self.rendered).lock().await;
        let known = last.as_ref().filter(|(at, _)| at.elapsed() < what.fresh_for()).map(|(_, bytes)| bytes.clone());
        let bytes = match known {
            Some(bytes) => bytes,
            None => {
                let site = self.clone();
                let render = move || what.of(&site.fleet);
                let new = match tokio::task::spawn_blocking(render).await {
                    Ok(Ok(new)) => new,
                    Ok(Err(error)) => {
                        output::note(&format!("the calendar cannot be rendered: {error}. {}", error.hint));
                        return text(StatusCode::INTERNAL_SERVER_ERROR, "the state file cannot be read\n");
                    }
                    Err(_) => {
                        return text(StatusCode::INTERNAL_SERVER_ERROR, "this is a bug in License Watch\n");
                    }
                };
                let new = Bytes::from(new);
                *last = Some((Instant::now(), new.clone()));
                new
            }
        };
        body(StatusCode::OK, what.content_type(), bytes)
    }
}

/// The `Accept` headers of a request; `None` if there are none that can be read.
fn accepted(headers: &HeaderMap) -> Option<String> {
    let ranges: Vec<_> = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    (!ranges.is_empty()).then(|| ranges.join(","))
}

fn text(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    body(status, TEXT, Bytes::from_static(text.as_bytes()))
}

fn body(status: StatusCode, content_type: &'static str, bytes: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(bytes));
    *response.status_mut() = status;
    let response = with(response, CONTENT_TYPE, content_type);
    let response = with(response, CACHE_CONTROL, "no-store");
    with(response, hyper::header::X_CONTENT_TYPE_OPTIONS, "nosniff")
}

fn with(
    mut response: Response<Full<Bytes>>,
    name: hyper::header::HeaderName,
    value: &'static str,
) -> Response<Full<Bytes>> {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    response
}
