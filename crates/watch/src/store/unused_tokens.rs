//! Tokens that may be in the keyring although no workspace uses them.

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::{Store, StoreError};
use crate::workspace::WorkspaceId;

/// How long adding a workspace may take. After that, it was interrupted.
const ADDING: SignedDuration = SignedDuration::from_mins(1);

impl Store {
    /// Records that the token of a workspace is about to be stored, before there is the workspace.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn token_is_added(&self, id: WorkspaceId, at: Timestamp) -> Result<(), StoreError> {
        let sql = "insert or replace into unused_tokens (workspace_id, since) values (?1, ?2)";
        self.lock().execute(sql, params![id.to_string(), at.to_string()])?;
        Ok(())
    }

    /// Records that a token is not needed any more, but could not be deleted.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn token_is_left(&self, id: WorkspaceId) -> Result<(), StoreError> {
        let sql = "insert or replace into unused_tokens (workspace_id, since) values (?1, null)";
        self.lock().execute(sql, [id.to_string()])?;
        Ok(())
    }

    /// Records that a token is deleted, or in use.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn token_is_settled(&self, id: WorkspaceId) -> Result<(), StoreError> {
        self.lock().execute("delete from unused_tokens where workspace_id = ?1", [id.to_string()])?;
        Ok(())
    }

    /// The workspaces that were removed or signed out of, or whose addition was interrupted, and whose tokens may still
    /// be in the keyring.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn unused_tokens(&self, now: Timestamp) -> Result<Vec<WorkspaceId>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "select workspace_id, since from unused_tokens
             where not exists (select 1 from workspaces where id = workspace_id and credential <> 'none')",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?)))?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let is_over = |since: &Option<String>| {
            // A time from the future was stored while the clock was ahead.
            let since = since.as_ref().and_then(|since| since.parse::<Timestamp>().ok());
            since.is_none_or(|since| now.duration_since(since).abs() >= ADDING)
        };
        let ids = rows.into_iter().filter(|(_, since)| is_over(since));
        let unreadable = |_| StoreError::Unreadable("the workspace of an unused token".to_owned());
        ids.map(|(id, _)| id.parse().map_err(unreadable)).collect()
    }
}
