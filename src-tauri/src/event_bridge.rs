//! Forwards the engine's events to the window and the tray.

use std::{collections::HashSet, sync::Arc, time::Duration};

use tauri::AppHandle;
use tokio::sync::Notify;
use watch::{
    Engine,
    engine::{Changed, EventBatch, EventBatches},
};

use crate::{
    events::{WindowEvent, send_to_window},
    tray::Tray,
};

/// How long events are collected before they are sent to the window: too short to notice, but long enough to send few
/// messages while many workspaces are refreshed.
const WINDOW_DELAY: Duration = Duration::from_millis(80);

/// The minimum time between two redraws of the tray.
const TRAY_INTERVAL: Duration = Duration::from_millis(250);

/// Starts to forward the engine's events, until the engine is dropped.
pub(crate) fn start(app: AppHandle, engine: Engine, tray: Option<Tray>) {
    let batches = engine.subscribe_in_batches(WINDOW_DELAY);
    let changed = Arc::new(Notify::new());
    if let Some(tray) = tray {
        tauri::async_runtime::spawn(redraw(tray, engine.clone(), Arc::clone(&changed)));
    }
    tauri::async_runtime::spawn(forward(app, engine, batches, changed));
}

async fn forward(app: AppHandle, engine: Engine, mut batches: EventBatches, changed: Arc<Notify>) {
    while let Some(batch) = batches.next().await {
        changed.notify_one();
        send(&app, &engine, batch);
    }
}

fn send(app: &AppHandle, engine: &Engine, batch: EventBatch) {
    if batch.is_incomplete {
        return send_to_window(app, WindowEvent::EventsMissed);
    }
    let workspaces = match batch.changed {
        Changed::All => engine.views(),
        Changed::These(ids) => engine.views_of(&ids),
    };
    // If a refresh has already ended, do not report that it started.
    let ended: HashSet<_> = workspaces.iter().filter(|view| !view.refreshing).map(|view| view.id).collect();
    let ids: Vec<_> = batch.refresh_started.into_iter().filter(|id| !ended.contains(id)).collect();
    if !ids.is_empty() {
        send_to_window(app, WindowEvent::RefreshStarted { ids });
    }
    if !workspaces.is_empty() {
        send_to_window(app, WindowEvent::WorkspacesChanged { workspaces });
    }
    for (id, stage) in batch.key_progress {
        send_to_window(app, WindowEvent::LicenseKeyProgress { id, stage });
    }
    if let Some(batch) = batch.add_batch_changed.then(|| engine.batch()).flatten() {
        send_to_window(app, WindowEvent::AddBatchChanged { batch });
    }
    for id in batch.removed {
        send_to_window(app, WindowEvent::WorkspaceRemoved { id });
    }
    if batch.groups_changed {
        send_to_window(app, WindowEvent::ArrangementChanged);
    }
    if batch.settings_changed {
        send_to_window(app, WindowEvent::SettingsChanged);
    }
    if batch.vault_changed {
        send_to_window(app, WindowEvent::VaultChanged);
    }
    if batch.reminders_changed {
        send_to_window(app, WindowEvent::RemindersChanged);
    }
}

/// Redraws the tray when something changed. A task of its own, because each change of a menu item waits for the main
/// thread, and events to the window must not.
async fn redraw(tray: Tray, engine: Engine, changed: Arc<Notify>) {
    let tray = Arc::new(tray);
    loop {
        changed.notified().await;
        let (tray, engine) = (Arc::clone(&tray), engine.clone());
        let drawn = tauri::async_runtime::spawn_blocking(move || tray.show(engine.summary())).await;
        if let Err(error) = drawn {
            tracing::warn!(%error, "failed to update the tray");
        }
        tokio::time::sleep(TRAY_INTERVAL).await;
    }
}
