//! A server at another origin, which records what a client sends to it.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{Request, State as Shared},
    http::Response,
};
use serde_json::json;
use tokio::sync::watch;

use crate::{Error, answer::Answer, log::LoggedRequest, respond::read_request, server::Server};

/// Records every request, and answers each with 200 and a body that looks like a license. It has its own port, and stops
/// when it is dropped.
#[derive(Debug)]
pub struct Recorder {
    log: Arc<watch::Sender<Vec<LoggedRequest>>>,
    server: Server,
}

impl Recorder {
    /// Starts a recorder on any free port.
    ///
    /// # Errors
    ///
    /// If no port is free.
    pub async fn start() -> Result<Self, Error> {
        let log = Arc::new(watch::Sender::new(Vec::new()));
        let router = Router::new().fallback(record).with_state(Arc::clone(&log));
        let listener = Server::bind(0).map_err(|source| Error::Port { port: 0, source })?;
        let server = Server::serve(listener, router, None).map_err(Error::Serve)?;
        Ok(Self { log, server })
    }

    /// The address: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// The requests so far, in order.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.log.borrow().clone()
    }

    /// Stops the recorder.
    pub async fn stop(mut self) {
        self.server.stop();
    }
}

async fn record(Shared(log): Shared<Arc<watch::Sender<Vec<LoggedRequest>>>>, request: Request) -> Response<Body> {
    let (request, body) = read_request(request).await;
    log.send_modify(|log| log.push(LoggedRequest::of(&request, body)));
    let body = json!({
        "version": "8.5",
        "license": {
            "activeModules": [],
            "preventedActions": {},
            "limits": {"activeUsers": {"value": 1, "max": 1}},
            "tags": [{"name": "Stolen", "color": "#000000"}],
            "trial": false,
            "hasValidLicense": true,
        },
        "success": true,
    });
    Answer::ok(body).into_response()
}
