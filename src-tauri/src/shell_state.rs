//! The state of the desktop, as far as it concerns the application.

use serde::Serialize;
use tauri::AppHandle;
use tauri_plugin_autostart::ManagerExt;
use ts_rs::TS;

use crate::{notify, tray};

/// What the desktop supports, and whether the application starts with it.
#[derive(Debug, Clone, Serialize, TS)]
pub(crate) struct ShellState {
    /// Whether the tray icon is shown.
    tray: bool,
    /// Whether notifications can be shown.
    notifications: bool,
    /// Whether the application starts with the computer; `null` if that cannot be determined.
    autostart: Option<bool>,
}

/// Reads the current state.
pub(crate) async fn read(app: &AppHandle) -> ShellState {
    let autostart = app.autolaunch().is_enabled();
    ShellState {
        tray: tray::is_shown_once_known(app).await,
        notifications: notify::is_available().await,
        autostart: autostart.inspect_err(|error| tracing::warn!(%error, "failed to read the autostart setting")).ok(),
    }
}
