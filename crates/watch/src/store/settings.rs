//! The settings, in one row.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, StoreError, read_json, write_json};
use crate::settings::Settings;

impl Store {
    /// The settings. Those that cannot be parsed have their defaults, so that they do not prevent the application from
    /// starting.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn settings(&self) -> Result<Settings, StoreError> {
        let sql = "select settings from settings";
        let stored: Option<rusqlite::Result<String>> =
            self.lock().query_row(sql, [], |row| Ok(row.get(0))).optional()?;
        let Some(stored) = stored else { return Ok(Settings::default()) };
        match stored.map_err(Into::into).and_then(|stored| read_json(&stored)) {
            Ok(stored) => Ok(Settings::from_json(&stored)),
            Err(error) => {
                tracing::warn!(%error, "failed to parse the stored settings; using the defaults");
                Ok(Settings::default())
            }
        }
    }

    /// Replaces the settings.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn save_settings(&self, settings: &Settings) -> Result<(), StoreError> {
        save(&self.lock(), settings)
    }

    /// Deletes the groups and the settings.
    ///
    /// # Errors
    /// When the store cannot be written. Then nothing is deleted.
    pub fn delete_groups_and_settings(&self) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        transaction.execute_batch("delete from groups; delete from settings;")?;
        Ok(transaction.commit()?)
    }
}

/// Replaces the settings.
pub(super) fn save(connection: &Connection, settings: &Settings) -> Result<(), StoreError> {
    let sql = "insert or replace into settings (id, settings) values (1, ?1)";
    connection.execute(sql, params![write_json(settings)?])?;
    Ok(())
}
