//! Commands for reminders.

use tauri::AppHandle;
use watch::{
    Failure, Snooze, WorkspaceId,
    reminders::{
        notification::{ReminderId, ReminderRecord},
        settings::WorkspaceReminderSettings,
    },
};

use super::engine;

pub(super) fn reminders(app: &AppHandle) -> Result<Vec<ReminderRecord>, Failure> {
    engine(app).reminders()
}

pub(super) fn snooze_reminder(app: &AppHandle, id: ReminderId, snooze: Snooze) -> Result<(), Failure> {
    engine(app).snooze(&[id], snooze)
}

pub(super) fn dismiss_reminder(app: &AppHandle, id: ReminderId) -> Result<(), Failure> {
    engine(app).dismiss(&[id])
}

pub(super) fn set_workspace_reminders(
    app: &AppHandle,
    id: WorkspaceId,
    reminders: WorkspaceReminderSettings,
) -> Result<(), Failure> {
    engine(app).set_workspace_reminders(id, reminders)
}

pub(super) fn pause_reminders(app: &AppHandle, snooze: Snooze) -> Result<(), Failure> {
    engine(app).pause(Some(snooze))
}

pub(super) fn resume_reminders(app: &AppHandle) -> Result<(), Failure> {
    engine(app).pause(None)
}
