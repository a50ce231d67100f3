//! Commands of the window for reminders.

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

use crate::engine::AppState;

/// The settings of reminders, and whether they are paused.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub(crate) struct ReminderSettingsState {
    /// The settings.
    wishes: ReminderSettings,
    /// Until when all reminders are snoozed; `null` if they are not.
    #[ts(type = "string | null")]
    paused_until: Option<Timestamp>,
}

#[command(async)]
pub(crate) fn notices(state: State<'_, AppState>) -> Result<Vec<ReminderRecord>, Failure> {
    state.engine.reminders()
}

#[command(async)]
pub(crate) fn snooze_notice(state: State<'_, AppState>, id: ReminderId, snooze: Snooze) -> Result<(), Failure> {
    state.engine.snooze(&[id], snooze)
}

/// Ends the snooze of a reminder without showing it again. The next threshold still notifies.
#[command(async)]
pub(crate) fn dismiss_notice(state: State<'_, AppState>, id: ReminderId) -> Result<(), Failure> {
    state.engine.dismiss(&[id])
}

#[command(async)]
pub(crate) fn reminding(state: State<'_, AppState>) -> ReminderSettingsState {
    ReminderSettingsState { wishes: state.engine.reminding(), paused_until: state.engine.paused_until() }
}

#[command(async)]
pub(crate) fn set_reminding(state: State<'_, AppState>, wishes: ReminderSettings) -> Result<(), Failure> {
    state.engine.set_reminding(wishes)
}

#[command(async)]
pub(crate) fn set_workspace_reminding(
    state: State<'_, AppState>,
    id: WorkspaceId,
    wish: WorkspaceReminderSettings,
) -> Result<(), Failure> {
    state.engine.set_workspace_reminding(id, wish)
}

#[command(async)]
pub(crate) fn pause_reminders(state: State<'_, AppState>, snooze: Snooze) -> Result<(), Failure> {
    state.engine.pause(Some(snooze))
}

#[command(async)]
pub(crate) fn resume_reminders(state: State<'_, AppState>) -> Result<(), Failure> {
    state.engine.pause(None)
}
