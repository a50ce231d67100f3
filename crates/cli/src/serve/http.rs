//! Connections, and their bounds in number, size and time.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::AbortHandle,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::site::Site;

/// The most connections at once. A further one takes the place of the oldest whose request has not arrived yet, so that slow
/// clients hold up nobody. If all of them are being answered, it is refused: whoever has asked gets the whole answer.
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
            Ok((stream, _)) => {
                if open.make_room() {
                    let is_answered = Arc::new(AtomicBool::new(false));
                    let task = tokio::spawn(connection(stream, site.clone(), is_answered.clone())).abort_handle();
                    open.0.push(Connection { task, is_answered });
                }
            }
            Err(_) => sleep(PAUSE).await,
        }
    }
}

async fn connection(stream: TcpStream, site: Arc<Site>, is_answered: Arc<AtomicBool>) {
    let service = service_fn(move |request| {
        is_answered.store(true, Ordering::Relaxed);
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

/// An open connection.
struct Connection {
    task: AbortHandle,
    /// Whether its request has arrived, so that it is being answered.
    is_answered: Arc<AtomicBool>,
}

/// The open connections, the oldest first. All are cut when this is dropped.
#[derive(Default)]
struct Connections(Vec<Connection>);

impl Connections {
    /// Makes room for another one; `false` if there is none.
    fn make_room(&mut self) -> bool {
        if self.0.len() < MOST {
            return true;
        }
        self.0.retain(|connection| !connection.task.is_finished());
        if self.0.len() < MOST {
            return true;
        }
        match self.0.iter().position(|connection| !connection.is_answered.load(Ordering::Relaxed)) {
            Some(oldest) => {
                self.0.remove(oldest).task.abort();
                true
            }
            None => false,
        }
    }
}

impl Drop for Connections {
    fn drop(&mut self) {
        self.0.iter().for_each(|connection| connection.task.abort());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(is_answered: bool) -> Connection {
        let task = tokio::spawn(std::future::pending::<()>()).abort_handle();
        Connection { task, is_answered: Arc::new(AtomicBool::new(is_answered)) }
    }

    #[tokio::test]
    async fn only_what_is_not_being_answered_makes_room() {
        let mut open = Connections::default();
        assert!(open.make_room());
        open.0.extend([true, false, false].map(connection));
        open.0.extend((3..MOST).map(|_| connection(true)));
        let unread = [1, 2].map(|place| open.0[place].task.clone());
        for oldest in unread {
            assert!(open.make_room());
            tokio::task::yield_now().await;
            assert!(oldest.is_finished());
            open.0.push(connection(true));
        }
        assert!(!open.make_room());
        assert!(open.0.iter().all(|connection| !connection.task.is_finished()));
        open.0[7].task.abort();
        tokio::task::yield_now().await;
        assert!(open.make_room(), "what has ended leaves room");
    }
}
