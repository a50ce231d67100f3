//! Connections that a test can close without an answer, as if the server had crashed.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

/// Accepts connections, and performs the TLS handshake.
pub(crate) struct ConnectionListener {
    pub(crate) listener: TcpListener,
    /// `None` for plain HTTP.
    pub(crate) encryption: Option<TlsAcceptor>,
}

impl Listener for ConnectionListener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            let (stream, peer) = Listener::accept(&mut self.listener).await;
            // Otherwise small answers wait for the client's acknowledgment.
            let _ = stream.set_nodelay(true);
            let stream: Box<dyn Stream> = match &self.encryption {
                None => Box::new(stream),
                Some(acceptor) => match acceptor.accept(stream).await {
                    Ok(stream) => Box::new(stream),
                    // A client that does not trust the certificate disconnects.
                    Err(_) => continue,
                },
            };
            return (Connection { stream, control: ConnectionControl::new(), flooded: 0 }, peer);
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A plain or encrypted socket.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A connection to a client.
pub(crate) struct Connection {
    stream: Box<dyn Stream>,
    control: ConnectionControl,
    flooded: usize,
}

impl Connection {
    /// Sends headers until the client closes the connection. Pretends that the `written` bytes of the server were sent.
    fn flood(&mut self, cx: &mut Context<'_>, written: usize) -> Poll<io::Result<usize>> {
        loop {
            let piece = match self.flooded.checked_sub(STATUS_LINE.len()) {
                None => &STATUS_LINE[self.flooded..],
                Some(rest) => &PADDING[rest % PADDING.len()..],
            };
            match Pin::new(&mut self.stream).poll_write(cx, piece) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Ok(written)),
                Poll::Ready(Ok(sent)) => self.flooded += sent,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

/// Closes or floods a connection while a request is handled.
#[derive(Clone, Debug)]
pub(crate) struct ConnectionControl {
    id: u64,
    closed: Arc<AtomicBool>,
    flooding: Arc<AtomicBool>,
}

impl ConnectionControl {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Self { id, closed: Arc::default(), flooding: Arc::default() }
    }

    /// The number of the connection.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// Closes the connection: nothing more is sent, not even an answer that is ready.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    /// From now on sends endless headers instead of the answer.
    pub(crate) fn flood(&self) {
        self.flooding.store(true, Ordering::Release);
    }

    fn check(&self) -> io::Result<()> {
        if self.closed.load(Ordering::Acquire) { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
    }

    fn is_flooding(&self) -> bool {
        self.flooding.load(Ordering::Acquire)
    }
}

/// The start of a flood of headers, and the header that it repeats.
const STATUS_LINE: &[u8] = b"HTTP/1.1 200 OK\r\n";
const PADDING: &[u8] = b"X-Padding: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n";

impl Connected<IncomingStream<'_, ConnectionListener>> for ConnectionControl {
    fn connect_info(stream: IncomingStream<'_, ConnectionListener>) -> Self {
        stream.io().control.clone()
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.control.check()?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.control.check()?;
        if self.control.is_flooding() {
            return self.flood(cx, buf.len());
        }
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.control.check()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
