//! A local address where no server listens.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use tokio::net::TcpSocket;

use crate::Error;

/// A local port where connections are refused immediately.
///
/// The port is reserved as long as this value exists, so that no other program can listen there.
#[derive(Debug)]
pub struct VacantPort {
    address: SocketAddr,
    // Bound, but not listening.
    _socket: TcpSocket,
}

impl VacantPort {
    /// Reserves a port.
    ///
    /// # Errors
    ///
    /// If no port is free.
    pub fn reserve() -> Result<Self, Error> {
        let reserve = || -> io::Result<Self> {
            let socket = TcpSocket::new_v4()?;
            socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
            Ok(Self { address: socket.local_addr()?, _socket: socket })
        };
        reserve().map_err(|source| Error::Port { port: 0, source })
    }

    /// The address: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}
