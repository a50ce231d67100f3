//! What the user enters to add or edit a channel. Secrets in it are kept until they are in the vault, and never leave this
//! process.

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

fn bad(message: impl ToString, hint: &str) -> Failure {
    Failure::new(FailureCode::BadChannel, message.to_string(), hint)
}

impl From<HookUrlError> for Failure {
    fn from(error: HookUrlError) -> Self {
        bad(error, "Copy the whole address of the webhook, which begins with https://.")
    }
}

impl ChannelInput {
    /// Checks everything. `before` is what the channel was, and what its secrets were.
    ///
    /// # Errors
    /// [`FailureCode::BadChannel`] or [`FailureCode::BadConnection`] if it cannot be used.
    pub fn check(
        self,
        before: Option<(&ChannelDefinition, ChannelSecret)>,
    ) -> Result<(ChannelDefinition, ChannelSecret), Failure> {
        let Self { name, enabled, target, filter, quiet, exception, language } = self;
        let name = ChannelName::try_from(name).map_err(|error: BlankName| bad(error, "Enter a name."))?;
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
                let hint = "Generate a key here, or enter the one that the receiver has.";
                let entered = entered.map_err(|error| bad(error, hint))?;
                let key = entered.or_else(|| kept.key.filter(|_| was_webhook)).filter(|_| signed);
                if signed && key.is_none() {
                    return Err(bad("there is no key to sign messages with", hint));
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
                    return Err(bad("there is no password for the mail server", "Enter the password of the user."));
                }
                Ok((Target::Email(mail), ChannelSecret { password, ..ChannelSecret::default() }))
            }
        }
    }
}

/// Checks the address of a webhook: the one that was entered, or else the one that is kept.
fn hook_url(
    entered: Option<SecretString>,
    kept: Option<HookUrl>,
    connection: &HookConnection,
) -> Result<HookUrl, Failure> {
    let insecure = if connection.allow_http { InsecureHttp::Allowed } else { InsecureHttp::Refused };
    Network::new(&Route::try_from(&connection.route)?, connection.ca_pem.as_deref()).certificates()?;
    let missing = || bad("the webhook address is missing", "Copy it from the webhook's settings.");
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
    if server.is_empty() || server.len() > MAX_SERVER || !server.chars().all(is_name) || port == 0 {
        return Err(bad(
            "this is not the name and the port of a mail server",
            "Enter a name such as mail.example.com and a port such as 465.",
        ));
    }
    if security == MailSecurity::None && !is_this_computer(server) {
        let message = "without encryption, anyone on the network path could read the email and the password";
        return Err(bad(message, "Choose TLS or STARTTLS. Unencrypted mail is only sent to this computer itself."));
    }
    Network::new(&Route::Direct, ca_pem.as_deref()).certificates()?;
    let hint = "Use addresses like alerts@example.com.";
    let address = |text: &str| {
        let valid = MailAddress::parse(text).ok().filter(|address| address.as_str().parse::<lettre::Address>().is_ok());
        valid.ok_or_else(|| bad("this is not an email address", hint))
    };
    if to.is_empty() || to.len() > MAX_RECIPIENTS {
        return Err(bad(format!("an email must have 1 to {MAX_RECIPIENTS} recipients"), hint));
    }
    Ok(Mail {
        server: server.to_owned(),
        port,
        security,
        user: user.map(|user| user.trim().to_owned()).filter(|user| !user.is_empty()),
        from: address(from)?,
        to: to.iter().map(|to| address(to)).collect::<Result<_, _>>()?,
        ca_pem,
    })
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, prelude::BASE64_STANDARD};

    use super::*;

    fn input(target: serde_json::Value) -> ChannelInput {
        serde_json::from_value(serde_json::json!({
            "name": "Ops", "enabled": true, "target": target, "filter": {}, "quiet": null, "exception": "none",
            "language": null,
        }))
        .unwrap()
    }

    fn mail(server: &str, security: &str, password: Option<&str>) -> ChannelInput {
        input(serde_json::json!({
            "kind": "email", "server": server, "port": 587, "security": security, "user": "me", "password": password,
            "from": "me@acme.example", "to": ["you@acme.example"], "ca_pem": null,
        }))
    }

    #[test]
    fn a_secret_that_is_not_entered_is_kept_for_the_same_target_only() {
        let url = "https://chat.example/hooks/1d/t0ken";
        let room = |url: Option<&str>| input(serde_json::json!({ "kind": "room", "url": url, "connection": {} }));
        let (definition, secret) = room(Some(url)).check(None).unwrap();
        let Target::Room { host, .. } = &definition.target else { panic!() };
        assert_eq!(host, "chat.example");
        assert!(room(None).check(None).is_err(), "a new one needs it");
        let (_, kept) = room(None).check(Some((&definition, secret.clone()))).unwrap();
        assert_eq!(kept.url, secret.url);
        let other = input(
            serde_json::json!({ "kind": "webhook", "url": null, "signed": false, "key": null, "connection": {} }),
        );
        assert!(other.check(Some((&definition, secret))).is_err(), "a room's address is no other webhook's");

        let (definition, secret) = mail("mail.example", "start_tls", Some("pa55")).check(None).unwrap();
        let again = |server, security| mail(server, security, None).check(Some((&definition, secret.clone())));
        assert!(again("mail.example", "start_tls").is_ok());
        assert!(again("evil.example", "start_tls").is_err(), "a password goes to no other server");
        assert!(again("mail.example", "tls").is_err(), "the port may be another one");
    }

    #[test]
    fn what_cannot_be_used_is_refused_before_it_is_stored() {
        assert!(mail("mail.example", "none", Some("pa55")).check(None).is_err(), "not encrypted");
        assert!(mail("localhost", "none", Some("pa55")).check(None).is_ok());
        assert!(mail("mail.example/x", "tls", Some("pa55")).check(None).is_err());
        assert!(mail("mail.example", "tls", None).check(None).is_err(), "no password");
        let webhook = |url: &str, signed: bool, key: Option<&str>| {
            let target =
                serde_json::json!({ "kind": "webhook", "url": url, "signed": signed, "key": key, "connection": {} });
            input(target).check(None).map(|(_, secret)| secret.key.is_some())
        };
        let key = BASE64_STANDARD.encode([1; 24]);
        assert_eq!(webhook("https://a.example/x", true, Some(&key)), Ok(true));
        assert_eq!(webhook("https://a.example/x", false, Some(&key)), Ok(false));
        assert!(webhook("https://a.example/x", true, None).is_err());
        let failure = webhook("http://a.example/t0ken", false, None).unwrap_err();
        assert!(!format!("{failure:?}").contains("t0ken"));
    }
}
