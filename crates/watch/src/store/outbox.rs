//! The stored reminders: those that wait to be shown, and those that were.
//!
//! A reminder is taken to be shown, and then either marked as shown, or put back and taken again later. If the
//! application crashes in between, the next run takes it. The newest reminders that were shown are kept for the list.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use uuid::Uuid;

use super::{Store, StoreError, read_json, write_json};
use crate::reminders::{
    Reminder,
    notification::{ReminderId, StoredReminder},
    urgency::Urgency,
};

/// How many reminders are listed, and how many that were shown are kept.
const MAX_REMINDERS: i64 = 500;

/// The reminders that run `?1` may take: those that wait, and those that an earlier run took but did not mark as shown.
/// Leaves out those that are snoozed beyond `?2`, less urgent than `?3`, or of a workspace that is muted, snoozed or archived.
const TO_SHOW: &str = "shown_at is null and not_before <= ?2 and urgency >= ?3 and run is not ?1
    and not exists (select 1 from reminding where reminding.workspace_id = reminders.workspace_id
                    and json_extract(reminding, '$.is') = 'muted')
    and not exists (select 1 from handling where handling.workspace_id = reminders.workspace_id
                    and json_extract(handling, '$.is') in ('snoozed', 'archived'))";

/// A reminder that was taken to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// Its id.
    pub id: ReminderId,
    /// The reminder itself.
    pub reminder: Reminder,
    /// Whether an earlier run took it and ended before it learned whether the reminder was shown.
    pub is_unconfirmed: bool,
}

/// Adds a reminder that waits to be shown. Part of the transaction that records it as sent.
pub(super) fn add(transaction: &Transaction<'_>, reminder: &Reminder, now: Timestamp) -> Result<(), StoreError> {
    let sql = "insert into reminders (workspace_id, recorded_at, reminder, urgency) values (?1, ?2, ?3, ?4)";
    let urgency = reminder.cause.urgency().rank();
    let values = params![reminder.workspace.to_string(), now.to_string(), write_json(reminder)?, urgency];
    transaction.prepare_cached(sql)?.execute(values)?;
    let old = "delete from reminders where shown_at is not null
               and id <= (select id from reminders order by id desc limit 1 offset ?1)";
    transaction.prepare_cached(old)?.execute([MAX_REMINDERS])?;
    Ok(())
}

impl Store {
    /// When the oldest reminder was recorded that this run may take and that is at least this urgent; `None` if there
    /// is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn waiting_since(
        &self,
        run: Uuid,
        min_urgency: Urgency,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let sql = format!("select recorded_at from reminders where {TO_SHOW} order by id limit 1");
        let connection = self.lock();
        let found: Option<String> = connection
            .prepare_cached(&sql)?
            .query_row(params![run.to_string(), now.as_second(), min_urgency.rank()], |row| row.get(0))
            .optional()?;
        found.map(|at| at.parse().map_err(|_| StoreError::Unreadable(at))).transpose()
    }

    /// Takes every waiting reminder that is at least this urgent, to be shown by this run. Oldest first.
    ///
    /// # Errors
    /// When the store cannot be read or written. Then none is taken.
    pub fn take_reminders(&self, run: Uuid, min_urgency: Urgency, now: Timestamp) -> Result<Vec<Taken>, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let rows: Vec<(i64, String, Option<String>)> = {
            let sql = format!("select id, reminder, run from reminders where {TO_SHOW} order by id");
            let mut statement = transaction.prepare_cached(&sql)?;
            let values = params![run.to_string(), now.as_second(), min_urgency.rank()];
            let rows = statement.query_map(values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        let mut taken = Vec::with_capacity(rows.len());
        for (id, reminder, earlier_run) in rows {
            let sql = "update reminders set run = ?2 where id = ?1";
            transaction.prepare_cached(sql)?.execute(params![id, run.to_string()])?;
            match read_json(&reminder) {
                Ok(reminder) => {
                    taken.push(Taken { id: ReminderId(id), reminder, is_unconfirmed: earlier_run.is_some() });
                }
                // It must not hold back the others.
                Err(error) => tracing::error!(%error, "failed to parse a reminder; it is not shown"),
            }
        }
        transaction.commit()?;
        Ok(taken)
    }

    /// Marks reminders as shown that this run has taken, except those that the user has snoozed or dismissed since.
    /// Returns the ids of those that were marked.
    ///
    /// # Errors
    /// When the store cannot be written. Then none is marked.
    pub fn confirm_shown(&self, run: Uuid, ids: &[ReminderId], now: Timestamp) -> Result<Vec<ReminderId>, StoreError> {
        let sql = "update reminders set shown_at = ?3 where id = ?2 and run = ?1 and shown_at is null";
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let mut marked = Vec::with_capacity(ids.len());
        for id in ids {
            let values = params![run.to_string(), id.0, now.to_string()];
            if transaction.prepare_cached(sql)?.execute(values)? > 0 {
                marked.push(*id);
            }
        }
        transaction.commit()?;
        Ok(marked)
    }

    /// Puts back reminders that this run has taken but that were not shown.
    ///
    /// # Errors
    /// When the store cannot be written. Then the next run takes them.
    pub fn put_back(&self, run: Uuid, ids: &[ReminderId]) -> Result<(), StoreError> {
        let sql = "update reminders set run = null where id = ?2 and run = ?1 and shown_at is null";
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for id in ids {
            transaction.prepare_cached(sql)?.execute(params![run.to_string(), id.0])?;
        }
        Ok(transaction.commit()?)
    }

    /// Marks reminders as shown, whether this run has taken them or not: the user dismissed them, or they are no longer
    /// true.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn mark_shown(&self, ids: &[ReminderId], now: Timestamp) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for id in ids {
            let sql = "update reminders set shown_at = ?2 where id = ?1 and shown_at is null";
            transaction.execute(sql, params![id.0, now.to_string()])?;
        }
        Ok(transaction.commit()?)
    }

    /// Makes reminders wait until `until`, when they are shown again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn snooze(&self, ids: &[ReminderId], until: Timestamp) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for id in ids {
            let sql = "update reminders set shown_at = null, run = null, not_before = ?2 where id = ?1";
            transaction.execute(sql, params![id.0, until.as_second()])?;
        }
        Ok(transaction.commit()?)
    }

    /// When the next snooze ends after `now`; `None` if none does.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn next_snoozed(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let sql = "select min(not_before) from reminders where shown_at is null and not_before > ?1";
        let connection = self.lock();
        let next: Option<i64> = connection.prepare_cached(sql)?.query_row([now.as_second()], |row| row.get(0))?;
        Ok(next.and_then(|second| Timestamp::from_second(second).ok()))
    }

    /// The newest reminders, newest first, including those that have not been shown yet.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reminders(&self) -> Result<Vec<StoredReminder>, StoreError> {
        let connection = self.lock();
        let sql = "select id, recorded_at, shown_at, not_before, reminder from reminders order by id desc limit ?1";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([MAX_REMINDERS])?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            let instant = |text: String| {
                text.parse().map_err(|_| StoreError::Unreadable("when a reminder was recorded or shown".to_owned()))
            };
            let (shown_at, not_before): (Option<String>, i64) = (row.get("shown_at")?, row.get("not_before")?);
            let snoozed = shown_at.is_none() && not_before > 0;
            records.push(StoredReminder {
                id: ReminderId(row.get("id")?),
                recorded_at: instant(row.get("recorded_at")?)?,
                shown_at: shown_at.map(instant).transpose()?,
                snoozed_until: Timestamp::from_second(not_before).ok().filter(|_| snoozed),
                reminder: read_json(&row.get::<_, String>("reminder")?)?,
            });
        }
        Ok(records)
    }
}
