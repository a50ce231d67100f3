//! The events that the window receives while it is connected.

use std::{collections::HashSet, time::Duration};

use watch::{
    Engine,
    engine::{Changed, EventBatch},
};

use crate::{connection::Outbox, events::WindowEvent};

/// How long events are collected before they are sent: too short to notice, but long enough to send few messages while
/// many workspaces are refreshed.
const DELAY: Duration = Duration::from_millis(80);

/// Forwards the engine's events until the window has disconnected. While a window does not read, its events are
/// collected; if there are too many, it learns that it missed some.
pub(crate) fn forward(engine: Engine, outbox: Outbox) -> impl Future<Output = ()> + Send {
    // Before the window calls anything, so that nothing is missed in between.
    let mut batches = engine.subscribe_in_batches(DELAY);
    async move {
        while let Some(batch) = batches.next().await {
            for event in window_events(&engine, batch) {
                if let Some(message) = event.to_message()
                    && outbox.send(message).await.is_err()
                {
                    return;
                }
            }
        }
    }
}

fn window_events(engine: &Engine, batch: EventBatch) -> Vec<WindowEvent> {
    if batch.is_incomplete {
        return vec![WindowEvent::EventsMissed];
    }
    let mut events = Vec::new();
    let workspaces = match batch.changed {
        Changed::All => engine.views(),
        Changed::These(ids) => engine.views_of(&ids),
    };
    // If a refresh has already ended, do not report that it started.
    let ended: HashSet<_> = workspaces.iter().filter(|view| !view.refreshing).map(|view| view.id).collect();
    let ids: Vec<_> = batch.refresh_started.into_iter().filter(|id| !ended.contains(id)).collect();
    if !ids.is_empty() {
        events.push(WindowEvent::RefreshStarted { ids });
    }
    if !workspaces.is_empty() {
        events.push(WindowEvent::WorkspacesChanged { workspaces });
    }
    for (id, stage) in batch.key_progress {
        events.push(WindowEvent::LicenseKeyProgress { id, stage });
    }
    if let Some(batch) = batch.add_batch_changed.then(|| engine.batch()).flatten() {
        events.push(WindowEvent::AddBatchChanged { batch });
    }
    for id in batch.removed {
        events.push(WindowEvent::WorkspaceRemoved { id });
    }
    if batch.groups_changed {
        events.push(WindowEvent::ArrangementChanged);
    }
    if batch.settings_changed {
        events.push(WindowEvent::SettingsChanged);
    }
    if batch.vault_changed {
        events.push(WindowEvent::VaultChanged);
    }
    if batch.channels_changed {
        events.push(WindowEvent::ChannelsChanged);
    }
    if batch.reminders_changed {
        events.push(WindowEvent::RemindersChanged);
    }
    events
}
