//! A proxy that records its targets.

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

/// A forward proxy on a port of its own, which speaks HTTP and SOCKS5. It stops when it is dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    went: Arc<Mutex<Vec<String>>>,
    end: Arc<Mutex<Option<SocketAddr>>>,
    _stop: oneshot::Sender<()>,
}

/// The most bytes of a request's head.
const HEAD: usize = 16 << 10;

impl Proxy {
    /// Starts it on any free port.
    ///
    /// # Errors
    ///
    /// When no port is free.
    pub fn start() -> Result<Self, Error> {
        Self::start_on(0)
    }

    /// Starts it on this port.
    ///
    /// # Errors
    ///
    /// When the port is taken.
    pub fn start_on(port: u16) -> Result<Self, Error> {
        let listener = Server::bind(port).map_err(|source| Error::Port { port, source })?;
        Self::serve(listener).map_err(Error::Serve)
    }

    fn serve(listener: StdListener) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let went = Arc::new(Mutex::new(Vec::new()));
        let (stop, stopped) = oneshot::channel::<()>();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let end = Arc::new(Mutex::new(None));
        let (log, to) = (Arc::clone(&went), Arc::clone(&end));
        thread::Builder::new().name("proxy".to_owned()).spawn(move || {
            runtime.block_on(async move {
                let Ok(listener) = TcpListener::from_std(listener) else { return };
                tokio::select! {
                    () = accept(&listener, &log, &to) => {}
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Self { address, went, end, _stop: stop })
    }

    /// From now on every connection ends at this port of this machine, whatever host was asked for: so that a sandbox is
    /// found at the addresses of its [hosts](crate::Builder::host).
    pub fn lead_to(&self, port: u16) {
        let end = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
    }

    /// Its address, for a scheme such as `http` or `socks5`.
    pub fn url(&self, scheme: &str) -> String {
        format!("{scheme}://{}", self.address)
    }

    /// The targets so far, `host:port`, in order.
    pub fn went(&self) -> Vec<String> {
        self.went.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn accept(listener: &TcpListener, log: &Arc<Mutex<Vec<String>>>, end: &Mutex<Option<SocketAddr>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let log = Arc::clone(log);
        let end = *end.lock().unwrap_or_else(PoisonError::into_inner);
        tokio::spawn(async move {
            // A broken connection is closed, and does not concern the others.
            let _ = pass(stream, &log, end).await;
        });
    }
}

async fn pass(mut caller: TcpStream, log: &Mutex<Vec<String>>, end: Option<SocketAddr>) -> io::Result<()> {
    let mut first = [0];
    caller.peek(&mut first).await?;
    let (target, head) = match first {
        [5] => (by_socks(&mut caller).await?, Vec::new()),
        _ => by_http(&mut caller).await?,
    };
    log.lock().unwrap_or_else(PoisonError::into_inner).push(target.clone());
    let mut server = match end {
        Some(end) => TcpStream::connect(end).await?,
        None => TcpStream::connect(target.as_str()).await?,
    };
    // Small answers would otherwise wait for an acknowledgement.
    caller.set_nodelay(true)?;
    server.set_nodelay(true)?;
    server.write_all(&head).await?;
    copy_bidirectional(&mut caller, &mut server).await.map(drop)
}

/// SOCKS5 without authentication (RFC 1928).
async fn by_socks(caller: &mut TcpStream) -> io::Result<String> {
    let mut greeting = [0; 2];
    caller.read_exact(&mut greeting).await?;
    caller.read_exact(&mut vec![0; usize::from(greeting[1])]).await?;
    caller.write_all(&[5, 0]).await?;
    let mut request = [0; 4];
    caller.read_exact(&mut request).await?;
    let host = match request[3] {
        1 => {
            let mut address = [0; 4];
            caller.read_exact(&mut address).await?;
            Ipv4Addr::from(address).to_string()
        }
        3 => {
            let length = caller.read_u8().await?;
            let mut name = vec![0; usize::from(length)];
            caller.read_exact(&mut name).await?;
            String::from_utf8(name).map_err(io::Error::other)?
        }
        _ => {
            let mut address = [0; 16];
            caller.read_exact(&mut address).await?;
            format!("[{}]", std::net::Ipv6Addr::from(address))
        }
    };
    let port = caller.read_u16().await?;
    caller.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    Ok(format!("{host}:{port}"))
}

/// HTTP: a tunnel for `CONNECT`, or a whole address in the place of a path.
async fn by_http(caller: &mut TcpStream) -> io::Result<(String, Vec<u8>)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < HEAD {
        head.push(caller.read_u8().await?);
    }
    let head = String::from_utf8(head).map_err(io::Error::other)?;
    let mut words = head.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if method == "CONNECT" {
        caller.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
        return Ok((target.to_owned(), Vec::new()));
    }
    let rest = target.strip_prefix("http://").ok_or_else(|| io::Error::other("no whole address"))?;
    let (host, _) = rest.split_once('/').unwrap_or((rest, ""));
    let origin = format!("http://{host}");
    Ok((host.to_owned(), head.replacen(&origin, "", 1).into_bytes()))
}
