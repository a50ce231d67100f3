//! The groups, and the order of the workspaces.

use rusqlite::{Connection, TransactionBehavior::Immediate, params};

use super::{Store, StoreError, all, read_json, write_json};
use crate::workspace::{
    WorkspaceId,
    groups::{Arrangement, Group, GroupId, GroupMembership},
};

impl Store {
    /// The groups and the workspaces, each in their order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn arrangement(&self) -> Result<Arrangement, StoreError> {
        arrangement(&self.lock())
    }

    /// Replaces the groups and their order. The workspaces of a removed group are in no group afterwards.
    ///
    /// # Errors
    /// When the store cannot be written. Then nothing is replaced.
    pub fn set_groups(&self, groups: &[Group]) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        for removed in arrangement(&transaction)?.groups.iter().filter(|old| groups.iter().all(|new| new.id != old.id))
        {
            transaction.execute("delete from groups where id = ?1", [removed.id.to_string()])?;
        }
        for (position, group) in (1_i64..).zip(groups) {
            save_group(&transaction, group, position)?;
        }
        Ok(transaction.commit()?)
    }

    /// Moves workspaces to a group (`None` for no group), before another workspace (`None` for the end).
    ///
    /// # Errors
    /// When the store cannot be written, or there is no such group. Then nothing is moved.
    pub fn move_workspaces(
        &self,
        ids: &[WorkspaceId],
        group: Option<GroupId>,
        before: Option<WorkspaceId>,
    ) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        let arranged = arrangement(&transaction)?.with_moved(ids, group, before);
        for (position, place) in (1_i64..).zip(&arranged.places) {
            let sql = "update workspaces set position = ?2, group_id = ?3
                       where id = ?1 and (position is not ?2 or group_id is not ?3)";
            let group = place.group.map(|group| group.to_string());
            transaction.prepare_cached(sql)?.execute(params![place.workspace.to_string(), position, group])?;
        }
        Ok(transaction.commit()?)
    }
}

fn save_group(connection: &Connection, group: &Group, position: i64) -> Result<(), StoreError> {
    let sql = "insert into groups (id, position, name, color) values (?1, ?2, ?3, ?4)
               on conflict (id) do update
               set position = excluded.position, name = excluded.name, color = excluded.color";
    let color = write_json(&group.color)?;
    connection.execute(sql, params![group.id.to_string(), position, group.name.as_str(), color])?;
    Ok(())
}

/// Adds a group after all others.
pub(super) fn add_group(connection: &Connection, group: &Group) -> Result<(), StoreError> {
    let last = connection.query_row("select coalesce(max(position), 0) from groups", [], |row| row.get::<_, i64>(0))?;
    save_group(connection, group, last + 1)
}

/// Puts a workspace into a group, without changing its position.
pub(super) fn set_group(connection: &Connection, id: WorkspaceId, group: GroupId) -> Result<(), StoreError> {
    let sql = "update workspaces set group_id = ?2 where id = ?1";
    connection.execute(sql, params![id.to_string(), group.to_string()])?;
    Ok(())
}

pub(super) fn arrangement(connection: &Connection) -> Result<Arrangement, StoreError> {
    let groups = all(connection, "select id, name, color from groups order by position, id", [], |row| {
        let name = row.get::<_, String>("name")?.try_into().map_err(|_| unreadable("name"))?;
        Ok(Group {
            id: group_id(&row.get::<_, String>("id")?)?,
            name,
            color: read_json(&row.get::<_, String>("color")?)?,
        })
    })?;
    let places = all(connection, "select id, group_id from workspaces order by position, id", [], |row| {
        let workspace = row.get::<_, String>("id")?.parse().map_err(|_| unreadable("workspace"))?;
        let group = row.get::<_, Option<String>>("group_id")?;
        Ok(GroupMembership { workspace, group: group.as_deref().map(group_id).transpose()? })
    })?;
    Ok(Arrangement { groups, places })
}

fn group_id(text: &str) -> Result<GroupId, StoreError> {
    text.parse().map_err(|_| unreadable("id"))
}

fn unreadable(what: &str) -> StoreError {
    StoreError::Unreadable(format!("the {what} of a group"))
}

#[cfg(test)]
mod tests {
    use rocketchat::UserId;
    use uuid::Uuid;

    use super::*;
    use crate::workspace::{Workspace, groups::GroupColor};

    fn group(name: &str) -> Group {
        let id = Uuid::new_v4().to_string().parse().unwrap();
        Group { id, name: name.to_owned().try_into().unwrap(), color: GroupColor::Teal }
    }

    #[test]
    fn groups_and_positions_are_stored_and_removing_a_group_keeps_its_workspaces() {
        let store = Store::in_memory().unwrap();
        let ids: Vec<_> = (0..3)
            .map(|n| {
                let workspace = Workspace { user_id: UserId::new(&n.to_string()), ..Workspace::example() };
                store.add_workspace(&workspace).unwrap();
                workspace.id
            })
            .collect();
        let (customers, own) = (group("Customers"), group("Our own"));
        store.set_groups(&[customers.clone(), own.clone()]).unwrap();
        store.move_workspaces(&[ids[2]], Some(customers.id), Some(ids[0])).unwrap();
        store.move_workspaces(&[ids[1]], Some(own.id), None).unwrap();
        let places = |store: &Store| -> Vec<_> {
            store.arrangement().unwrap().places.iter().map(|place| (place.workspace, place.group)).collect()
        };
        assert_eq!(places(&store), [(ids[2], Some(customers.id)), (ids[0], None), (ids[1], Some(own.id))]);

        let renamed = Group { name: "Us".to_owned().try_into().unwrap(), ..own.clone() };
        store.set_groups(std::slice::from_ref(&renamed)).unwrap();
        assert_eq!(store.arrangement().unwrap().groups, [renamed]);
        assert_eq!(places(&store), [(ids[2], None), (ids[0], None), (ids[1], Some(own.id))]);
        assert!(store.move_workspaces(&ids, Some(customers.id), None).is_err(), "the group has been removed");
        assert_eq!(places(&store), [(ids[2], None), (ids[0], None), (ids[1], Some(own.id))], "nothing is moved");
    }
}
