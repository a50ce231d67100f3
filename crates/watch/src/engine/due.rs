//! Recording a workspace's due reminders, before they are shown.

use jiff::Timestamp;
use license::{Change, Direction, Finding, Status};

use super::Engine;
use crate::{
    reminders::{
        self, Cause, Reminder,
        causes::{changed::LicenseChanged, finding::is_reported},
        condition::conditions,
        nearest_first,
        settings::{LeadTimes, WorkspaceReminderSettings},
    },
    store::{Store, StoreError},
    workspace::{Workspace, WorkspaceId, handling::Handling, snapshot::Snapshot, usage::forecast},
};

/// A workspace, its snapshot and its reminder settings, from which due reminders are worked out.
struct WorkspaceState {
    workspace: Workspace,
    snapshot: Snapshot,
    reminders: WorkspaceReminderSettings,
    handling: Handling,
}

/// Records which deadlines of a workspace are due at `now`, and stores and returns one reminder of the nearest of them;
/// `None` if nothing new is due.
///
/// # Errors
/// When it cannot be recorded. Then it stays due.
pub fn record_due_deadlines(
    store: &Store,
    workspace: &Workspace,
    snapshot: &Snapshot,
    lead: &LeadTimes,
    now: Timestamp,
) -> Result<Option<Reminder>, StoreError> {
    let due = reminders::due_deadlines(snapshot, lead, now);
    store.record_due_deadlines(workspace.id, &due, now, |fresh| {
        let fresh = fresh.into_iter().map(|due| Reminder::of(workspace, Cause::Deadline(due)));
        nearest_first(fresh, now).into_iter().next()
    })
}

impl Engine {
    /// Records all due reminders of a workspace, so that they are delivered together.
    pub(super) fn record_due(&self, id: WorkspaceId) {
        let _recording = self.recording();
        self.record_due_deadlines(id);
        self.record(id, |WorkspaceState { workspace, snapshot, .. }| {
            let now = self.now();
            let findings = snapshot.observation().findings(now);
            self.0
                .store
                .record_due_changes(&workspace, now, |changes| changes_to_report(changes, &snapshot, &findings, now))?;
            let ends_at = snapshot.observation().ends_at(now);
            let usage = self.0.store.usage(id)?.into_iter();
            let forecasts = usage.map(|(kind, samples)| (kind, forecast(&samples, ends_at, now)));
            let forecasts: Vec<_> = forecasts.collect();
            let found = conditions(&workspace, &snapshot, &forecasts, now);
            self.0.store.record_due_conditions(&workspace, &found, now)
        });
    }

    /// Records which deadlines of a workspace are due. Only deadlines become due by the passing of time alone.
    pub(super) fn record_due_deadlines(&self, id: WorkspaceId) {
        let default_lead = self.reminder_settings().lead;
        self.record(id, |WorkspaceState { workspace, snapshot, reminders, handling }| {
            let Some(lead) = reminders.lead(&default_lead) else { return Ok(()) };
            let now = self.now();
            if matches!(handling, Handling::Acknowledged(_)) {
                // What has passed was acknowledged. What is still ahead has its next threshold.
                let mut passed = reminders::due_deadlines(&snapshot, lead, now);
                passed.retain(|due| due.tightest.deadline.has_come(now));
                self.0.store.record_due_deadlines(workspace.id, &passed, now, |_| None)?;
            }
            record_due_deadlines(&self.0.store, &workspace, &snapshot, lead, now).map(drop)
        });
    }

    /// Records a workspace's unseen changes without making a reminder of them, because the user who made them knows.
    pub(super) fn record_changes_as_seen(&self, workspace: &Workspace) {
        if let Err(error) = self.0.store.record_due_changes(workspace, self.now(), |_| None) {
            tracing::error!(workspace = %workspace.id, %error, "failed to mark changes as seen");
        }
    }

    /// Records due reminders of a workspace with `record`, unless there is no notifier, or the workspace is muted, snoozed or archived: a
    /// reminder that is recorded but never shown would be lost.
    fn record(&self, id: WorkspaceId, record: impl FnOnce(WorkspaceState) -> Result<(), StoreError>) {
        if self.0.notifier.is_none() {
            return;
        }
        let state = self.cache().entry(id).map(|entry| WorkspaceState {
            workspace: entry.workspace.clone(),
            snapshot: entry.snapshot.clone(),
            reminders: entry.reminders.clone(),
            handling: entry.handling.updated(&entry.snapshot, self.now()),
        });
        let Ok(state) = state else { return };
        if state.reminders == WorkspaceReminderSettings::Muted || state.handling.is_silent() {
            return;
        }
        if let Err(error) = record(state) {
            tracing::error!(workspace = %id, %error, "failed to record a reminder; it stays due");
        }
    }
}

/// The cause for a reminder of changes for the better or worse; `None` if there are none, or if findings report them. A
/// license that has ended by its own date is reported by its deadline, so that the server drops it, or names it again, is
/// no news.
fn changes_to_report(
    mut changes: Vec<Change>,
    snapshot: &Snapshot,
    findings: &[Finding],
    now: Timestamp,
) -> Option<Cause> {
    let has_ended = matches!(snapshot.status(now), Status::Expired | Status::Lapsed);
    changes.retain(|change| match change {
        Change::LicenseLost { .. } | Change::LicenseGained { .. } if has_ended => false,
        change => change.direction() != Direction::Neither && !is_reported(change, findings),
    });
    (!changes.is_empty()).then_some(Cause::Changed(LicenseChanged { changes }))
}
