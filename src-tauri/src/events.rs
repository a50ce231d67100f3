//! What the engine says, passed on: to the window as it comes, to the tray and the notifications as they need it.

use serde::Serialize;
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use ts_rs::TS;
use watch::{Engine, EngineEvent, WorkspaceId, view::WorkspaceView};

use crate::{notify, tray::Tray};

/// The name under which events reach the window.
const EVENT: &str = "engine-event";

/// An event as the window gets it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export, rename = "EngineEvent")]
pub(crate) enum WindowEvent {
    /// A workspace is being asked.
    RefreshStarted {
        /// Which.
        id: WorkspaceId,
    },
    /// A workspace was added, or something about it is new.
    WorkspaceChanged {
        /// How it stands now.
        workspace: Box<WorkspaceView>,
    },
    /// A workspace was removed.
    WorkspaceRemoved {
        /// Which.
        id: WorkspaceId,
    },
    /// Somebody wants to see a workspace.
    OpenWorkspace {
        /// Which.
        id: WorkspaceId,
    },
}

/// Tells the window, if there is one.
pub(crate) fn tell_window(app: &AppHandle, event: WindowEvent) {
    if let Err(error) = app.emit(EVENT, event) {
        tracing::warn!(%error, "the window was not told");
    }
}

/// Passes on what the engine says, for as long as it lives.
pub(crate) async fn forward(app: AppHandle, engine: Engine, mut events: Receiver<EngineEvent>, tray: Option<Tray>) {
    loop {
        match events.recv().await {
            Ok(event) => pass_on(&app, &engine, event),
            // Too much happened at once: everything is told anew.
            Err(RecvError::Lagged(_)) => tell_all(&app, &engine),
            Err(RecvError::Closed) => return,
        }
        // The tray is drawn once for all that has happened meanwhile.
        if events.is_empty()
            && let Some(tray) = &tray
        {
            tray.show(engine.summary());
        }
    }
}

fn pass_on(app: &AppHandle, engine: &Engine, event: EngineEvent) {
    match event {
        EngineEvent::RefreshStarted(id) => tell_window(app, WindowEvent::RefreshStarted { id }),
        EngineEvent::Changed(workspace) => tell_window(app, WindowEvent::WorkspaceChanged { workspace }),
        EngineEvent::Removed(id) => tell_window(app, WindowEvent::WorkspaceRemoved { id }),
        EngineEvent::Turned => tell_all(app, engine),
        EngineEvent::Remind(reminder) => notify::show(app.clone(), &reminder, engine.now()),
    }
}

fn tell_all(app: &AppHandle, engine: &Engine) {
    for workspace in engine.views() {
        tell_window(app, WindowEvent::WorkspaceChanged { workspace: Box::new(workspace) });
    }
}
