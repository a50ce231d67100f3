//! Commands for groups and the order of workspaces.

use watch::{
    Engine, Failure, WorkspaceId,
    workspace::groups::{Arrangement, Group, GroupId},
};

pub(super) fn arrangement(engine: &Engine) -> Result<Arrangement, Failure> {
    engine.arrangement()
}

pub(super) fn set_groups(engine: &Engine, groups: Vec<Group>) -> Result<(), Failure> {
    engine.set_groups(&groups)
}

pub(super) fn move_workspaces(
    engine: &Engine,
    ids: Vec<WorkspaceId>,
    group: Option<GroupId>,
    before: Option<WorkspaceId>,
) -> Result<(), Failure> {
    engine.move_workspaces(&ids, group, before)
}
