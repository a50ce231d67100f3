//! Storing new workspaces, groups, channels and settings, in one transaction.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rocketchat::Reading;
use rusqlite::{Transaction, TransactionBehavior::Immediate};

use super::{Store, StoreError, channels, groups, handling, reminders, settings, snapshots, workspaces};
use crate::{
    deliver::channel::Channel,
    failure::Failure,
    reminders::settings::WorkspaceReminderSettings,
    settings::Settings,
    workspace::{
        Workspace,
        groups::{Group, GroupId},
        handling::Handling,
        snapshot::Snapshot,
    },
};

/// What is added together.
#[derive(Debug, Default)]
pub struct Import {
    /// The groups, which are added after the existing ones.
    pub groups: Vec<Group>,
    /// The reminder settings of groups.
    pub group_reminders: BTreeMap<GroupId, WorkspaceReminderSettings>,
    /// The workspaces, which are added after the existing ones.
    pub workspaces: Vec<NewImport>,
    /// The channels, which have no secrets, and are added after the existing ones.
    pub channels: Vec<Channel>,
    /// The settings that replace the stored ones; `None` if these stay.
    pub settings: Option<Settings>,
}

/// A new workspace.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// The workspace.
    pub workspace: Workspace,
    /// Its group, which exists or is added with it; `None` if it is in no group.
    pub group: Option<GroupId>,
    /// Its reminder settings.
    pub reminders: WorkspaceReminderSettings,
    /// What the user has decided about it.
    pub handling: Handling,
    /// What is known about its license.
    pub known: Known,
}

/// What is known about the license of a new workspace.
#[derive(Debug, Clone)]
pub enum Known {
    /// Nothing yet.
    Nothing,
    /// Why it cannot be read.
    Failure(Failure),
    /// The first reading.
    Reading(Box<Reading>),
}

impl Store {
    /// Adds groups, workspaces, channels and settings. Returns the snapshots of the workspaces, in the same order. Their tokens are in
    /// use from then on.
    ///
    /// # Errors
    /// When the store cannot be written, a workspace already exists, or a group does not. Then nothing is added.
    pub fn import(&self, import: Import, at: Timestamp) -> Result<Vec<Snapshot>, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        for group in &import.groups {
            groups::add_group(&transaction, group)?;
        }
        for (group, settings) in &import.group_reminders {
            reminders::save_group_reminders(&transaction, *group, settings)?;
        }
        let snapshots: Result<Vec<_>, _> =
            import.workspaces.into_iter().map(|new| add(&transaction, new, at)).collect();
        let snapshots = snapshots?;
        for channel in &import.channels {
            channels::add(&transaction, channel, None)?;
        }
        if let Some(settings) = &import.settings {
            settings::save(&transaction, settings)?;
        }
        transaction.commit()?;
        Ok(snapshots)
    }
}

fn add(transaction: &Transaction<'_>, new: NewImport, at: Timestamp) -> Result<Snapshot, StoreError> {
    let NewImport { workspace, group, reminders, handling, known } = new;
    workspaces::add(transaction, &workspace)?;
    if let Some(group) = group {
        groups::set_group(transaction, workspace.id, group)?;
    }
    if reminders != WorkspaceReminderSettings::default() {
        reminders::save_workspace_reminders(transaction, workspace.id, &reminders)?;
    }
    handling::save(transaction, workspace.id, &handling)?;
    match known {
        Known::Nothing => Ok(Snapshot::default()),
        Known::Failure(failure) => snapshots::fail(transaction, workspace.id, &failure, at),
        Known::Reading(reading) => snapshots::save_first(transaction, workspace.id, *reading, at),
    }
}

#[cfg(test)]
mod tests {
    use rocketchat::Error;
    use uuid::Uuid;

    use super::*;
    use crate::workspace::groups::{GroupColor, GroupMembership};

    #[test]
    fn import_is_stored_as_a_whole_or_not_at_all() {
        let store = Store::in_memory().unwrap();
        let group = |name: &str| Group {
            id: Uuid::new_v4().to_string().parse().unwrap(),
            name: name.to_owned().try_into().unwrap(),
            color: GroupColor::Teal,
        };
        let (old, new) = (group("Old"), group("New"));
        store.set_groups(std::slice::from_ref(&old)).unwrap();
        let (failure, at) = (Failure::from(Error::CredentialsMissing), "2026-03-01T00:00:00Z".parse().unwrap());
        let imported = |name: &str, group| NewImport {
            workspace: Workspace { user_id: rocketchat::UserId::new(name), ..Workspace::example() },
            group,
            reminders: WorkspaceReminderSettings::Muted,
            handling: Handling::Archived,
            known: Known::Failure(failure.clone()),
        };
        let import = |groups: &[Group], workspaces: Vec<NewImport>| {
            store.import(Import { groups: groups.to_vec(), workspaces, ..Import::default() }, at)
        };

        let twice = vec![imported("a", Some(new.id)), imported("a", None)];
        let error = import(std::slice::from_ref(&new), twice).unwrap_err();
        assert!(matches!(error, StoreError::Duplicate(_)), "{error}");
        assert!(
            import(&[], vec![imported("b", None), imported("c", Some(new.id))]).is_err(),
            "a group that does not exist"
        );
        assert_eq!(store.arrangement().unwrap().groups, std::slice::from_ref(&old));
        assert!(store.workspaces().unwrap().is_empty());

        let workspaces = vec![imported("a", Some(new.id)), imported("b", Some(old.id)), imported("c", None)];
        let places: Vec<_> = workspaces
            .iter()
            .map(|NewImport { workspace, group, .. }| GroupMembership { workspace: workspace.id, group: *group })
            .collect();
        let snapshots = import(std::slice::from_ref(&new), workspaces).unwrap();
        assert!(snapshots.iter().all(|snapshot| snapshot.failure.as_ref() == Some(&failure)));
        let arranged = store.arrangement().unwrap();
        assert_eq!(arranged.groups, [old, new]);
        assert_eq!(arranged.places, places);
    }
}
