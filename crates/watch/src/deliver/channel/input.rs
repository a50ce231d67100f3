//! What the user enters to add or edit a channel. Secrets in it are kept until they are in the vault, and never leave this
//! process.

use license::Label;
use rocketchat::{HookUrl, HookUrlError, InsecureHttp, Network, Route};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use ts_rs::TS;

use super::{
    BlankName, ChannelDefinition, ChannelFilter, ChannelName, HookConnection, Mail, MailSecurity, Target,
    email::is_this_computer,
    secret::{ChannelSecret, SigningKey},
};
use crate::{
    failure::{Failure, FailureCode},
    i18n::language::Language,
    reminders::settings::{QuietHours, QuietHoursException},
    workspace::details::MailAddress,
};

/// The most recipients of an email.
const MAX_RECIPIENTS: usize = 20;

/// The most characters of the name of a mail server, as of any name in DNS.
const MAX_SERVER: usize = 253;

/// What the user enters for a channel.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ChannelInput {
    /// Its name.
    pub name: String,
    /// Whether reminders go to it.
    pub enabled: bool,
    /// Where it leads.
    pub target: TargetInput,
    /// Which reminders it is for.
    pub filter: ChannelFilter,
    /// Its quiet hours; `None` if there are none.
    pub quiet: Option<QuietHours>,
    /// Which reminders are sent even in quiet hours.
    pub exception: QuietHoursException,
    /// The language of its messages; `None` for that of the application.
    pub language: Option<Language>,
}

/// Where a channel leads, with its secrets. One that is `None` is as it was before.
#[derive(Clone, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum TargetInput {
    /// A room of Rocket.Chat.
    Room {
        /// The address of its incoming webhook.
        #[ts(type = "string | null")]
        url: Option<SecretString>,
        /// How it is reached.
        connection: HookConnection,
    },
    /// Any webhook.
    Webhook {
        /// Its address.
        #[ts(type = "string | null")]
        url: Option<SecretString>,
        /// Whether messages are signed.
        signed: bool,
        /// The key to sign them with.
        #[ts(type = "string | null")]
        key: Option<SecretString>,
        /// How it is reached.
        connection: HookConnection,
    },
    /// Email.
    Email {
        /// The name of the mail server.
        server: String,
        /// Its port.
        port: u16,
        /// How the connection to it is encrypted.
        security: MailSecurity,
        /// The user to sign in as; `None` to send without signing in.
        user: Option<String>,
        /// The password.
        #[ts(type = "string | null")]
        password: Option<SecretString>,
        /// The sender.
        from: String,
        /// The recipients.
        to: Vec<String>,
        /// An extra certificate authority in PEM.
        ca_pem: Option<String>,
    },
}

/// What to do about a signing key that is missing or wrong.
const KEY_HINT: &str = "Generate a key here, or enter the one that the receiver has.";

/// What to do about an address that is missing or wrong.
const ADDRESS_HINT: &str = "Use addresses like alerts@example.com.";

fn bad(code: FailureCode, message: impl ToString, hint: &str) -> Failure {
    Failure::new(code, message.to_string(), hint)
}

impl From<HookUrlError> for Failure {
    fn from(error: HookUrlError) -> Self {
        let code = match error {
            HookUrlError::NotAnAddress => FailureCode::BadWebhook,
            HookUrlError::InsecureHttp => FailureCode::WebhookUnencrypted,
            HookUrlError::HoldsCredentials => FailureCode::WebhookHoldsCredentials,
        };
        bad(code, error, "Copy the whole address of the webhook, which begins with https://.")
    }
}

impl ChannelInput {
    /// A room, for tests that need some channel.
    #[cfg(test)]
    pub(crate) fn example() -> Self {
        serde_json::from_value(serde_json::json!({
            "name": "Ops", "enabled": true, "filter": {}, "quiet": null, "exception": "none", "language": null,
            "target": { "kind": "room", "url": "https://chat.example/hooks/a/b", "connection": {} },
        }))
        .unwrap()
    }

    /// Checks everything. `before` is what the channel was, and what its secrets were.
    ///
    /// # Errors
    /// If it cannot be used. The code says what is wrong with which field, so that a form can show it there.
    pub fn check(
        self,
        before: Option<(&ChannelDefinition, ChannelSecret)>,
    ) -> Result<(ChannelDefinition, ChannelSecret), Failure> {
        let Self { name, enabled, target, filter, quiet, exception, language } = self;
        let unnamed = |error: BlankName| bad(FailureCode::ChannelNameMissing, error, "Enter a name.");
        let name = ChannelName::try_from(name).map_err(unnamed)?;
        let (before, kept) = match before {
            Some((before, kept)) => (Some(&before.target), kept),
            None => (None, ChannelSecret::default()),
        };
        let (target, secret) = target.check(before, kept)?;
        Ok((ChannelDefinition { name, enabled, target, filter, quiet, exception, language }, secret))
    }
}

impl TargetInput {
    fn check(self, before: Option<&Target>, kept: ChannelSecret) -> Result<(Target, ChannelSecret), Failure> {
        match self {
            Self::Room { url, connection } => {
                let kept = kept.url.filter(|_| matches!(before, Some(Target::Room { .. })));
                let url = hook_url(url, kept, &connection)?;
                let secret = ChannelSecret { url: Some(url.clone()), ..ChannelSecret::default() };
                Ok((Target::Room { host: url.host(), connection }, secret))
            }
            Self::Webhook { url, signed, key, connection } => {
                let was_webhook = matches!(before, Some(Target::Webhook { .. }));
                let url = hook_url(url, kept.url.filter(|_| was_webhook), &connection)?;
                let entered = key.map(|key| SigningKey::parse(key.expose_secret())).transpose();
                let entered = entered.map_err(|error| bad(FailureCode::BadSigningKey, error, KEY_HINT))?;
                let key = entered.or_else(|| kept.key.filter(|_| was_webhook)).filter(|_| signed);
                if signed && key.is_none() {
                    let message = "there is no key to sign messages with";
                    return Err(bad(FailureCode::SigningKeyMissing, message, KEY_HINT));
                }
                let secret = ChannelSecret { url: Some(url.clone()), key, password: None };
                Ok((Target::Webhook { host: url.host(), signed, connection }, secret))
            }
            Self::Email { server, port, security, user, password, from, to, ca_pem } => {
                let mail = check_mail(&server, port, security, user, &from, &to, ca_pem)?;
                // The password is for that server and that user alone.
                let is_same = matches!(before, Some(Target::Email(before))
                    if before.server == mail.server && before.port == mail.port && before.user == mail.user
                        && before.security == mail.security);
                let password = password.filter(|password| !password.expose_secret().is_empty());
                let password = password.or_else(|| kept.password.filter(|_| is_same)).filter(|_| mail.user.is_some());
                if mail.user.is_some() && password.is_none() {
                    let message = "there is no password for the mail server";
                    return Err(bad(FailureCode::MailPasswordMissing, message, "Enter the password of the user."));
                }
                Ok((Target::Email(mail), ChannelSecret { password, ..ChannelSecret::default() }))
            }
        }
    }
}

impl Target {
    /// Checks what comes from a file, which has none of the secrets.
    ///
    /// # Errors
    /// As [`ChannelInput::check`].
    pub(super) fn without_secrets(self) -> Result<Self, Failure> {
        match self {
            Self::Room { host, connection } => {
                check_connection(&connection)?;
                Ok(Self::Room { host: Label::new(&host).to_string(), connection })
            }
            Self::Webhook { host, signed, connection } => {
                check_connection(&connection)?;
                Ok(Self::Webhook { host: Label::new(&host).to_string(), signed, connection })
            }
            Self::Email(Mail { server, port, security, user, from, to, ca_pem }) => {
                let to: Vec<_> = to.into_iter().map(String::from).collect();
                Ok(Self::Email(check_mail(&server, port, security, user, from.as_str(), &to, ca_pem)?))
            }
        }
    }
}

fn check_connection(connection: &HookConnection) -> Result<(), Failure> {
    Network::new(&Route::try_from(&connection.route)?, connection.ca_pem.as_deref()).certificates()?;
    Ok(())
}

/// Checks the address of a webhook: the one that was entered, or else the one that is kept.
fn hook_url(
    entered: Option<SecretString>,
    kept: Option<HookUrl>,
    connection: &HookConnection,
) -> Result<HookUrl, Failure> {
    let insecure = if connection.allow_http { InsecureHttp::Allowed } else { InsecureHttp::Refused };
    check_connection(connection)?;
    let missing =
        || bad(FailureCode::WebhookMissing, "the webhook address is missing", "Copy it from the webhook's settings.");
    let text = match (&entered, &kept) {
        (Some(entered), _) => entered.expose_secret(),
        (None, Some(kept)) => kept.expose(),
        (None, None) => return Err(missing()),
    };
    Ok(HookUrl::parse(text, insecure)?)
}

fn check_mail(
    server: &str,
    port: u16,
    security: MailSecurity,
    user: Option<String>,
    from: &str,
    to: &[String],
    ca_pem: Option<String>,
) -> Result<Mail, Failure> {
    let server = server.trim();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    if server.is_empty() || server.len() > MAX_SERVER || !server.chars().all(is_name) {
        let message = "this is not the name of a mail server";
        return Err(bad(
            FailureCode::BadMailServer,
            message,
            "Enter a name such as mail.example.com, without the port.",
        ));
    }
    if port == 0 {
        return Err(bad(
            FailureCode::BadMailPort,
            "this is not a port",
            "Enter a number from 1 to 65535, such as 465.",
        ));
    }
    if security == MailSecurity::None && !is_this_computer(server) {
        let message = "without encryption, anyone on the network path could read the email and the password";
        let hint = "Choose TLS or STARTTLS. Unencrypted mail is only sent to this computer itself.";
        return Err(bad(FailureCode::MailUnencrypted, message, hint));
    }
    Network::new(&Route::Direct, ca_pem.as_deref()).certificates()?;
    let address =
        |text: &str| MailAddress::parse(text).ok().filter(|one| one.as_str().parse::<lettre::Address>().is_ok());
    let sender = || bad(FailureCode::BadMailSender, "the sender is not an email address", ADDRESS_HINT);
    if to.is_empty() || to.len() > MAX_RECIPIENTS {
        let message = format!("an email must have 1 to {MAX_RECIPIENTS} recipients");
        return Err(bad(FailureCode::BadMailRecipientCount, message, ADDRESS_HINT));
    }
    let recipient = |(at, text): (usize, &String)| {
        let message = || format!("recipient {} is not an email address", at + 1);
        address(text).ok_or_else(|| bad(FailureCode::BadMailRecipient, message(), ADDRESS_HINT))
    };
    Ok(Mail {
        server: server.to_owned(),
        port,
        security,
        user: user.map(|user| user.trim().to_owned()).filter(|user| !user.is_empty()),
        from: address(from).ok_or_else(sender)?,
        to: to.iter().enumerate().map(recipient).collect::<Result<_, _>>()?,
        ca_pem,
    })
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    use serde_json::{Value, json};

    use super::*;

    fn input(target: Value) -> ChannelInput {
        serde_json::from_value(json!({
            "name": "Ops", "enabled": true, "target": target, "filter": {}, "quiet": null, "exception": "none",
            "language": null,
        }))
        .unwrap()
    }

    fn mail(server: &str, security: &str, password: Option<&str>) -> ChannelInput {
        input(json!({
            "kind": "email", "server": server, "port": 587, "security": security, "user": "me", "password": password,
            "from": "me@acme.example", "to": ["you@acme.example"], "ca_pem": null,
        }))
    }

    #[test]
    fn a_secret_that_is_not_entered_is_kept_for_the_same_target_only() {
        let url = "https://chat.example/hooks/1d/t0ken";
        let room = |url: Option<&str>| input(json!({ "kind": "room", "url": url, "connection": {} }));
        let (definition, secret) = room(Some(url)).check(None).unwrap();
        let Target::Room { host, .. } = &definition.target else { panic!() };
        assert_eq!(host, "chat.example");
        assert!(room(None).check(None).is_err(), "a new one needs it");
        let (_, kept) = room(None).check(Some((&definition, secret.clone()))).unwrap();
        assert_eq!(kept.url, secret.url);
        let other = input(json!({ "kind": "webhook", "url": null, "signed": false, "key": null, "connection": {} }));
        assert!(other.check(Some((&definition, secret))).is_err(), "a room's address is no other webhook's");

        let (definition, secret) = mail("mail.example", "start_tls", Some("pa55")).check(None).unwrap();
        let again = |server, security| mail(server, security, None).check(Some((&definition, secret.clone())));
        assert!(again("mail.example", "start_tls").is_ok());
        assert!(again("evil.example", "start_tls").is_err(), "a password goes to no other server");
        assert!(again("mail.example", "tls").is_err(), "the port may be another one");
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_a_code_for_its_field_and_without_its_secret() {
        let key = BASE64_STANDARD.encode([1; 24]);
        let room = json!({ "kind": "room", "url": "https://a.example/x", "connection": {} });
        let webhook = json!({
            "kind": "webhook", "url": "https://a.example/x", "signed": true, "key": key, "connection": {},
        });
        let email = json!({
            "kind": "email", "server": "mail.example", "port": 587, "security": "tls", "user": "me",
            "password": "pa55", "from": "me@acme.example", "to": ["you@acme.example"], "ca_pem": null,
        });
        let code = |target: &Value, field: &str, entered: Value| {
            let mut target = target.clone();
            *target.pointer_mut(field).unwrap() = entered;
            let checked = input(target).check(None).map(|_| ()).map_err(|failure| {
                assert!(!format!("{failure:?}").contains("t0ken"), "{failure:?}");
                failure.code
            });
            checked.err()
        };
        for (target, field, entered, expected) in [
            (&room, "/url", json!(null), Some(FailureCode::WebhookMissing)),
            (&room, "/url", json!("t0ken"), Some(FailureCode::BadWebhook)),
            (&room, "/url", json!("http://a.example/t0ken"), Some(FailureCode::WebhookUnencrypted)),
            (&room, "/url", json!("https://me:t0ken@a.example"), Some(FailureCode::WebhookHoldsCredentials)),
            (&room, "/url", json!("http://localhost/t0ken"), None),
            (&room, "/connection", json!({ "route": { "via": "proxy", "url": "proxy" } }), Some(FailureCode::BadProxy)),
            (&room, "/connection", json!({ "ca_pem": "-" }), Some(FailureCode::BadAuthority)),
            (&webhook, "/key", json!(null), Some(FailureCode::SigningKeyMissing)),
            (&webhook, "/key", json!("t0ken"), Some(FailureCode::BadSigningKey)),
            (&webhook, "/signed", json!(false), None),
            (&email, "/server", json!("mail.example/t0ken"), Some(FailureCode::BadMailServer)),
            (&email, "/port", json!(0), Some(FailureCode::BadMailPort)),
            (&email, "/security", json!("none"), Some(FailureCode::MailUnencrypted)),
            (&email, "/password", json!(null), Some(FailureCode::MailPasswordMissing)),
            (&email, "/user", json!(null), None),
            (&email, "/from", json!("t0ken"), Some(FailureCode::BadMailSender)),
            (&email, "/to", json!(["you@acme.example", "t0ken"]), Some(FailureCode::BadMailRecipient)),
            (&email, "/to", json!([]), Some(FailureCode::BadMailRecipientCount)),
            (&email, "/to", json!(vec!["a@b.example"; 21]), Some(FailureCode::BadMailRecipientCount)),
            (&email, "/ca_pem", json!("-"), Some(FailureCode::BadAuthority)),
        ] {
            assert_eq!(code(target, field, entered.clone()), expected, "{field}: {entered}");
        }
        assert!(mail("localhost", "none", Some("pa55")).check(None).is_ok(), "nothing leaves this computer");
        let unnamed = ChannelInput { name: " ".to_owned(), ..input(room) };
        assert_eq!(unnamed.check(None).unwrap_err().code, FailureCode::ChannelNameMissing);
        let (_, secret) = input(webhook.clone()).check(None).unwrap();
        assert!(secret.key.is_some());
        let mut unsigned = webhook;
        unsigned["signed"] = json!(false);
        let (_, secret) = input(unsigned).check(None).unwrap();
        assert!(secret.key.is_none(), "a key that is not used is not kept");
    }
}
