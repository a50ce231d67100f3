//! Email, by SMTP.

use std::{
    net::IpAddr,
    time::{Duration, UNIX_EPOCH},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use lettre::{
    Address, Message as Email,
    address::Envelope,
    message::{Mailbox, header, header::ContentType},
    transport::smtp::{
        Error as SmtpError,
        authentication::{Credentials, Mechanism},
        client::AsyncSmtpConnection,
        commands::{self, Data, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use license::Label;
use rocketchat::{Bounds, Error as NetworkError, TlsProblem};
use secrecy::ExposeSecret;

use super::{
    Mail,
    error::{Rejected, SendError},
    message::Message,
    secret::ChannelSecret,
    smtp::{self, NotConnected},
};
use crate::{reminders::urgency::Urgency, workspace::details::MailAddress};

/// The ways to sign in, in the order of preference.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// How long a server has for its farewell.
const FAREWELL: Duration = Duration::from_secs(2);

/// Sends a message, as one email, to all recipients who do not have it yet.
///
/// # Errors
/// When it was not accepted for all of them. Those for whom it was are in the error: see [`SendError::accepted_by`].
pub async fn send(mail: &Mail, secret: &ChannelSecret, message: &Message, bounds: Bounds) -> Result<(), SendError> {
    let recipients: Vec<_> = mail.to.iter().filter(|to| !message.accepted_by.contains(to)).cloned().collect();
    if recipients.is_empty() {
        return Ok(());
    }
    let (envelope, email) = email(mail, &recipients, message)?;
    // What is not accepted within the time may have been accepted after it.
    let mut stage = Stage::Connecting;
    let sent = tokio::time::timeout(bounds.total, exchange(mail, secret, &envelope, &email, bounds, &mut stage)).await;
    let (mut connection, rejected) = sent.unwrap_or_else(|_| {
        let error = NetworkError::Timeout { host: mail.server.clone(), seconds: bounds.total.as_secs() };
        Err(SendError::Network { error, may_have_arrived: stage == Stage::Sending })
    })?;
    // It is accepted, whatever comes of this.
    let _ = tokio::time::timeout(FAREWELL, connection.quit()).await;
    if rejected.is_empty() {
        return Ok(());
    }
    let is_accepted = |to: &MailAddress| !rejected.iter().any(|rejected| rejected.to == *to);
    let accepted_by = recipients.into_iter().filter(is_accepted).collect();
    Err(SendError::MailRejected { rejected, accepted_by })
}

/// How far the exchange with a server has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Connecting,
    SigningIn,
    /// The recipients are named.
    Addressing,
    Sending,
}

/// Has the server accept the email for at least one recipient. Returns the connection, still open, and the recipients for
/// whom the server does not accept it.
async fn exchange(
    mail: &Mail,
    secret: &ChannelSecret,
    envelope: &Envelope,
    email: &[u8],
    bounds: Bounds,
    stage: &mut Stage,
) -> Result<(AsyncSmtpConnection, Vec<Rejected>), SendError> {
    let password = secret.password.as_ref().map(ExposeSecret::expose_secret).unwrap_or_default();
    let words = Words { secrets: secrets_of(mail.user.as_deref(), password) };
    let failed = |error: &SmtpError, stage: Stage| failure(mail, error, stage, bounds.connect, &words);
    let hello = ClientId::Domain(hello_name(&mail.from));
    let connected = smtp::connect(mail, &hello, bounds).await;
    let mut connection = connected.map_err(|error| match error {
        NotConnected::Smtp(error) => failed(&error, Stage::Connecting),
        NotConnected::Other(error) => error,
    })?;
    if let Some(user) = &mail.user {
        *stage = Stage::SigningIn;
        secret.password.as_ref().ok_or(SendError::SecretMissing)?;
        let credentials = Credentials::new(user.clone(), password.to_owned());
        connection.auth(&MECHANISMS, &credentials).await.map_err(|error| failed(&error, *stage))?;
    }
    *stage = Stage::Addressing;
    let options = options(envelope, email, &connection)?;
    let from = commands::Mail::new(envelope.from().cloned(), options);
    connection.command(from).await.map_err(|error| failed(&error, *stage))?;
    let mut rejected = Vec::new();
    for to in envelope.to() {
        if let Err(error) = connection.command(Rcpt::new(to.clone(), Vec::new())).await {
            rejected.push(rejection(to, &error, &words).ok_or_else(|| failed(&error, *stage))?);
        }
    }
    if rejected.len() == envelope.to().len() {
        return Err(SendError::MailRejected { rejected, accepted_by: Vec::new() });
    }
    connection.command(Data).await.map_err(|error| failed(&error, *stage))?;
    *stage = Stage::Sending;
    connection.message(email).await.map_err(|error| failed(&error, *stage))?;
    Ok((connection, rejected))
}

/// What a server has said about a recipient; `None` if it has said nothing, because the connection has failed.
fn rejection(to: &Address, error: &SmtpError, words: &Words) -> Option<Rejected> {
    if !error.is_permanent() && !error.is_transient() {
        return None;
    }
    let to = MailAddress::try_from(to.to_string()).ok()?;
    let (code, said) = (error.status().map(u16::from), words.said_in(error));
    Some(Rejected { to, is_permanent: error.is_permanent(), code, said })
}

/// What an email that is not ASCII asks of the server.
fn options(
    envelope: &Envelope,
    email: &[u8],
    connection: &AsyncSmtpConnection,
) -> Result<Vec<MailParameter>, SendError> {
    let mut options = Vec::new();
    let mut ask = |is_needed: bool, extension: Extension, option: MailParameter| {
        if is_needed && !connection.server_info().supports_feature(extension) {
            return Err(SendError::MailUnusable { reason: format!("the server does not offer {extension}") });
        }
        options.extend(is_needed.then_some(option));
        Ok(())
    };
    let is_ascii = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
    let are_ascii = envelope.from().into_iter().chain(envelope.to()).all(is_ascii);
    ask(!are_ascii, Extension::SmtpUtfEight, MailParameter::SmtpUtfEight)?;
    ask(!email.is_ascii(), Extension::EightBitMime, MailParameter::Body(MailBodyParameter::EightBitMime))?;
    Ok(options)
}

/// The password, in the forms in which it is sent.
fn secrets_of(user: Option<&str>, password: &str) -> Vec<String> {
    let user = user.unwrap_or_default();
    let sent = [password.to_owned(), format!("\0{user}\0{password}")].map(|text| BASE64_STANDARD.encode(text));
    if password.is_empty() { Vec::new() } else { [password.to_owned()].into_iter().chain(sent).collect() }
}

/// What may be repeated of what a server says, or of what is said about it.
struct Words {
    secrets: Vec<String>,
}

impl Words {
    fn clean(&self, text: &str) -> Label {
        let secrets: Vec<_> = self.secrets.iter().map(String::as_str).collect();
        Label::new(&rocketchat::cut_secrets(text, &secrets))
    }

    /// What a server has said in its reply; `None` if there is no reply, or nothing in it.
    fn said_in(&self, error: &SmtpError) -> Option<Label> {
        let said = (error.is_permanent() || error.is_transient()).then(|| std::error::Error::source(error)).flatten();
        said.map(|said| self.clean(&said.to_string())).filter(|said| !said.is_empty())
    }
}

fn failure(mail: &Mail, error: &SmtpError, stage: Stage, connect: Duration, words: &Words) -> SendError {
    let said = words.said_in(error);
    let code = error.status().map(u16::from);
    if error.is_permanent() {
        return match stage {
            Stage::SigningIn => SendError::MailSignIn { said },
            Stage::Connecting | Stage::Addressing | Stage::Sending => SendError::MailRefused { code, said },
        };
    }
    if error.is_transient() {
        return SendError::MailDeferred { code, said, may_have_arrived: false };
    }
    let host = mail.server.clone();
    if error.is_client() {
        return SendError::MailUnusable { reason: words.clean(&error.to_string()).to_string() };
    }
    let error = if error.is_timeout() {
        NetworkError::Timeout { host, seconds: connect.as_secs() }
    } else if let Some(problem) = tls_problem(error) {
        NetworkError::Tls { host, problem }
    } else {
        NetworkError::Unreachable { host, reason: words.clean(&root_cause(error)).to_string() }
    };
    SendError::Network { error, may_have_arrived: stage == Stage::Sending }
}

fn tls_problem(error: &SmtpError) -> Option<TlsProblem> {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if let Some(problem) = TlsProblem::of(inner) {
            return Some(problem);
        }
        cause = inner.source();
    }
    None
}

fn root_cause(error: &SmtpError) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
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

/// The email, which names all recipients of the channel, and the envelope, which names those to whom it goes now.
fn email(mail: &Mail, recipients: &[MailAddress], message: &Message) -> Result<(Envelope, Vec<u8>), SendError> {
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
    for to in to {
        builder = builder.to(Mailbox::new(None, to));
    }
    if message.urgency == Urgency::Critical {
        builder = builder.raw_header(header::HeaderValue::new(
            header::HeaderName::new_from_ascii_str("Importance"),
            "high".to_owned(),
        ));
    }
    let email = builder.body(text(message)).map_err(|error| unusable(&error))?;
    let recipients = recipients.iter().map(address).collect::<Result<Vec<_>, _>>()?;
    let envelope = Envelope::new(Some(from), recipients).map_err(|error| unusable(&error))?;
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

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};
    use secrecy::SecretString;
    use tokio::{
        io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
        net::TcpListener,
    };

    use super::*;
    use crate::{
        deliver::channel::{MailSecurity, queue::Fate},
        failure::FailureCode,
        i18n::{Audience, language::Language},
    };

    const PASSWORD: &str = "p4ssw0rd-of-the-mail";

    /// What is said to a line; `None` to say nothing.
    type Answer = Option<String>;

    fn address(text: &str) -> MailAddress {
        MailAddress::try_from(text.to_owned()).unwrap()
    }

    /// Sends a test to a server that says these things: at first, and to each line.
    async fn send_to(
        security: MailSecurity,
        greeting: impl Into<String>,
        answer: impl Fn(&str) -> Answer + Send + 'static,
    ) -> Result<(), SendError> {
        send_to_others(security, greeting, answer, &[]).await
    }

    /// The same, when these recipients already have the test.
    async fn send_to_others(
        security: MailSecurity,
        greeting: impl Into<String>,
        answer: impl Fn(&str) -> Answer + Send + 'static,
        accepted_by: &[&str],
    ) -> Result<(), SendError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let greeting = greeting.into();
        let server = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut stream = BufReader::new(stream);
            let _ = stream.write_all(greeting.as_bytes()).await;
            let mut line = String::new();
            while stream.read_line(&mut line).await.is_ok_and(|length| length > 0) {
                if let Some(answer) = answer(line.trim_end()) {
                    let _ = stream.write_all(answer.as_bytes()).await;
                }
                line.clear();
            }
        });
        let mail = Mail {
            server: "127.0.0.1".to_owned(),
            port,
            security,
            user: (security == MailSecurity::None).then(|| "me".to_owned()),
            from: address("alerts@acme.example"),
            to: vec![address("one@acme.example"), address("two@acme.example")],
            ca_pem: None,
        };
        let secret = ChannelSecret { password: Some(SecretString::from(PASSWORD)), ..ChannelSecret::default() };
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        let message = Message::test(&Audience { now, zone: &TimeZone::UTC, words: Language::English.words() });
        let accepted_by = accepted_by.iter().map(|text| address(text)).collect();
        let message = Message { accepted_by, ..message };
        let bounds = Bounds { total: Duration::from_secs(1), ..Bounds::default() };
        let sent = send(&mail, &secret, &message, bounds).await;
        server.abort();
        sent
    }

    /// A server that accepts everything.
    fn accept(line: &str) -> Answer {
        let said = match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => "250-mail.example\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n",
            "AUTH" => "235 welcome\r\n",
            "MAIL" | "RCPT" | "." => "250 ok\r\n",
            "DATA" => "354 go on\r\n",
            "QUIT" => "221 bye\r\n",
            _ => return None,
        };
        Some(said.to_owned())
    }

    #[tokio::test]
    async fn what_was_accepted_is_accepted_even_if_the_server_says_no_farewell() {
        assert_eq!(send_to(MailSecurity::None, "220 hi\r\n", accept).await, Ok(()));
        let mute = |line: &str| accept(line).filter(|_| line != "QUIT");
        assert_eq!(send_to(MailSecurity::None, "220 hi\r\n", mute).await, Ok(()));
    }

    #[tokio::test]
    async fn the_password_is_not_repeated() {
        let forms = secrets_of(Some("me"), PASSWORD);
        assert_eq!(forms.len(), 3);
        for form in forms {
            for step in ["AUTH", "RCPT"] {
                let told = form.clone();
                let answer = move |line: &str| match line.starts_with(step) {
                    true => Some(format!("535 what is {told}?\r\n")),
                    false => accept(line),
                };
                let error = send_to(MailSecurity::None, "220 hi\r\n", answer).await.unwrap_err();
                let shown = format!("{error:?} {:?}", crate::failure::Failure::from(error.clone()));
                assert!(shown.contains("(cut)") && !shown.contains(&form), "{shown}");
            }
        }
    }

    /// What is said to the naming of a recipient.
    fn to_recipient(line: &str, recipient: &str, said: &str) -> Answer {
        let is_it = line.starts_with(&format!("RCPT TO:<{recipient}@"));
        is_it.then(|| format!("{said}\r\n")).or_else(|| accept(line))
    }

    fn rejected(to: &str, code: u16, said: &str) -> Rejected {
        Rejected { to: address(to), is_permanent: code >= 500, code: Some(code), said: Some(Label::new(said)) }
    }

    #[tokio::test]
    async fn recipients_that_are_refused_are_named_and_the_others_get_it() {
        let unknown = |line: &str| to_recipient(line, "two", "550 no such mailbox");
        let error = send_to(MailSecurity::None, "220 hi\r\n", unknown).await.unwrap_err();
        let two = rejected("two@acme.example", 550, "no such mailbox");
        assert_eq!(
            error,
            SendError::MailRejected { rejected: vec![two], accepted_by: vec![address("one@acme.example")] }
        );
        assert_eq!(error.fate(), Fate::RefusedInPart);
        let failure = crate::failure::Failure::from(error);
        assert_eq!(failure.code, FailureCode::ChannelRecipients);
        assert_eq!(failure.message, "the mail server does not accept the email for two@acme.example (550)");
        assert_eq!(failure.server_said.as_deref(), Some("two@acme.example: no such mailbox"));
        let later = |line: &str| to_recipient(line, "one", "451 come back later");
        let error = send_to(MailSecurity::None, "220 hi\r\n", later).await.unwrap_err();
        assert_eq!((error.fate(), error.accepted_by()), (Fate::Unknown, &[address("two@acme.example")][..]));
    }

    #[tokio::test]
    async fn nothing_is_sent_if_every_recipient_is_refused() {
        let answer = |second: &'static str| {
            move |line: &str| match line.strip_prefix("RCPT TO:<") {
                Some(to) if to.starts_with("one@") => Some("550 no such mailbox\r\n".to_owned()),
                Some(_) => Some(format!("{second}\r\n")),
                None if line == "DATA" => Some("554 nobody to send it to\r\n".to_owned()),
                None => accept(line),
            }
        };
        let refused = send_to(MailSecurity::None, "220 hi\r\n", answer("550 nor here")).await.unwrap_err();
        assert_eq!((refused.fate(), refused.accepted_by().len()), (Fate::Refused, 0));
        let deferred = send_to(MailSecurity::None, "220 hi\r\n", answer("451 later")).await.unwrap_err();
        let (one, two) =
            (rejected("one@acme.example", 550, "no such mailbox"), rejected("two@acme.example", 451, "later"));
        assert_eq!(deferred, SendError::MailRejected { rejected: vec![one, two], accepted_by: Vec::new() });
        assert_eq!(deferred.fate(), Fate::NotArrived, "one of them may accept it later");
    }

    #[tokio::test]
    async fn who_has_it_does_not_get_it_again() {
        let only_two = |line: &str| to_recipient(line, "one", "550 it has it");
        let one = ["one@acme.example"];
        assert_eq!(send_to_others(MailSecurity::None, "220 hi\r\n", only_two, &one).await, Ok(()));
        let both = ["one@acme.example", "two@acme.example"];
        assert_eq!(send_to_others(MailSecurity::None, "554 go away\r\n", accept, &both).await, Ok(()));
    }

    #[tokio::test]
    async fn nothing_that_is_said_before_the_encryption_is_believed() {
        let answer = |line: &str| match line {
            "STARTTLS" => Some("220 go on\r\n250 mail.example\r\n235 welcome\r\n".to_owned()),
            _ if line.starts_with("EHLO") => Some("250-mail.example\r\n250 STARTTLS\r\n".to_owned()),
            _ => None,
        };
        let error = send_to(MailSecurity::StartTls, "220 hi\r\n", answer).await.unwrap_err();
        let garbled = NetworkError::Tls { host: "127.0.0.1".to_owned(), problem: TlsProblem::Garbled };
        assert_eq!(error, SendError::Network { error: garbled, may_have_arrived: false });
        let without = send_to(MailSecurity::StartTls, "220 hi\r\n", accept).await.unwrap_err();
        assert_eq!(without, SendError::NoStartTls { server: "127.0.0.1".to_owned() });
    }

    #[tokio::test]
    async fn a_line_without_an_end_is_not_read_to_its_end() {
        let endless = "220 ".to_owned() + &"a".repeat(80 << 10);
        for security in [MailSecurity::None, MailSecurity::StartTls] {
            let error = send_to(security, endless.clone(), accept).await.unwrap_err();
            assert!(error.to_string().contains("it says too much at once"), "{security:?}: {error}");
        }
        let hello = endless.replace("220", "250");
        let answer = move |line: &str| if line.starts_with("EHLO") { Some(hello.clone()) } else { accept(line) };
        let error = send_to(MailSecurity::None, "220 hi\r\n", answer).await.unwrap_err();
        assert!(error.to_string().contains("it says too much at once"), "{error}");
    }
}
