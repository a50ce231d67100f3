//! The inbox: listing, completing, reopening and snoozing reminders, and the use of limits over time.

use std::{cmp::Reverse, collections::HashMap, time::Duration};

use serde::Serialize;
use ts_rs::TS;

use super::{Engine, EngineEvent};
use crate::{
    failure::Failure,
    reminders::{
        Reminder,
        inbox::{self, Outcome, Place},
        notification::{Notification, ReminderId, ReminderRecord, StoredReminder},
        settings::AppliedReminderSettings,
        snooze::Snooze,
    },
    workspace::{WorkspaceId, usage::UsageHistory},
};

/// How long to wait until the notification service has answered about a test.
const TEST_TIMEOUT: Duration = Duration::from_secs(10);

/// How a test notification went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum TestNotification {
    /// The notification service accepted it.
    Shown,
    /// It was not shown.
    NotShown {
        /// Why, in English.
        reason: String,
    },
}

impl Engine {
    /// Moves reminders to those that are done: they leave the inbox and are not shown again. The next threshold is a new
    /// reminder.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn complete_reminders(&self, ids: &[ReminderId]) -> Result<(), Failure> {
        let outcomes: Vec<_> = ids.iter().map(|id| (*id, Outcome::Completed)).collect();
        self.store(|store| store.complete(&outcomes, self.now()))?;
        self.withdraw_reminders(ids);
        self.emit(EngineEvent::RemindersChanged);
        self.emit_other_waits();
        self.0.nudge.notify_one();
        Ok(())
    }

    /// Moves the reminders of a workspace to those that are done, because the user knows what they say.
    /// Returns which.
    pub(super) fn complete_reminders_of(&self, id: WorkspaceId) -> Vec<ReminderId> {
        let open = self.store(|store| store.open_reminders(id));
        let completed = open.and_then(|open| {
            let ids: Vec<_> = open.into_iter().map(|stored| stored.id).collect();
            let outcomes: Vec<_> = ids.iter().map(|id| (*id, Outcome::Completed)).collect();
            self.store(|store| store.complete(&outcomes, self.now()))?;
            self.emit_other_waits();
            Ok(ids)
        });
        completed.unwrap_or_else(|error| {
            tracing::error!(workspace = %id, %error, "failed to complete the reminders of an acknowledged workspace");
            Vec::new()
        })
    }

    /// Undoes [`Engine::complete_reminders_of`] for reminders of this workspace. Leaves alone what the user has reopened,
    /// and perhaps snoozed, since then.
    pub(super) fn reopen_completed(&self, id: WorkspaceId, completed: &[ReminderId]) -> Result<(), Failure> {
        let open = self.store(|store| store.open_reminders(id))?;
        let is_done = |id: &ReminderId| !open.iter().any(|stored| stored.id == *id);
        let done: Vec<_> = completed.iter().copied().filter(is_done).collect();
        self.store(|store| store.reopen(&done, self.now()))?;
        self.channels_wait_again();
        Ok(())
    }

    /// Undoes [`Engine::complete_reminders`], or else [`Engine::snooze_reminders`]. Reminders that are done because they
    /// are no longer true stay done.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn reopen_reminders(&self, ids: &[ReminderId]) -> Result<(), Failure> {
        self.store(|store| store.reopen(ids, self.now()))?;
        self.channels_wait_again();
        self.emit(EngineEvent::RemindersChanged);
        self.0.nudge.notify_one();
        Ok(())
    }

    /// Snoozes reminders: they leave the inbox, and are shown again later.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn snooze_reminders(&self, ids: &[ReminderId], snooze: Snooze) -> Result<(), Failure> {
        self.store(|store| store.snooze(ids, snooze.until(self.now(), &self.0.zone)))?;
        self.withdraw_reminders(ids);
        self.channels_wait_again();
        self.emit(EngineEvent::RemindersChanged);
        self.0.nudge.notify_one();
        Ok(())
    }

    /// The reminders in the user's language: the inbox, the nearest first; then those that are snoozed, the first to
    /// return first; then those that are done, the newest first. Leaves out those that are neither done nor wanted: of
    /// a muted workspace, or of a kind that is switched off.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reminders(&self) -> Result<Vec<ReminderRecord>, Failure> {
        let (audience, is_held_back) = (self.audience(), self.held_back());
        let now = audience.now;
        let (mut inbox, mut snoozed, mut done) = (Vec::new(), Vec::new(), Vec::new());
        for stored in self.store(|store| store.reminders())? {
            match stored.place(now) {
                Place::Done => done.push(stored),
                Place::Inbox | Place::Snoozed if is_held_back(&stored.reminder) => {}
                Place::Inbox => inbox.push(stored),
                Place::Snoozed => snoozed.push(stored),
            }
        }
        inbox.sort_by_cached_key(|stored| inbox::order(stored, now));
        snoozed.sort_by_key(|stored| (stored.snoozed_until, stored.id.0));
        done.sort_by_key(|stored| Reverse((stored.done.map(|done| done.at), stored.id.0)));
        let all = inbox.into_iter().chain(snoozed).chain(done);
        Ok(all.map(|stored: StoredReminder| stored.into_record(&audience)).collect())
    }

    /// The reminder settings that apply to each workspace; `None` for one that is muted.
    pub(super) fn applied_reminders(&self) -> HashMap<WorkspaceId, Option<AppliedReminderSettings>> {
        let of_all = self.reminder_settings();
        let cache = self.cache();
        let applied = |entry| cache.applied_reminders(&of_all, entry);
        cache.entries().iter().map(|entry| (entry.workspace.id, applied(entry))).collect()
    }

    /// Returns which reminders are neither shown nor listed: those of a muted workspace, and those of a kind that is
    /// switched off. They wait, and are back when that changes.
    pub(super) fn held_back(&self) -> impl Fn(&Reminder) -> bool + use<> {
        let applied = self.applied_reminders();
        move |reminder| match applied.get(&reminder.workspace) {
            Some(Some(settings)) => settings.off.contain(reminder.cause.kind()),
            Some(None) => true,
            None => false,
        }
    }

    /// Shows a notification that says that notifications work, and returns whether it was shown.
    pub async fn send_test_notification(&self) -> TestNotification {
        let Some(notifier) = &self.0.notifier else {
            return TestNotification::NotShown { reason: "this program shows no notifications".to_owned() };
        };
        let outcome = notifier.show(Notification::test(&self.audience()));
        match tokio::time::timeout(TEST_TIMEOUT, outcome).await {
            Ok(Ok(())) => TestNotification::Shown,
            Ok(Err(not_shown)) => TestNotification::NotShown { reason: not_shown.reason },
            Err(_) => TestNotification::NotShown { reason: "the notification service did not answer".to_owned() },
        }
    }

    /// The use of each limit of a workspace over time, with a forecast of when it runs out.
    ///
    /// # Errors
    /// When there is no such workspace, or the store cannot be read.
    pub fn usage(&self, id: WorkspaceId) -> Result<Vec<UsageHistory>, Failure> {
        let now = self.now();
        let ends_at = self.cache().entry(id)?.snapshot.observation().ends_at(now);
        Ok(UsageHistory::all(self.store(|store| store.usage(id))?, ends_at, now))
    }
}
