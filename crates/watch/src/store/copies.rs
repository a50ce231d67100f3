//! Automatic copies of the store, from which a damaged one is restored.
//!
//! There is at most one a day, and none of a store that has not changed. Those of the last three days and the last three
//! weeks on which there was one are kept. What the user removes is removed from them, too.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use rusqlite::{Connection, OpenFlags};

use super::{FILE_NAME, Store, StoreError, open::beside, private};
use crate::{deliver::channel::ChannelId, workspace::WorkspaceId};

/// The folder of the copies of the desktop's store. Other stores may share a folder, so that their copies are in one of their own,
/// which is named after the file.
const FOLDER_NAME: &str = "copies";

/// The name of a copy that is not complete.
const INCOMPLETE: &str = "incomplete.db";

/// A copy is named after the time, in UTC.
const NAME: &str = "license-watch-%Y-%m-%dT%H%M%SZ.db";

/// Of how many days and of how many weeks the last copy is kept.
const KEPT: usize = 3;

/// The length of a day and of a week, in seconds.
const PERIODS: [i64; 2] = [86_400, 7 * 86_400];

/// A copy of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StoreCopy {
    pub(super) at: Timestamp,
    pub(super) file: PathBuf,
}

impl Store {
    /// Copies the store, unless there is a copy of today, nothing has changed since the last one, or there are no
    /// workspaces. Uses a connection of its own: other calls do not wait for it.
    ///
    /// # Errors
    /// When the store cannot be read, or the copy cannot be written.
    pub fn copy(&self, now: Timestamp) -> Result<(), StoreError> {
        let Some(file) = &self.file else { return Ok(()) };
        let newest = list(file).into_iter().find(|copy| copy.at <= now);
        let is_needed = newest.is_none_or(|newest| day(newest.at) != day(now) && has_changed(file, &newest.file));
        if !is_needed || self.workspaces()?.is_empty() {
            return Ok(());
        }
        let copies = folder_of(file);
        let unusable = |source| StoreError::Folder { path: copies.clone(), source };
        private::create_folder(&copies).map_err(unusable)?;
        let incomplete = copies.join(INCOMPLETE);
        remove_if_there(&incomplete).map_err(unusable)?;
        private::create_file(&incomplete).map_err(unusable)?;
        let source = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        // An empty file is a database.
        source.execute("vacuum into ?1", [incomplete.to_string_lossy()])?;
        let complete = || {
            fs::OpenOptions::new().write(true).open(&incomplete)?.sync_all()?;
            fs::rename(&incomplete, copies.join(now.strftime(NAME).to_string()))
        };
        complete().map_err(unusable)?;
        for copy in unneeded(list(file), now) {
            fs::remove_file(&copy.file).map_err(unusable)?;
        }
        Ok(())
    }

    /// Removes a workspace from every copy. A copy from which it cannot be removed is deleted.
    pub fn remove_from_copies(&self, id: WorkspaceId) {
        self.delete_in_copies("workspaces", &id.to_string());
    }

    /// Removes a channel from all copies. A copy that cannot be changed is deleted.
    pub fn remove_channel_from_copies(&self, id: ChannelId) {
        self.delete_in_copies("channels", &id.to_string());
    }

    fn delete_in_copies(&self, table: &str, id: &str) {
        for copy in self.file.iter().flat_map(|file| list(file)) {
            if let Err(error) = remove_from(&copy.file, table, id) {
                tracing::warn!(%error, table, "failed to remove something from a copy of the store; the copy is deleted");
                delete(&copy.file);
            }
        }
    }

    /// Deletes all copies, and the damaged stores that were set aside.
    pub fn delete_copies(&self) {
        let Some(file) = &self.file else { return };
        list(file).iter().for_each(|copy| delete(&copy.file));
        let damaged = beside(file, ".damaged-");
        let is_damaged =
            |file: &PathBuf| file.as_os_str().as_encoded_bytes().starts_with(damaged.as_os_str().as_encoded_bytes());
        files(file.parent().unwrap_or(Path::new(""))).filter(is_damaged).for_each(|file| delete(&file));
    }
}

/// The folder with the copies of a store.
fn folder_of(file: &Path) -> PathBuf {
    match file.file_name().is_some_and(|name| name == FILE_NAME) {
        true => file.with_file_name(FOLDER_NAME),
        false => beside(file, ".copies"),
    }
}

/// The copies of a store, newest first.
pub(super) fn list(file: &Path) -> Vec<StoreCopy> {
    let copy = |file: PathBuf| {
        let at = DateTime::strptime(NAME, file.file_name()?.to_str()?).ok()?;
        Some(StoreCopy { at: TimeZone::UTC.to_timestamp(at).ok()?, file })
    };
    let mut copies: Vec<_> = files(&folder_of(file)).filter_map(copy).collect();
    copies.sort_by_key(|copy| std::cmp::Reverse(copy.at));
    copies
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

/// The copies that are not kept. Those that seem to be from the future, because the clock was wrong, are.
fn unneeded(newest_first: Vec<StoreCopy>, now: Timestamp) -> Vec<StoreCopy> {
    let mut seen = PERIODS.map(|_| HashSet::new());
    let is_kept = |copy: &StoreCopy| {
        let mut is_kept = copy.at > now;
        for (period, seen) in PERIODS.into_iter().zip(&mut seen) {
            is_kept |= !is_kept_already(copy.at, period, seen) && seen.len() <= KEPT;
        }
        is_kept
    };
    let (_, unneeded) = newest_first.into_iter().partition::<Vec<_>, _>(is_kept);
    unneeded
}

/// Whether there was a newer copy in the same period. Notes the period.
fn is_kept_already(at: Timestamp, period: i64, seen: &mut HashSet<i64>) -> bool {
    !seen.insert(at.as_second().div_euclid(period))
}

fn day(at: Timestamp) -> i64 {
    at.as_second().div_euclid(PERIODS[0])
}

fn has_changed(file: &Path, copy: &Path) -> bool {
    let changed_at = |file: &Path| fs::metadata(file).and_then(|metadata| metadata.modified()).ok();
    let log = beside(file, "-wal");
    changed_at(file).max(changed_at(&log)) > changed_at(copy)
}

fn remove_from(copy: &Path, table: &str, id: &str) -> rusqlite::Result<()> {
    let connection = Connection::open(copy)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    // A copy of an older format may not have it.
    if connection.table_exists(None, table)? {
        connection.execute(&format!("delete from {table} where id = ?1"), [id])?;
    }
    Ok(())
}

fn delete(file: &Path) {
    if let Err(error) = remove_if_there(file) {
        tracing::error!(file = %file.display(), %error, "failed to delete a file with stored data");
    }
}

fn remove_if_there(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::workspace::Workspace;

    fn start() -> Timestamp {
        "2026-03-01T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn copies_of_three_days_and_three_weeks_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), start()).unwrap();
        store.copy(start()).unwrap();
        assert_eq!(list(&folder.path().join(FILE_NAME)), [], "there is nothing to copy");
        store.add_workspace(&Workspace::example()).unwrap();
        let day = |day| start() + SignedDuration::from_hours(24 * day);
        for hours in 0..24 * 40 {
            store.save_settings(&crate::settings::Settings::default()).unwrap();
            // Files have times of the real clock, which advances little in this test.
            let old = std::time::SystemTime::UNIX_EPOCH;
            for copy in list(&folder.path().join(FILE_NAME)) {
                fs::File::options().write(true).open(copy.file).unwrap().set_modified(old).unwrap();
            }
            store.copy(start() + SignedDuration::from_hours(hours)).unwrap();
        }
        let kept: Vec<_> = list(&folder.path().join(FILE_NAME)).into_iter().map(|copy| copy.at).collect();
        let midnight = |n: i64| day(n) - SignedDuration::from_hours(10);
        // Weeks begin on Thursdays, like the epoch.
        assert_eq!(kept, [midnight(40), midnight(39), midnight(38), midnight(31)], "{kept:?}");
    }

    #[test]
    fn store_that_has_not_changed_is_not_copied_again() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), start()).unwrap();
        store.add_workspace(&Workspace::example()).unwrap();
        store.copy(start()).unwrap();
        store.copy(start() + SignedDuration::from_hours(48)).unwrap();
        assert_eq!(list(&folder.path().join(FILE_NAME)).len(), 1);
    }

    #[test]
    fn what_is_removed_is_in_no_copy() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), start()).unwrap();
        let workspace = Workspace { name: "Harbor Logistics".into(), ..Workspace::example() };
        store.add_workspace(&workspace).unwrap();
        store.copy(start()).unwrap();
        let copy = list(&folder.path().join(FILE_NAME)).remove(0).file;
        let has_name = || fs::read(&copy).unwrap().windows(16).any(|bytes| bytes == b"Harbor Logistics");
        assert!(has_name());
        store.remove_channel_from_copies(ChannelId::random());
        assert!(has_name(), "another one");
        store.remove_from_copies(workspace.id);
        assert!(!has_name());
        store.delete_copies();
        assert_eq!(list(&folder.path().join(FILE_NAME)), []);
    }
}
