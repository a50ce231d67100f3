//! Connections, and their bounds in number, size and time.

use std::{
    convert::Infallible,
    io,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    task::AbortHandle,
    time::{Instant, sleep, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use super::site::Site;

/// The most connections at once. A further one takes the place of the oldest whose request has not arrived yet, so that slow
/// clients hold up nobody. If all of them are being answered, it takes the place of the one that has stalled for longest. If
/// none has, it is refused: whoever has asked and reads gets the whole answer.
const MOST: usize = 64;

/// The time without progress after which a connection that is being answered has stalled.
const STALLED: Duration = Duration::from_secs(5);

/// The time for the head of a request.
const HEAD: Duration = Duration::from_secs(5);

/// The time for which nothing may arrive or leave on a connection.
const IDLE: Duration = Duration::from_secs(30);

/// The time for a connection, on which there is one request. A large fleet takes a while over a slow network.
const WHOLE: Duration = Duration::from_secs(10 * 60);

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
                    let (is_answered, progress) = (Arc::new(AtomicBool::new(false)), Progress::default());
                    let serving = connection(stream, site.clone(), is_answered.clone(), progress.clone());
                    let task = tokio::spawn(serving).abort_handle();
                    open.0.push(Connection { task, is_answered, progress });
                }
            }
            Err(_) => sleep(PAUSE).await,
        }
    }
}

async fn connection(stream: TcpStream, site: Arc<Site>, is_answered: Arc<AtomicBool>, progress: Progress) {
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
        .serve_connection(TokioIo::new(Noted { stream, progress: progress.clone() }), service);
    // A client that goes away, is too slow or sends something else is its own affair.
    let _ = timeout(WHOLE, async {
        tokio::select! {
            _ = serving => {}
            () = progress.idle() => {}
        }
    })
    .await;
}

/// When something arrived or left on a connection last.
#[derive(Clone)]
struct Progress(Arc<Mutex<Instant>>);

impl Default for Progress {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }
}

impl Progress {
    fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends when there has been none for too long.
    async fn idle(&self) {
        while self.last().elapsed() < IDLE {
            sleep_until(self.last() + IDLE).await;
        }
    }
}

/// A stream that notes its progress.
struct Noted<S> {
    stream: S,
    progress: Progress,
}

impl<S: AsyncRead + Unpin> AsyncRead for Noted<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        self.progress.note();
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Noted<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, bytes))?;
        self.progress.note();
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write_vectored(cx, bytes))?;
        self.progress.note();
        Poll::Ready(Ok(written))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// An open connection.
struct Connection {
    task: AbortHandle,
    /// Whether its request has arrived, so that it is being answered.
    is_answered: Arc<AtomicBool>,
    progress: Progress,
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
        let oldest = self.0.iter().position(|connection| !connection.is_answered.load(Ordering::Relaxed));
        match oldest.or_else(|| self.stalled()) {
            Some(place) => {
                self.0.remove(place).task.abort();
                true
            }
            None => false,
        }
    }

    /// The one that has stalled for longest.
    fn stalled(&self) -> Option<usize> {
        let last = self.0.iter().map(|connection| connection.progress.last()).enumerate();
        last.min_by_key(|(_, last)| *last).filter(|(_, last)| last.elapsed() >= STALLED).map(|(place, _)| place)
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
        Connection { task, is_answered: Arc::new(AtomicBool::new(is_answered)), progress: Progress::default() }
    }

    /// The progress of something that stood still for this long.
    fn since(idle: Duration) -> Progress {
        Progress(Arc::new(Mutex::new(Instant::now() - idle)))
    }

    #[tokio::test]
    async fn what_makes_progress_is_not_idle() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let is_idle = async |progress: &Progress| timeout(Duration::ZERO, progress.idle()).await.is_ok();
        let (near, mut far) = tokio::io::duplex(8);
        let progress = since(IDLE);
        let mut near = Noted { stream: near, progress: progress.clone() };
        assert!(is_idle(&progress).await);
        near.write_all(b"12345678").await.unwrap();
        assert!(!is_idle(&progress).await);
        let stood_still = Instant::now() - IDLE;
        *progress.0.lock().unwrap() = stood_still;
        assert!(timeout(Duration::ZERO, near.write_all(b"9")).await.is_err());
        assert!(is_idle(&progress).await, "nobody reads");
        far.write_all(b"1").await.unwrap();
        near.read_u8().await.unwrap();
        assert!(!is_idle(&progress).await);
    }

    #[tokio::test]
    async fn what_has_stalled_for_longest_makes_room_where_all_are_being_answered() {
        let mut open = Connections::default();
        open.0.extend((0..MOST).map(|_| connection(true)));
        open.0[3].progress = since(STALLED);
        open.0[5].progress = since(STALLED * 2);
        let stalled = [5, 3].map(|place| open.0[place].task.clone());
        for stalled in stalled {
            assert!(open.make_room());
            tokio::task::yield_now().await;
            assert!(stalled.is_finished());
            open.0.push(connection(true));
        }
        assert!(!open.make_room());
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
