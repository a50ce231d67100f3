//! Commands for the application itself and the desktop.

use jiff::Timestamp;
use serde::Serialize;
use tauri::{AppHandle, Manager};
use tauri_plugin_autostart::ManagerExt;
use ts_rs::TS;
use watch::{Failure, FailureCode, vault::VaultState};

use crate::{
    dependencies::{self, Dependency},
    diagnostics,
    engine::AppState,
    link_opener, save_dialog,
    shell_state::{self, ShellState},
    window::{RequestedScreen, Screen},
};

/// What the window shows about the application itself.
#[derive(Debug, Clone, Serialize, TS)]
pub(crate) struct AppInfo {
    /// The application's version.
    version: &'static str,
    /// The engine's current time.
    #[ts(type = "string")]
    now: Timestamp,
    /// Where tokens are stored.
    vault: VaultState,
    /// Why the keyring cannot be used; `null` if it can.
    vault_problem: Option<Failure>,
    /// How many tokens are only in memory until the keyring takes them.
    unsaved_tokens: usize,
    /// The folder in which everything else is stored.
    data_dir: String,
}

pub(super) fn app_info(app: &AppHandle) -> Result<AppInfo, Failure> {
    let state = app.state::<AppState>();
    let vault = state.engine.vault_status();
    Ok(AppInfo {
        version: env!("CARGO_PKG_VERSION"),
        now: state.engine.now(),
        vault: vault.state,
        vault_problem: vault.problem.map(Failure::from),
        unsaved_tokens: vault.unsaved,
        data_dir: state.data_dir.display().to_string(),
    })
}

pub(super) async fn shell_state(app: &AppHandle) -> Result<ShellState, Failure> {
    Ok(shell_state::read(app).await)
}

pub(super) fn set_autostart(app: &AppHandle, on: bool) -> Result<(), Failure> {
    let changed = if on { app.autolaunch().enable() } else { app.autolaunch().disable() };
    changed.map_err(|error| {
        Failure::new(
            FailureCode::Internal,
            format!("the autostart setting cannot be changed ({error})"),
            "Add License Watch to the desktop's startup programs, with the option --hidden.",
        )
    })
}

pub(super) async fn diagnostics(app: &AppHandle) -> Result<String, Failure> {
    Ok(diagnostics::text(app).await)
}

pub(super) fn dependencies(_: &AppHandle) -> Result<Vec<Dependency>, Failure> {
    Ok(dependencies::all())
}

pub(super) async fn save_text(app: &AppHandle, name: String, text: String) -> Result<bool, Failure> {
    Ok(save_dialog::save(app, &name, text).await?.is_some())
}

pub(super) async fn open_data_folder(app: &AppHandle) -> Result<(), Failure> {
    let folder = app.state::<AppState>().data_dir.clone();
    link_opener::open_folder(&folder).await
}

pub(super) fn take_requested_screen(app: &AppHandle) -> Result<Option<Screen>, Failure> {
    Ok(app.state::<RequestedScreen>().take())
}

pub(super) fn quit(app: &AppHandle) -> Result<(), Failure> {
    app.exit(0);
    Ok(())
}
