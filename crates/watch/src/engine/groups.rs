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
    /// The groups in their order, and every workspace in its own.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn arrangement(&self) -> Result<Arrangement, Failure> {
        Ok(self.0.store.arrangement()?)
    }

    /// Replaces the groups, in their order. The workspaces of one that is not among them are in none then.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn set_groups(&self, groups: &[Group]) -> Result<(), Failure> {
        self.0.store.set_groups(groups)?;
        self.emit(EngineEvent::GroupsChanged);
        Ok(())
    }

    /// Puts workspaces into a group, or into none, before another workspace or at the end.
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
