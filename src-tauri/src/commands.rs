//! What the window may ask: one line each into the engine. `build.rs` and the capability list the same names.

use jiff::Timestamp;
use serde::Serialize;
use tauri::{State, command};
use ts_rs::TS;
use watch::{Failure, NewWorkspace, WorkspaceId, store::ChangeRecord, vault::VaultState, view::WorkspaceView};

use crate::engine::Watching;

/// What the window shows of the application itself.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub(crate) struct AppInfo {
    /// The application's version.
    version: &'static str,
    /// The engine's present instant.
    #[ts(type = "string")]
    now: Timestamp,
    /// Where tokens are kept.
    vault: VaultState,
    /// Why they are not kept in the keyring.
    vault_problem: Option<Failure>,
    /// Where everything else is kept.
    data_dir: String,
}

#[command]
pub(crate) fn app_info(watching: State<'_, Watching>) -> AppInfo {
    AppInfo {
        version: env!("CARGO_PKG_VERSION"),
        now: watching.engine.now(),
        vault: watching.engine.vault_state(),
        vault_problem: watching.vault_problem.clone(),
        data_dir: watching.data_dir.display().to_string(),
    }
}

#[command]
pub(crate) fn workspaces(watching: State<'_, Watching>) -> Vec<WorkspaceView> {
    watching.engine.views()
}

#[command]
pub(crate) async fn add_workspace(
    watching: State<'_, Watching>,
    input: NewWorkspace,
) -> Result<WorkspaceView, Failure> {
    watching.engine.add(input).await
}

#[command]
pub(crate) async fn remove_workspace(watching: State<'_, Watching>, id: WorkspaceId) -> Result<(), Failure> {
    watching.engine.remove(id).await
}

#[command]
pub(crate) async fn refresh_workspace(watching: State<'_, Watching>, id: WorkspaceId) -> Result<(), Failure> {
    watching.engine.refresh(id).await
}

#[command]
pub(crate) async fn refresh_all(watching: State<'_, Watching>) -> Result<(), Failure> {
    watching.engine.refresh_all().await
}

#[command]
pub(crate) fn history(watching: State<'_, Watching>, id: WorkspaceId) -> Result<Vec<ChangeRecord>, Failure> {
    watching.engine.history(id)
}
