//! The icons of workspaces.

use std::hash::{DefaultHasher, Hash, Hasher};

use rocketchat::Icon;
use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError};
use crate::workspace::WorkspaceId;

impl Store {
    /// Stores the icon of a workspace, or that it has none.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn set_icon(&self, id: WorkspaceId, icon: Option<&Icon>) -> Result<(), StoreError> {
        let connection = self.lock();
        match icon {
            Some(icon) => connection.execute(
                "insert or replace into icons (workspace_id, version, png) select id, ?2, ?3 from workspaces where id = ?1",
                params![id.to_string(), version(icon), icon.as_bytes()],
            )?,
            None => connection.execute("delete from icons where workspace_id = ?1", [id.to_string()])?,
        };
        Ok(())
    }

    /// The icon of a workspace, as a PNG; `None` if it has none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn icon(&self, id: WorkspaceId) -> Result<Option<Icon>, StoreError> {
        let sql = "select png from icons where workspace_id = ?1";
        let png: Option<Vec<u8>> = self.lock().query_row(sql, [id.to_string()], |row| row.get(0)).optional()?;
        Ok(png.as_deref().and_then(Icon::new))
    }
}

/// Another text for another icon.
fn version(icon: &Icon) -> String {
    let mut hasher = DefaultHasher::new();
    icon.as_bytes().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
