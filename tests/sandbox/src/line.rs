//! Connections that can be cut, so that a caller sees what a crashed server looks like: no answer at all.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
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

/// Listens on a socket, and hands out connections that can be cut.
pub(crate) struct Lines {
    pub(crate) listener: TcpListener,
    /// Present where connections are encrypted.
    pub(crate) encryption: Option<TlsAcceptor>,
}

impl Listener for Lines {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        loop {
            let (stream, peer) = Listener::accept(&mut self.listener).await;
            // Small answers would otherwise wait for the caller's acknowledgement.
            let _ = stream.set_nodelay(true);
            let stream: Box<dyn Stream> = match &self.encryption {
                None => Box::new(stream),
                Some(acceptor) => match acceptor.accept(stream).await {
                    Ok(stream) => Box::new(stream),
                    // A client that does not trust the certificate disconnects.
                    Err(_) => continue,
                },
            };
            return (Line { stream, shears: Shears::default(), flooded: 0 }, peer);
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// What bytes come from and go to.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// One connection.
pub(crate) struct Line {
    stream: Box<dyn Stream>,
    shears: Shears,
    flooded: usize,
}

impl Line {
    /// Sends headers until the caller has enough, and then says that what the server had to say was sent.
    fn flood(&mut self, cx: &mut Context<'_>, said: usize) -> Poll<io::Result<usize>> {
        loop {
            let piece = match self.flooded.checked_sub(FIRST.len()) {
                None => &FIRST[self.flooded..],
                Some(more) => &MORE[more % MORE.len()..],
            };
            match Pin::new(&mut self.stream).poll_write(cx, piece) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Ok(said)),
                Poll::Ready(Ok(sent)) => self.flooded += sent,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

/// Cuts one connection. Nothing more is sent on it, not even an answer that is ready.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shears {
    cut: Arc<AtomicBool>,
    flood: Arc<AtomicBool>,
}

impl Shears {
    pub(crate) fn cut(&self) {
        self.cut.store(true, Ordering::Release);
    }

    /// From now on nothing but headers is sent, whatever the server has to say.
    pub(crate) fn flood(&self) {
        self.flood.store(true, Ordering::Release);
    }

    fn check(&self) -> io::Result<()> {
        if self.cut.load(Ordering::Acquire) { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
    }

    fn floods(&self) -> bool {
        self.flood.load(Ordering::Acquire)
    }
}

/// What a flood begins with, and what it is made of.
const FIRST: &[u8] = b"HTTP/1.1 200 OK\r\n";
const MORE: &[u8] = b"X-Padding: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n";

impl Connected<IncomingStream<'_, Lines>> for Shears {
    fn connect_info(stream: IncomingStream<'_, Lines>) -> Self {
        stream.io().shears.clone()
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.shears.check()?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.shears.check()?;
        if self.shears.floods() {
            return self.flood(cx, buf.len());
        }
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.shears.check()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
