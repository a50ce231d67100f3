//! What the window may ask of reminders.

use jiff::Timestamp;
use serde::Serialize;
use tauri::{State, command};
use ts_rs::TS;
use watch::{
    Failure, Snooze, WorkspaceId,
    reminders::{
        notification::{ReminderId, ReminderRecord},
        settings::{ReminderSettings, WorkspaceReminderSettings},
    },
};

use crate::engine::Watching;

/// How somebody is reminded.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub(crate) struct ReminderSettingsState {
    /// How somebody wishes it.
    wishes: ReminderSettings,
    /// Until when everything is put off.
    #[ts(type = "string | null")]
    paused_until: Option<Timestamp>,
}

#[command]
pub(crate) fn notices(watching: State<'_, Watching>) -> Result<Vec<ReminderRecord>, Failure> {
    watching.engine.reminders()
}

#[command]
pub(crate) fn snooze_notice(watching: State<'_, Watching>, id: ReminderId, snooze: Snooze) -> Result<(), Failure> {
    watching.engine.snooze(&[id], snooze)
}

/// Lets a notice that was put off rest: the next threshold is told all the same.
#[command]
pub(crate) fn dismiss_notice(watching: State<'_, Watching>, id: ReminderId) -> Result<(), Failure> {
    watching.engine.mark_shown(&[id])
}

#[command]
pub(crate) fn reminding(watching: State<'_, Watching>) -> ReminderSettingsState {
    ReminderSettingsState { wishes: watching.engine.reminding(), paused_until: watching.engine.paused_until() }
}

#[command]
pub(crate) fn set_reminding(watching: State<'_, Watching>, wishes: ReminderSettings) -> Result<(), Failure> {
    watching.engine.set_reminding(wishes)
}

#[command]
pub(crate) fn set_workspace_reminding(
    watching: State<'_, Watching>,
    id: WorkspaceId,
    wish: WorkspaceReminderSettings,
) -> Result<(), Failure> {
    watching.engine.set_workspace_reminding(id, wish)
}

#[command]
pub(crate) fn pause_reminders(watching: State<'_, Watching>, snooze: Snooze) -> Result<(), Failure> {
    watching.engine.pause(Some(snooze))
}

#[command]
pub(crate) fn resume_reminders(watching: State<'_, Watching>) -> Result<(), Failure> {
    watching.engine.pause(None)
}
