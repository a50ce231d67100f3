//! Commands for the list of workspaces.

use tauri::AppHandle;
use watch::{
    Failure, SignInStep, Snooze, TokenFate, WorkspaceId,
    engine::NotRemoved,
    present::{renewals::RenewalTotal, summary::FleetSummary, view::WorkspaceView},
    workspace::edit::{AddressCheck, AddressMove, AddressTarget, WorkspaceEdit},
};

use super::engine;

pub(super) fn workspaces(app: &AppHandle) -> Result<Vec<WorkspaceView>, Failure> {
    Ok(engine(app).views())
}

pub(super) fn workspace_order(app: &AppHandle) -> Result<Vec<WorkspaceId>, Failure> {
    Ok(engine(app).order())
}

pub(super) fn fleet_summary(app: &AppHandle) -> Result<FleetSummary, Failure> {
    Ok(engine(app).fleet_summary())
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

pub(super) fn undo_handling(app: &AppHandle, ids: Vec<WorkspaceId>) -> Result<(), Failure> {
    engine(app).undo_handling(&ids)
}

pub(super) async fn refresh_workspaces(app: &AppHandle, ids: Vec<WorkspaceId>) -> Result<(), Failure> {
    engine(app).refresh_many(&ids).await
}

pub(super) fn edit_workspace(app: &AppHandle, id: WorkspaceId, edit: WorkspaceEdit) -> Result<WorkspaceView, Failure> {
    engine(app).edit_workspace(id, edit)
}

pub(super) async fn check_workspace_address(
    app: &AppHandle,
    id: WorkspaceId,
    target: AddressTarget,
) -> Result<AddressCheck, Failure> {
    engine(app).check_address(id, target).await
}

pub(super) async fn move_workspace_address(
    app: &AppHandle,
    id: WorkspaceId,
    input: AddressMove,
) -> Result<SignInStep, Failure> {
    engine(app).move_address(id, input).await
}

pub(super) fn renewal_totals(app: &AppHandle) -> Result<Vec<RenewalTotal>, Failure> {
    Ok(engine(app).renewal_totals())
}

pub(super) fn mute_workspaces(app: &AppHandle, ids: Vec<WorkspaceId>, muted: bool) -> Result<(), Failure> {
    engine(app).mute_many(&ids, muted)
}

pub(super) async fn remove_workspaces(
    app: &AppHandle,
    ids: Vec<WorkspaceId>,
    token: TokenFate,
) -> Result<Vec<NotRemoved>, Failure> {
    Ok(engine(app).remove_many(&ids, token).await)
}

pub(super) async fn remove_workspace(app: &AppHandle, id: WorkspaceId, token: TokenFate) -> Result<(), Failure> {
    engine(app).remove(id, token).await
}

pub(super) async fn sign_out(app: &AppHandle, id: WorkspaceId, token: TokenFate) -> Result<(), Failure> {
    engine(app).sign_out(id, token).await
}
