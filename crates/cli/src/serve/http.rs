//! Connections, and their bounds in number, size and time.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::AbortHandle,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::site::Site;

/// The most connections at once. The oldest is cut for a new one, so that slow clients hold up nobody.
const MOST: usize = 64;

/// The time for the head of a request.
const HEAD: Duration = Duration::from_secs(5);

/// The time for a connection, on which there is one request.
const WHOLE: Duration = Duration::from_secs(30);

/// The most bytes of the head of a request.
const HEAD_SIZE: usize = 16 << 10;

/// The most headers of a request.
const HEADERS: usize = 64;

/// How long to wait if the system gives no connection, because there are too many open files.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers requests until it is stopped.
pub(super) async fn serve(listener: TcpListener, site: Arc<Site>, stop: CancellationToken) {
    let mut open = Connections::default();
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        match accepted {
            Ok((stream, _)) => open.add(tokio::spawn(connection(stream, site.clone())).abort_handle()),
            Err(_) => sleep(PAUSE).await,
        }
    }
}

async fn connection(stream: TcpStream, site: Arc<Site>) {
    let service = service_fn(move |request| {
        let site = site.clone();
        async move { Ok::<_, Infallible>(site.answer(request).await) }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_SIZE)
        .max_headers(HEADERS)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    // A client that goes away, is too slow or sends something else is its own affair.
    let _ = timeout(WHOLE, serving).await;
}

/// The open connections, the oldest first. All are cut when this is dropped.
#[derive(Default)]
struct Connections(VecDeque<AbortHandle>);

impl Connections {
    fn add(&mut self, connection: AbortHandle) {
        if self.0.len() >= MOST {
            self.0.retain(|connection| !connection.is_finished());
        }
        if self.0.len() >= MOST
            && let Some(oldest) = self.0.pop_front()
        {
            oldest.abort();
        }
        self.0.push_back(connection);
    }
}

impl Drop for Connections {
    fn drop(&mut self) {
        self.0.iter().for_each(AbortHandle::abort);
    }
}
