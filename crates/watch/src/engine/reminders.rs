//! The list of reminders, snoozing and dismissing them, and the use of limits over time.

use super::{Engine, EngineEvent};
use crate::{
    failure::Failure,
    reminders::{
        notification::{ReminderId, ReminderRecord},
        snooze::Snooze,
    },
    workspace::{
        WorkspaceId,
        usage::{UsageHistory, forecast},
    },
};

impl Engine {
    /// Dismisses reminders, so that they are not shown again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn dismiss(&self, ids: &[ReminderId]) -> Result<(), Failure> {
        self.0.store.mark_shown(ids, self.now())?;
        self.withdraw_reminders(ids);
        self.emit(EngineEvent::RemindersChanged);
        Ok(())
    }

    /// Snoozes reminders: they are shown again later.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn snooze(&self, ids: &[ReminderId], snooze: Snooze) -> Result<(), Failure> {
        self.0.store.snooze(ids, snooze.until(self.now(), &self.0.zone))?;
        self.withdraw_reminders(ids);
        self.emit(EngineEvent::RemindersChanged);
        self.0.nudge.notify_one();
        Ok(())
    }

    /// The reminders, newest first, in the user's language, including those that have not been shown yet.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reminders(&self) -> Result<Vec<ReminderRecord>, Failure> {
        let audience = self.audience();
        Ok(self.0.store.reminders()?.into_iter().map(|stored| stored.into_record(&audience)).collect())
    }

    /// The use of each limit of a workspace over time, with a forecast of when it runs out.
    ///
    /// # Errors
    /// When there is no such workspace, or the store cannot be read.
    pub fn usage(&self, id: WorkspaceId) -> Result<Vec<UsageHistory>, Failure> {
        let now = self.now();
        let ends_at = self.cache().entry(id)?.snapshot.observation().ends_at(now);
        let per_limit = self.0.store.usage(id)?.into_iter();
        let history = per_limit.map(|(kind, samples)| {
            let forecast = forecast(&samples, ends_at, now);
            UsageHistory { kind, samples, forecast }
        });
        Ok(history.collect())
    }
}
