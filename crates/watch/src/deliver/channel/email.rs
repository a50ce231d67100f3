//! Email, by SMTP.

use std::{
    net::IpAddr,
    time::{Duration, UNIX_EPOCH},
};

use lettre::{
    Address, Message as Email,
    address::Envelope,
    message::{Mailbox, header, header::ContentType},
    transport::smtp::{
        Error as SmtpError,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        extension::ClientId,
    },
};
use license::Label;
use rocketchat::{Bounds, Error as NetworkError, TlsProblem};
use secrecy::ExposeSecret;

use super::{Mail, MailSecurity, error::SendError, message::Message, secret::ChannelSecret};
use crate::{reminders::urgency::Urgency, workspace::details::MailAddress};

/// The ways to sign in, in the order of preference.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// Sends a message to all recipients, as one email.
///
/// # Errors
/// When it was not accepted for all of them.
pub async fn send(mail: &Mail, secret: &ChannelSecret, message: &Message, bounds: Bounds) -> Result<(), SendError> {
    let (envelope, email) = email(mail, message)?;
    // What is not accepted within the time may have been accepted after it.
    let mut stage = Stage::Connecting;
    let sent = tokio::time::timeout(bounds.total, exchange(mail, secret, &envelope, &email, bounds, &mut stage)).await;
    sent.unwrap_or_else(|_| {
        let error = NetworkError::Timeout { host: mail.server.clone(), seconds: bounds.total.as_secs() };
        Err(SendError::Network { error, may_have_arrived: stage == Stage::Sending })
    })
}

/// How far the exchange with a server has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Connecting,
    SigningIn,
    Sending,
}

async fn exchange(
    mail: &Mail,
    secret: &ChannelSecret,
    envelope: &Envelope,
    email: &[u8],
    bounds: Bounds,
    stage: &mut Stage,
) -> Result<(), SendError> {
    let failed = |error: &SmtpError, stage: Stage| failure(mail, error, stage, bounds.connect);
    let hello = ClientId::Domain(hello_name(&mail.from));
    let server = (mail.server.as_str(), mail.port);
    let tls = match mail.security {
        MailSecurity::Tls | MailSecurity::StartTls => Some(trust(mail)?),
        MailSecurity::None if is_this_computer(&mail.server) => None,
        // It was checked when it was entered.
        MailSecurity::None => return Err(SendError::NoStartTls { server: mail.server.clone() }),
    };
    let from_the_beginning = tls.clone().filter(|_| mail.security == MailSecurity::Tls);
    let connected =
        AsyncSmtpConnection::connect_tokio1(server, Some(bounds.connect), &hello, from_the_beginning, None).await;
    let mut connection = connected.map_err(|error| failed(&error, *stage))?;
    if let (MailSecurity::StartTls, Some(tls)) = (mail.security, tls) {
        if !connection.can_starttls() {
            connection.abort().await;
            return Err(SendError::NoStartTls { server: mail.server.clone() });
        }
        connection.starttls(tls, &hello).await.map_err(|error| failed(&error, *stage))?;
    }
    if let Some(user) = &mail.user {
        *stage = Stage::SigningIn;
        let password = secret.password.as_ref().ok_or(SendError::SecretMissing)?;
        let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
        connection.auth(&MECHANISMS, &credentials).await.map_err(|error| failed(&error, *stage))?;
    }
    *stage = Stage::Sending;
    connection.send(envelope, email).await.map_err(|error| failed(&error, *stage))?;
    // It is accepted, whatever comes of this.
    let _ = connection.quit().await;
    Ok(())
}

fn failure(mail: &Mail, error: &SmtpError, stage: Stage, connect: Duration) -> SendError {
    let said = (error.is_permanent() || error.is_transient()).then(|| std::error::Error::source(error)).flatten();
    let said = said.map(|said| Label::new(&said.to_string())).filter(|said| !said.is_empty());
    let code = error.status().map(u16::from);
    if error.is_permanent() {
        return match stage {
            Stage::SigningIn => SendError::MailSignIn { said },
            Stage::Connecting | Stage::Sending => SendError::MailRefused { code, said },
        };
    }
    if error.is_transient() {
        return SendError::MailDeferred { code, said, may_have_arrived: false };
    }
    let host = mail.server.clone();
    if error.is_client() {
        return SendError::MailUnusable { reason: Label::new(&error.to_string()).to_string() };
    }
    let may_have_arrived = stage == Stage::Sending;
    let error = if error.is_timeout() {
        NetworkError::Timeout { host, seconds: connect.as_secs() }
    } else if let Some(problem) = tls_problem(error) {
        NetworkError::Tls { host, problem }
    } else {
        NetworkError::Unreachable { host, reason: root_cause(error) }
    };
    SendError::Network { error, may_have_arrived }
}

fn tls_problem(error: &SmtpError) -> Option<TlsProblem> {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if let Some(problem) = TlsProblem::of(inner) {
            return Some(problem);
        }
        cause = inner.source();
    }
    error.is_tls().then_some(TlsProblem::Refused)
}

fn root_cause(error: &SmtpError) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    Label::new(&cause.to_string()).to_string()
}

/// Which servers are trusted: those that the system trusts, or an authority that was given.
fn trust(mail: &Mail) -> Result<TlsParameters, SendError> {
    let unreadable = |_| {
        let error = NetworkError::Tls { host: mail.server.clone(), problem: TlsProblem::UnreadableAuthority };
        SendError::Network { error, may_have_arrived: false }
    };
    let mut builder = TlsParameters::builder(mail.server.clone());
    if let Some(pem) = &mail.ca_pem {
        builder = builder.add_root_certificate(Certificate::from_pem(pem.as_bytes()).map_err(unreadable)?);
    }
    builder.build().map_err(unreadable)
}

/// Whether a server is this computer, so that nobody can listen in.
pub(super) fn is_this_computer(server: &str) -> bool {
    server == "localhost" || server.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What to introduce oneself as: the domain of the sender, because the name of a computer is nobody's business.
fn hello_name(from: &MailAddress) -> String {
    let domain = from.as_str().rsplit('@').next().unwrap_or_default();
    if domain.is_ascii() { domain.to_owned() } else { "localhost.localdomain".to_owned() }
}

/// The email, and to whom it goes.
fn email(mail: &Mail, message: &Message) -> Result<(Envelope, Vec<u8>), SendError> {
    let unusable = |reason: &dyn std::fmt::Display| SendError::MailUnusable { reason: reason.to_string() };
    let address = |address: &MailAddress| address.as_str().parse::<Address>().map_err(|error| unusable(&error));
    let from = address(&mail.from)?;
    let to = mail.to.iter().map(address).collect::<Result<Vec<_>, _>>()?;
    let domain = hello_name(&mail.from);
    let date = UNIX_EPOCH + Duration::from_secs(message.at.as_second().unsigned_abs());
    let mut builder = Email::builder()
        .from(Mailbox::new(Some("License Watch".to_owned()), from.clone()))
        .subject(Label::new(&message.title).to_string())
        .message_id(Some(format!("<{}@{domain}>", message.id)))
        .date(date)
        // RFC 3834: nobody answers it automatically.
        .raw_header(header::HeaderValue::new(
            header::HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .header(ContentType::TEXT_PLAIN);
    for to in &to {
        builder = builder.to(Mailbox::new(None, to.clone()));
    }
    if message.urgency == Urgency::Critical {
        builder = builder.raw_header(header::HeaderValue::new(
            header::HeaderName::new_from_ascii_str("Importance"),
            "high".to_owned(),
        ));
    }
    let email = builder.body(text(message)).map_err(|error| unusable(&error))?;
    let envelope = Envelope::new(Some(from), to).map_err(|error| unusable(&error))?;
    Ok((envelope, email.formatted()))
}

/// The text of the email.
fn text(message: &Message) -> String {
    let mut paragraphs: Vec<String> = message
        .parts
        .iter()
        .map(|part| {
            let lines = [Some(part.title.clone()), Some(part.text.clone()), part.link.clone()];
            let lines = lines.into_iter().flatten().filter(|line| !line.is_empty());
            lines.collect::<Vec<_>>().join("\n")
        })
        .collect();
    paragraphs.push(format!("-- \n{}", message.footer));
    paragraphs.join("\n\n").replace('\n', "\r\n") + "\r\n"
}
