//! The history of changes.

use jiff::Timestamp;
use license::{Change, Direction};
use rusqlite::params;
use serde::Serialize;
use ts_rs::TS;

use super::{Store, StoreError, all, read_json};
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

impl Store {
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
