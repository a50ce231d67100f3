//! The workspaces and their snapshots in memory, as stored.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::Semaphore;

use crate::{
    failure::Failure,
    i18n::Audience,
    present::view::{Activity, Known, WorkspaceView},
    reminders::settings::WorkspaceReminderSettings,
    schedule::refresh::Schedule,
    store::{Store, StoreError},
    workspace::{Workspace, WorkspaceId, handling::Handling, interval::Interval, past::Past, snapshot::Snapshot},
};

/// Every workspace, in the order in which they were added.
pub(super) struct Cache(Vec<Entry>);

/// One workspace, with what is known about it and when it is refreshed.
pub(super) struct Entry {
    pub(super) workspace: Workspace,
    pub(super) snapshot: Snapshot,
    pub(super) past: Past,
    pub(super) schedule: Schedule,
    pub(super) reminders: WorkspaceReminderSettings,
    /// As stored. What is left of it now: see [`Handling::updated`].
    pub(super) handling: Handling,
    /// Its one permit is held while the workspace is refreshed.
    pub(super) gate: Arc<Semaphore>,
}

impl Entry {
    pub(super) fn new(workspace: Workspace, snapshot: Snapshot, interval: Interval, now: Timestamp) -> Self {
        let schedule = Schedule::starting(snapshot.fetched_at, interval, now).no_later_than(snapshot.follow_up_at());
        Self {
            workspace,
            snapshot,
            past: Past::default(),
            schedule,
            reminders: WorkspaceReminderSettings::Default,
            handling: Handling::Active,
            gate: Arc::new(Semaphore::new(1)),
        }
    }

    /// When it is refreshed next by itself; `None` if it is archived.
    pub(super) fn refresh_due_at(&self) -> Option<Timestamp> {
        (self.handling != Handling::Archived).then_some(self.schedule.due)
    }

    /// Whether it is to be refreshed at `now`.
    pub(super) fn is_due(&self, interval: Interval, now: Timestamp) -> bool {
        self.handling != Handling::Archived && self.schedule.is_due(interval, now)
    }

    pub(super) fn view(&self, interval: Interval, audience: &Audience<'_>) -> WorkspaceView {
        let activity = match self.gate.available_permits() {
            0 => Activity::Refreshing,
            _ => Activity::Idle,
        };
        WorkspaceView::new(
            &Known {
                workspace: &self.workspace,
                snapshot: &self.snapshot,
                past: &self.past,
                reminders: &self.reminders,
                handling: &self.handling.updated(&self.snapshot, audience.now),
                activity,
                interval,
            },
            audience,
        )
    }
}

impl Cache {
    pub(super) fn read(store: &Store, interval: Interval, now: Timestamp) -> Result<Self, StoreError> {
        let mut snapshots = store.snapshots()?;
        let mut pasts = store.pasts(now)?;
        let mut reminders = store.workspace_reminders()?;
        let mut handling = store.handling()?;
        let entry = |workspace: Workspace| {
            let snapshot = snapshots.remove(&workspace.id).unwrap_or_default();
            let reminders = reminders.remove(&workspace.id).unwrap_or_default();
            let handling = handling.remove(&workspace.id).unwrap_or_default();
            let past = pasts.remove(&workspace.id).unwrap_or_default();
            Entry { past, reminders, handling, ..Entry::new(workspace, snapshot, interval, now) }
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
