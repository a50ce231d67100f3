//! The store: one SQLite file that holds everything except secrets.

mod additions;
mod channels;
mod compressed;
mod copies;
mod deliveries;
mod fleet;
mod groups;
mod handling;
mod history;
mod icons;
mod import;
mod open;
mod outbox;
mod past;
mod private;
mod reminders;
mod revisions;
mod rows;
mod settings;
mod snapshots;
mod unused_tokens;
mod usage;
mod workspaces;

use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, Params, Row};

pub use channels::StoredChannel;
pub use history::ChangeRecord;
pub use import::{Import, Known, NewImport};
pub use outbox::Taken;
pub use revisions::KeptAnswer;

/// The name of the store's file in the data folder.
pub const FILE_NAME: &str = "license-watch.db";

/// The store. Every call is one short transaction.
#[derive(Debug)]
pub struct Store {
    connection: Mutex<Connection>,
    /// Counts the deliveries that are recorded.
    recorded_deliveries: deliveries::Recorded,
    /// Its file; `None` in memory.
    file: Option<PathBuf>,
    damage: Option<Damage>,
}

/// What was done about a damaged store when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file to which the damaged store was renamed.
    pub set_aside: PathBuf,
    /// From when the copy is that took its place; `None` if there was none.
    pub copy_of: Option<Timestamp>,
}

/// The store cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder or the file cannot be created.
    #[error("the folder {path} cannot be used ({source})", path = path.display())]
    Folder {
        /// The folder or the file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// SQLite failed.
    #[error("the store cannot be used ({0})")]
    Sqlite(#[from] rusqlite::Error),
    /// The file was written by a newer version of License Watch.
    #[error("the store was written by a newer version of License Watch (format {found}, this one reads up to {known})")]
    Newer {
        /// The format of the file.
        found: i64,
        /// The newest format that this version knows.
        known: i64,
    },
    /// The file was written by an older version of License Watch, and cannot be changed now.
    #[error("the store was written by an older version of License Watch (format {found})")]
    Older {
        /// The format of the file.
        found: i64,
    },
    /// The file is something else, or a store of another kind.
    #[error("{path} is not a state file of License Watch", path = path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A workspace with the same address and account is there already.
    #[error("this workspace is already added, as “{0}”")]
    Duplicate(String),
    /// A stored value cannot be read. Says which, or why.
    #[error("the store contains invalid data ({0})")]
    Unreadable(String),
}

impl StoreError {
    /// Whether it is about a stored value, so that other values can be read.
    pub(crate) fn is_of_value(&self) -> bool {
        match self {
            Self::Unreadable(_) => true,
            Self::Sqlite(
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::Utf8Error(..),
            ) => true,
            // SQLite's own reading of JSON has no code of its own.
            Self::Sqlite(error) => error.sqlite_error_code() == Some(ErrorCode::Unknown),
            Self::Folder { .. }
            | Self::Newer { .. }
            | Self::Older { .. }
            | Self::Foreign { .. }
            | Self::Duplicate(_) => false,
        }
    }
}

impl Store {
    /// What was done about damage when the store was opened; `None` if it was not damaged.
    pub fn damage(&self) -> Option<&Damage> {
        self.damage.as_ref()
    }

    /// Waits for the current write, and merges the write-ahead log into the file.
    pub fn checkpoint(&self) {
        if let Err(error) = self.lock().execute_batch("pragma wal_checkpoint(truncate)") {
            tracing::warn!(%error, "failed to merge the write-ahead log; the store is intact");
        }
    }

    /// Keeps everybody else waiting.
    #[cfg(test)]
    pub(crate) fn hold(&self) -> MutexGuard<'_, Connection> {
        self.lock()
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        #[cfg(test)]
        work::count(|work| work.calls += 1);
        // After a panic, no transaction is left open: rusqlite rolls back on drop.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs a query and reads every row.
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
        #[cfg(test)]
        work::count(|work| work.rows += 1);
        found.push(read(row)?);
    }
    Ok(found)
}

/// Parses a value that is stored as JSON.
fn read_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Unreadable(error.to_string()))
}

/// Makes the JSON to store of a value.
fn write_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unreadable(error.to_string()))
}

/// Counts what a test has the stores do on its own thread.
#[cfg(test)]
pub(crate) mod work {
    use std::cell::Cell;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub(crate) struct Work {
        /// How often a store was called.
        pub(crate) calls: usize,
        /// How many rows were read and parsed.
        pub(crate) rows: usize,
    }

    thread_local! {
        static WORK: Cell<Work> = const { Cell::new(Work { calls: 0, rows: 0 }) };
    }

    pub(super) fn count(add: impl FnOnce(&mut Work)) {
        let mut work = WORK.get();
        add(&mut work);
        WORK.set(work);
    }

    /// What `act` has them do.
    pub(crate) fn of(act: impl FnOnce()) -> Work {
        WORK.take();
        act();
        WORK.take()
    }
}
