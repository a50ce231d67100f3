//! Commands of the window that concern the desktop.

use tauri::{AppHandle, command};
use tauri_plugin_autostart::ManagerExt;
use watch::{Failure, FailureCode};

use crate::shell_state::{self, ShellState};

#[command]
pub(crate) async fn shell_state(app: AppHandle) -> ShellState {
    shell_state::read(&app).await
}

#[command(async)]
pub(crate) fn quit(app: AppHandle) {
    app.exit(0);
}

#[command(async)]
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
