//! Groups of workspaces, and their order.

use std::collections::BTreeMap;

use super::{Engine, EngineEvent, cache::GroupReminders};
use crate::{
    failure::Failure,
    reminders::settings::WorkspaceReminderSettings,
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
        self.reload_group_reminders()?;
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
        self.reload_group_reminders()?;
        self.emit(EngineEvent::GroupsChanged);
        Ok(())
    }

    /// The reminder settings of each group for which they were set.
    pub fn group_reminders(&self) -> BTreeMap<GroupId, WorkspaceReminderSettings> {
        self.cache().group_reminders().iter().map(|(id, settings)| (*id, settings.clone())).collect()
    }

    /// Changes the reminder settings of one group.
    ///
    /// # Errors
    /// When there is no such group, or the store cannot be written.
    pub fn set_group_reminders(&self, id: GroupId, reminders: &WorkspaceReminderSettings) -> Result<(), Failure> {
        self.0.store.set_group_reminders(id, reminders)?;
        self.reload_group_reminders()?;
        self.emit(EngineEvent::GroupsChanged);
        Ok(())
    }

    /// Takes over which reminder settings apply to which workspace after a change of groups, and delivers what that makes
    /// due.
    pub(super) fn reload_group_reminders(&self) -> Result<(), Failure> {
        let groups = GroupReminders::read(&self.0.store)?;
        let before = self.applied_reminders();
        self.cache().set_groups(groups);
        let after = self.applied_reminders();
        let is_changed = |id: &WorkspaceId| before.get(id) != after.get(id);
        let changed: Vec<_> = after.keys().copied().filter(is_changed).collect();
        for id in &changed {
            self.record_due(*id);
        }
        if !changed.is_empty() {
            // Whether a workspace is muted decides whether it counts.
            self.emit(EngineEvent::WorkspacesChanged(changed));
            self.deliver();
            self.emit(EngineEvent::RemindersChanged);
            self.0.nudge.notify_one();
        }
        Ok(())
    }
}
