//! What the desktop offers to the application.

use serde::Serialize;
use tauri::AppHandle;
use tauri_plugin_autostart::ManagerExt;
use ts_rs::TS;

use crate::{notify, tray};

/// What the desktop offers, and what is set up in it.
#[derive(Debug, Clone, Serialize, TS)]
pub(crate) struct ShellState {
    /// Whether there is a tray to live in without a window.
    tray: bool,
    /// Whether a service shows notifications.
    notifications: bool,
    /// Whether the application starts with the computer, hidden; `null` if that cannot be read.
    autostart: Option<bool>,
}

/// Reads the current state.
pub(crate) async fn read(app: &AppHandle) -> ShellState {
    let autostart = app.autolaunch().is_enabled();
    ShellState {
        tray: tray::is_shown_once_known(app).await,
        notifications: notify::is_available().await,
        autostart: autostart.inspect_err(|error| tracing::warn!(%error, "autostart cannot be read")).ok(),
    }
}
