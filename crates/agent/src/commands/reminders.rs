//! Commands for reminders.

use std::collections::BTreeMap;

use watch::{
    Engine, Failure, Snooze, WorkspaceId,
    engine::TestNotification,
    reminders::{
        notification::{ReminderId, ReminderRecord},
        settings::WorkspaceReminderSettings,
    },
    workspace::groups::GroupId,
};

pub(super) fn reminders(engine: &Engine) -> Result<Vec<ReminderRecord>, Failure> {
    engine.reminders()
}

pub(super) fn complete_reminders(engine: &Engine, ids: Vec<ReminderId>) -> Result<(), Failure> {
    engine.complete_reminders(&ids)
}

pub(super) fn reopen_reminders(engine: &Engine, ids: Vec<ReminderId>) -> Result<(), Failure> {
    engine.reopen_reminders(&ids)
}

pub(super) fn snooze_reminders(engine: &Engine, ids: Vec<ReminderId>, snooze: Snooze) -> Result<(), Failure> {
    engine.snooze_reminders(&ids, snooze)
}

pub(super) async fn send_test_notification(engine: &Engine) -> Result<TestNotification, Failure> {
    Ok(engine.send_test_notification().await)
}

pub(super) fn set_workspace_reminders(
    engine: &Engine,
    id: WorkspaceId,
    reminders: WorkspaceReminderSettings,
) -> Result<(), Failure> {
    engine.set_workspace_reminders(id, reminders)
}

pub(super) fn group_reminders(engine: &Engine) -> Result<BTreeMap<GroupId, WorkspaceReminderSettings>, Failure> {
    Ok(engine.group_reminders())
}

pub(super) fn set_group_reminders(
    engine: &Engine,
    id: GroupId,
    reminders: WorkspaceReminderSettings,
) -> Result<(), Failure> {
    engine.set_group_reminders(id, &reminders)
}

pub(super) fn pause_reminders(engine: &Engine, snooze: Snooze) -> Result<(), Failure> {
    engine.pause(Some(snooze))
}

pub(super) fn resume_reminders(engine: &Engine) -> Result<(), Failure> {
    engine.pause(None)
}
