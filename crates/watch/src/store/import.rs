//! What arrives from another machine. It is stored as a whole, or not at all.

use jiff::Timestamp;
use rusqlite::TransactionBehavior::Immediate;

use super::{Store, StoreError, groups, reminders, snapshots, workspaces};
use crate::{
    failure::Failure,
    reminders::settings::WorkspaceReminderSettings,
    workspace::{
        Workspace,
        groups::{Group, GroupId},
        snapshot::Snapshot,
    },
};

/// A workspace that arrives.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// Itself.
    pub workspace: Workspace,
    /// In which group, of those that are there or arrive with it.
    pub group: Option<GroupId>,
    /// How its reminders differ from those of the others.
    pub reminding: WorkspaceReminderSettings,
}

impl Store {
    /// Adds groups and workspaces after those that are there, each workspace with why it cannot be read yet. Returns what
    /// is known of each, in their order.
    ///
    /// # Errors
    /// When the store cannot be written, a workspace is there already, or a group is not: then nothing is added.
    pub fn take_in(
        &self,
        groups: &[Group],
        arrivals: &[NewImport],
        failure: &Failure,
        at: Timestamp,
    ) -> Result<Vec<Snapshot>, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        for group in groups {
            groups::add_group(&transaction, group)?;
        }
        let mut known = Vec::with_capacity(arrivals.len());
        for NewImport { workspace, group, reminding } in arrivals {
            workspaces::add(&transaction, workspace)?;
            if let Some(group) = group {
                groups::put(&transaction, workspace.id, *group)?;
            }
            reminders::save_workspace_reminders(&transaction, workspace.id, reminding)?;
            known.push(snapshots::fail(&transaction, workspace.id, failure, at)?);
        }
        transaction.commit()?;
        Ok(known)
    }
}

#[cfg(test)]
mod tests {
    use rocketchat::Error;
    use uuid::Uuid;

    use super::*;
    use crate::workspace::groups::{GroupColor, GroupMembership};

    #[test]
    fn all_arrives_or_nothing_does() {
        let store = Store::in_memory().unwrap();
        let group = |name: &str| Group {
            id: Uuid::new_v4().to_string().parse().unwrap(),
            name: name.to_owned().try_into().unwrap(),
            color: GroupColor::Teal,
        };
        let (old, new) = (group("Old"), group("New"));
        store.set_groups(std::slice::from_ref(&old)).unwrap();
        let arrival = |name: &str, group| NewImport {
            workspace: Workspace { user_id: rocketchat::UserId::new(name), ..Workspace::example() },
            group,
            reminding: WorkspaceReminderSettings::Muted,
        };
        let (failure, at) = (Failure::from(Error::CredentialsMissing), "2026-03-01T00:00:00Z".parse().unwrap());
        let take_in = |groups: &[Group], arrivals: &[NewImport]| store.take_in(groups, arrivals, &failure, at);

        let double = arrival("a", None);
        assert!(take_in(std::slice::from_ref(&new), &[arrival("a", Some(new.id)), double]).is_err(), "twice the same");
        assert!(take_in(&[], &[arrival("b", None), arrival("c", Some(new.id))]).is_err(), "a group that is not there");
        assert_eq!(store.arrangement().unwrap().groups, std::slice::from_ref(&old));
        assert!(store.workspaces().unwrap().is_empty());

        let arrivals = [arrival("a", Some(new.id)), arrival("b", Some(old.id)), arrival("c", None)];
        let known = take_in(std::slice::from_ref(&new), &arrivals).unwrap();
        assert!(known.iter().all(|snapshot| snapshot.failure.as_ref() == Some(&failure)));
        let arranged = store.arrangement().unwrap();
        assert_eq!(arranged.groups, [old, new]);
        let places =
            arrivals.map(|NewImport { workspace, group, .. }| GroupMembership { workspace: workspace.id, group });
        assert_eq!(arranged.places, places);
    }
}
