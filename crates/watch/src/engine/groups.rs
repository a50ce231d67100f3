//! Groups of workspaces, and their order.

use super::{Engine, EngineEvent};
use crate::{
    failure::Failure,
    workspace::{
        WorkspaceId,
        groups::{Arrangement, Group, GroupId},
    },
};

impl Engine {
    /// The groups and the workspaces, each in their order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn arrangement(&self) -> Result<Arrangement, Failure> {
        Ok(self.0.store.arrangement()?)
    }

    /// Replaces the groups and their order. The workspaces of a removed group are in no group afterwards.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn set_groups(&self, groups: &[Group]) -> Result<(), Failure> {
        self.0.store.set_groups(groups)?;
        self.emit(EngineEvent::GroupsChanged);
        Ok(())
    }

    /// Moves workspaces to a group (`None` for no group), before another workspace (`None` for the end).
    ///
    /// # Errors
    /// When there is no such group, or the store cannot be written.
    pub fn move_workspaces(
        &self,
        ids: &[WorkspaceId],
        group: Option<GroupId>,
        before: Option<WorkspaceId>,
    ) -> Result<(), Failure> {
        self.0.store.move_workspaces(ids, group, before)?;
        self.emit(EngineEvent::GroupsChanged);
        Ok(())
    }
}
