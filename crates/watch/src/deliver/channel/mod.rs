//! Channels: other ways than the desktop by which reminders reach people. A channel is a room of Rocket.Chat, a webhook or
//! email, with its own choice of reminders.
//!
//! - this file: the definition of a channel, and which reminders it is for;
//! - [`input`]: what the user enters to add or edit one;
//! - [`secret`]: what must not be stored with the definition;
//! - `exported`: a channel in a settings file, without that;
//! - [`queue`]: which of the reminders that wait are sent now, together, and when it is tried again;
//! - [`message`]: what a message says; [`room`], [`webhook`] and [`email`] put it into their form, and send it;
//! - `smtp`: the connection to a mail server;
//! - [`error`]: why a message was not sent.

pub mod email;
pub mod error;
pub(crate) mod exported;
pub mod input;
pub mod message;
pub mod queue;
pub mod room;
pub mod secret;
mod smtp;
pub mod webhook;

use std::{fmt, str::FromStr};

use license::Label;
use rocketchat::Bounds;
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator;
use ts_rs::TS;
use uuid::Uuid;

use crate::{
    deliver::BoxFuture,
    i18n::language::Language,
    reminders::{
        Cause, CauseKind,
        settings::{KindsOff, QuietHours, QuietHoursException},
        urgency::Urgency,
    },
    workspace::{WorkspaceId, connection::RouteEntry, details::MailAddress, groups::GroupId},
};
use error::SendError;
use message::Message;
use secret::ChannelSecret;

/// The id of a channel. It is random.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct ChannelId(Uuid);

impl ChannelId {
    /// Generates a new id.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

impl fmt::Display for ChannelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ChannelId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::from_str(text).map(Self)
    }
}

/// The name of a channel: one line that is not blank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct ChannelName(Label);

/// The name of a channel is blank.
#[derive(Debug, thiserror::Error)]
#[error("a channel needs a name")]
pub struct BlankName;

impl TryFrom<String> for ChannelName {
    type Error = BlankName;

    fn try_from(text: String) -> Result<Self, BlankName> {
        let label = Label::new(&text);
        if label.is_empty() { Err(BlankName) } else { Ok(Self(label)) }
    }
}

impl From<ChannelName> for String {
    fn from(name: ChannelName) -> Self {
        name.0.to_string()
    }
}

impl ChannelName {
    /// The name.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// A channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// What the user chose.
    pub definition: ChannelDefinition,
}

/// What the user chose for a channel. Contains no secret: it is stored, and shown in the window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChannelDefinition {
    /// The user's name for it.
    pub name: ChannelName,
    /// Whether reminders go to it.
    pub enabled: bool,
    /// Where it leads.
    pub target: Target,
    /// Which reminders it is for.
    #[serde(default)]
    pub filter: ChannelFilter,
    /// The quiet hours of the channel, which are not those of the desktop; `None` if there are none.
    #[serde(default)]
    pub quiet: Option<QuietHours>,
    /// Which reminders are sent even in quiet hours.
    #[serde(default)]
    pub exception: QuietHoursException,
    /// The language of its messages; `None` for that of the application.
    #[serde(default)]
    pub language: Option<Language>,
}

/// Which reminders a channel is for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ChannelFilter {
    /// The kinds of reminders that do not go to it.
    pub off: KindsOff,
    /// How urgent reminders have to be.
    pub min_urgency: Urgency,
    /// The workspaces that it is about.
    pub scope: Scope,
}

/// The workspaces that a channel is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Scope {
    /// All, also those that are added later.
    #[default]
    All,
    /// Those in these groups, also if they are added later, and these.
    Some {
        /// The groups.
        groups: Vec<GroupId>,
        /// The workspaces.
        workspaces: Vec<WorkspaceId>,
    },
}

/// Where a channel leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Target {
    /// A room of Rocket.Chat, by an incoming webhook. Its address is a secret.
    Room {
        /// The host of the webhook.
        host: String,
        /// How it is reached.
        connection: HookConnection,
    },
    /// Any webhook. Its address is a secret.
    Webhook {
        /// The host of the webhook.
        host: String,
        /// Whether messages are signed, with a key that is a secret.
        signed: bool,
        /// How it is reached.
        connection: HookConnection,
    },
    /// Email.
    Email(Mail),
}

impl Target {
    /// Whether nothing can be sent without a secret.
    pub fn needs_secret(&self) -> bool {
        match self {
            Self::Room { .. } | Self::Webhook { .. } => true,
            Self::Email(mail) => mail.user.is_some(),
        }
    }
}

/// How a webhook is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct HookConnection {
    /// Whether `http://` is allowed to other computers.
    pub allow_http: bool,
    /// The proxy setting.
    pub route: RouteEntry,
    /// An extra certificate authority in PEM; `None` to trust only the system's.
    pub ca_pem: Option<String>,
}

/// From where and to whom emails are sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The name of the mail server.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the connection to it is encrypted.
    pub security: MailSecurity,
    /// The user to sign in as, with a password that is a secret; `None` to send without signing in.
    pub user: Option<String>,
    /// The sender.
    pub from: MailAddress,
    /// The recipients: at least one.
    pub to: Vec<MailAddress>,
    /// An extra certificate authority in PEM; `None` to trust only the system's.
    #[serde(default)]
    pub ca_pem: Option<String>,
}

/// How the connection to a mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MailSecurity {
    /// From the beginning.
    Tls,
    /// From the command `STARTTLS` on, without which nothing is sent.
    StartTls,
    /// Not at all. Only to this computer.
    None,
}

impl ChannelFilter {
    /// Whether a reminder of a workspace in this group goes to the channel.
    pub fn wants(&self, workspace: WorkspaceId, group: Option<GroupId>, cause: &Cause) -> bool {
        cause.is_notified()
            && !self.off.contain(cause.kind())
            && cause.urgency() >= self.min_urgency
            && self.scope.contains(workspace, group)
    }

    /// Whether what the first reading of an added workspace found goes to the channel: unless every kind is off.
    pub fn wants_added(&self, workspace: WorkspaceId, group: Option<GroupId>) -> bool {
        CauseKind::iter().any(|kind| !self.off.contain(kind)) && self.scope.contains(workspace, group)
    }
}

impl Scope {
    /// Whether a workspace in this group is among them.
    pub fn contains(&self, workspace: WorkspaceId, group: Option<GroupId>) -> bool {
        match self {
            Self::All => true,
            Self::Some { groups, workspaces } => {
                workspaces.contains(&workspace) || group.is_some_and(|group| groups.contains(&group))
            }
        }
    }
}

/// Sends messages. A port, so that tests can stand in for the network.
pub trait Transport: Send + Sync + 'static {
    /// Sends a message to a channel. The future completes once it is known whether it was accepted.
    fn send(
        &self,
        target: Target,
        secret: ChannelSecret,
        message: Message,
    ) -> BoxFuture<'static, Result<(), SendError>>;
}

/// Sends messages over the network.
#[derive(Debug, Clone, Copy, Default)]
pub struct Network {
    /// The limits in time and size of one exchange.
    pub bounds: Bounds,
}

impl Transport for Network {
    fn send(
        &self,
        target: Target,
        secret: ChannelSecret,
        message: Message,
    ) -> BoxFuture<'static, Result<(), SendError>> {
        let bounds = self.bounds;
        Box::pin(async move {
            match &target {
                Target::Room { connection, .. } => room::send(connection, &secret, &message, bounds).await,
                Target::Webhook { signed, connection, .. } => {
                    webhook::send(connection, *signed, &secret, &message, bounds).await
                }
                Target::Email(mail) => email::send(mail, &secret, &message, bounds).await,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reminders::causes::withdrawn::LicenseWithdrawn;

    #[test]
    fn a_channel_is_for_the_kinds_urgencies_and_workspaces_that_were_chosen() {
        let (workspace, group) = (WorkspaceId::random(), GroupId::random());
        let critical = Cause::Withdrawn(LicenseWithdrawn { reasons: Vec::new() });
        let wants = |filter: ChannelFilter| [None, Some(group)].map(|group| filter.wants(workspace, group, &critical));
        let of = |groups: &[GroupId], workspaces: &[WorkspaceId]| ChannelFilter {
            scope: Scope::Some { groups: groups.to_vec(), workspaces: workspaces.to_vec() },
            ..ChannelFilter::default()
        };
        assert_eq!(wants(ChannelFilter::default()), [true, true]);
        assert_eq!(wants(ChannelFilter { min_urgency: critical.urgency(), ..ChannelFilter::default() }), [true, true]);
        let off = KindsOff::from_iter([critical.kind()]);
        assert_eq!(wants(ChannelFilter { off, ..ChannelFilter::default() }), [false, false]);
        let off = KindsOff::from_iter(CauseKind::iter());
        assert!(!ChannelFilter { off, ..ChannelFilter::default() }.wants_added(workspace, None), "nothing goes to it");
        let off = KindsOff::from_iter([critical.kind()]);
        assert!(ChannelFilter { off, ..ChannelFilter::default() }.wants_added(workspace, None));
        assert!(!of(&[group], &[]).wants_added(workspace, None));
        assert_eq!(wants(of(&[group], &[])), [false, true]);
        assert_eq!(wants(of(&[], &[workspace])), [true, true]);
        assert_eq!(wants(of(&[GroupId::random()], &[WorkspaceId::random()])), [false, false]);
    }

    #[test]
    fn the_stored_form_of_a_definition_is_stable() {
        let stored = [
            r#"{"name":"Ops","enabled":true,"target":{"kind":"room","host":"chat.example","connection":{"allow_http":false,"route":{"via":"system"},"ca_pem":null}},"filter":{"off":["outdated"],"min_urgency":"normal","scope":{"is":"all"}},"quiet":{"from":"22:00:00","until":"06:00:00"},"exception":"critical","language":"de"}"#,
            r#"{"name":"Pager","enabled":false,"target":{"kind":"webhook","host":"hooks.example:8443","signed":true,"connection":{"allow_http":true,"route":{"via":"direct"},"ca_pem":null}},"filter":{"off":[],"min_urgency":"critical","scope":{"is":"some","groups":[],"workspaces":["67e55044-10b1-426f-9247-bb680e5fe0c8"]}},"quiet":null,"exception":"none","language":null}"#,
            r#"{"name":"Mail","enabled":true,"target":{"kind":"email","server":"mail.example","port":587,"security":"start_tls","user":"me","from":"me@acme.example","to":["you@acme.example"],"ca_pem":null},"filter":{"off":[],"min_urgency":"low","scope":{"is":"all"}},"quiet":null,"exception":"none","language":null}"#,
        ];
        for json in stored {
            let read: ChannelDefinition = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
        let short = r#"{"name":"Mail","enabled":true,"target":{"kind":"room","host":"a.example","connection":{}}}"#;
        assert_eq!(serde_json::from_str::<ChannelDefinition>(short).unwrap().filter, ChannelFilter::default());
    }
}
