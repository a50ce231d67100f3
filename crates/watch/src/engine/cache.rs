//! Everything that is known, in memory, as it stands in the store.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::Semaphore;

use crate::{
    failure::Failure,
    present::view::{Activity, WorkspaceView},
    reminders::settings::WorkspaceReminderSettings,
    schedule::refresh::Schedule,
    store::{Store, StoreError},
    workspace::{Workspace, WorkspaceId, interval::Interval, snapshot::Snapshot},
};

/// The workspaces, in their order.
pub(super) struct Cache(Vec<Entry>);

/// One workspace.
pub(super) struct Entry {
    pub(super) workspace: Workspace,
    pub(super) snapshot: Snapshot,
    pub(super) schedule: Schedule,
    pub(super) reminding: WorkspaceReminderSettings,
    /// Its one permit is held while the workspace is asked.
    pub(super) gate: Arc<Semaphore>,
}

impl Entry {
    pub(super) fn new(workspace: Workspace, snapshot: Snapshot, every: Interval, now: Timestamp) -> Self {
        let schedule = Schedule::starting(snapshot.fetched_at, every, now);
        Self {
            workspace,
            snapshot,
            schedule,
            reminding: WorkspaceReminderSettings::Default,
            gate: Arc::new(Semaphore::new(1)),
        }
    }

    pub(super) fn view(&self, every: Interval, now: Timestamp) -> WorkspaceView {
        let activity = match self.gate.available_permits() {
            0 => Activity::Refreshing,
            _ => Activity::Idle,
        };
        WorkspaceView::new(&self.workspace, &self.snapshot, &self.reminding, activity, every, now)
    }
}

impl Cache {
    pub(super) fn read(store: &Store, every: Interval, now: Timestamp) -> Result<Self, StoreError> {
        let mut snapshots = store.snapshots()?;
        let mut reminding = store.workspace_reminders()?;
        let entry = |workspace: Workspace| {
            let snapshot = snapshots.remove(&workspace.id).unwrap_or_default();
            let reminding = reminding.remove(&workspace.id).unwrap_or_default();
            Entry { reminding, ..Entry::new(workspace, snapshot, every, now) }
        };
        Ok(Self(store.workspaces()?.into_iter().map(entry).collect()))
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.0
    }

    pub(super) fn entries_mut(&mut self) -> &mut [Entry] {
        &mut self.0
    }

    pub(super) fn entry(&self, id: WorkspaceId) -> Result<&Entry, Failure> {
        self.0.iter().find(|entry| entry.workspace.id == id).ok_or_else(Failure::unknown_workspace)
    }

    pub(super) fn entry_mut(&mut self, id: WorkspaceId) -> Option<&mut Entry> {
        self.0.iter_mut().find(|entry| entry.workspace.id == id)
    }

    pub(super) fn add(&mut self, entry: Entry) {
        self.0.push(entry);
    }

    pub(super) fn remove(&mut self, id: WorkspaceId) {
        self.0.retain(|entry| entry.workspace.id != id);
    }
}
