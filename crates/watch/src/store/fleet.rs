//! The state of a fleet: a store of its own, at a path that the user chooses, whose workspaces are those of a fleet file.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, TransactionBehavior::Immediate, backup::Backup, params};

use super::{
    Store, StoreError,
    copies::{self, StoreCopy},
    handling,
    open::{HEADER, connect_to_read, is_damage, prepare},
    outbox, workspaces,
};
use crate::workspace::{Workspace, WorkspaceId, handling::Handling};

/// Marks the state of a fleet ("LWfl"). Whoever names another database as the state, such as the desktop's store, must not
/// find the workspaces in it archived.
const APPLICATION_ID: i32 = 0x4c57_666c;

/// How much of a file is looked at to find out what it is.
const BEGINNING: u64 = 4096;

impl Store {
    /// Opens the state of a fleet, and creates it if it does not exist: as [`Store::open`], with the path of the file.
    ///
    /// # Errors
    /// As [`Store::open`], and [`StoreError::Foreign`] if the file is something else. Then it is left as it is.
    pub fn open_fleet(file: &Path, now: Timestamp) -> Result<Self, StoreError> {
        let file = Self::refuse_foreign(file)?;
        let store = Self::open_file(file, now)?;
        store.lock().pragma_update(None, "application_id", APPLICATION_ID)?;
        Ok(store)
    }

    /// Makes sure that a file may be the state of a fleet, and returns its absolute path. It is only looked at.
    ///
    /// # Errors
    /// [`StoreError::Foreign`] if it is something else.
    pub fn refuse_foreign(file: &Path) -> Result<PathBuf, StoreError> {
        let file = absolute(file)?;
        if is_foreign(&file) {
            return Err(StoreError::Foreign { path: file });
        }
        Ok(file)
    }

    /// Opens the state of a fleet to read what is committed, as [`Store::open_to_read`].
    ///
    /// # Errors
    /// As [`Store::open_to_read`], and [`StoreError::Foreign`] if the file is something else.
    pub fn open_fleet_to_read(file: &Path) -> Result<Self, StoreError> {
        let file = Self::refuse_foreign(file)?;
        Ok(Self::new(connect_to_read(&file)?, Some(file), None))
    }

    /// Copies the state of a fleet into memory, where nothing can be written. Without a file, the copy is empty.
    ///
    /// # Errors
    /// When the file cannot be read, or is something else.
    pub fn copy_fleet_into_memory(file: &Path) -> Result<Self, StoreError> {
        let file = Self::refuse_foreign(file)?;
        let mut copy = Connection::open_in_memory()?;
        if file.exists() {
            let source = connect_to_read(&file)?;
            Backup::new(&source, &mut copy)?.run_to_completion(1000, Duration::ZERO, None)?;
        }
        prepare(&mut copy)?;
        Ok(Self::new(copy, None, None))
    }

    /// Adds workspaces of a fleet, or replaces their names and connections, and archives those that have left it, of
    /// which no reminder stays open: all of it, or nothing. Everything else that is known of them stays; another address is one of their changes.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub fn sync_fleet(&self, current: &[Workspace], retired: &[WorkspaceId], at: Timestamp) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        // Names and addresses may have been swapped, and one that has left may have had the same: it gets an account that
        // nobody has. The final ones follow.
        for Workspace { id, address, user_id, .. } in current {
            let sql = "update workspaces set user_id = id where id = ?1 or (address = ?2 and user_id = ?3)";
            transaction.prepare_cached(sql)?.execute(params![id.to_string(), address.to_string(), user_id.as_str()])?;
        }
        let mut position = workspaces::last_position(&transaction)?;
        for workspace in current {
            let is_known = "select count(*) > 0 from workspaces where id = ?1";
            let is_known =
                transaction.prepare_cached(is_known)?.query_row([workspace.id.to_string()], |row| row.get(0))?;
            if is_known {
                workspaces::edit(&transaction, workspace.id, &workspace.name, &workspace.details)?;
                workspaces::replace(&transaction, workspace, at)?;
            } else {
                position = position.saturating_add(1);
                workspaces::add_at(&transaction, workspace, position)?;
            }
            handling::save(&transaction, workspace.id, &Handling::Active)?;
        }
        for id in retired {
            handling::save(&transaction, *id, &Handling::Archived)?;
            // Nobody would complete them any more, and if it returns, they are old.
            outbox::complete_of(&transaction, *id, at)?;
        }
        Ok(transaction.commit()?)
    }
}

fn absolute(file: &Path) -> Result<PathBuf, StoreError> {
    std::path::absolute(file).map_err(|source| StoreError::Folder { path: file.to_owned(), source })
}

/// Whether a file is not the state of a fleet, and has never been one. A damaged one is not foreign: its header is left, or there
/// are copies of it.
fn is_foreign(file: &Path) -> bool {
    let Ok(beginning) = beginning(file) else { return false };
    if !beginning.starts_with(HEADER) {
        return !beginning.is_empty() && (is_text(&beginning) || !has_copies(file));
    }
    is_foreign_database(file).unwrap_or_else(|error| match application_id(&beginning) {
        Some(APPLICATION_ID) => false,
        // What was never closed has it only in the write-ahead log.
        Some(0) | None => is_damage(&error) && !has_copies(file),
        Some(_) => true,
    })
}

fn beginning(file: &Path) -> io::Result<Vec<u8>> {
    let mut beginning = Vec::new();
    File::open(file)?.take(BEGINNING).read_to_end(&mut beginning)?;
    Ok(beginning)
}

/// The application ID in the header of a database; `None` if it is cut off.
fn application_id(beginning: &[u8]) -> Option<i32> {
    let bytes = beginning.get(68..72)?.try_into().ok()?;
    Some(i32::from_be_bytes(bytes))
}

/// Whether there are copies of the state of a fleet beside a file.
fn has_copies(file: &Path) -> bool {
    let is_marked = |copy: StoreCopy| {
        let beginning = beginning(&copy.file);
        beginning.is_ok_and(|beginning| application_id(&beginning) == Some(APPLICATION_ID))
    };
    copies::list(file).into_iter().any(is_marked)
}

fn is_text(beginning: &[u8]) -> bool {
    let is_text = |text: &str| text.chars().all(|c| !c.is_control() || c.is_whitespace());
    match std::str::from_utf8(beginning) {
        Ok(text) => is_text(text),
        // The last character may be cut off.
        Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
    }
}

fn is_foreign_database(file: &Path) -> Result<bool, StoreError> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let id: i32 = connection.query_row("pragma application_id", [], |row| row.get(0))?;
    match id {
        APPLICATION_ID => return Ok(false),
        0 => {}
        _ => return Ok(true),
    }
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    if count("select count(*) from sqlite_schema where type = 'table' and name not like 'sqlite_%'")? == 0 {
        return Ok(false);
    }
    // A run that was killed between creating it and marking it.
    Ok(!matches!(count("select count(*) from workspaces"), Ok(0)))
}

#[cfg(test)]
mod tests {
    use rocketchat::UserId;

    use super::*;
    use crate::{
        reminders::{
            Cause, CauseKind,
            causes::withdrawn::LicenseWithdrawn,
            condition::{Condition, ConditionKind},
        },
        store::FILE_NAME,
    };

    fn now() -> Timestamp {
        "2026-03-01T10:20:30Z".parse().unwrap()
    }

    #[test]
    fn what_is_no_state_of_a_fleet_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let refuse = |name: &str| {
            let file = folder.path().join(name);
            let before = std::fs::read(&file).unwrap();
            for opened in [Store::open_fleet(&file, now()), Store::copy_fleet_into_memory(&file)] {
                assert!(matches!(opened, Err(StoreError::Foreign { path }) if path == file), "{name}");
            }
            assert_eq!(std::fs::read(&file).unwrap(), before);
        };
        std::fs::write(folder.path().join("fleet.toml"), "[[workspace]]\nname = \"Zoé\"\n").unwrap();
        refuse("fleet.toml");
        let other = Connection::open(folder.path().join("other.sqlite3")).unwrap();
        other.execute_batch("create table t (a); insert into t values (1)").unwrap();
        other.execute_batch("pragma application_id = 7").unwrap();
        drop(other);
        refuse("other.sqlite3");
        // Damaged or not, it is not ours.
        let mut bytes = std::fs::read(folder.path().join("other.sqlite3")).unwrap();
        bytes[100..].fill(0xa5);
        std::fs::write(folder.path().join("damaged.sqlite3"), &bytes).unwrap();
        refuse("damaged.sqlite3");
        bytes[68..72].fill(0);
        std::fs::write(folder.path().join("unmarked.sqlite3"), &bytes).unwrap();
        refuse("unmarked.sqlite3");
        std::fs::write(folder.path().join("picture.png"), [&b"\x89PNG\r\n\x1a\n"[..], &[0; 5000]].concat()).unwrap();
        refuse("picture.png");
        let desktop = Store::open(folder.path(), now()).unwrap();
        desktop.add_workspace(&Workspace::example()).unwrap();
        desktop.checkpoint();
        desktop.copy(now()).unwrap();
        drop(desktop);
        refuse(FILE_NAME);
        let file = folder.path().join(FILE_NAME);
        std::fs::write(&file, [0xa5; 5000]).unwrap();
        refuse(FILE_NAME);
    }

    #[test]
    fn a_damaged_state_of_a_fleet_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.sqlite3");
        let store = Store::open_fleet(&file, now()).unwrap();
        store.sync_fleet(&[Workspace::example()], &[], now()).unwrap();
        store.copy(now()).unwrap();
        drop(store);
        let sound = std::fs::read(&file).unwrap();
        // The header is left, and then only the copy tells what it was.
        for damaged in [100, 0] {
            let mut bytes = sound.clone();
            bytes[damaged..].fill(0xa5);
            std::fs::write(&file, bytes).unwrap();
            let store = Store::open_fleet(&file, now()).unwrap();
            assert!(store.damage().unwrap().copy_of.is_some(), "from byte {damaged}");
            assert_eq!(store.workspaces().unwrap().len(), 1);
        }
        std::fs::remove_dir_all(folder.path().join("state.sqlite3.copies")).unwrap();
        let mut bytes = sound.clone();
        bytes[100..].fill(0xa5);
        std::fs::write(&file, bytes).unwrap();
        let store = Store::open_fleet(&file, now()).unwrap();
        assert_eq!(store.damage().unwrap().copy_of, None, "the header is ours");
    }

    #[test]
    fn of_a_workspace_that_has_left_no_reminder_stays_open() {
        let store = Store::in_memory().unwrap();
        let (left, kept) = (Workspace::example(), Workspace { user_id: UserId::new("other"), ..Workspace::example() });
        store.sync_fleet(&[left.clone(), kept.clone()], &[], now()).unwrap();
        let cause = || Cause::Withdrawn(LicenseWithdrawn { reasons: Vec::new() });
        for workspace in [&left, &kept] {
            let withdrawn = Condition::new(ConditionKind::of(CauseKind::Withdrawn), Some(cause()));
            store.record_due_conditions(workspace, &[withdrawn], now()).unwrap();
        }
        store.sync_fleet(&[], &[left.id], now()).unwrap();
        let open = |workspace: &Workspace| store.open_reminders(workspace.id).unwrap().len();
        assert_eq!((open(&left), open(&kept)), (0, 1));
    }

    #[test]
    fn names_and_addresses_can_be_swapped_and_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.sqlite3");
        let one = Workspace::example();
        let two = Workspace { name: "Harbor".into(), user_id: UserId::new("other"), ..Workspace::example() };
        let store = Store::open_fleet(&file, now()).unwrap();
        store.sync_fleet(&[one.clone(), two.clone()], &[], now()).unwrap();
        let swapped = [
            Workspace { user_id: two.user_id.clone(), name: two.name.clone(), ..one.clone() },
            Workspace { user_id: one.user_id.clone(), name: one.name.clone(), ..two.clone() },
        ];
        store.sync_fleet(&swapped, &[], now()).unwrap();
        assert_eq!(store.workspaces().unwrap(), swapped);

        let third = Workspace { user_id: two.user_id.clone(), ..Workspace::example() };
        store.sync_fleet(std::slice::from_ref(&third), &[one.id], now()).unwrap();
        assert_eq!(store.workspaces().unwrap()[2], third);
        assert_eq!(store.handling().unwrap()[&one.id], Handling::Archived);
        drop(store);

        let reopened = Store::open_fleet(&file, now()).unwrap();
        assert_eq!(reopened.workspaces().unwrap().len(), 3);
        let copy = Store::copy_fleet_into_memory(&file).unwrap();
        copy.sync_fleet(std::slice::from_ref(&one), &[], now()).unwrap();
        assert!(!copy.handling().unwrap().contains_key(&one.id));
        assert!(reopened.handling().unwrap().contains_key(&one.id), "only the copy was changed");
    }
}
