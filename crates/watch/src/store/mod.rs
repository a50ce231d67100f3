//! Where everything but the secrets is kept: one SQLite file.

mod groups;
mod history;
mod import;
mod open;
mod outbox;
mod reminders;
mod revisions;
mod rows;
mod settings;
mod snapshots;
mod usage;
mod workspaces;

use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rusqlite::{Connection, Params, Row};

pub use history::ChangeRecord;
pub use import::NewImport;
pub use outbox::Taken;
pub use revisions::KeptAnswer;

/// The name of the store's file in the data folder.
pub const FILE_NAME: &str = "license-watch.db";

/// The store. Every call is one transaction, and short.
#[derive(Debug)]
pub struct Store {
    connection: Mutex<Connection>,
    set_aside: Option<PathBuf>,
}

/// The store cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder or the file cannot be made.
    #[error("the folder {path} cannot be used ({source})", path = path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// SQLite says no.
    #[error("the store cannot be used ({0})")]
    Sqlite(#[from] rusqlite::Error),
    /// What is stored was written by a newer version.
    #[error("the store was written by a newer version of License Watch (format {found}, this one reads up to {known})")]
    Newer {
        /// Its format.
        found: i64,
        /// The newest that is known.
        known: i64,
    },
    /// A row does not hold what it should.
    #[error("the store holds something that cannot be read ({0})")]
    Unreadable(String),
}

impl Store {
    /// Where a damaged store was set aside when this one was opened.
    pub fn set_aside(&self) -> Option<&PathBuf> {
        self.set_aside.as_ref()
    }

    /// Waits for what is being written, and leaves one tidy file.
    pub fn finish(&self) {
        if let Err(error) = self.lock().execute_batch("pragma wal_checkpoint(truncate)") {
            tracing::warn!(%error, "the store is whole, and its journal stays beside it");
        }
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere leaves no half-done transaction: rusqlite rolls back on drop.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every row that a question finds, read one by one.
fn all<T>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// A stored text as a value.
fn read_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Unreadable(error.to_string()))
}

/// A value as the text to store.
fn write_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unreadable(error.to_string()))
}
