//! The state of the desktop, as far as it concerns the application.

use serde::Serialize;
use ts_rs::TS;

use crate::{agent::Agent, autostart, notify};

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
pub(crate) async fn read(agent: &Agent) -> ShellState {
    let autostart = tokio::task::spawn_blocking(autostart::is_enabled).await;
    ShellState {
        tray: agent.is_tray_shown().await,
        notifications: notify::is_available().await,
        autostart: autostart.unwrap_or_default(),
    }
}
