//! Workspaces that were added and are not yet reported: see [`crate::engine`]'s baseline.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior::Immediate, params};

use super::{Store, StoreError, deliveries, reminders};
use crate::{
    reminders::{Due, condition::Condition},
    workspace::WorkspaceId,
};

/// Notes that a workspace was added: what its first reading finds is no news.
pub(super) fn add(connection: &Connection, id: WorkspaceId) -> Result<(), StoreError> {
    connection.execute("insert into additions (workspace_id, read_at) values (?1, null)", [id.to_string()])?;
    Ok(())
}

impl Store {
    /// Records, if a workspace was added and this is its first reading, all that is due as sent. Returns whether it did.
    /// With `is_reported`, the workspace is then one of [`Store::additions`]; with `to_channels_at`, it is reported to channels
    /// from then on.
    ///
    /// # Errors
    /// When the store cannot be read or written. Then nothing is recorded.
    pub fn record_baseline(
        &self,
        id: WorkspaceId,
        due: &[Due],
        conditions: &[Condition],
        is_reported: bool,
        to_channels_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut connection = self.lock();
        if !awaits_baseline(&connection, id)? {
            return Ok(false);
        }
        let transaction = connection.transaction_with_behavior(Immediate)?;
        if !awaits_baseline(&transaction, id)? {
            return Ok(false);
        }
        for due in due {
            reminders::record(&transaction, id, due, now)?;
        }
        for condition in conditions {
            reminders::set_level(&transaction, id, &condition.kind.code(), condition.level)?;
        }
        let sql = match is_reported {
            true => "update additions set read_at = ?2 where workspace_id = ?1",
            false => "delete from additions where workspace_id = ?1 and ?2 = ?2",
        };
        transaction.execute(sql, params![id.to_string(), now.as_second()])?;
        if let Some(at) = to_channels_at {
            deliveries::add_addition(&transaction, &self.recorded_deliveries, id, now, at)?;
        }
        transaction.commit()?;
        Ok(true)
    }

    /// The workspaces that were added and read and that were not reported yet, with when the last of them was read; `None`
    /// if there are none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn additions(&self) -> Result<Option<(Vec<WorkspaceId>, Timestamp)>, StoreError> {
        let connection = self.lock();
        let sql = "select workspace_id, read_at from additions where read_at is not null order by read_at";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let (mut ids, mut last) = (Vec::new(), None);
        while let Some(row) = rows.next()? {
            let id: String = row.get("workspace_id")?;
            ids.push(id.parse().map_err(|_| StoreError::Unreadable("the id of a workspace".to_owned()))?);
            last = Timestamp::from_second(row.get("read_at")?).ok().or(last);
        }
        Ok(last.map(|last| (ids, last)))
    }

    /// Notes that added workspaces were reported.
    ///
    /// # Errors
    /// When the store cannot be written. Then none is noted.
    pub fn forget_additions(&self, ids: &[WorkspaceId]) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for id in ids {
            transaction
                .execute("delete from additions where workspace_id = ?1 and read_at is not null", [id.to_string()])?;
        }
        Ok(transaction.commit()?)
    }
}

fn awaits_baseline(connection: &Connection, id: WorkspaceId) -> Result<bool, StoreError> {
    let sql = "select 1 from additions where workspace_id = ?1 and read_at is null";
    Ok(connection.prepare_cached(sql)?.query_row([id.to_string()], |_| Ok(())).optional()?.is_some())
}
