//! The history of changes.

use jiff::Timestamp;
use license::{Change, Direction};
use rusqlite::{Connection, params};
use serde::Serialize;
use ts_rs::TS;

use super::{Store, StoreError, all, read_json, write_json};
use crate::workspace::WorkspaceId;

/// How many changes are listed.
const MAX_CHANGES: i64 = 200;

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

impl Store {
    /// The newest changes of a workspace, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn history(&self, id: WorkspaceId) -> Result<Vec<ChangeRecord>, StoreError> {
        let sql = "select at, change from changes where workspace_id = ?1 order by id desc limit ?2";
        all(&self.lock(), sql, params![id.to_string(), MAX_CHANGES], |row| {
            let (at, change): (String, String) = (row.get("at")?, row.get("change")?);
            let at = at.parse().map_err(|_| StoreError::Unreadable("the time of a change".to_owned()))?;
            let change: Change = read_json(&change)?;
            Ok(ChangeRecord { at, direction: change.direction(), change })
        })
    }
}
