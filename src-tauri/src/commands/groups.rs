//! Commands for groups and the order of workspaces.

use tauri::AppHandle;
use watch::{
    Failure, WorkspaceId,
    workspace::groups::{Arrangement, Group, GroupId},
};

use super::engine;

pub(super) fn arrangement(app: &AppHandle) -> Result<Arrangement, Failure> {
    engine(app).arrangement()
}

pub(super) fn set_groups(app: &AppHandle, groups: Vec<Group>) -> Result<(), Failure> {
    engine(app).set_groups(&groups)
}

pub(super) fn move_workspaces(
    app: &AppHandle,
    ids: Vec<WorkspaceId>,
    group: Option<GroupId>,
    before: Option<WorkspaceId>,
) -> Result<(), Failure> {
    engine(app).move_workspaces(&ids, group, before)
}
