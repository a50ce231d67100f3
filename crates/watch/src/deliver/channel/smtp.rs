//! The connection to a mail server, up to where e-mail can be sent: encrypted, and bounded in what the server says at once.
//!
//! `lettre` speaks SMTP, but keeps what a server has said before the encryption begins, so that anybody on the network path
//! could put words into its mouth, and reads a line however long it is.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use lettre::transport::smtp::{
    Error as SmtpError,
    client::{AsyncSmtpConnection, AsyncTokioStream},
    extension::ClientId,
};
use license::Label;
use rocketchat::{Bounds, Error as NetworkError, TlsProblem};
use rustls::{
    ClientConfig,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use rustls_platform_verifier::Verifier;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::{Mail, MailSecurity, email::is_this_computer, error::SendError};

/// The most bytes that a server may say at once.
const MOST: usize = 64 << 10;

/// Why there is no connection.
pub(super) enum NotConnected {
    /// The exchange that `lettre` made failed.
    Smtp(SmtpError),
    /// Anything before it.
    Other(SendError),
}

impl From<SendError> for NotConnected {
    fn from(error: SendError) -> Self {
        Self::Other(error)
    }
}

/// Connects to the mail server, as encrypted as the channel says, and introduces oneself.
pub(super) async fn connect(
    mail: &Mail,
    hello: &ClientId,
    bounds: Bounds,
) -> Result<AsyncSmtpConnection, NotConnected> {
    let stream: Box<dyn AsyncTokioStream> = match mail.security {
        MailSecurity::Tls => {
            let tls = trust(mail)?;
            Box::new(Bounded::new(encrypt(mail, tls, reach(mail, bounds).await?).await?, b""))
        }
        MailSecurity::StartTls => {
            let tls = trust(mail)?;
            let plain = ask_for_encryption(mail, hello, reach(mail, bounds).await?).await?;
            // The server greets once, and that was before the encryption.
            Box::new(Bounded::new(encrypt(mail, tls, plain).await?, b"220 encrypted\r\n"))
        }
        MailSecurity::None if is_this_computer(&mail.server) => Box::new(Bounded::new(reach(mail, bounds).await?, b"")),
        // It was checked when it was entered.
        MailSecurity::None => return Err(SendError::NoStartTls { server: mail.server.clone() }.into()),
    };
    AsyncSmtpConnection::connect_with_transport(stream, hello).await.map_err(NotConnected::Smtp)
}

fn network(error: NetworkError) -> SendError {
    SendError::Network { error, may_have_arrived: false }
}

fn untrusted(mail: &Mail, problem: TlsProblem) -> SendError {
    network(NetworkError::Tls { host: mail.server.clone(), problem })
}

fn unreachable(mail: &Mail, reason: &impl ToString) -> SendError {
    let reason = Label::new(&reason.to_string()).to_string();
    network(NetworkError::Unreachable { host: mail.server.clone(), reason })
}

/// Connects to the first address of the server that answers in time.
async fn reach(mail: &Mail, bounds: Bounds) -> Result<TcpStream, SendError> {
    let addresses = tokio::net::lookup_host((mail.server.as_str(), mail.port)).await;
    let mut failed = unreachable(mail, &"it has no address");
    for address in addresses.map_err(|error| unreachable(mail, &error))? {
        failed = match tokio::time::timeout(bounds.connect, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => unreachable(mail, &error),
            Err(_) => network(NetworkError::Timeout { host: mail.server.clone(), seconds: bounds.connect.as_secs() }),
        };
    }
    Err(failed)
}

/// Which servers are trusted: those that the system trusts, or an authority that was given.
fn trust(mail: &Mail) -> Result<ClientConfig, SendError> {
    let unreadable = || untrusted(mail, TlsProblem::UnreadableAuthority);
    let authorities = match &mail.ca_pem {
        Some(pem) => {
            CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<Vec<_>, _>>().map_err(|_| unreadable())?
        }
        None => Vec::new(),
    };
    if mail.ca_pem.is_some() && authorities.is_empty() {
        return Err(unreadable());
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = Verifier::new_with_extra_roots(authorities, provider.clone()).map_err(|_| unreadable())?;
    let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(rustls::ALL_VERSIONS);
    let builder = builder.map_err(|_| untrusted(mail, TlsProblem::NothingInCommon))?;
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
}

async fn encrypt(mail: &Mail, tls: ClientConfig, stream: TcpStream) -> Result<TlsStream<TcpStream>, SendError> {
    let name = ServerName::try_from(mail.server.clone()).map_err(|error| unreachable(mail, &error))?;
    let encrypted = TlsConnector::from(Arc::new(tls)).connect(name, stream).await;
    encrypted.map_err(|error| match TlsProblem::of(&error) {
        Some(problem) => untrusted(mail, problem),
        None => unreachable(mail, &error),
    })
}

/// Greets the server, and asks it to begin the encryption. Believes nothing else that it says before that.
async fn ask_for_encryption(mail: &Mail, hello: &ClientId, stream: TcpStream) -> Result<TcpStream, SendError> {
    let mut stream = BufReader::new(stream);
    let broken = |error: io::Error| unreachable(mail, &error);
    Reply::read(&mut stream).await.map_err(broken)?.expect(220)?;
    stream.write_all(format!("EHLO {hello}\r\n").as_bytes()).await.map_err(broken)?;
    let offer = Reply::read(&mut stream).await.map_err(broken)?.expect(250)?;
    if !offer.lines.iter().any(|line| line.trim().eq_ignore_ascii_case("STARTTLS")) {
        return Err(SendError::NoStartTls { server: mail.server.clone() });
    }
    stream.write_all(b"STARTTLS\r\n").await.map_err(broken)?;
    Reply::read(&mut stream).await.map_err(broken)?.expect(220)?;
    if !stream.buffer().is_empty() {
        return Err(untrusted(mail, TlsProblem::Garbled));
    }
    Ok(stream.into_inner())
}

/// What a server says.
struct Reply {
    code: u16,
    lines: Vec<String>,
}

impl Reply {
    async fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Self> {
        let mut stream = stream.take(MOST as u64);
        let mut lines = Vec::new();
        loop {
            let mut line = Vec::new();
            stream.read_until(b'\n', &mut line).await?;
            if stream.limit() == 0 {
                return Err(too_much());
            }
            if !line.ends_with(b"\n") {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let code = line.get(..3).and_then(|code| code.parse().ok());
            let code = code.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "it is not a mail server"))?;
            lines.push(line.get(4..).unwrap_or_default().to_owned());
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(Self { code, lines });
            }
        }
    }

    fn expect(self, code: u16) -> Result<Self, SendError> {
        if self.code == code {
            return Ok(self);
        }
        let said = Some(Label::new(&self.lines.join(" "))).filter(|said| !said.is_empty());
        let code = Some(self.code);
        Err(match self.code {
            500.. => SendError::MailRefused { code, said },
            _ => SendError::MailDeferred { code, said, may_have_arrived: false },
        })
    }
}

fn too_much() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it says too much at once")
}

/// A connection on which a server may say only so much until it is spoken to again.
#[derive(Debug)]
struct Bounded<S> {
    stream: S,
    /// What is read before anything of the connection.
    before: &'static [u8],
    left: usize,
}

/// A connection that knows with whom.
trait HasPeer {
    fn peer(&self) -> io::Result<SocketAddr>;
}

impl HasPeer for TcpStream {
    fn peer(&self) -> io::Result<SocketAddr> {
        self.peer_addr()
    }
}

impl HasPeer for TlsStream<TcpStream> {
    fn peer(&self) -> io::Result<SocketAddr> {
        self.get_ref().0.peer_addr()
    }
}

impl<S: HasPeer> Bounded<S> {
    fn new(stream: S, before: &'static [u8]) -> Self {
        Self { stream, before, left: MOST }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Bounded<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.before.is_empty() {
            let (now, later) = self.before.split_at(self.before.len().min(buffer.remaining()));
            buffer.put_slice(now);
            self.before = later;
            return Poll::Ready(Ok(()));
        }
        if self.left == 0 {
            return Poll::Ready(Err(too_much()));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        self.left = self.left.saturating_sub(buffer.filled().len() - before);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Bounded<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.left = MOST;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl<S> AsyncTokioStream for Bounded<S>
where
    S: HasPeer + AsyncRead + AsyncWrite + Send + Sync + Unpin + std::fmt::Debug,
{
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer()
    }
}
