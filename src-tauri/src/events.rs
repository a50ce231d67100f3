//! What the window is told.

use serde::Serialize;
use tauri::{AppHandle, Emitter};
use ts_rs::TS;
use watch::{WorkspaceId, present::view::WorkspaceView};

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
    /// Somebody wants to see the settings.
    OpenSettings,
    /// What was told, or is put off, is no longer what it was.
    RemindersChanged,
    /// The groups, or the order of the workspaces, are others.
    ArrangementChanged,
}

/// Tells the window, if there is one.
pub(crate) fn tell_window(app: &AppHandle, event: WindowEvent) {
    if let Err(error) = app.emit(EVENT, event) {
        tracing::warn!(%error, "the window was not told");
    }
}
