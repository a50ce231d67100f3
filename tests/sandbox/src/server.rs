//! A server on a thread and runtime of its own.
//!
//! It answers even while a test blocks its own runtime, and stopping it closes every connection at once, like a crash.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    thread::{self, JoinHandle},
};

use axum::Router;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use crate::connection::{ConnectionControl, ConnectionListener};

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on a local port; 0 means any free port.
    pub(crate) fn bind(port: u16) -> io::Result<TcpListener> {
        Self::bind_at(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
    }

    /// Listens at a local address.
    pub(crate) fn bind_at(address: IpAddr, port: u16) -> io::Result<TcpListener> {
        let listener = TcpListener::bind((address, port))?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    }

    /// Starts serving. Clients can connect as soon as this returns.
    pub(crate) fn serve(listener: TcpListener, router: Router, encryption: Option<TlsAcceptor>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _entered = runtime.enter();
            ConnectionListener { listener: tokio::net::TcpListener::from_std(listener)?, encryption }
        };
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("sandbox".to_owned()).spawn(move || {
            runtime.block_on(async move {
                let service = router.into_make_service_with_connect_info::<ConnectionControl>();
                tokio::select! {
                    _ = axum::serve(listener, service) => {}
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the socket and every connection before it returns.
    pub(crate) fn stop(&mut self) {
        // Dropping the sender signals the thread, which may already have ended.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}
