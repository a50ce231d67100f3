//! Commands for the list of workspaces.

use tauri::AppHandle;
use watch::{Failure, TokenFate, WorkspaceId, present::view::WorkspaceView};

use super::engine;

pub(super) fn workspaces(app: &AppHandle) -> Result<Vec<WorkspaceView>, Failure> {
    Ok(engine(app).views())
}

pub(super) async fn refresh_workspace(app: &AppHandle, id: WorkspaceId) -> Result<(), Failure> {
    engine(app).refresh(id).await
}

pub(super) async fn refresh_all(app: &AppHandle) -> Result<(), Failure> {
    engine(app).refresh_all().await
}

pub(super) async fn remove_workspace(app: &AppHandle, id: WorkspaceId, token: TokenFate) -> Result<(), Failure> {
    engine(app).remove(id, token).await
}

pub(super) async fn sign_out(app: &AppHandle, id: WorkspaceId, token: TokenFate) -> Result<(), Failure> {
    engine(app).sign_out(id, token).await
}
