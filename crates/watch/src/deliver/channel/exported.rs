//! A channel in a settings file, without its secrets.

use rocketchat::UserId;
use serde::{Deserialize, Serialize};

use super::{Channel, ChannelDefinition, ChannelFilter, ChannelId, ChannelName, Scope, Target};
use crate::{
    failure::Failure,
    i18n::language::Language,
    reminders::{
        settings::{KindsOff, QuietHours, QuietHoursException},
        urgency::Urgency,
    },
    workspace::{Workspace, WorkspaceId, groups::GroupId},
};

/// A channel in a settings file. Whether it was on is left out: it is off where it is imported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ExportedChannel {
    id: ChannelId,
    name: ChannelName,
    target: Target,
    #[serde(default)]
    off: KindsOff,
    #[serde(default)]
    min_urgency: Urgency,
    /// The workspaces that it is about; `None` for all.
    #[serde(default)]
    only: Option<ExportedScope>,
    #[serde(default)]
    quiet: Option<QuietHours>,
    #[serde(default)]
    exception: QuietHoursException,
    #[serde(default)]
    language: Option<Language>,
}

/// The workspaces that a channel is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct ExportedScope {
    groups: Vec<GroupId>,
    workspaces: Vec<WorkspaceKey>,
}

/// Identifies a workspace in the same file, whose id is another one where it is imported.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct WorkspaceKey {
    address: String,
    user_id: UserId,
}

impl From<&Workspace> for WorkspaceKey {
    fn from(workspace: &Workspace) -> Self {
        Self { address: workspace.address.to_string(), user_id: workspace.user_id.clone() }
    }
}

impl ExportedChannel {
    /// Makes an entry for the file. `key` finds a workspace.
    pub(crate) fn new(channel: &Channel, key: impl Fn(WorkspaceId) -> Option<WorkspaceKey>) -> Self {
        let ChannelDefinition { name, enabled: _, target, filter, quiet, exception, language } =
            channel.definition.clone();
        let ChannelFilter { off, min_urgency, scope } = filter;
        let only = match scope {
            Scope::All => None,
            Scope::Some { groups, workspaces } => {
                Some(ExportedScope { groups, workspaces: workspaces.into_iter().filter_map(key).collect() })
            }
        };
        Self { id: channel.id, name, target, off, min_urgency, only, quiet, exception, language }
    }

    /// Makes a channel that is off, because it has no secrets. `group` and `workspace` find what it is about.
    ///
    /// # Errors
    /// If something in it cannot be used.
    pub(crate) fn channel(
        self,
        group: impl Fn(GroupId) -> Option<GroupId>,
        workspace: impl Fn(&WorkspaceKey) -> Option<WorkspaceId>,
    ) -> Result<Channel, Failure> {
        let Self { id, name, target, off, min_urgency, only, quiet, exception, language } = self;
        let scope = only.map_or(Scope::All, |ExportedScope { groups, workspaces }| Scope::Some {
            groups: groups.into_iter().filter_map(group).collect(),
            workspaces: workspaces.iter().filter_map(workspace).collect(),
        });
        let filter = ChannelFilter { off, min_urgency, scope };
        let target = target.without_secrets()?;
        let definition = ChannelDefinition { name, enabled: false, target, filter, quiet, exception, language };
        Ok(Channel { id, definition })
    }
}

impl Channel {
    /// Whether two channels are the same: they have the same id, or are of the same kind and have the same name, ignoring case.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let name = |channel: &Self| channel.definition.name.as_str().to_lowercase();
        let kind = |channel: &Self| std::mem::discriminant(&channel.definition.target);
        self.id == other.id || (kind(self) == kind(other) && name(self) == name(other))
    }
}
