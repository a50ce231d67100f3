//! Which deadlines were told, and how far.

use license::Deadline;
use rusqlite::params;

use super::{Store, StoreError};
use crate::workspace::WorkspaceId;

impl Store {
    /// Records that a deadline is told at a threshold, in days, and returns whether it was not yet: recorded first and
    /// shown afterwards, it is never told twice. A threshold that is not tighter than one told before is no news.
    ///
    /// # Errors
    /// When the store cannot be written, or there is no such workspace.
    pub fn claim_reminder(&self, id: WorkspaceId, deadline: &Deadline, threshold: i64) -> Result<bool, StoreError> {
        let sql = "insert into reminders (workspace_id, kind, deadline, threshold) values (?1, ?2, ?3, ?4)
                   on conflict do update set threshold = excluded.threshold where excluded.threshold < threshold";
        let values = params![id.to_string(), deadline.kind.code(), deadline.at.to_string(), threshold];
        Ok(self.lock().execute(sql, values)? > 0)
    }
}
