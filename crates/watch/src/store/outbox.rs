//! Reminders that wait to be shown, and those that were.
//!
//! A reminder is taken to be shown, and then either marked as shown or put back, as often as it takes. What a crash left
//! taken, the next start takes over. What was shown is kept, to be looked up.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use uuid::Uuid;

use super::{Store, StoreError, read_json, write_json};
use crate::reminders::{
    Reminder,
    notification::{ReminderId, StoredReminder},
    urgency::Urgency,
};

/// How many reminders are listed, and how many of those that were shown are kept.
const MOST: i64 = 500;

/// What run `?1` may take: what waits, and what an earlier run has taken and not marked. Nothing that is snoozed beyond
/// `?2`, or less urgent than `?3`, or of a workspace that is muted.
const TO_SHOW: &str = "shown_at is null and not_before <= ?2 and urgency >= ?3 and run is not ?1
    and not exists (select 1 from reminding where reminding.workspace_id = reminders.workspace_id
                    and json_extract(reminding, '$.is') = 'muted')";

/// A reminder that was taken to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// Which.
    pub id: ReminderId,
    /// What it is about.
    pub reminder: Reminder,
    /// Whether an earlier run had taken it and ended before it was known whether it was shown.
    pub is_unconfirmed: bool,
}

/// Keeps a reminder to be shown, as part of the transaction that records it as sent.
pub(super) fn keep(transaction: &Transaction<'_>, reminder: &Reminder, now: Timestamp) -> Result<(), StoreError> {
    let sql = "insert into reminders (workspace_id, recorded_at, reminder, urgency) values (?1, ?2, ?3, ?4)";
    let urgency = reminder.cause.urgency().rank();
    let values = params![reminder.workspace.to_string(), now.to_string(), write_json(reminder)?, urgency];
    transaction.prepare_cached(sql)?.execute(values)?;
    let old = "delete from reminders where shown_at is not null
               and id <= (select id from reminders order by id desc limit 1 offset ?1)";
    transaction.prepare_cached(old)?.execute([MOST])?;
    Ok(())
}

impl Store {
    /// Since when the oldest reminder waits of those that this run may take and that are at least that urgent; `None` if
    /// none waits.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn waiting_since(&self, run: Uuid, least: Urgency, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let sql = format!("select recorded_at from reminders where {TO_SHOW} order by id limit 1");
        let connection = self.lock();
        let found: Option<String> = connection
            .prepare_cached(&sql)?
            .query_row(params![run.to_string(), now.as_second(), least.rank()], |row| row.get(0))
            .optional()?;
        found.map(|at| at.parse().map_err(|_| StoreError::Unreadable(at))).transpose()
    }

    /// Takes every reminder that waits and is at least that urgent, oldest first, to be shown by this run.
    ///
    /// # Errors
    /// When the store cannot be read or written: then nothing was taken.
    pub fn take_reminders(&self, run: Uuid, least: Urgency, now: Timestamp) -> Result<Vec<Taken>, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let rows: Vec<(i64, String, Option<String>)> = {
            let sql = format!("select id, reminder, run from reminders where {TO_SHOW} order by id");
            let mut statement = transaction.prepare_cached(&sql)?;
            let values = params![run.to_string(), now.as_second(), least.rank()];
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
                // One that cannot be read must not keep back the others.
                Err(error) => tracing::error!(%error, "a reminder cannot be read, and is not shown"),
            }
        }
        transaction.commit()?;
        Ok(taken)
    }

    /// Marks those of the reminders as shown that this run has taken and that nobody snoozed or dismissed meanwhile.
    /// Returns which.
    ///
    /// # Errors
    /// When the store cannot be written: then none is marked.
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

    /// Puts reminders back that this run has taken and that were not shown.
    ///
    /// # Errors
    /// When the store cannot be written: then they wait for the next run.
    pub fn put_back(&self, run: Uuid, ids: &[ReminderId]) -> Result<(), StoreError> {
        let sql = "update reminders set run = null where id = ?2 and run = ?1 and shown_at is null";
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for id in ids {
            transaction.prepare_cached(sql)?.execute(params![run.to_string(), id.0])?;
        }
        Ok(transaction.commit()?)
    }

    /// Marks reminders as shown, also those that are on their way: the user dealt with them, or they are no longer true.
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

    /// Lets reminders wait until then, to be shown once more.
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

    /// The next instant after a given now at which a snooze ends.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn next_snoozed(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let sql = "select min(not_before) from reminders where shown_at is null and not_before > ?1";
        let connection = self.lock();
        let next: Option<i64> = connection.prepare_cached(sql)?.query_row([now.as_second()], |row| row.get(0))?;
        Ok(next.and_then(|second| Timestamp::from_second(second).ok()))
    }

    /// The newest reminders, newest first, whether they were shown or not.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reminders(&self) -> Result<Vec<StoredReminder>, StoreError> {
        let connection = self.lock();
        let sql = "select id, recorded_at, shown_at, not_before, reminder from reminders order by id desc limit ?1";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([MOST])?;
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
