//! Commands for the list of workspaces.

use tauri::AppHandle;
use watch::{Failure, Snooze, TokenFate, WorkspaceId, present::view::WorkspaceView};

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

pub(super) fn acknowledge_workspaces(app: &AppHandle, ids: Vec<WorkspaceId>) -> Result<(), Failure> {
    engine(app).acknowledge_workspaces(&ids)
}

pub(super) fn snooze_workspaces(app: &AppHandle, ids: Vec<WorkspaceId>, snooze: Snooze) -> Result<(), Failure> {
    engine(app).snooze_workspaces(&ids, snooze)
}

pub(super) fn archive_workspaces(app: &AppHandle, ids: Vec<WorkspaceId>) -> Result<(), Failure> {
    engine(app).archive_workspaces(&ids)
}

pub(super) fn reactivate_workspaces(app: &AppHandle, ids: Vec<WorkspaceId>) -> Result<(), Failure> {
    engine(app).reactivate_workspaces(&ids)
}

pub(super) async fn remove_workspace(app: &AppHandle, id: WorkspaceId, token: TokenFate) -> Result<(), Failure> {
    engine(app).remove(id, token).await
}

pub(super) async fn sign_out(app: &AppHandle, id: WorkspaceId, token: TokenFate) -> Result<(), Failure> {
    engine(app).sign_out(id, token).await
}
