//! A forward proxy that records its targets.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener as StdListener},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

use crate::{Error, server::Server};

/// A forward proxy for HTTP and SOCKS5, on a port of its own. It stops when it is dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    targets: Arc<Mutex<Vec<String>>>,
    upstream: Arc<Mutex<Option<SocketAddr>>>,
    _stop: oneshot::Sender<()>,
}

/// The maximum size of a request's head, in bytes.
const MAX_HEAD: usize = 16 << 10;

impl Proxy {
    /// Starts a proxy on any free port.
    ///
    /// # Errors
    ///
    /// If no port is free.
    pub fn start() -> Result<Self, Error> {
        Self::start_on(0)
    }

    /// Starts a proxy on this port.
    ///
    /// # Errors
    ///
    /// If the port is taken.
    pub fn start_on(port: u16) -> Result<Self, Error> {
        let listener = Server::bind(port).map_err(|source| Error::Port { port, source })?;
        Self::serve(listener).map_err(Error::Serve)
    }

    fn serve(listener: StdListener) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let targets = Arc::new(Mutex::new(Vec::new()));
        let (stop, stopped) = oneshot::channel::<()>();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let upstream = Arc::new(Mutex::new(None));
        let (log, shared_upstream) = (Arc::clone(&targets), Arc::clone(&upstream));
        thread::Builder::new().name("proxy".to_owned()).spawn(move || {
            runtime.block_on(async move {
                let Ok(listener) = TcpListener::from_std(listener) else { return };
                tokio::select! {
                    () = accept(&listener, &log, &shared_upstream) => {}
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Self { address, targets, upstream, _stop: stop })
    }

    /// From now on connects every client to this local port, whatever its target is, so that a sandbox can be reached at the
    /// addresses of its [hosts](crate::Builder::host).
    pub fn redirect_to(&self, port: u16) {
        let upstream = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        *self.upstream.lock().unwrap_or_else(PoisonError::into_inner) = Some(upstream);
    }

    /// The address of the proxy, with a scheme such as `http` or `socks5`.
    pub fn url(&self, scheme: &str) -> String {
        format!("{scheme}://{}", self.address)
    }

    /// The targets so far, `host:port`, in order.
    pub fn targets(&self) -> Vec<String> {
        self.targets.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn accept(listener: &TcpListener, log: &Arc<Mutex<Vec<String>>>, upstream: &Mutex<Option<SocketAddr>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let log = Arc::clone(log);
        let upstream = *upstream.lock().unwrap_or_else(PoisonError::into_inner);
        tokio::spawn(async move {
            // A broken connection does not affect the others.
            let _ = forward(stream, &log, upstream).await;
        });
    }
}

async fn forward(mut client: TcpStream, log: &Mutex<Vec<String>>, upstream: Option<SocketAddr>) -> io::Result<()> {
    let mut first = [0];
    client.peek(&mut first).await?;
    let (target, head) = match first {
        [5] => (socks_target(&mut client).await?, Vec::new()),
        _ => http_target(&mut client).await?,
    };
    log.lock().unwrap_or_else(PoisonError::into_inner).push(target.clone());
    let mut server = match upstream {
        Some(upstream) => TcpStream::connect(upstream).await?,
        None => TcpStream::connect(target.as_str()).await?,
    };
    // Otherwise small answers wait for an acknowledgment.
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    server.write_all(&head).await?;
    copy_bidirectional(&mut client, &mut server).await.map(drop)
}

/// Reads the target of a SOCKS5 request without authentication (RFC 1928).
async fn socks_target(client: &mut TcpStream) -> io::Result<String> {
    let mut greeting = [0; 2];
    client.read_exact(&mut greeting).await?;
    client.read_exact(&mut vec![0; usize::from(greeting[1])]).await?;
    client.write_all(&[5, 0]).await?;
    let mut request = [0; 4];
    client.read_exact(&mut request).await?;
    let host = match request[3] {
        1 => {
            let mut address = [0; 4];
            client.read_exact(&mut address).await?;
            Ipv4Addr::from(address).to_string()
        }
        3 => {
            let length = client.read_u8().await?;
            let mut name = vec![0; usize::from(length)];
            client.read_exact(&mut name).await?;
            String::from_utf8(name).map_err(io::Error::other)?
        }
        _ => {
            let mut address = [0; 16];
            client.read_exact(&mut address).await?;
            format!("[{}]", std::net::Ipv6Addr::from(address))
        }
    };
    let port = client.read_u16().await?;
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    Ok(format!("{host}:{port}"))
}

/// Reads the target of an HTTP request, and the head to send on: none for `CONNECT`, or a head with the path alone.
async fn http_target(client: &mut TcpStream) -> io::Result<(String, Vec<u8>)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < MAX_HEAD {
        head.push(client.read_u8().await?);
    }
    let head = String::from_utf8(head).map_err(io::Error::other)?;
    let mut parts = head.split(' ');
    let (method, target) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if method == "CONNECT" {
        client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
        return Ok((target.to_owned(), Vec::new()));
    }
    let rest = target.strip_prefix("http://").ok_or_else(|| io::Error::other("the target is not an absolute URL"))?;
    let (host, _) = rest.split_once('/').unwrap_or((rest, ""));
    let origin = format!("http://{host}");
    Ok((host.to_owned(), head.replacen(&origin, "", 1).into_bytes()))
}
