//! Storing imported workspaces and groups, in one transaction.

use jiff::Timestamp;
use rusqlite::TransactionBehavior::Immediate;

use super::{Store, StoreError, groups, handling, reminders, snapshots, workspaces};
use crate::{
    failure::Failure,
    reminders::settings::WorkspaceReminderSettings,
    workspace::{
        Workspace,
        groups::{Group, GroupId},
        handling::Handling,
        snapshot::Snapshot,
    },
};

/// An imported workspace.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// The workspace.
    pub workspace: Workspace,
    /// Its group, which exists or is imported with it; `None` if it is in no group.
    pub group: Option<GroupId>,
    /// Its reminder settings.
    pub reminders: WorkspaceReminderSettings,
    /// What the user has decided about it.
    pub handling: Handling,
}

impl Store {
    /// Adds groups and workspaces after the existing ones, each workspace with `failure` as the reason why it cannot be
    /// read yet. Returns their snapshots, in the same order.
    ///
    /// # Errors
    /// When the store cannot be written, a workspace already exists, or a group does not. Then nothing is added.
    pub fn import(
        &self,
        groups: &[Group],
        workspaces: &[NewImport],
        failure: &Failure,
        at: Timestamp,
    ) -> Result<Vec<Snapshot>, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        for group in groups {
            groups::add_group(&transaction, group)?;
        }
        let mut snapshots = Vec::with_capacity(workspaces.len());
        for NewImport { workspace, group, reminders, handling } in workspaces {
            workspaces::add(&transaction, workspace)?;
            if let Some(group) = group {
                groups::set_group(&transaction, workspace.id, *group)?;
            }
            reminders::save_workspace_reminders(&transaction, workspace.id, reminders)?;
            handling::save(&transaction, workspace.id, handling)?;
            snapshots.push(snapshots::fail(&transaction, workspace.id, failure, at)?);
        }
        transaction.commit()?;
        Ok(snapshots)
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
        let imported = |name: &str, group| NewImport {
            workspace: Workspace { user_id: rocketchat::UserId::new(name), ..Workspace::example() },
            group,
            reminders: WorkspaceReminderSettings::Muted,
            handling: Handling::Archived,
        };
        let (failure, at) = (Failure::from(Error::CredentialsMissing), "2026-03-01T00:00:00Z".parse().unwrap());
        let import = |groups: &[Group], workspaces: &[NewImport]| store.import(groups, workspaces, &failure, at);

        let duplicate = imported("a", None);
        assert!(import(std::slice::from_ref(&new), &[imported("a", Some(new.id)), duplicate]).is_err(), "a duplicate");
        assert!(
            import(&[], &[imported("b", None), imported("c", Some(new.id))]).is_err(),
            "a group that does not exist"
        );
        assert_eq!(store.arrangement().unwrap().groups, std::slice::from_ref(&old));
        assert!(store.workspaces().unwrap().is_empty());

        let workspaces = [imported("a", Some(new.id)), imported("b", Some(old.id)), imported("c", None)];
        let snapshots = import(std::slice::from_ref(&new), &workspaces).unwrap();
        assert!(snapshots.iter().all(|snapshot| snapshot.failure.as_ref() == Some(&failure)));
        let arranged = store.arrangement().unwrap();
        assert_eq!(arranged.groups, [old, new]);
        let places =
            workspaces.map(|NewImport { workspace, group, .. }| GroupMembership { workspace: workspace.id, group });
        assert_eq!(arranged.places, places);
    }
}
