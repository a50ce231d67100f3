//! Commands for reminders.

use std::collections::BTreeMap;

use tauri::AppHandle;
use watch::{
    Failure, Snooze, WorkspaceId,
    engine::TestNotification,
    reminders::{
        notification::{ReminderId, ReminderRecord},
        settings::WorkspaceReminderSettings,
    },
    workspace::groups::GroupId,
};

use super::engine;

pub(super) fn reminders(app: &AppHandle) -> Result<Vec<ReminderRecord>, Failure> {
    engine(app).reminders()
}

pub(super) fn complete_reminders(app: &AppHandle, ids: Vec<ReminderId>) -> Result<(), Failure> {
    engine(app).complete_reminders(&ids)
}

pub(super) fn reopen_reminders(app: &AppHandle, ids: Vec<ReminderId>) -> Result<(), Failure> {
    engine(app).reopen_reminders(&ids)
}

pub(super) fn snooze_reminders(app: &AppHandle, ids: Vec<ReminderId>, snooze: Snooze) -> Result<(), Failure> {
    engine(app).snooze_reminders(&ids, snooze)
}

pub(super) async fn send_test_notification(app: &AppHandle) -> Result<TestNotification, Failure> {
    Ok(engine(app).send_test_notification().await)
}

pub(super) fn set_workspace_reminders(
    app: &AppHandle,
    id: WorkspaceId,
    reminders: WorkspaceReminderSettings,
) -> Result<(), Failure> {
    engine(app).set_workspace_reminders(id, reminders)
}

pub(super) fn group_reminders(app: &AppHandle) -> Result<BTreeMap<GroupId, WorkspaceReminderSettings>, Failure> {
    Ok(engine(app).group_reminders())
}

pub(super) fn set_group_reminders(
    app: &AppHandle,
    id: GroupId,
    reminders: WorkspaceReminderSettings,
) -> Result<(), Failure> {
    engine(app).set_group_reminders(id, &reminders)
}

pub(super) fn pause_reminders(app: &AppHandle, snooze: Snooze) -> Result<(), Failure> {
    engine(app).pause(Some(snooze))
}

pub(super) fn resume_reminders(app: &AppHandle) -> Result<(), Failure> {
    engine(app).pause(None)
}
