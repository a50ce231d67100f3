//! Which workspaces are acknowledged, snoozed or archived.

use std::collections::HashMap;

use rusqlite::{Connection, TransactionBehavior::Immediate, params};

use super::{Store, StoreError, read_json, write_json};
use crate::workspace::{WorkspaceId, handling::Handling};

impl Store {
    /// What the user has decided about each workspace that is not active.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn handling(&self) -> Result<HashMap<WorkspaceId, Handling>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached("select workspace_id, handling from handling")?;
        let mut rows = statement.query([])?;
        let mut found = HashMap::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get("workspace_id")?;
            let id = id.parse().map_err(|_| StoreError::Unreadable("the id of a workspace".to_owned()))?;
            match row.get::<_, String>("handling").map_err(Into::into).and_then(|handling| read_json(&handling)) {
                Ok(handling) => drop(found.insert(id, handling)),
                // Rather an alarm too many than one too few.
                Err(error) => tracing::warn!(workspace = %id, %error, "failed to parse its handling; it counts"),
            }
        }
        Ok(found)
    }

    /// Stores what the user has decided about workspaces: all of it, or nothing.
    ///
    /// # Errors
    /// When the store cannot be written, or there is no such workspace.
    pub fn set_handling(&self, decided: &[(WorkspaceId, Handling)]) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        for (id, handling) in decided {
            save(&transaction, *id, handling)?;
        }
        Ok(transaction.commit()?)
    }
}

pub(super) fn save(connection: &Connection, id: WorkspaceId, handling: &Handling) -> Result<(), StoreError> {
    match handling {
        Handling::Active => {
            let sql = "delete from handling where workspace_id = ?1";
            connection.prepare_cached(sql)?.execute([id.to_string()])?;
        }
        Handling::Acknowledged(_) | Handling::Snoozed { .. } | Handling::Archived => {
            let sql = "insert or replace into handling (workspace_id, handling) values (?1, ?2)";
            connection.prepare_cached(sql)?.execute(params![id.to_string(), write_json(handling)?])?;
        }
    }
    Ok(())
}
