//! One alert of a fleet file: a channel by which `serve` tells of what is due.

use std::{
    collections::HashSet,
    ops::Range,
    path::{Path, PathBuf},
};

use jiff::civil::Time;
use license::Label;
use rocketchat::Route;
use secrecy::SecretString;
use serde::{
    Deserialize,
    de::{DeserializeOwned, IntoDeserializer, value},
};
use strum::IntoEnumIterator;
use toml::{
    Spanned,
    de::{DeValue, ValueDeserializer},
};
use watch::{
    deliver::channel::{
        ChannelDefinition, ChannelFilter, ChannelName, HookConnection, MailSecurity,
        input::{ChannelInput, TargetInput},
        secret::ChannelSecret,
    },
    i18n::language::Language,
    reminders::{
        CauseKind,
        settings::{KindsOff, QuietHours, QuietHoursException},
        urgency::Urgency,
    },
};

use super::{
    entry::{certificates, route},
    error::{EntryError, Problem, Source},
    judgment::unknown,
    secret::{SecretKeys, SecretSource, password, token},
};
use crate::misplaced::shown;

/// What stands for secrets while they are not read, to check the rest.
const ANY_URL: &str = "https://localhost/";
const ANY_KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A section as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    name: Spanned<String>,
    kind: Spanned<String>,
    url_env: Option<Spanned<String>>,
    url_file: Option<Spanned<PathBuf>>,
    url_credential: Option<Spanned<String>>,
    key_env: Option<Spanned<String>>,
    key_file: Option<Spanned<PathBuf>>,
    key_credential: Option<Spanned<String>>,
    server: Option<Spanned<String>>,
    port: Option<Spanned<u16>>,
    security: Option<Spanned<String>>,
    user: Option<Spanned<String>>,
    password_env: Option<Spanned<String>>,
    password_file: Option<Spanned<PathBuf>>,
    password_credential: Option<Spanned<String>>,
    from: Option<Spanned<String>>,
    to: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    kinds_off: Vec<Spanned<String>>,
    min_urgency: Option<Spanned<String>>,
    workspaces: Option<Spanned<Vec<Spanned<String>>>>,
    quiet: Option<QuietSection>,
    language: Option<Spanned<String>>,
    ca_file: Option<Spanned<PathBuf>>,
    proxy: Option<Spanned<String>>,
    allow_http: Option<Spanned<bool>>,
}

/// The quiet hours as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuietSection {
    from: Spanned<String>,
    until: Spanned<String>,
    exception: Option<Spanned<String>>,
}

/// What an alert is sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Room,
    Webhook,
    Email,
}

/// An alert of the file, before the files and variables that it names are read.
#[derive(Debug, Clone)]
pub(crate) struct AlertDraft {
    name: Label,
    target: TargetDraft,
    ca_file: Option<Spanned<PathBuf>>,
    filter: ChannelFilter,
    workspaces: Option<Vec<Label>>,
    quiet: Option<QuietHours>,
    exception: QuietHoursException,
    language: Option<Language>,
    at: Range<usize>,
    source: Source,
}

/// Where an alert leads, without its secrets.
#[derive(Debug, Clone)]
enum TargetDraft {
    Room { url: SecretSource, hook: HookConnection },
    Webhook { url: SecretSource, key: Option<SecretSource>, hook: HookConnection },
    Email { mail: MailDraft, password: Option<SecretSource> },
}

#[derive(Debug, Clone)]
struct MailDraft {
    server: String,
    port: u16,
    security: MailSecurity,
    user: Option<String>,
    from: String,
    to: Vec<String>,
}

/// The secrets of an alert, and the certificates that it trusts.
struct Secrets {
    url: Option<SecretString>,
    key: Option<SecretString>,
    password: Option<SecretString>,
    ca_pem: Option<String>,
}

/// An alert that can be sent. It is about all workspaces, unless some are named.
#[derive(Debug, Clone)]
pub(crate) struct Alert {
    pub(crate) definition: ChannelDefinition,
    pub(crate) secret: ChannelSecret,
    pub(crate) workspaces: Option<Vec<Label>>,
}

/// The alert of a section. `known` are the workspaces of the file.
pub(super) fn draft(
    section: Spanned<DeValue<'_>>,
    name: &Label,
    known: &HashSet<&str>,
    source: &Source,
) -> Result<AlertDraft, Problem> {
    let at = section.span();
    let read = Section::deserialize(ValueDeserializer::from(section))
        .map_err(|error| Problem::of_toml(&error, source.text()))
        .and_then(|section| section.into_draft(at.clone(), known, source));
    read.map_err(|problem| problem.or_at(at).of_alert(name))
}

impl Section {
    fn into_draft(mut self, at: Range<usize>, known: &HashSet<&str>, source: &Source) -> Result<AlertDraft, Problem> {
        let kind = one_of("kind", &self.kind, &["room", "webhook", "email"])?;
        self.refuse_what_is_not_of(kind)?;
        let (quiet, exception) = self.quiet.take().map_or(Ok((None, QuietHoursException::None)), quiet)?;
        let kinds: Vec<_> = CauseKind::iter().map(<&str>::from).collect();
        let off = self
            .kinds_off
            .iter()
            .map(|kind| one_of::<CauseKind>("kinds_off", kind, &kinds))
            .collect::<Result<KindsOff, _>>()?;
        let languages: Vec<_> = Language::iter().map(Language::tag).collect();
        let draft = AlertDraft {
            name: Label::new(self.name.get_ref()),
            filter: ChannelFilter {
                off,
                min_urgency: optional("min_urgency", &self.min_urgency, &["low", "normal", "critical"])?
                    .unwrap_or(Urgency::Low),
                ..ChannelFilter::default()
            },
            workspaces: self.workspaces.take().map(|names| workspaces(names, known)).transpose()?,
            quiet,
            exception,
            language: optional("language", &self.language, &languages)?,
            ca_file: self.ca_file.take(),
            target: self.into_target(kind, &at)?,
            at,
            source: source.clone(),
        };
        draft.check(draft.stand_ins())?;
        Ok(draft)
    }

    /// Refuses keys that mean nothing for an alert of this kind, so that nobody relies on one.
    fn refuse_what_is_not_of(&self, kind: Kind) -> Result<(), Problem> {
        fn at<T>(key: Option<&Spanned<T>>) -> Option<Range<usize>> {
            key.map(Spanned::span)
        }
        let hook = [
            ("url", self.url().span()),
            ("proxy", at(self.proxy.as_ref())),
            ("allow_http", at(self.allow_http.as_ref())),
        ];
        let key = [("key", self.key().span())];
        let mail = [
            ("server", at(self.server.as_ref())),
            ("port", at(self.port.as_ref())),
            ("security", at(self.security.as_ref())),
            ("user", at(self.user.as_ref())),
            ("password", self.password().span()),
            ("from", at(self.from.as_ref())),
            ("to", at(self.to.as_ref())),
        ];
        let refused = match kind {
            Kind::Room => key.into_iter().chain(mail).collect::<Vec<_>>(),
            Kind::Webhook => mail.to_vec(),
            Kind::Email => hook.into_iter().chain(key).collect(),
        };
        match refused.into_iter().find_map(|(key, at)| Some((key, at?))) {
            Some((key, at)) => Err(Problem::at(at, format!("{key}: does not belong to an alert of this kind"))),
            None => Ok(()),
        }
    }

    fn url(&self) -> SecretKeys {
        let Self { url_env, url_file, url_credential, .. } = self;
        SecretKeys { env: url_env.clone(), file: url_file.clone(), credential: url_credential.clone() }
    }

    fn key(&self) -> SecretKeys {
        let Self { key_env, key_file, key_credential, .. } = self;
        SecretKeys { env: key_env.clone(), file: key_file.clone(), credential: key_credential.clone() }
    }

    fn password(&self) -> SecretKeys {
        let Self { password_env, password_file, password_credential, .. } = self;
        SecretKeys { env: password_env.clone(), file: password_file.clone(), credential: password_credential.clone() }
    }

    fn into_target(self, kind: Kind, at: &Range<usize>) -> Result<TargetDraft, Problem> {
        let hook = || {
            Ok::<_, Problem>(HookConnection {
                allow_http: self.allow_http.as_ref().is_some_and(|allow| *allow.get_ref()),
                route: (&self.proxy.as_ref().map_or(Ok(Route::System), route)?).into(),
                ca_pem: None,
            })
        };
        match kind {
            Kind::Room => Ok(TargetDraft::Room { url: self.url().required("url", at.clone())?, hook: hook()? }),
            Kind::Webhook => Ok(TargetDraft::Webhook {
                url: self.url().required("url", at.clone())?,
                key: self.key().source("key")?,
                hook: hook()?,
            }),
            Kind::Email => {
                let password = self.password();
                let password = match (&self.user, password.span()) {
                    (Some(_), _) => Some(password.required("password", at.clone())?),
                    (None, None) => None,
                    (None, Some(at)) => return Err(Problem::at(at, "password: there is no user that it is of")),
                };
                let missing = |key: &str| Problem::at(at.clone(), format!("no {key}: an alert of this kind needs it"));
                let names = ["tls", "start_tls", "none"];
                let security = optional("security", &self.security, &names)?.unwrap_or(MailSecurity::Tls);
                let usual = match security {
                    MailSecurity::Tls => 465,
                    MailSecurity::StartTls => 587,
                    MailSecurity::None => 25,
                };
                let mail = MailDraft {
                    server: self.server.ok_or_else(|| missing("server"))?.into_inner(),
                    port: self.port.map_or(usual, Spanned::into_inner),
                    security,
                    user: self.user.map(Spanned::into_inner),
                    from: self.from.ok_or_else(|| missing("from"))?.into_inner(),
                    to: self.to.ok_or_else(|| missing("to"))?.into_inner(),
                };
                Ok(TargetDraft::Email { mail, password })
            }
        }
    }
}

impl AlertDraft {
    /// The alert with its secrets and its certificates. Reads files.
    ///
    /// # Errors
    /// If one of them cannot be used.
    pub(crate) fn resolve(self) -> Result<Alert, EntryError> {
        let read = || self.check(self.secrets(self.source.folder())?);
        match read() {
            Ok((definition, secret)) => Ok(Alert { definition, secret, workspaces: self.workspaces }),
            Err(problem) => Err(self.source.error(&problem.of_alert(&self.name))),
        }
    }

    fn secrets(&self, folder: &Path) -> Result<Secrets, Problem> {
        let word = |source: &SecretSource| Ok::<_, Problem>(SecretString::from(source.read(folder, token)?.expose()));
        let (url, key, of_mail) = match &self.target {
            TargetDraft::Room { url, hook: _ } => (Some(url), None, None),
            TargetDraft::Webhook { url, key, hook: _ } => (Some(url), key.as_ref(), None),
            TargetDraft::Email { mail: _, password } => (None, None, password.as_ref()),
        };
        Ok(Secrets {
            url: url.map(word).transpose()?,
            key: key.map(word).transpose()?,
            password: of_mail.map(|source| source.read(folder, password)).transpose()?,
            ca_pem: self.ca_file.as_ref().map(|file| certificates(file, folder)).transpose()?,
        })
    }

    /// Secrets that can be used, as far as it has any.
    fn stand_ins(&self) -> Secrets {
        Secrets {
            url: Some(ANY_URL.into()),
            key: Some(ANY_KEY.into()),
            password: Some(SecretString::from("any")),
            ca_pem: None,
        }
    }

    /// Checks it as what is entered in the window is checked.
    fn check(&self, secrets: Secrets) -> Result<(ChannelDefinition, ChannelSecret), Problem> {
        let Secrets { url, key, password, ca_pem } = secrets;
        let target = match self.target.clone() {
            TargetDraft::Room { url: _, hook } => {
                TargetInput::Room { url, connection: HookConnection { ca_pem, ..hook } }
            }
            TargetDraft::Webhook { url: _, key: of_key, hook } => {
                let connection = HookConnection { ca_pem, ..hook };
                TargetInput::Webhook { url, signed: of_key.is_some(), key, connection }
            }
            TargetDraft::Email { mail, password: _ } => {
                let MailDraft { server, port, security, user, from, to } = mail;
                TargetInput::Email { server, port, security, user, password, from, to, ca_pem }
            }
        };
        let input = ChannelInput {
            name: self.name.to_string(),
            enabled: true,
            target,
            filter: self.filter.clone(),
            quiet: self.quiet,
            exception: self.exception,
            language: self.language,
        };
        let failed = |failure: watch::Failure| {
            Problem::at(self.at.clone(), format!("{}. {}", failure.message, failure.hint.trim_end_matches('.')))
        };
        input.check(None).map_err(failed)
    }
}

/// The name of a channel, for an alert that has one.
pub(super) fn channel_name(name: &Label) -> Option<ChannelName> {
    ChannelName::try_from(name.to_string()).ok()
}

/// One of these values, by its name.
fn one_of<T: DeserializeOwned>(key: &str, text: &Spanned<String>, known: &[&'static str]) -> Result<T, Problem> {
    let value: Result<T, value::Error> = T::deserialize(text.get_ref().as_str().into_deserializer());
    value.map_err(|_| unknown(key, text, known.iter().copied()))
}

fn optional<T: DeserializeOwned>(
    key: &str,
    text: &Option<Spanned<String>>,
    known: &[&'static str],
) -> Result<Option<T>, Problem> {
    text.as_ref().map(|text| one_of(key, text, known)).transpose()
}

fn quiet(section: QuietSection) -> Result<(Option<QuietHours>, QuietHoursException), Problem> {
    let time = |key: &str, text: &Spanned<String>| {
        let problem = || Problem::at(text.span(), format!("quiet: {key}: not a time of day, such as 22:00"));
        text.get_ref().parse::<Time>().map_err(|_| problem())
    };
    let hours = QuietHours { from: time("from", &section.from)?, until: time("until", &section.until)? };
    let exception = optional("quiet: exception", &section.exception, &["none", "critical"])?;
    Ok((Some(hours), exception.unwrap_or_default()))
}

fn workspaces(names: Spanned<Vec<Spanned<String>>>, known: &HashSet<&str>) -> Result<Vec<Label>, Problem> {
    if names.get_ref().is_empty() {
        return Err(Problem::at(names.span(), "workspaces: is empty; leave it out for all of them"));
    }
    let name = |name: Spanned<String>| {
        let label = Label::new(name.get_ref());
        if known.contains(label.as_str()) {
            return Ok(label);
        }
        let text = format!("workspaces: no workspace in this file is called {}", shown(name.get_ref()));
        Err(Problem::at(name.span(), text))
    };
    names.into_inner().into_iter().map(name).collect()
}
