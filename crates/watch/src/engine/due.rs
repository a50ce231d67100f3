//! Recording what is due of a workspace, before it is shown.

use jiff::Timestamp;
use license::{Change, Direction};

use super::Engine;
use crate::{
    reminders::{
        self, Cause, Reminder,
        causes::changed::LicenseChanged,
        condition::conditions,
        nearest_first,
        settings::{LeadTimes, WorkspaceReminderSettings},
    },
    store::{Store, StoreError},
    workspace::{Workspace, WorkspaceId, snapshot::Snapshot, usage::forecast},
};

/// What is known of a workspace when something of it is recorded as due.
struct Known {
    workspace: Workspace,
    snapshot: Snapshot,
    reminding: WorkspaceReminderSettings,
}

/// Records what is due of a workspace's deadlines at a given now, and keeps a reminder of the nearest deadline of it.
/// Returns that reminder.
///
/// # Errors
/// When it cannot be recorded: then it is due again the next time.
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
    /// Records everything that is due of a workspace, so that all of it is delivered together.
    pub(super) fn record_due(&self, id: WorkspaceId) {
        let _recording = self.recording();
        self.record_due_deadlines(id);
        self.record(id, |Known { workspace, snapshot, .. }| {
            let now = self.now();
            self.0.store.record_due_changes(&workspace, now, worth_a_reminder)?;
            let ends_at = snapshot.observation().ends_at(now);
            let usage = self.0.store.usage(id)?.into_iter();
            let forecasts = usage.map(|(kind, samples)| (kind, forecast(&samples, ends_at, now)));
            let forecasts: Vec<_> = forecasts.collect();
            let found = conditions(&workspace, &snapshot, &forecasts, now);
            self.0.store.record_due_conditions(&workspace, &found, now)
        });
    }

    /// Records what is due of a workspace's deadlines: all that comes due by itself.
    pub(super) fn record_due_deadlines(&self, id: WorkspaceId) {
        let usual = self.reminder_settings().lead;
        self.record(id, |Known { workspace, snapshot, reminding }| {
            let Some(lead) = reminding.lead(&usual) else { return Ok(()) };
            record_due_deadlines(&self.0.store, &workspace, &snapshot, lead, self.now()).map(drop)
        });
    }

    /// Makes no reminder of what changed at a workspace so far: the user who brought it about has seen it.
    pub(super) fn record_changes_as_seen(&self, workspace: &Workspace) {
        if let Err(error) = self.0.store.record_due_changes(workspace, self.now(), |_| None) {
            tracing::error!(workspace = %workspace.id, %error, "the user is reminded of what was seen already");
        }
    }

    /// Records something of a workspace as due. Without a notifier, or when the workspace is muted, it stays due: what was
    /// recorded and reached nobody would be lost.
    fn record(&self, id: WorkspaceId, record: impl FnOnce(Known) -> Result<(), StoreError>) {
        if self.0.notifier.is_none() {
            return;
        }
        let known = self.cache().entry(id).map(|entry| Known {
            workspace: entry.workspace.clone(),
            snapshot: entry.snapshot.clone(),
            reminding: entry.reminding.clone(),
        });
        let Ok(known) = known else { return };
        if known.reminding == WorkspaceReminderSettings::Muted {
            return;
        }
        if let Err(error) = record(known) {
            tracing::error!(workspace = %id, %error, "a reminder cannot be recorded and stays due");
        }
    }
}

/// The reminder of what is better or worse than before; `None` if nothing is.
fn worth_a_reminder(mut changes: Vec<Change>) -> Option<Cause> {
    changes.retain(|change| change.direction() != Direction::Neither);
    (!changes.is_empty()).then_some(Cause::Changed(LicenseChanged { changes }))
}
