//! The settings: what they are, changing them, and what follows from a change.

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
    /// The settings. A pause that has ended is none.
    pub fn settings(&self) -> Settings {
        let settings = lock(&self.0.settings).clone();
        Settings { paused_until: self.paused_until(), ..settings }
    }

    /// Changes settings: what `change` makes of the present ones is validated, stored, and takes effect as a whole.
    ///
    /// # Errors
    /// When the proxy cannot be used, or the store cannot be written: then everything stays as it was.
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
    /// As [`Engine::update_settings`], and when the patch names a setting that there is not or a value it cannot have.
    pub fn patch_settings(&self, patch: &SettingsPatch) -> Result<(), Failure> {
        self.replace_settings(|settings| settings.patched(patch))
    }

    fn replace_settings(&self, change: impl FnOnce(&Settings) -> Result<Settings, Failure>) -> Result<(), Failure> {
        // Readers of the settings do not wait for the disk; writers wait for each other, up to the last consequence.
        let _writing = lock(&self.0.settings_writer);
        let old = lock(&self.0.settings).clone();
        let new = change(&old)?;
        if new != old {
            validate(&new)?;
            self.0.store.save_settings(&new)?;
            self.apply_settings(&old, new);
        }
        Ok(())
    }

    /// Returns every setting to its default, and removes the groups.
    pub(super) fn reset_settings(&self) -> Result<(), Failure> {
        let _writing = lock(&self.0.settings_writer);
        self.0.store.delete_groups_and_settings()?;
        let old = lock(&self.0.settings).clone();
        self.apply_settings(&old, Settings::default());
        Ok(())
    }

    /// Has stored settings take effect. What follows from a change is worked out here and nowhere else.
    fn apply_settings(&self, old: &Settings, new: Settings) {
        *lock(&self.0.settings) = new.clone();
        self.emit(EngineEvent::SettingsChanged);
        if new.refresh != old.refresh {
            let (interval, now) = (new.refresh.interval_hours, self.now());
            for entry in self.cache().entries_mut() {
                entry.schedule = entry.schedule.at_latest(interval, now);
                // What could not be reached one way may be reached another.
                if new.refresh.route != old.refresh.route && entry.snapshot.failure.is_some() {
                    entry.schedule = entry.schedule.hurried(now);
                }
            }
        }
        if new.refresh.interval_hours != old.refresh.interval_hours {
            // The age at which an answer is called stale depends on it.
            self.emit(EngineEvent::TimePassed);
        }
        if new.reminders != old.reminders {
            let ids: Vec<_> = self.cache().entries().iter().map(|entry| entry.workspace.id).collect();
            for id in ids {
                self.record_due_deadlines(id);
            }
            self.deliver();
        }
        self.0.nudge.notify_one();
    }

    /// Changes how reminders of one workspace differ from those of the others.
    ///
    /// # Errors
    /// When there is no such workspace, or the store cannot be written.
    pub fn set_workspace_reminders(
        &self,
        id: WorkspaceId,
        reminders: WorkspaceReminderSettings,
    ) -> Result<(), Failure> {
        self.cache().entry(id)?;
        self.0.store.set_workspace_reminders(id, &reminders)?;
        if let Some(entry) = self.cache().entry_mut(id) {
            entry.reminding = reminders;
        }
        self.emit_changed(id);
        self.remind(id);
        self.0.nudge.notify_one();
        Ok(())
    }

    /// Snoozes all reminders; `None` resumes them.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn pause(&self, snooze: Option<Snooze>) -> Result<(), Failure> {
        let until = snooze.map(|snooze| snooze.until(self.now(), &self.0.zone));
        self.update_settings(|settings| settings.paused_until = until)
    }

    /// Until when all reminders are snoozed; `None` if they are not.
    pub fn paused_until(&self) -> Option<Timestamp> {
        let (until, now) = (lock(&self.0.settings).paused_until?, self.now());
        // One that ends later than any snooze lasts was set by a clock that was ahead.
        (until > now && until.duration_since(now) <= Snooze::LONGEST).then_some(until)
    }

    /// The language of the application.
    pub fn language(&self) -> Language {
        lock(&self.0.settings).language.unwrap_or(self.0.system_language)
    }

    /// Whether the desktop is found to show no tray for the first time: that is explained once.
    pub fn is_first_time_without_tray(&self) -> bool {
        let mut is_first_time = false;
        let saved =
            self.update_settings(|settings| is_first_time = !std::mem::replace(&mut settings.no_tray_explained, true));
        saved.is_ok() && is_first_time
    }

    /// When and how far ahead reminders are shown.
    pub(super) fn reminder_settings(&self) -> ReminderSettings {
        lock(&self.0.settings).reminders.clone()
    }

    /// How often workspaces are refreshed.
    pub(super) fn every(&self) -> Interval {
        lock(&self.0.settings).refresh.interval_hours
    }
}

/// Whether settings that each have a possible value can be used together.
fn validate(settings: &Settings) -> Result<(), Failure> {
    Route::try_from(&settings.refresh.route)?;
    Ok(())
}
