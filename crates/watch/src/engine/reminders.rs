//! Reminders: the list of them, snoozing and dismissing, and how the user wishes to be reminded.

use jiff::Timestamp;

use super::{Engine, EngineEvent, lock};
use crate::{
    failure::Failure,
    i18n::language::Language,
    reminders::{
        notification::{ReminderId, ReminderRecord},
        settings::{ReminderSettings, WorkspaceReminderSettings},
        snooze::Snooze,
    },
    store::Setting,
    workspace::{
        WorkspaceId,
        usage::{UsageHistory, forecast},
    },
};

impl Engine {
    /// Dismisses reminders: they are shown no more.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn dismiss(&self, ids: &[ReminderId]) -> Result<(), Failure> {
        self.0.store.mark_shown(ids, self.now())?;
        self.withdraw_reminders(ids);
        self.emit(EngineEvent::RemindersChanged);
        Ok(())
    }

    /// Shows reminders again later, and not before.
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

    /// The reminders, newest first, whether they were shown or not.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reminders(&self) -> Result<Vec<ReminderRecord>, Failure> {
        Ok(self.0.store.reminders()?)
    }

    /// How somebody wishes to be reminded.
    pub fn reminding(&self) -> ReminderSettings {
        self.wishes().clone()
    }

    /// Changes how the user wishes to be reminded. What is due by it and was not shown yet is shown now.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn set_reminding(&self, wishes: ReminderSettings) -> Result<(), Failure> {
        self.0.store.choose(Setting::ReminderSettings, Some(&wishes))?;
        *self.wishes() = wishes;
        let ids: Vec<_> = self.cache().entries().iter().map(|entry| entry.workspace.id).collect();
        for id in ids {
            self.record_due_deadlines(id);
        }
        self.deliver();
        self.0.nudge.notify_one();
        Ok(())
    }

    /// Changes how somebody wishes to be reminded of one workspace.
    ///
    /// # Errors
    /// When there is no such workspace, or the store cannot be written.
    pub fn set_workspace_reminding(&self, id: WorkspaceId, wish: WorkspaceReminderSettings) -> Result<(), Failure> {
        self.cache().entry(id)?;
        self.0.store.set_workspace_reminding(id, &wish)?;
        if let Some(entry) = self.cache().entry_mut(id) {
            entry.reminding = wish;
        }
        self.emit_changed(id);
        self.remind(id);
        self.0.nudge.notify_one();
        Ok(())
    }

    /// The language in which somebody is told something.
    pub fn language(&self) -> Language {
        *lock(&self.0.language)
    }

    /// Tells in another language from now on.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn set_language(&self, language: Language) -> Result<(), Failure> {
        if self.language() != language {
            self.0.store.choose(Setting::Language, Some(&language))?;
            *lock(&self.0.language) = language;
            self.emit(EngineEvent::LanguageChanged);
        }
        Ok(())
    }

    /// The use of each limit of a workspace over time, with when it runs out.
    ///
    /// # Errors
    /// When there is no such workspace, or the store cannot be read.
    pub fn usage(&self, id: WorkspaceId) -> Result<Vec<UsageHistory>, Failure> {
        let now = self.now();
        let ends_at = self.cache().entry(id)?.snapshot.observation().ends_at(now);
        let of_each = self.0.store.usage(id)?.into_iter();
        let history = of_each.map(|(kind, samples)| {
            let forecast = forecast(&samples, ends_at, now);
            UsageHistory { kind, samples, forecast }
        });
        Ok(history.collect())
    }

    /// Puts everything off that would be told until then; with nothing, ends that.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn pause(&self, snooze: Option<Snooze>) -> Result<(), Failure> {
        let until = snooze.map(|snooze| snooze.until(self.now(), &self.0.zone));
        self.0.store.choose(Setting::PausedUntil, until.as_ref())?;
        *self.paused() = until;
        self.emit(EngineEvent::TimePassed);
        self.0.nudge.notify_one();
        Ok(())
    }

    /// Until when everything is put off; nothing when it is not.
    pub fn paused_until(&self) -> Option<Timestamp> {
        let now = self.now();
        // One that ends later than any was set by a clock that was ahead.
        (*self.paused()).filter(|until| *until > now && until.duration_since(now) <= Snooze::LONGEST)
    }
}
