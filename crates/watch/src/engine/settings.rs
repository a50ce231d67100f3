//! Reading and changing the settings, and the effects of a change.

use jiff::Timestamp;
use rocketchat::Route;

use super::{Engine, EngineEvent, lock};
use crate::{
    failure::Failure,
    i18n::language::Language,
    reminders::{
        settings::{ReminderSettings, WorkspaceReminderSettings},
        snooze::Snooze,
    },
    settings::{Settings, SettingsPatch},
    workspace::{WorkspaceId, interval::Interval},
};

impl Engine {
    /// The settings. `paused_until` is `None` if the pause has ended.
    pub fn settings(&self) -> Settings {
        let settings = lock(&self.0.settings).clone();
        Settings { paused_until: self.paused_until(), ..settings }
    }

    /// Changes settings. What `change` makes of the current ones is validated, stored and applied as a whole.
    ///
    /// # Errors
    /// When the proxy cannot be used, or the store cannot be written. Then nothing changes.
    pub fn update_settings(&self, change: impl FnOnce(&mut Settings)) -> Result<(), Failure> {
        self.replace_settings(|settings| {
            let mut new = settings.clone();
            change(&mut new);
            Ok(new)
        })
    }

    /// Changes the settings that a patch names.
    ///
    /// # Errors
    /// As [`Engine::update_settings`], and when the patch names an unknown setting or a value that is not allowed.
    pub fn patch_settings(&self, patch: &SettingsPatch) -> Result<(), Failure> {
        self.replace_settings(|settings| settings.patched(patch))
    }

    fn replace_settings(&self, change: impl FnOnce(&Settings) -> Result<Settings, Failure>) -> Result<(), Failure> {
        // Readers of the settings do not wait for the disk. Writers wait for each other until the settings are applied.
        let _writing = lock(&self.0.settings_writer);
        let old = lock(&self.0.settings).clone();
        let new = change(&old)?;
        if new != old {
            // One that an earlier version has stored must not keep other settings from being changed.
            if new.refresh.route != old.refresh.route {
                Route::try_from(&new.refresh.route)?;
            }
            self.store(|store| store.save_settings(&new))?;
            self.apply_settings(&old, new);
        }
        Ok(())
    }

    /// Resets every setting to its default, and deletes the groups.
    pub(super) fn reset_settings(&self) -> Result<(), Failure> {
        let _writing = lock(&self.0.settings_writer);
        self.store(|store| store.delete_groups_and_settings())?;
        let old = lock(&self.0.settings).clone();
        self.apply_settings(&old, Settings::default());
        Ok(())
    }

    /// Applies stored settings. All effects of a change are here.
    pub(super) fn apply_settings(&self, old: &Settings, new: Settings) {
        *lock(&self.0.settings) = new.clone();
        self.emit(EngineEvent::SettingsChanged);
        if new.refresh != old.refresh {
            let (interval, now) = (new.refresh.interval_hours, self.now());
            self.cache().reschedule(|entry| {
                let schedule = entry.schedule.with_interval(interval, now);
                // A workspace that failed may be reachable by the new route.
                let is_retried = new.refresh.route != old.refresh.route && entry.snapshot.failure.is_some();
                Some(if is_retried { schedule.due_now(now) } else { schedule })
            });
        }
        if new.refresh.interval_hours != old.refresh.interval_hours {
            // The age at which an answer is stale depends on the interval.
            self.emit(EngineEvent::TimePassed);
        }
        if new.reminders != old.reminders {
            self.cache().forget_next_changes();
            let ids: Vec<_> = self.cache().entries().iter().map(|entry| entry.workspace.id).collect();
            for id in ids {
                self.record_due(id);
            }
            self.emit(EngineEvent::RemindersChanged);
            self.deliver();
        }
        self.0.nudge.notify_one();
    }

    /// Changes the reminder settings of one workspace.
    ///
    /// # Errors
    /// When there is no such workspace, or the store cannot be written.
    pub fn set_workspace_reminders(
        &self,
        id: WorkspaceId,
        reminders: WorkspaceReminderSettings,
    ) -> Result<(), Failure> {
        self.cache().entry(id)?;
        self.store(|store| store.set_workspace_reminders(id, &reminders))?;
        if let Some(entry) = self.cache().entry_mut(id) {
            entry.reminders = reminders;
        }
        self.0.channels.anything_may_be_due();
        self.emit_changed(id);
        self.emit(EngineEvent::RemindersChanged);
        self.update_reminders(id);
        self.0.nudge.notify_one();
        Ok(())
    }

    /// Pauses all reminders; `None` resumes them.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn pause(&self, snooze: Option<Snooze>) -> Result<(), Failure> {
        let until = snooze.map(|snooze| snooze.until(self.now(), &self.0.zone));
        self.update_settings(|settings| settings.paused_until = until)
    }

    /// When the pause of all reminders ends; `None` if they are not paused.
    pub fn paused_until(&self) -> Option<Timestamp> {
        let (until, now) = (lock(&self.0.settings).paused_until?, self.now());
        // A pause that ends later than any snooze lasts was set while the clock was ahead.
        (until > now && until.duration_since(now) <= Snooze::LONGEST).then_some(until)
    }

    /// The language of the application.
    pub fn language(&self) -> Language {
        lock(&self.0.settings).language.unwrap_or(self.0.system_language)
    }

    /// Returns `true` the first time that the desktop is found to have no tray, because that is explained to the user
    /// once.
    pub fn is_first_time_without_tray(&self) -> bool {
        let mut is_first_time = false;
        let saved =
            self.update_settings(|settings| is_first_time = !std::mem::replace(&mut settings.no_tray_explained, true));
        saved.is_ok() && is_first_time
    }

    /// The settings for reminders.
    pub(super) fn reminder_settings(&self) -> ReminderSettings {
        lock(&self.0.settings).reminders.clone()
    }

    /// How often workspaces are refreshed.
    pub(super) fn refresh_interval(&self) -> Interval {
        lock(&self.0.settings).refresh.interval_hours
    }
}
