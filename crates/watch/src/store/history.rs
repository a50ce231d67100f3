//! The history of changes.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use license::{Change, Direction};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use ts_rs::TS;

use super::{Store, StoreError, all, read_json, write_json};
use crate::workspace::WorkspaceId;

/// How many changes are listed.
const MAX_CHANGES: i64 = 200;

/// How many changes of a workspace are kept, the newest.
const MAX_KEPT: i64 = 1_000;

/// For how long changes are kept, as samples of use are.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(1_096 * 24);

/// How many changes are kept that were not reported, as in a store that only the command line uses.
const MAX_UNREPORTED: i64 = 5_000;

/// A change, and when it was found.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ChangeRecord {
    /// When it was found.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// What changed.
    #[serde(flatten)]
    #[ts(flatten)]
    pub change: Change,
    /// Whether it is for the better or the worse.
    pub direction: Direction,
}

/// Adds a change.
pub(super) fn add(connection: &Connection, id: WorkspaceId, at: Timestamp, change: &Change) -> Result<(), StoreError> {
    let sql = "insert into changes (workspace_id, at, change) values (?1, ?2, ?3)";
    connection.execute(sql, params![id.to_string(), at.to_string(), write_json(change)?])?;
    Ok(())
}

/// Deletes changes that are old, or too many. Keeps the newest, whose id says what was reported, and what was not reported
/// yet, but not without bound. `reported` is the id of the newest change that was.
pub(super) fn thin(connection: &Connection, id: WorkspaceId, reported: i64, now: Timestamp) -> Result<(), StoreError> {
    let nth = "(select id from changes where workspace_id = ?1 order by id desc limit 1 offset ?2)";
    let unreported = format!("delete from changes where workspace_id = ?1 and id <= {nth}");
    connection.prepare_cached(&unreported)?.execute(params![id.to_string(), MAX_UNREPORTED])?;
    let old = format!(
        "delete from changes where workspace_id = ?1 and id <= ?3 and (id <= {nth} or at < ?4)
         and id <> (select max(id) from changes where workspace_id = ?1)"
    );
    let kept_since = now.saturating_sub(KEPT_FOR).unwrap_or(Timestamp::MIN).to_string();
    connection.prepare_cached(&old)?.execute(params![id.to_string(), MAX_KEPT, reported, kept_since])?;
    Ok(())
}

impl Store {
    /// When a workspace last changed; `None` if it never has.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn changed_at(&self, id: WorkspaceId) -> Result<Option<Timestamp>, StoreError> {
        let sql = "select at from changes where workspace_id = ?1 order by id desc limit 1";
        let connection = self.lock();
        let at: Option<String> =
            connection.prepare_cached(sql)?.query_row([id.to_string()], |row| row.get(0)).optional()?;
        Ok(at.and_then(|at| at.parse().ok()))
    }

    /// When each workspace last changed; without those that never have.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn last_changes(&self) -> Result<HashMap<WorkspaceId, Timestamp>, StoreError> {
        let sql =
            "select workspace_id, at from changes where id in (select max(id) from changes group by workspace_id)";
        let changes = all(&self.lock(), sql, [], |row| {
            let (id, at): (String, String) = (row.get("workspace_id")?, row.get("at")?);
            // What cannot be read is not news.
            Ok(id.parse::<WorkspaceId>().ok().zip(at.parse::<Timestamp>().ok()))
        })?;
        Ok(changes.into_iter().flatten().collect())
    }

    /// The newest changes of a workspace, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn history(&self, id: WorkspaceId) -> Result<Vec<ChangeRecord>, StoreError> {
        self.changes(id, MAX_CHANGES)
    }

    /// The changes of a workspace that were found from one instant until before another, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn changes_between(
        &self,
        id: WorkspaceId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<ChangeRecord>, StoreError> {
        // The texts of instants do not sort like the instants. A negative limit is none.
        let all = self.changes(id, -1)?;
        Ok(all.into_iter().filter(|change| (from..until).contains(&change.at)).collect())
    }

    fn changes(&self, id: WorkspaceId, limit: i64) -> Result<Vec<ChangeRecord>, StoreError> {
        let sql = "select at, change from changes where workspace_id = ?1 order by id desc limit ?2";
        all(&self.lock(), sql, params![id.to_string(), limit], |row| {
            let (at, change): (String, String) = (row.get("at")?, row.get("change")?);
            let at = at.parse().map_err(|_| StoreError::Unreadable("the time of a change".to_owned()))?;
            let change: Change = read_json(&change)?;
            Ok(ChangeRecord { at, direction: change.direction(), change })
        })
    }
}
