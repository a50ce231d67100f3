//! What is to be shown, and what was.
//!
//! A reminder is handed out to be shown, and marked when it was: what a crash left between the two is handed out once
//! more at the next start, and then never again. What was shown is kept, to be looked up.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use uuid::Uuid;

use super::{Store, StoreError, read_json, write_json};
use crate::reminders::{
    Reminder,
    notification::{ReminderId, StoredReminder},
    urgency::Urgency,
};

/// The most that are looked up at once, and kept for it.
const MOST: i64 = 500;

/// What run `?1` may hand out: what nobody was given yet, and once more what an earlier run was given and did not show.
/// Nothing that is snoozed beyond `?2`, or presses less than `?3`, or is of a workspace that is muted: that waits.
const TO_SHOW: &str = "shown_at is null and not_before <= ?2 and urgency >= ?3
    and (attempts = 0 or (attempts = 1 and run is not ?1))
    and not exists (select 1 from reminding where reminding.workspace_id = notices.workspace_id
                    and json_extract(reminding, '$.is') = 'muted')";

/// Keeps a reminder to be shown, as part of what records it as told.
pub(super) fn keep(transaction: &Transaction<'_>, reminder: &Reminder, now: Timestamp) -> Result<(), StoreError> {
    let sql = "insert into notices (workspace_id, recorded_at, reminder, urgency) values (?1, ?2, ?3, ?4)";
    let urgency = rank(reminder.cause.urgency());
    let values = params![reminder.workspace.to_string(), now.to_string(), write_json(reminder)?, urgency];
    transaction.prepare_cached(sql)?.execute(values)?;
    let old = "delete from notices where shown_at is not null
               and id <= (select id from notices order by id desc limit 1 offset ?1)";
    transaction.prepare_cached(old)?.execute([MOST])?;
    Ok(())
}

fn rank(urgency: Urgency) -> i64 {
    match urgency {
        Urgency::Low => 0,
        Urgency::Normal => 1,
        Urgency::Critical => 2,
    }
}

impl Store {
    /// Since when the oldest waits of what this run may hand out and presses at least so much; nothing when nothing
    /// waits.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn waiting_since(&self, run: Uuid, least: Urgency, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let sql = format!("select recorded_at from notices where {TO_SHOW} order by id limit 1");
        let connection = self.lock();
        let found: Option<String> = connection
            .prepare_cached(&sql)?
            .query_row(params![run.to_string(), now.as_second(), rank(least)], |row| row.get(0))
            .optional()?;
        found.map(|at| at.parse().map_err(|_| StoreError::Unreadable(at))).transpose()
    }

    /// Hands out what was not shown yet and presses at least so much, oldest first, to be shown by this run: what an
    /// earlier run has left is handed out once more.
    ///
    /// # Errors
    /// When the store cannot be read or written: then nothing was handed out.
    pub fn hand_out(
        &self,
        run: Uuid,
        least: Urgency,
        now: Timestamp,
    ) -> Result<Vec<(ReminderId, Reminder)>, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let rows: Vec<(i64, String)> = {
            let mut statement =
                transaction.prepare_cached(&format!("select id, reminder from notices where {TO_SHOW} order by id"))?;
            let values = params![run.to_string(), now.as_second(), rank(least)];
            let rows = statement.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        let mut handed = Vec::with_capacity(rows.len());
        for (id, reminder) in rows {
            transaction.execute(
                "update notices set attempts = attempts + 1, run = ?2 where id = ?1",
                params![id, run.to_string()],
            )?;
            match read_json(&reminder) {
                Ok(reminder) => handed.push((ReminderId(id), reminder)),
                // One that cannot be read must not keep back the others.
                Err(error) => tracing::error!(%error, "something that was to be told cannot be read"),
            }
        }
        transaction.commit()?;
        Ok(handed)
    }

    /// Marks what was shown.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn mark_shown(&self, ids: &[ReminderId], now: Timestamp) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for id in ids {
            let sql = "update notices set shown_at = ?2 where id = ?1 and shown_at is null";
            transaction.execute(sql, params![id.0, now.to_string()])?;
        }
        Ok(transaction.commit()?)
    }

    /// Has what was shown shown again then.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn snooze(&self, ids: &[ReminderId], until: Timestamp) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for id in ids {
            let sql = "update notices set shown_at = null, attempts = 0, run = null, not_before = ?2 where id = ?1";
            transaction.execute(sql, params![id.0, until.as_second()])?;
        }
        Ok(transaction.commit()?)
    }

    /// The next instant after a given now at which something is no longer snoozed.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn next_snoozed(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let sql = "select min(not_before) from notices where shown_at is null and not_before > ?1";
        let connection = self.lock();
        let next: Option<i64> = connection.prepare_cached(sql)?.query_row([now.as_second()], |row| row.get(0))?;
        Ok(next.and_then(|second| Timestamp::from_second(second).ok()))
    }

    /// What was told, newest first, and whether it was shown.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reminders(&self) -> Result<Vec<StoredReminder>, StoreError> {
        let connection = self.lock();
        let sql = "select id, recorded_at, shown_at, not_before, reminder from notices order by id desc limit ?1";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([MOST])?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            let instant =
                |text: String| text.parse().map_err(|_| StoreError::Unreadable("when it was told".to_owned()));
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
