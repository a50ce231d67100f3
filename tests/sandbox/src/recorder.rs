//! A third party's server: it shows what a client sends to another origin.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{Request, State as Shared},
    http::Response,
};
use serde_json::json;
use tokio::sync::watch;

use crate::{Error, answer::Answer, log::LoggedRequest, respond::whole, server::Server};

/// A server on its own port that records every request and answers each with 200 and a body that looks like a license. It stops when it is dropped.
#[derive(Debug)]
pub struct Recorder {
    log: Arc<watch::Sender<Vec<LoggedRequest>>>,
    server: Server,
}

impl Recorder {
    /// Starts it on any free port.
    ///
    /// # Errors
    ///
    /// When no port is free.
    pub async fn start() -> Result<Self, Error> {
        let log = Arc::new(watch::Sender::new(Vec::new()));
        let router = Router::new().fallback(record).with_state(Arc::clone(&log));
        let listener = Server::bind(0).map_err(|source| Error::Port { port: 0, source })?;
        let server = Server::serve(listener, router, None).map_err(Error::Serve)?;
        Ok(Self { log, server })
    }

    /// Where it listens: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// Every request so far, in the order in which they came in.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.log.borrow().clone()
    }

    /// Stops it.
    pub async fn stop(mut self) {
        self.server.stop();
    }
}

async fn record(Shared(log): Shared<Arc<watch::Sender<Vec<LoggedRequest>>>>, request: Request) -> Response<Body> {
    let (request, body) = whole(request).await;
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
