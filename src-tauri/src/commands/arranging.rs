//! What the window may ask of groups, and of the order of workspaces.

use tauri::{State, command};
use watch::{
    Failure, WorkspaceId,
    workspace::groups::{Arrangement, Group, GroupId},
};

use crate::engine::Watching;

#[command(async)]
pub(crate) fn arrangement(watching: State<'_, Watching>) -> Result<Arrangement, Failure> {
    watching.engine.arrangement()
}

#[command(async)]
pub(crate) fn set_groups(watching: State<'_, Watching>, groups: Vec<Group>) -> Result<(), Failure> {
    watching.engine.set_groups(&groups)
}

#[command(async)]
pub(crate) fn place_workspaces(
    watching: State<'_, Watching>,
    ids: Vec<WorkspaceId>,
    group: Option<GroupId>,
    before: Option<WorkspaceId>,
) -> Result<(), Failure> {
    watching.engine.place_workspaces(&ids, group, before)
}
