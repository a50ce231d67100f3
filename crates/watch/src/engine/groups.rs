//! Groups of workspaces, and their order.

use std::collections::BTreeMap;

use strum::IntoEnumIterator;

use super::{Engine, EngineEvent, cache::GroupReminders};
use crate::{
    failure::Failure,
    reminders::settings::WorkspaceReminderSettings,
    workspace::{
        WorkspaceId,
        groups::{Arrangement, Group, GroupColor, GroupId, GroupName},
    },
};

/// Groups that are found by their names, and added where there is none.
pub(super) struct NewGroups {
    existing: Vec<Group>,
    pub(super) new: Vec<Group>,
}

impl NewGroups {
    pub(super) fn beside(existing: Vec<Group>) -> Self {
        Self { existing, new: Vec::new() }
    }

    /// The group with this name, ignoring case, which is new if there is none.
    pub(super) fn called(&mut self, name: GroupName) -> GroupId {
        let is_same = |group: &&Group| group.name.as_str().to_lowercase() == name.as_str().to_lowercase();
        if let Some(group) = self.existing.iter().chain(&self.new).find(is_same) {
            return group.id;
        }
        let count = self.existing.len() + self.new.len();
        let color = GroupColor::iter().cycle().nth(count).unwrap_or(GroupColor::Gray);
        let id = GroupId::random();
        self.new.push(Group { id, name, color });
        id
    }
}

impl Engine {
    /// The groups and the workspaces, each in their order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn arrangement(&self) -> Result<Arrangement, Failure> {
        Ok(self.store(|store| store.arrangement())?)
    }

    /// Replaces the groups and their order. The workspaces of a removed group are in no group afterwards.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn set_groups(&self, groups: &[Group]) -> Result<(), Failure> {
        self.store(|store| store.set_groups(groups))?;
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
        self.store(|store| store.move_workspaces(ids, group, before))?;
        self.reload_group_reminders()?;
        self.emit(EngineEvent::GroupsChanged);
        Ok(())
    }

    /// Moves workspaces to the end of the group with this name, ignoring case, which is added if there is none.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn move_to_group_called(&self, ids: &[WorkspaceId], name: GroupName) -> Result<(), Failure> {
        let mut groups = NewGroups::beside(self.arrangement()?.groups);
        let group = groups.called(name);
        if !groups.new.is_empty() {
            let NewGroups { existing, new } = groups;
            self.set_groups(&existing.into_iter().chain(new).collect::<Vec<_>>())?;
        }
        self.move_workspaces(ids, Some(group), None)
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
        self.store(|store| store.set_group_reminders(id, reminders))?;
        self.reload_group_reminders()?;
        self.emit(EngineEvent::GroupsChanged);
        Ok(())
    }

    /// Takes over which reminder settings apply to which workspace after a change of groups, and delivers what that makes
    /// due.
    pub(super) fn reload_group_reminders(&self) -> Result<(), Failure> {
        let groups = self.store(GroupReminders::read)?;
        let before = self.applied_reminders();
        self.cache().set_groups(groups);
        // A channel may be for other groups.
        self.0.channels.anything_may_be_due();
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
