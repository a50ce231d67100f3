//! What the admin has chosen.

use rusqlite::{OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};

use super::{Store, StoreError, read_json, write_json};

/// The name of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Until when nothing is told: an instant.
    PausedUntil,
    /// Whether it was said that the desktop shows no tray: a truth value.
    NoTraySaid,
    /// How somebody wishes to be reminded: [`crate::reminders::settings::ReminderSettings`].
    ReminderSettings,
    /// How somebody wishes workspaces to be asked: [`crate::settings::RefreshSettings`].
    RefreshSettings,
    /// The language of whoever is told something: [`crate::i18n::language::Language`].
    Language,
}

impl Setting {
    fn name(self) -> &'static str {
        match self {
            Self::PausedUntil => "paused_until",
            Self::NoTraySaid => "no_tray_said",
            Self::ReminderSettings => "reminding",
            Self::RefreshSettings => "asking",
            Self::Language => "language",
        }
    }
}

impl Store {
    /// A setting; nothing where it was never chosen.
    ///
    /// # Errors
    /// When the store cannot be read, or holds something else under that name.
    pub fn setting<T: DeserializeOwned>(&self, setting: Setting) -> Result<Option<T>, StoreError> {
        let connection = self.lock();
        let sql = "select value from settings where name = ?1";
        let found: Option<String> = connection.query_row(sql, [setting.name()], |row| row.get(0)).optional()?;
        found.map(|value| read_json(&value)).transpose()
    }

    /// Keeps a setting; with nothing, it is as if it had never been chosen.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn choose<T: Serialize>(&self, setting: Setting, value: Option<&T>) -> Result<(), StoreError> {
        match value {
            Some(value) => {
                let sql = "insert or replace into settings (name, value) values (?1, ?2)";
                self.lock().execute(sql, params![setting.name(), write_json(value)?])?;
            }
            None => drop(self.lock().execute("delete from settings where name = ?1", [setting.name()])?),
        }
        Ok(())
    }

    /// Forgets the groups, and what was chosen.
    ///
    /// # Errors
    /// When the store cannot be written: then nothing is forgotten.
    pub fn forget_choices(&self) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        transaction.execute_batch("delete from groups; delete from settings;")?;
        Ok(transaction.commit()?)
    }
}
