//! What a message says: the reminders that are sent together, in the language of the channel, before a room, a webhook or an
//! email puts it into its form.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::queue::{self, Pending, Subject};
use crate::{
    i18n::{Audience, values},
    reminders::{CauseKind, Reminder, nearest_first, urgency::Urgency},
    workspace::{
        Workspace, WorkspaceId,
        details::MailAddress,
        link::{Link, LinkTarget},
        snapshot::Snapshot,
    },
};

/// The id of a message, by which a receiver recognizes a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(Uuid);

impl MessageId {
    /// Generates a new id.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for MessageId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::parse_str(text).map(Self)
    }
}

/// A message.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// When it was worded.
    pub at: Timestamp,
    /// What kind of message it is.
    pub kind: MessageKind,
    /// What it is about, in one line.
    pub title: String,
    /// As urgent as the most urgent part of it.
    pub urgency: Urgency,
    /// Its parts, one for each workspace, the nearest first.
    pub parts: Vec<Part>,
    /// Who sent it, in one line.
    pub footer: String,
    /// The recipients of an email who have it already.
    pub accepted_by: Vec<MailAddress>,
}

/// The kind of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum MessageKind {
    /// Reminders, and workspaces that were added.
    #[serde(rename = "license_watch.reminders")]
    Reminders,
    /// A test.
    #[serde(rename = "license_watch.test")]
    Test,
}

/// What a message says about one workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// A page about it.
    pub link: Option<String>,
    /// How urgent it is.
    pub urgency: Urgency,
    /// What is most important, in one line.
    pub title: String,
    /// The rest, in lines.
    pub text: String,
    /// The reminders, nearest first.
    pub items: Vec<Item>,
}

/// One reminder, for a program that reads it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// The workspace.
    pub workspace: ItemWorkspace,
    /// The kind of its cause; `added` for a workspace that was added.
    pub kind: &'static str,
    /// How urgent it is.
    pub urgency: Urgency,
    /// What happens, in a few words.
    pub title: String,
    /// What happens, in one or more lines.
    pub text: String,
    /// The deadline that it is about; `null` if it is about none.
    pub due_at: Option<Timestamp>,
}

/// A workspace, for a program.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemWorkspace {
    /// Its id in License Watch.
    pub id: WorkspaceId,
    /// Its name.
    pub name: String,
    /// Its address; `null` if it was removed.
    pub address: Option<String>,
}

/// What is known of a workspace that a message is about.
pub type Known<'a> = Option<(&'a Workspace, &'a Snapshot)>;

/// The text about workspaces that were added; `None` if nothing about them is worth one.
#[derive(Debug, Clone, PartialEq)]
pub struct Added {
    /// The title.
    pub title: String,
    /// The rest.
    pub body: String,
    /// As urgent as the most urgent of them.
    pub urgency: Urgency,
    /// The workspaces.
    pub workspaces: Vec<ItemWorkspace>,
}

impl Message {
    /// Words the message of these deliveries. `added` is about those of them that are workspaces which were added; `None` for
    /// the message if nothing in it is worth one.
    pub fn new<'a>(
        id: MessageId,
        deliveries: &[Pending],
        known: impl Fn(WorkspaceId) -> Known<'a>,
        added: Option<Added>,
        audience: &Audience<'_>,
    ) -> Option<Self> {
        let mut by_workspace: Vec<(WorkspaceId, Vec<Reminder>)> = Vec::new();
        for delivery in deliveries {
            let Subject::Reminder { reminder, .. } = &delivery.subject else { continue };
            match by_workspace.iter_mut().find(|(id, _)| *id == reminder.workspace) {
                Some((_, reminders)) => reminders.push(reminder.clone()),
                None => by_workspace.push((reminder.workspace, vec![reminder.clone()])),
            }
        }
        let mut each: Vec<_> = by_workspace
            .into_iter()
            .filter_map(|(id, reminders)| {
                let reminders = nearest_first(reminders, audience.now);
                Some((reminders.first()?.cause.nearness(audience.now), id, reminders))
            })
            .collect();
        each.sort_by_key(|(nearness, _, _)| *nearness);
        let count: usize = each.iter().map(|(_, _, reminders)| reminders.len()).sum();
        let mut parts: Vec<_> =
            each.into_iter().map(|(_, id, reminders)| Part::of_reminders(&reminders, known(id), audience)).collect();
        parts.extend(added.map(Part::of_added));
        let first = parts.first()?;
        let title = match parts.len() {
            1 => first.title.clone(),
            _ => audience.words.format("gathered", &values!["count" => count.max(parts.len())]),
        };
        let urgency = parts.iter().map(|part| part.urgency).max().unwrap_or_default();
        let footer = audience.words.text("channel-footer");
        let accepted_by = queue::accepted_by(deliveries).to_vec();
        Some(Self { id, at: audience.now, kind: MessageKind::Reminders, title, urgency, parts, footer, accepted_by })
    }

    /// A message that shows that messages arrive.
    pub fn test(audience: &Audience<'_>) -> Self {
        let words = audience.words;
        let part = Part {
            link: None,
            urgency: Urgency::Low,
            title: words.text("channel-test"),
            text: words.text("channel-test-body"),
            items: Vec::new(),
        };
        Self {
            id: MessageId::random(),
            at: audience.now,
            kind: MessageKind::Test,
            title: part.title.clone(),
            urgency: Urgency::Low,
            parts: vec![part],
            footer: words.text("channel-footer"),
            accepted_by: Vec::new(),
        }
    }
}

impl Part {
    fn of_reminders(reminders: &[Reminder], known: Known<'_>, audience: &Audience<'_>) -> Self {
        let mut lines = Vec::new();
        for (index, reminder) in reminders.iter().enumerate() {
            lines.push(match index {
                0 => reminder.cause.body(audience),
                _ => audience.words.format("also", &values!["what" => reminder.cause.title(audience)]),
            });
        }
        let address = known.map(|(workspace, _)| workspace.address.to_string());
        let item = |reminder: &Reminder| Item {
            workspace: ItemWorkspace { id: reminder.workspace, name: reminder.name.clone(), address: address.clone() },
            kind: reminder.cause.kind().code(),
            urgency: reminder.cause.urgency(),
            title: reminder.cause.title(audience),
            text: reminder.cause.body(audience),
            due_at: reminder.cause.deadline().map(|due| due.deadline.at),
        };
        let target = match reminders.first().map(|reminder| reminder.cause.kind()) {
            Some(CauseKind::Refused | CauseKind::Unread | CauseKind::Outdated) | None => LinkTarget::Workspace,
            Some(
                CauseKind::Deadline
                | CauseKind::Limit
                | CauseKind::Forecast
                | CauseKind::Changed
                | CauseKind::Withdrawn
                | CauseKind::Finding,
            ) => LinkTarget::Subscription,
        };
        Self {
            link: known.map(|(workspace, snapshot)| Link::new(target, workspace, snapshot, audience).to_string()),
            urgency: reminders.iter().map(|reminder| reminder.cause.urgency()).max().unwrap_or_default(),
            title: reminders.first().map(|reminder| reminder.title(audience)).unwrap_or_default(),
            text: lines.join("\n"),
            items: reminders.iter().map(item).collect(),
        }
    }

    fn of_added(added: Added) -> Self {
        let Added { title, body, urgency, workspaces } = added;
        let item = |workspace: ItemWorkspace| Item {
            workspace,
            kind: "added",
            urgency,
            title: title.clone(),
            text: body.clone(),
            due_at: None,
        };
        let items = workspaces.into_iter().map(item).collect();
        Self { link: None, urgency, title, text: body, items }
    }
}
