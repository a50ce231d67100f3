//! A socket served from a thread of its own.
//!
//! With a runtime of its own the server answers whatever a test does with its own, and stopping it ends every
//! connection at once, as a crash would.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    thread::{self, JoinHandle},
};

use axum::Router;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use crate::line::{Lines, Shears};

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on a port of this machine; 0 is any that is free.
    pub(crate) fn bind(port: u16) -> io::Result<TcpListener> {
        Self::bind_at(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
    }

    /// Listens at an address of this machine.
    pub(crate) fn bind_at(address: IpAddr, port: u16) -> io::Result<TcpListener> {
        let listener = TcpListener::bind((address, port))?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    }

    /// Serves what was bound. Callers may connect as soon as this returns.
    pub(crate) fn serve(listener: TcpListener, router: Router, encryption: Option<TlsAcceptor>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let lines = {
            let _entered = runtime.enter();
            Lines { listener: tokio::net::TcpListener::from_std(listener)?, encryption }
        };
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("sandbox".to_owned()).spawn(move || {
            runtime.block_on(async move {
                let service = router.into_make_service_with_connect_info::<Shears>();
                tokio::select! {
                    _ = axum::serve(lines, service) => {}
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the socket and every connection, and returns when that is done.
    pub(crate) fn stop(&mut self) {
        // Dropping the sender is the signal, too: the thread may have ended by itself.
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
