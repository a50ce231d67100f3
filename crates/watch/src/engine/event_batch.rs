//! Events in batches: what happens within a short time, without duplicates, for subscribers to whom every message is
//! expensive.

use std::{collections::HashSet, time::Duration};

use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Instant, timeout_at},
};

use super::{Engine, EngineEvent};
use crate::{present::view::KeyStage, workspace::WorkspaceId};

/// What happened within the window of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventBatch {
    /// The workspaces whose refresh started, in this order. It may already have ended.
    pub refresh_started: Vec<WorkspaceId>,
    /// The workspaces that changed.
    pub changed: Changed,
    /// How far license keys have got that are being applied, in order.
    pub key_progress: Vec<(WorkspaceId, KeyStage)>,
    /// The workspaces that were removed.
    pub removed: Vec<WorkspaceId>,
    /// Whether a row of the batch to add changed.
    pub add_batch_changed: bool,
    /// Whether the groups or the order of the workspaces changed.
    pub groups_changed: bool,
    /// Whether a reminder became due, or was shown, snoozed or completed.
    pub reminders_changed: bool,
    /// Whether a channel changed, or how its messages fare.
    pub channels_changed: bool,
    /// Whether a setting changed.
    pub settings_changed: bool,
    /// Whether the state of the vault changed.
    pub vault_changed: bool,
    /// Whether events were missed, so that anything may have changed.
    pub is_incomplete: bool,
}

/// The workspaces that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// These, without duplicates.
    These(Vec<WorkspaceId>),
    /// Possibly any of them, because time has passed.
    All,
}

impl Default for Changed {
    fn default() -> Self {
        Self::These(Vec::new())
    }
}

/// A subscription to an engine's events, in batches.
pub struct EventBatches {
    events: Receiver<EngineEvent>,
    window: Duration,
}

impl Engine {
    /// Subscribes to the events from now on, in batches. A batch ends `window` after its first event.
    pub fn subscribe_in_batches(&self, window: Duration) -> EventBatches {
        EventBatches { events: self.subscribe(), window }
    }
}

impl EventBatches {
    /// Returns the next batch once it is complete; `None` if the engine is gone. Waits for the first event without a
    /// timer.
    pub async fn next(&mut self) -> Option<EventBatch> {
        let mut batch = Collected::default();
        batch.add(self.events.recv().await)?;
        let end = Instant::now() + self.window;
        while let Ok(event) = timeout_at(end, self.events.recv()).await {
            if batch.add(event).is_none() {
                break;
            }
        }
        Some(batch.batch)
    }
}

/// A batch that is being collected.
#[derive(Default)]
struct Collected {
    batch: EventBatch,
    started: HashSet<WorkspaceId>,
    changed: HashSet<WorkspaceId>,
}

impl Collected {
    fn add(&mut self, event: Result<EngineEvent, RecvError>) -> Option<()> {
        let batch = &mut self.batch;
        match event {
            Ok(EngineEvent::RefreshStarted(ids)) => {
                batch.refresh_started.extend(ids.into_iter().filter(|id| self.started.insert(*id)));
            }
            Ok(EngineEvent::WorkspacesChanged(ids)) => match &mut batch.changed {
                Changed::These(changed) => changed.extend(ids.into_iter().filter(|id| self.changed.insert(*id))),
                Changed::All => {}
            },
            Ok(EngineEvent::TimePassed) => {
                batch.changed = Changed::All;
                // A pause of all reminders may have ended.
                batch.reminders_changed = true;
            }
            Ok(EngineEvent::KeyProgress(id, stage)) => batch.key_progress.push((id, stage)),
            Ok(EngineEvent::Removed(id)) => batch.removed.push(id),
            Ok(EngineEvent::AddBatchChanged) => batch.add_batch_changed = true,
            Ok(EngineEvent::GroupsChanged) => batch.groups_changed = true,
            Ok(EngineEvent::SettingsChanged) => {
                batch.settings_changed = true;
                // The language may have changed, in which states and reminders are worded.
                batch.changed = Changed::All;
                batch.reminders_changed = true;
            }
            Ok(EngineEvent::ChannelsChanged) => batch.channels_changed = true,
            Ok(EngineEvent::RemindersChanged) => batch.reminders_changed = true,
            Ok(EngineEvent::VaultChanged) => batch.vault_changed = true,
            // Not part of a batch: that there is a batch is enough to redraw the tray.
            Ok(EngineEvent::RefreshAllFinished) => {}
            Err(RecvError::Lagged(_)) => batch.is_incomplete = true,
            Err(RecvError::Closed) => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::broadcast;

    use super::*;

    const WINDOW: Duration = Duration::from_millis(80);

    #[tokio::test(start_paused = true)]
    async fn burst_of_events_is_one_batch_without_duplicates() {
        let (sender, events) = broadcast::channel(1024);
        let mut batches = EventBatches { events, window: WINDOW };
        let ids: Vec<_> = (0..100).map(|_| WorkspaceId::random()).collect();
        for _ in 0..3 {
            for id in &ids {
                sender.send(EngineEvent::RefreshStarted(vec![*id])).unwrap();
                sender.send(EngineEvent::WorkspacesChanged(vec![*id])).unwrap();
            }
        }
        sender.send(EngineEvent::Removed(ids[0])).unwrap();
        let batch = batches.next().await.unwrap();
        assert_eq!(batch.refresh_started, ids);
        assert_eq!((batch.changed, batch.removed), (Changed::These(ids.clone()), vec![ids[0]]));
        assert!(!batch.is_incomplete && !batch.reminders_changed);

        sender.send(EngineEvent::WorkspacesChanged(vec![ids[1]])).unwrap();
        sender.send(EngineEvent::TimePassed).unwrap();
        sender.send(EngineEvent::WorkspacesChanged(vec![ids[2]])).unwrap();
        let batch = batches.next().await.unwrap();
        assert_eq!((batch.changed, batch.reminders_changed), (Changed::All, true));
        drop(sender);
        assert_eq!(batches.next().await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn batch_after_missed_events_is_incomplete() {
        let (sender, events) = broadcast::channel(2);
        let mut batches = EventBatches { events, window: WINDOW };
        for _ in 0..5 {
            sender.send(EngineEvent::GroupsChanged).unwrap();
        }
        assert!(batches.next().await.unwrap().is_incomplete);
    }
}
