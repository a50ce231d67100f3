//! An address where no server listens.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use tokio::net::TcpSocket;

use crate::Error;

/// A port of this machine with nothing listening: to connect to it is refused at once.
///
/// The port stays reserved as long as this value exists, so that no other program listens there meanwhile.
#[derive(Debug)]
pub struct VacantPort {
    address: SocketAddr,
    // Bound, but not listening.
    _socket: TcpSocket,
}

impl VacantPort {
    /// Reserves one.
    ///
    /// # Errors
    ///
    /// When no port is free.
    pub fn reserve() -> Result<Self, Error> {
        let reserve = || -> io::Result<Self> {
            let socket = TcpSocket::new_v4()?;
            socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
            Ok(Self { address: socket.local_addr()?, _socket: socket })
        };
        reserve().map_err(|source| Error::Port { port: 0, source })
    }

    /// Its address: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}
