//! Commands of the window for reminders.

use jiff::Timestamp;
use serde::Serialize;
use tauri::{State, command};
use ts_rs::TS;
use watch::{
    Failure, Snooze, WorkspaceId,
    notice::{NoticeId, NoticeRecord},
    preferences::{Reminding, WorkspaceReminding},
};

use crate::engine::AppState;

/// The settings of reminders, and whether they are paused.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub(crate) struct RemindingState {
    /// The settings.
    wishes: Reminding,
    /// Until when all reminders are snoozed; `null` if they are not.
    #[ts(type = "string | null")]
    paused_until: Option<Timestamp>,
}

#[command(async)]
pub(crate) fn notices(state: State<'_, AppState>) -> Result<Vec<NoticeRecord>, Failure> {
    state.engine.notices()
}

#[command(async)]
pub(crate) fn snooze_notice(state: State<'_, AppState>, id: NoticeId, snooze: Snooze) -> Result<(), Failure> {
    state.engine.snooze(&[id], snooze)
}

/// Ends the snooze of a reminder without showing it again. The next threshold still notifies.
#[command(async)]
pub(crate) fn dismiss_notice(state: State<'_, AppState>, id: NoticeId) -> Result<(), Failure> {
    state.engine.mark_shown(&[id])
}

#[command(async)]
pub(crate) fn reminding(state: State<'_, AppState>) -> RemindingState {
    RemindingState { wishes: state.engine.reminding(), paused_until: state.engine.paused_until() }
}

#[command(async)]
pub(crate) fn set_reminding(state: State<'_, AppState>, wishes: Reminding) -> Result<(), Failure> {
    state.engine.set_reminding(wishes)
}

#[command(async)]
pub(crate) fn set_workspace_reminding(
    state: State<'_, AppState>,
    id: WorkspaceId,
    wish: WorkspaceReminding,
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
