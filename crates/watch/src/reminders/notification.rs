//! Notifications: one for each workspace, or one for many workspaces at once.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    i18n::{Audience, values},
    present::capitalized,
    reminders::{
        CauseKind, Reminder,
        inbox::{Outcome, Place, Section},
        nearest_first,
        urgency::Urgency,
    },
    workspace::WorkspaceId,
};

/// How many workspaces a digest names, and how many further reminders a notification about one workspace lists.
const MAX_LISTED: usize = 5;

/// The id of a reminder in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct ReminderId(pub(crate) i64);

/// A notification to show, in the user's language.
#[derive(Debug, Clone, PartialEq)]
pub struct Notification {
    /// The reminders that it shows.
    pub ids: Vec<ReminderId>,
    /// The title, without markup.
    pub title: String,
    /// The text, without markup; lines are separated by `\n`.
    pub body: String,
    /// What it is about.
    pub content: Content,
}

/// The content of a notification.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// One workspace.
    Workspace {
        /// The nearest reminder.
        nearest: Reminder,
        /// Its other reminders, nearest first.
        also: Vec<Reminder>,
    },
    /// Many workspaces: the nearest reminder of each, nearest first.
    Digest(Vec<Reminder>),
    /// Workspaces that were added.
    Added(Vec<WorkspaceId>),
    /// No reminder: the user wants to see whether notifications are shown.
    Test,
}

/// A reminder as stored, with the times at which it was recorded and shown.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredReminder {
    /// Its id.
    pub id: ReminderId,
    /// When it was recorded as due.
    pub recorded_at: Timestamp,
    /// When it was shown; `None` if it has not been shown yet.
    pub shown_at: Option<Timestamp>,
    /// Until when it is snoozed, which may be in the past; `None` if it is not.
    pub snoozed_until: Option<Timestamp>,
    /// Since when and why it is done; `None` if it is not.
    pub done: Option<Done>,
    /// The reminder itself.
    pub reminder: Reminder,
}

/// That a reminder is out of the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Since when.
    pub at: Timestamp,
    /// Why.
    pub outcome: Outcome,
}

/// A reminder in the list of reminders, in the user's language.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ReminderRecord {
    /// Its id.
    pub id: ReminderId,
    /// The workspace that it is about.
    pub workspace: WorkspaceId,
    /// The workspace's name when the reminder was made.
    pub name: String,
    /// Where it is.
    pub place: Place,
    /// The part of the inbox that it belongs to.
    pub section: Section,
    /// Why it is done; `null` if it is not.
    pub outcome: Option<Outcome>,
    /// Since when it is done; `null` if it is not.
    #[ts(type = "string | null")]
    pub done_at: Option<Timestamp>,
    /// The deadline that it is about; `null` if it is about none.
    #[ts(type = "string | null")]
    pub due_at: Option<Timestamp>,
    /// When it was recorded as due.
    #[ts(type = "string")]
    pub recorded_at: Timestamp,
    /// When it was shown; `null` if it has not been shown yet.
    #[ts(type = "string | null")]
    pub shown_at: Option<Timestamp>,
    /// Until when it is snoozed; `null` if it is not snoozed now.
    #[ts(type = "string | null")]
    pub snoozed_until: Option<Timestamp>,
    /// How urgent it is.
    pub urgency: Urgency,
    /// Whether it is over once a renewed license is applied.
    pub renewable: bool,
    /// The kind of its cause.
    pub cause: CauseKind,
    /// What happens, in a few words without the workspace's name. Counts from now, or from when it was done.
    pub title: String,
    /// What happens, in one or more lines. Dates are absolute.
    pub body: String,
}

impl StoredReminder {
    /// Where it is at `now`.
    pub fn place(&self, now: Timestamp) -> Place {
        if self.done.is_some() {
            Place::Done
        } else if self.snoozed_until.is_some_and(|until| until > now) {
            Place::Snoozed
        } else {
            Place::Inbox
        }
    }

    /// Words the reminder for an audience. If it is done, the words are those of that time: "in 3 days" counts from the
    /// day on which it was done.
    pub fn into_record(self, audience: &Audience<'_>) -> ReminderRecord {
        let place = self.place(audience.now);
        let audience = Audience { now: self.done.map_or(audience.now, |done| done.at), ..*audience };
        let section = Section::of(&self.reminder, audience.now);
        let cause = self.reminder.cause;
        ReminderRecord {
            id: self.id,
            workspace: self.reminder.workspace,
            name: self.reminder.name,
            place,
            section,
            outcome: self.done.map(|done| done.outcome),
            done_at: self.done.map(|done| done.at),
            due_at: cause.deadline().map(|due| due.deadline.at),
            recorded_at: self.recorded_at,
            shown_at: self.shown_at,
            snoozed_until: self.snoozed_until.filter(|_| place == Place::Snoozed),
            urgency: cause.urgency(),
            renewable: cause.is_renewable(),
            cause: cause.kind(),
            title: capitalized(&cause.title(&audience)),
            body: cause.body(&audience),
        }
    }
}

/// When reminders of several workspaces are combined into one notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// If there are more than three workspaces.
    Separate,
    /// If there is more than one workspace. For reminders that were held back by quiet hours.
    Digest,
}

impl Grouping {
    /// The highest number of workspaces with a notification each.
    fn max_separate(self) -> usize {
        match self {
            Self::Separate => 3,
            Self::Digest => 1,
        }
    }
}

impl Notification {
    /// Makes the notifications for reminders: one for each workspace, or one for all of them if there are many.
    pub fn of(reminders: Vec<(ReminderId, Reminder)>, grouping: Grouping, audience: &Audience<'_>) -> Vec<Self> {
        let now = audience.now;
        let mut by_workspace: BTreeMap<WorkspaceId, (Vec<ReminderId>, Vec<Reminder>)> = BTreeMap::new();
        for (id, reminder) in reminders {
            let (ids, reminders) = by_workspace.entry(reminder.workspace).or_default();
            ids.push(id);
            reminders.push(reminder);
        }
        let mut each: Vec<_> = by_workspace
            .into_values()
            .filter_map(|(ids, reminders)| {
                let mut reminders = nearest_first(reminders, now).into_iter();
                Some((ids, reminders.next()?, reminders.collect()))
            })
            .collect();
        each.sort_by_key(|(_, nearest, _)| nearest.cause.nearness(now));
        if each.len() <= grouping.max_separate() {
            let one = |(ids, nearest, also)| Self::new(ids, Content::Workspace { nearest, also }, audience);
            return each.into_iter().map(one).collect();
        }
        let (ids, reminders): (Vec<_>, Vec<_>) = each.into_iter().map(|(ids, nearest, _)| (ids, nearest)).unzip();
        vec![Self::new(ids.concat(), Content::Digest(reminders), audience)]
    }

    /// A notification that shows the user that notifications work.
    pub fn test(audience: &Audience<'_>) -> Self {
        Self::new(Vec::new(), Content::Test, audience)
    }

    fn new(ids: Vec<ReminderId>, content: Content, audience: &Audience<'_>) -> Self {
        let (title, body) = content.text(ids.len(), audience);
        Self { ids, title, body, content }
    }

    /// How urgent it is: as urgent as its most urgent reminder.
    pub fn urgency(&self) -> Urgency {
        let all = match &self.content {
            Content::Workspace { nearest, also } => std::slice::from_ref(nearest).iter().chain(also),
            Content::Digest(reminders) => reminders.iter().chain(&[]),
            Content::Added(_) | Content::Test => [].iter().chain(&[]),
        };
        all.map(|reminder| reminder.cause.urgency()).max().unwrap_or(Urgency::Normal)
    }

    /// The workspace that it is about; `None` if it is about many.
    pub fn workspace(&self) -> Option<WorkspaceId> {
        match &self.content {
            Content::Workspace { nearest, .. } => Some(nearest.workspace),
            Content::Digest(_) | Content::Test => None,
            Content::Added(ids) => match ids.as_slice() {
                [id] => Some(*id),
                _ => None,
            },
        }
    }
}

impl Content {
    /// The title and the body of a notification of this many reminders.
    fn text(&self, count: usize, audience: &Audience<'_>) -> (String, String) {
        let words = audience.words;
        let lines = |first: Vec<String>, more: usize| {
            let more = match more {
                0 => None,
                more => Some(words.format("and-more", &values!["more" => more])),
            };
            first.into_iter().chain(more).collect::<Vec<_>>().join("\n")
        };
        match self {
            Content::Workspace { nearest, also } => {
                let others = |other: &Reminder| words.format("also", &values!["what" => other.cause.title(audience)]);
                let others = also.iter().take(MAX_LISTED).map(others);
                let body = [nearest.cause.body(audience)].into_iter().chain(others).collect();
                (nearest.title(audience), lines(body, also.len().saturating_sub(MAX_LISTED)))
            }
            Content::Digest(reminders) => {
                let titles: Vec<_> =
                    reminders.iter().take(MAX_LISTED).map(|reminder| reminder.title(audience)).collect();
                let more = count.saturating_sub(titles.len());
                (words.format("gathered", &values!["count" => count]), lines(titles, more))
            }
            // What its lines say is worked out from the workspaces themselves: see `added`.
            Content::Added(ids) => (words.format("added", &values!["count" => ids.len()]), String::new()),
            Content::Test => (words.text("test-notification"), words.text("test-notification-body")),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, tz::TimeZone};
    use license::{Deadline, DeadlineKind, LimitKind, Renewal};

    use super::*;
    use crate::{
        i18n::language::Language,
        reminders::{Cause, DueDeadline, causes::limit::LimitReached},
    };

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn notifications(reminders: Vec<(ReminderId, Reminder)>, grouping: Grouping) -> Vec<Notification> {
        let audience = Audience { now: NOW, zone: &TimeZone::UTC, words: Language::English.words() };
        Notification::of(reminders, grouping, &audience)
    }

    fn due(number: i64, workspace: WorkspaceId, days: i64) -> (ReminderId, Reminder) {
        let deadline = Deadline::new(NOW + SignedDuration::from_hours(days * 24), DeadlineKind::Expiry);
        let (name, plan) = (format!("W{number}"), "Pro".to_owned());
        let cause =
            Cause::Deadline(DueDeadline { plan, deadline, threshold: days, renewal: Renewal::Manual, stop: None });
        (ReminderId(number), Reminder { workspace, name, cause })
    }

    #[test]
    fn reminders_of_a_workspace_are_one_notification_nearest_first_without_repeats() {
        let (a, b) = (WorkspaceId::random(), WorkspaceId::random());
        let full = Cause::Limit(LimitReached { kind: LimitKind::ActiveUsers, used: 50, max: 50, percent: 100 });
        let nearly = Cause::Limit(LimitReached { kind: LimitKind::ActiveUsers, used: 46, max: 50, percent: 90 });
        let limit = |id, cause| (ReminderId(id), Reminder { workspace: a, name: "W3".to_owned(), cause });
        let (nearly, full) = (limit(6, nearly), limit(7, full));
        let due = vec![due(1, a, 30), due(2, b, 14), nearly, full, due(3, a, 3), due(5, a, 3)];
        let shown = notifications(due, Grouping::Separate);
        let summary: Vec<_> = shown.iter().map(|n| (n.workspace(), n.ids.len(), n.urgency())).collect();
        assert_eq!(summary, [(Some(a), 5, Urgency::Critical), (Some(b), 1, Urgency::Normal)]);
        let Notification { title, body, .. } = &shown[0];
        assert_eq!(*title, "W5: Pro expires in 3 days", "the newer of two that are about the same deadline");
        let lines: Vec<_> = body.lines().skip(1).collect();
        assert_eq!(lines, ["Also: Pro expires in 30 days", "Also: all seats in use"]);
    }

    #[test]
    fn more_than_three_workspaces_are_one_digest_nearest_first() {
        let each = |n: i64| due(n, WorkspaceId::random(), 20 - n);
        assert_eq!(notifications((1..=3).map(each).collect(), Grouping::Separate).len(), 3);
        assert_eq!(notifications((1..=2).map(each).collect(), Grouping::Digest).len(), 1);
        let shown = notifications((1..=7).map(each).collect(), Grouping::Separate);
        assert_eq!((shown.len(), shown[0].ids.len(), shown[0].workspace()), (1, 7, None));
        let Notification { title, body, .. } = &shown[0];
        assert_eq!(*title, "7 license reminders");
        assert!(body.starts_with("W7: Pro expires in 13 days\n") && body.ends_with("\nand 2 more"), "{body}");
    }

    #[test]
    fn a_digest_counts_every_reminder_in_it() {
        let mut reminders: Vec<_> = (1..=4).map(|n| due(n, WorkspaceId::random(), 20 - n)).collect();
        let full = Cause::Limit(LimitReached { kind: LimitKind::ActiveUsers, used: 50, max: 50, percent: 100 });
        let first = reminders[0].1.clone();
        reminders.push((ReminderId(5), Reminder { cause: full, ..first }));
        let shown = notifications(reminders, Grouping::Separate);
        let Notification { title, body, .. } = &shown[0];
        assert_eq!(*title, "5 license reminders");
        assert!(body.lines().count() == 5 && body.ends_with("\nand 1 more"), "{body}");
    }

    #[test]
    fn open_record_counts_from_now_and_one_that_is_done_keeps_its_words() {
        let (id, reminder) = due(1, WorkspaceId::random(), 11);
        let at = |days: i64| NOW + SignedDuration::from_hours(days * 24);
        let open = StoredReminder {
            id,
            recorded_at: NOW,
            shown_at: Some(at(1)),
            snoozed_until: Some(at(7)),
            done: None,
            reminder,
        };
        let record = |stored: &StoredReminder, days: i64, language: Language| {
            let audience = Audience { now: at(days), zone: &TimeZone::UTC, words: language.words() };
            let record = stored.clone().into_record(&audience);
            (record.place, record.title, record.snoozed_until)
        };
        let snoozed = (Place::Snoozed, "Pro expires in 5 days".to_owned(), Some(at(7)));
        assert_eq!(record(&open, 6, Language::English), snoozed);
        assert_eq!(record(&open, 8, Language::German), (Place::Inbox, "Pro läuft in 3 Tagen ab".to_owned(), None));
        let done = StoredReminder { done: Some(Done { at: at(1), outcome: Outcome::Completed }), ..open };
        assert_eq!(record(&done, 8, Language::English), (Place::Done, "Pro expires in 10 days".to_owned(), None));
        assert_eq!(capitalized("éa ß"), "Éa ß");
    }
}
