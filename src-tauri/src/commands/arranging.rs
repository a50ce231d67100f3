//! Commands of the window for groups and the order of workspaces.

use tauri::{State, command};
use watch::{
    Failure, WorkspaceId,
    arrangement::{Arrangement, Group, GroupId},
};

use crate::engine::AppState;

#[command(async)]
pub(crate) fn arrangement(state: State<'_, AppState>) -> Result<Arrangement, Failure> {
    state.engine.arrangement()
}

#[command(async)]
pub(crate) fn set_groups(state: State<'_, AppState>, groups: Vec<Group>) -> Result<(), Failure> {
    state.engine.set_groups(&groups)
}

#[command(async)]
pub(crate) fn place_workspaces(
    state: State<'_, AppState>,
    ids: Vec<WorkspaceId>,
    group: Option<GroupId>,
    before: Option<WorkspaceId>,
) -> Result<(), Failure> {
    state.engine.place_workspaces(&ids, group, before)
}
