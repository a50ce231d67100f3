//! What the window may ask of the desktop that it lives in.

use serde::Serialize;
use tauri::{AppHandle, command};
use tauri_plugin_autostart::ManagerExt;
use ts_rs::TS;
use watch::{Failure, FailureCode};

use crate::{notify, tray};

/// What the desktop offers, and what it was asked for.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub(crate) struct ShellState {
    /// Whether there is a tray to live in without a window.
    tray: bool,
    /// Whether a service shows notifications.
    notifications: bool,
    /// Whether the application starts with the computer, hidden; nothing where that cannot be told.
    autostart: Option<bool>,
}

#[command]
pub(crate) async fn shell_state(app: AppHandle) -> ShellState {
    state(&app).await
}

/// What the desktop offers at this moment.
pub(crate) async fn state(app: &AppHandle) -> ShellState {
    let autostart = app.autolaunch().is_enabled().inspect_err(|error| tracing::warn!(%error, "no autostart"));
    ShellState {
        tray: tray::is_shown(app).await,
        notifications: notify::service_answers().await,
        autostart: autostart.ok(),
    }
}

#[command]
pub(crate) fn quit(app: AppHandle) {
    app.exit(0);
}

#[command]
pub(crate) fn set_autostart(app: AppHandle, on: bool) -> Result<(), Failure> {
    let changed = if on { app.autolaunch().enable() } else { app.autolaunch().disable() };
    changed.map_err(|error| {
        Failure::new(
            FailureCode::Internal,
            format!("what starts with the computer cannot be changed ({error})"),
            "Add License Watch to the start-up programs in the settings of your desktop, with --hidden.",
        )
    })
}
