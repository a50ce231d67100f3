//! What was told: which thresholds of which deadlines, and how far each condition.
//!
//! That something is told is recorded together with what is told, in one transaction, before it is shown.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior::Immediate, params};

use super::{Store, StoreError, outbox, read_json};
use crate::{
    reminders::{
        Cause, Due, DueDeadline, Reminder, condition::Condition, nearest_first, settings::WorkspaceReminderSettings,
    },
    workspace::{Workspace, WorkspaceId},
};

/// What was told later than now by more than this was told by a clock that was wrong, and is due again when its time
/// comes. Less is a clock that was set back a little, which repeats nothing.
const CLOCK_ERROR: SignedDuration = SignedDuration::from_hours(48);

impl Store {
    /// Records what is due of a workspace's deadlines as told, and returns what of it is to be shown: the tightest of
    /// what was not told before.
    ///
    /// # Errors
    /// When the store cannot be written, or there is no such workspace: then nothing is recorded.
    pub fn claim_deadlines(
        &self,
        workspace: &Workspace,
        due: Vec<Due>,
        now: Timestamp,
    ) -> Result<Option<Reminder>, StoreError> {
        let mut connection = self.lock();
        // Nothing is locked until something is written: most of the time nothing is new.
        let transaction = connection.transaction()?;
        let id = workspace.id;
        let latest = now.saturating_add(CLOCK_ERROR).unwrap_or(Timestamp::MAX).to_string();
        let ahead = "from told where workspace_id = ?1 and told_at > ?2";
        let of_the_future = params![id.to_string(), latest];
        let mut is_news = transaction.prepare_cached(&format!("select 1 {ahead}"))?.exists(of_the_future)?;
        if is_news {
            transaction.execute(&format!("delete {ahead}"), of_the_future)?;
        }
        let mut fresh = Vec::new();
        for due in due {
            if !is_told(&transaction, id, &due.told)? {
                record(&transaction, id, &due, now)?;
                fresh.push(reminder(workspace, Cause::Deadline(due.told)));
            }
        }
        let tightest = nearest_first(fresh, now).into_iter().next();
        if let Some(reminder) = &tightest {
            outbox::keep(&transaction, reminder, now)?;
            is_news = true;
        }
        // To write nothing is to leave the disk alone.
        if is_news {
            transaction.commit()?;
        }
        Ok(tightest)
    }

    /// Records how far the conditions of a workspace have set in, and keeps what rose to be shown.
    ///
    /// # Errors
    /// When the store cannot be read or written: then nothing is recorded.
    pub fn claim_conditions(
        &self,
        workspace: &Workspace,
        conditions: &[Condition],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        let mut is_news = false;
        for condition in conditions {
            let told = told_level(&transaction, workspace.id, &condition.kind.code())?;
            let level = condition.told_after(told);
            if level == told {
                continue;
            }
            set_level(&transaction, workspace.id, &condition.kind.code(), level)?;
            if let Some(cause) = condition.cause.as_ref().filter(|_| level > told) {
                outbox::keep(&transaction, &reminder(workspace, cause.clone()), now)?;
            }
            is_news = true;
        }
        if is_news {
            transaction.commit()?;
        }
        Ok(())
    }

    /// Records every change of a workspace as told, and keeps what is better or worse by those that were not to be
    /// shown; or nothing of it, where somebody has seen it already.
    ///
    /// # Errors
    /// When the store cannot be read or written: then nothing is recorded.
    pub fn claim_changes(&self, workspace: &Workspace, seen: Seen, now: Timestamp) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        let told = told_level(&transaction, workspace.id, CHANGES)?;
        let (mut newest, mut changes) = (told, Vec::new());
        {
            let sql = "select id, change from changes where workspace_id = ?1 and id > ?2 order by id";
            let mut statement = transaction.prepare_cached(sql)?;
            let mut rows = statement.query(params![workspace.id.to_string(), told])?;
            while let Some(row) = rows.next()? {
                newest = row.get("id")?;
                let change: license::Change = read_json(&row.get::<_, String>("change")?)?;
                if change.direction() != license::Direction::Neither {
                    changes.push(change);
                }
            }
        }
        if newest == told {
            return Ok(());
        }
        set_level(&transaction, workspace.id, CHANGES, newest)?;
        if !changes.is_empty() && seen == Seen::NotYet {
            outbox::keep(&transaction, &reminder(workspace, Cause::Changed { changes }), now)?;
        }
        Ok(transaction.commit()?)
    }

    /// How the reminders of each workspace differ from those of the others, where they do.
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

/// Whether somebody has seen a change before it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// It is news.
    NotYet,
    /// Whoever brought it about was shown it.
    Already,
}

/// The name under which it is recorded up to which change the changes were told.
const CHANGES: &str = "changes";

fn reminder(workspace: &Workspace, cause: Cause) -> Reminder {
    Reminder { workspace: workspace.id, name: workspace.name.to_string(), cause }
}

fn told_level(transaction: &Transaction<'_>, id: WorkspaceId, name: &str) -> Result<i64, StoreError> {
    let sql = "select level from conditions where workspace_id = ?1 and name = ?2";
    let values = params![id.to_string(), name];
    Ok(transaction.prepare_cached(sql)?.query_row(values, |row| row.get(0)).optional()?.unwrap_or(0))
}

fn set_level(transaction: &Transaction<'_>, id: WorkspaceId, name: &str, level: i64) -> Result<(), StoreError> {
    let sql = "insert or replace into conditions (workspace_id, name, level) values (?1, ?2, ?3)";
    transaction.prepare_cached(sql)?.execute(params![id.to_string(), name, level])?;
    Ok(())
}

/// Whether a threshold was told, or a tighter one: to choose other days later makes nothing due that is behind.
fn is_told(transaction: &Transaction<'_>, id: WorkspaceId, due: &DueDeadline) -> Result<bool, StoreError> {
    let sql = "select 1 from told where workspace_id = ?1 and kind = ?2 and deadline = ?3 and threshold <= ?4";
    let (kind, deadline) = (due.deadline.kind.code(), due.deadline.at.to_string());
    let values = params![id.to_string(), kind, deadline, due.threshold];
    Ok(transaction.prepare_cached(sql)?.exists(values)?)
}

/// Records a threshold as told, and with it every wider one that was passed meanwhile.
fn record(transaction: &Transaction<'_>, id: WorkspaceId, due: &Due, now: Timestamp) -> Result<(), StoreError> {
    let sql =
        "insert or ignore into told (workspace_id, kind, deadline, threshold, told_at) values (?1, ?2, ?3, ?4, ?5)";
    let (kind, deadline) = (due.told.deadline.kind.code(), due.told.deadline.at.to_string());
    for passed in &due.passed {
        let values = params![id.to_string(), kind, deadline, passed, now.to_string()];
        transaction.prepare_cached(sql)?.execute(values)?;
    }
    Ok(())
}
