//! The snapshot of each workspace. An answer is stored together with the changes that it brings, in one transaction.

use std::collections::HashMap;

use jiff::Timestamp;
use license::Change;
use rocketchat::{Reading, ServerVersion};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{Store, StoreError, history, reminders, revisions, rows, usage, write_json};
use crate::{
    failure::Failure,
    workspace::{
        WorkspaceId,
        confirmation::{Confirmation, Weighed},
        snapshot::Snapshot,
    },
};

const SELECT: &str =
    "select w.id, s.fetched_at, s.server_version, s.support, s.endpoint, s.answer, s.named, s.facts, f.failure, f.since,
            c.confirmation, i.version as icon
    from workspaces w left join snapshots s on s.workspace_id = w.id left join failures f on f.workspace_id = w.id
        left join confirmations c on c.workspace_id = w.id left join icons i on i.workspace_id = w.id";

impl Store {
    /// The snapshot of every workspace.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn snapshots(&self) -> Result<HashMap<WorkspaceId, Snapshot>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(SELECT)?;
        let mut rows = statement.query([])?;
        let mut snapshots = HashMap::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get("id")?;
            let id = id.parse().map_err(|_| StoreError::Unreadable("the id of a workspace".to_owned()))?;
            snapshots.insert(id, readable(rows::snapshot(row))?);
        }
        Ok(snapshots)
    }

    /// The snapshot of one workspace; `None` if there is no such workspace.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn snapshot(&self, id: WorkspaceId) -> Result<Option<Snapshot>, StoreError> {
        snapshot(&self.lock(), id)
    }

    /// Stores an answer that needs no confirmation, because it shows what the user has just done, and the changes that it
    /// brings. Returns the new snapshot and the changes; `None` if the workspace has been removed.
    ///
    /// # Errors
    /// When the store cannot be written. Then nothing is stored.
    pub fn save_reading(
        &self,
        id: WorkspaceId,
        reading: Reading,
        at: Timestamp,
    ) -> Result<Option<(Snapshot, Vec<Change>)>, StoreError> {
        self.save(id, reading, at, without_confirmation)
    }

    /// Weighs a reading against the earlier ones. If it is confirmed, stores it as the answer; either way, stores the
    /// changes that are to be reported now. Returns the new snapshot and these changes; `None` if the workspace has been
    /// removed.
    ///
    /// # Errors
    /// When the store cannot be written. Then nothing is stored.
    pub fn weigh_reading(
        &self,
        id: WorkspaceId,
        reading: Reading,
        at: Timestamp,
    ) -> Result<Option<(Snapshot, Vec<Change>)>, StoreError> {
        let weigh = |old: &Snapshot, reading: &Reading| {
            Weighed::new(old.confirmation.clone(), old.statement().as_ref(), reading, at)
        };
        self.save(id, reading, at, weigh)
    }

    fn save(
        &self,
        id: WorkspaceId,
        reading: Reading,
        at: Timestamp,
        weigh: impl FnOnce(&Snapshot, &Reading) -> Weighed,
    ) -> Result<Option<(Snapshot, Vec<Change>)>, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let saved = save(&transaction, id, reading, at, weigh)?;
        transaction.commit()?;
        Ok(saved)
    }

    /// Stores why a refresh failed, and leaves the answer as it is. Returns the snapshot with the failure; `None` if
    /// the workspace has been removed.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn save_failure(
        &self,
        id: WorkspaceId,
        failure: &Failure,
        at: Timestamp,
    ) -> Result<Option<Snapshot>, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let new = match snapshot(&transaction, id)? {
            Some(_) => Some(fail(&transaction, id, failure, at)?),
            None => None,
        };
        transaction.commit()?;
        Ok(new)
    }
}

/// Weighs a reading of what the user has just done, which needs no confirmation.
fn without_confirmation(old: &Snapshot, reading: &Reading) -> Weighed {
    Weighed { is_confirmed: true, changes: old.changes_to(reading), confirmation: None }
}

/// Stores the first reading of a workspace that was added in the same transaction. Returns the snapshot.
pub(super) fn save_first(
    transaction: &Transaction<'_>,
    id: WorkspaceId,
    reading: Reading,
    at: Timestamp,
) -> Result<Snapshot, StoreError> {
    let saved = save(transaction, id, reading, at, without_confirmation)?;
    saved.map(|(snapshot, _)| snapshot).ok_or_else(|| StoreError::Unreadable("the workspace just added".to_owned()))
}

fn save(
    transaction: &Transaction<'_>,
    id: WorkspaceId,
    reading: Reading,
    at: Timestamp,
    weigh: impl FnOnce(&Snapshot, &Reading) -> Weighed,
) -> Result<Option<(Snapshot, Vec<Change>)>, StoreError> {
    let Some(old) = snapshot(transaction, id)? else { return Ok(None) };
    let Weighed { is_confirmed, changes, confirmation } = weigh(&old, &reading);
    let new = if is_confirmed {
        revisions::keep_raw(transaction, id, &reading.raw)?;
        Snapshot { confirmation, ..old.after(reading, at) }
    } else {
        Snapshot { confirmation, failure: None, failing_since: None, ..old }
    };
    if is_confirmed {
        save_answer(transaction, id, &new, at)?;
    }
    transaction.prepare_cached("delete from failures where workspace_id = ?1")?.execute([id.to_string()])?;
    save_confirmation(transaction, id, new.confirmation.as_ref())?;
    for change in &changes {
        history::add(transaction, id, at, change)?;
    }
    if !changes.is_empty() {
        history::thin(transaction, id, reminders::reported_change(transaction, id)?, at)?;
    }
    Ok(Some((new, changes)))
}

fn save_answer(
    transaction: &Transaction<'_>,
    id: WorkspaceId,
    new: &Snapshot,
    at: Timestamp,
) -> Result<(), StoreError> {
    // What may be taken back by the next reading does not make a revision.
    if !new.is_unreported() {
        revisions::record(transaction, id, new)?;
    }
    let sql = "insert or replace into snapshots
                   (workspace_id, fetched_at, server_version, answer, named, support, endpoint, facts)
               values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let version = new.server_version.as_ref().map(ServerVersion::as_str).unwrap_or_default();
    let (answer, named) = (write_json(&new.answer)?, write_json(&new.named)?);
    let support = new.support.as_ref().map(write_json).transpose()?;
    let endpoint = new.endpoint.as_ref().map(write_json).transpose()?;
    let facts = write_json(&new.facts)?;
    let row = params![id.to_string(), at.to_string(), version, answer, named, support, endpoint, facts];
    transaction.prepare_cached(sql)?.execute(row)?;
    if let Some(answer) = &new.answer {
        usage::record(transaction, id, answer, at)?;
    }
    Ok(())
}

fn save_confirmation(
    transaction: &Transaction<'_>,
    id: WorkspaceId,
    confirmation: Option<&Confirmation>,
) -> Result<(), StoreError> {
    match confirmation {
        Some(confirmation) => {
            let sql = "insert or replace into confirmations (workspace_id, confirmation) values (?1, ?2)";
            transaction.prepare_cached(sql)?.execute(params![id.to_string(), write_json(confirmation)?])?;
        }
        None => {
            let sql = "delete from confirmations where workspace_id = ?1";
            transaction.prepare_cached(sql)?.execute([id.to_string()])?;
        }
    }
    Ok(())
}

/// Stores why a refresh failed. Returns the new snapshot.
pub(super) fn fail(
    connection: &Connection,
    id: WorkspaceId,
    failure: &Failure,
    at: Timestamp,
) -> Result<Snapshot, StoreError> {
    let sql = "insert into failures (workspace_id, failure, since) values (?1, ?2, ?3)
               on conflict (workspace_id)
               do update set failure = excluded.failure, since = coalesce(since, excluded.since)";
    connection.execute(sql, params![id.to_string(), write_json(failure)?, at.to_string()])?;
    snapshot(connection, id)?.ok_or_else(|| StoreError::Unreadable("the failure that was just stored".to_owned()))
}

fn snapshot(connection: &Connection, id: WorkspaceId) -> Result<Option<Snapshot>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} where w.id = ?1"))?;
    let row = statement.query_row([id.to_string()], |row| Ok(rows::snapshot(row))).optional()?;
    row.map(readable).transpose()
}

/// A snapshot with a value that cannot be read is not known: the next reading replaces it.
fn readable(snapshot: Result<Snapshot, StoreError>) -> Result<Snapshot, StoreError> {
    match snapshot {
        Err(error) if error.is_of_value() => {
            tracing::warn!(%error, "failed to parse what is stored of a license; it is read again");
            Ok(Snapshot::default())
        }
        snapshot => snapshot,
    }
}
