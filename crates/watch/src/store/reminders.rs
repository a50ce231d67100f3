//! What was recorded as due: which thresholds of which deadlines, and the level of each condition.
//!
//! What is due is recorded in one transaction with the reminder of it, before that is shown. Most of the time nothing is
//! new: that is found out before anything is locked or written.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use license::Change;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior::Immediate, params};

use super::{Store, StoreError, outbox, read_json};
use crate::{
    reminders::{Cause, Due, DueDeadline, Reminder, condition::Condition, settings::WorkspaceReminderSettings},
    workspace::{Workspace, WorkspaceId},
};

/// What was recorded later than now by more than this was recorded by a clock that was wrong, and is due again when its
/// time comes. Less is a clock that was set back a little, which repeats nothing.
const CLOCK_ERROR: SignedDuration = SignedDuration::from_hours(48);

impl Store {
    /// Records thresholds of a workspace's deadlines as sent, and keeps the reminder that is chosen from those that were
    /// not sent before. Returns it.
    ///
    /// # Errors
    /// When the store cannot be written, or there is no such workspace: then nothing is recorded.
    pub fn record_due_deadlines(
        &self,
        id: WorkspaceId,
        due: &[Due],
        now: Timestamp,
        choose: impl FnOnce(Vec<DueDeadline>) -> Option<Reminder>,
    ) -> Result<Option<Reminder>, StoreError> {
        let mut connection = self.lock();
        if !is_sent_in_the_future(&connection, id, now)? && unsent(&connection, id, due)?.is_empty() {
            return Ok(None);
        }
        let transaction = connection.transaction_with_behavior(Immediate)?;
        transaction.execute(
            "delete from reminders_sent where workspace_id = ?1 and sent_at > ?2",
            params![id.to_string(), latest(now)],
        )?;
        let fresh = unsent(&transaction, id, due)?;
        for due in &fresh {
            record(&transaction, id, due, now)?;
        }
        let chosen = choose(fresh.into_iter().map(|due| due.told.clone()).collect());
        if let Some(reminder) = &chosen {
            outbox::keep(&transaction, reminder, now)?;
        }
        transaction.commit()?;
        Ok(chosen)
    }

    /// Records the level of each of a workspace's conditions, and keeps a reminder of those that rose.
    ///
    /// # Errors
    /// When the store cannot be read or written: then nothing is recorded.
    pub fn record_due_conditions(
        &self,
        workspace: &Workspace,
        conditions: &[Condition],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut connection = self.lock();
        if moved(&connection, workspace.id, conditions)?.is_empty() {
            return Ok(());
        }
        let transaction = connection.transaction_with_behavior(Immediate)?;
        for Moved { condition, before, after } in moved(&transaction, workspace.id, conditions)? {
            set_level(&transaction, workspace.id, &condition.kind.code(), after)?;
            if let Some(cause) = condition.cause.as_ref().filter(|_| after > before) {
                let reminder = Reminder::of(workspace, cause.clone());
                outbox::keep(&transaction, &reminder, now)?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// Records every change of a workspace as sent, and keeps a reminder of the cause that is chosen from those that were
    /// not sent before.
    ///
    /// # Errors
    /// When the store cannot be read or written: then nothing is recorded.
    pub fn record_due_changes(
        &self,
        workspace: &Workspace,
        now: Timestamp,
        choose: impl FnOnce(Vec<Change>) -> Option<Cause>,
    ) -> Result<(), StoreError> {
        let mut connection = self.lock();
        if unsent_changes(&connection, workspace.id)?.is_none() {
            return Ok(());
        }
        let transaction = connection.transaction_with_behavior(Immediate)?;
        if let Some(Unsent { newest, changes }) = unsent_changes(&transaction, workspace.id)? {
            set_level(&transaction, workspace.id, CHANGES, newest)?;
            if let Some(cause) = choose(changes) {
                outbox::keep(&transaction, &Reminder::of(workspace, cause), now)?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// The reminder settings of each workspace that has some of its own.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn workspace_reminders(&self) -> Result<HashMap<WorkspaceId, WorkspaceReminderSettings>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached("select workspace_id, reminding from reminding")?;
        let mut rows = statement.query([])?;
        let mut found = HashMap::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get("workspace_id")?;
            let id = id.parse().map_err(|_| StoreError::Unreadable("the id of a workspace".to_owned()))?;
            match serde_json::from_str(&row.get::<_, String>("reminding")?) {
                Ok(reminders) => drop(found.insert(id, reminders)),
                Err(error) => tracing::warn!(workspace = %id, %error, "its reminder settings cannot be read"),
            }
        }
        Ok(found)
    }

    /// Stores how the reminders of a workspace differ.
    ///
    /// # Errors
    /// When the store cannot be written, or there is no such workspace.
    pub fn set_workspace_reminders(
        &self,
        id: WorkspaceId,
        reminders: &WorkspaceReminderSettings,
    ) -> Result<(), StoreError> {
        save_workspace_reminders(&self.lock(), id, reminders)
    }
}

/// Stores how the reminders of a workspace differ.
pub(super) fn save_workspace_reminders(
    connection: &Connection,
    id: WorkspaceId,
    reminders: &WorkspaceReminderSettings,
) -> Result<(), StoreError> {
    let sql = "insert or replace into reminding (workspace_id, reminding) values (?1, ?2)";
    connection.execute(sql, params![id.to_string(), super::write_json(reminders)?])?;
    Ok(())
}

/// The name under which it is recorded which change was the newest when changes were sent.
const CHANGES: &str = "changes";

/// A condition whose level is no longer what was recorded.
struct Moved<'a> {
    condition: &'a Condition,
    before: i64,
    after: i64,
}

/// Changes that were not sent, and the number of the newest of them.
struct Unsent {
    newest: i64,
    changes: Vec<Change>,
}

fn moved<'a>(
    connection: &Connection,
    id: WorkspaceId,
    conditions: &'a [Condition],
) -> Result<Vec<Moved<'a>>, StoreError> {
    let mut moved = Vec::new();
    for condition in conditions {
        let before = level(connection, id, &condition.kind.code())?;
        let after = condition.told_after(before);
        if after != before {
            moved.push(Moved { condition, before, after });
        }
    }
    Ok(moved)
}

fn unsent_changes(connection: &Connection, id: WorkspaceId) -> Result<Option<Unsent>, StoreError> {
    let sent = level(connection, id, CHANGES)?;
    let sql = "select id, change from changes where workspace_id = ?1 and id > ?2 order by id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![id.to_string(), sent])?;
    let mut found: Option<Unsent> = None;
    while let Some(row) = rows.next()? {
        let unsent = found.get_or_insert(Unsent { newest: sent, changes: Vec::new() });
        unsent.newest = row.get("id")?;
        unsent.changes.push(read_json(&row.get::<_, String>("change")?)?);
    }
    Ok(found)
}

fn level(connection: &Connection, id: WorkspaceId, name: &str) -> Result<i64, StoreError> {
    let sql = "select level from alert_levels where workspace_id = ?1 and name = ?2";
    let values = params![id.to_string(), name];
    Ok(connection.prepare_cached(sql)?.query_row(values, |row| row.get(0)).optional()?.unwrap_or(0))
}

fn set_level(connection: &Connection, id: WorkspaceId, name: &str, level: i64) -> Result<(), StoreError> {
    let sql = "insert or replace into alert_levels (workspace_id, name, level) values (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![id.to_string(), name, level])?;
    Ok(())
}

/// The latest instant, as it is stored, at which something can have been recorded by a clock that is right.
fn latest(now: Timestamp) -> String {
    now.saturating_add(CLOCK_ERROR).unwrap_or(Timestamp::MAX).to_string()
}

fn is_sent_in_the_future(connection: &Connection, id: WorkspaceId, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "select 1 from reminders_sent where workspace_id = ?1 and sent_at > ?2";
    Ok(connection.prepare_cached(sql)?.exists(params![id.to_string(), latest(now)])?)
}

/// What is due and was not sent, nor at a tighter threshold: to choose other days later makes nothing due that is behind.
fn unsent<'a>(connection: &Connection, id: WorkspaceId, due: &'a [Due]) -> Result<Vec<&'a Due>, StoreError> {
    let sql =
        "select 1 from reminders_sent where workspace_id = ?1 and kind = ?2 and deadline = ?3 and threshold <= ?4";
    let mut unsent = Vec::new();
    for each in due {
        let (kind, deadline) = (each.told.deadline.kind.code(), each.told.deadline.at.to_string());
        let values = params![id.to_string(), kind, deadline, each.told.threshold];
        if !connection.prepare_cached(sql)?.exists(values)? {
            unsent.push(each);
        }
    }
    Ok(unsent)
}

/// Records a threshold as sent, and with it every wider one that was passed meanwhile.
fn record(connection: &Connection, id: WorkspaceId, due: &Due, now: Timestamp) -> Result<(), StoreError> {
    let sql = "insert or ignore into reminders_sent (workspace_id, kind, deadline, threshold, sent_at)
               values (?1, ?2, ?3, ?4, ?5)";
    let (kind, deadline) = (due.told.deadline.kind.code(), due.told.deadline.at.to_string());
    for passed in &due.passed {
        let values = params![id.to_string(), kind, deadline, passed, now.to_string()];
        connection.prepare_cached(sql)?.execute(values)?;
    }
    Ok(())
}
