//! Which deadlines were told, and what is still to be shown.
//!
//! That something is told is recorded together with what is told, in one transaction, before it is shown. It is handed
//! out to be shown, and marked when it was: what a crash left between the two is handed out once more at the next start,
//! and then never again.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use uuid::Uuid;

use super::{Store, StoreError, read_json, write_json};
use crate::{
    notice::NoticeId,
    remind::{self, Reminder},
    workspace::WorkspaceId,
};

/// What was told later than now by more than this was told by a clock that was wrong, and is due again when its time
/// comes. Less is a clock that was set back a little, which repeats nothing.
const CLOCK_ERROR: SignedDuration = SignedDuration::from_hours(48);

impl Store {
    /// Records what is due of a workspace as told, and returns what of it is to be shown: the tightest of what was not
    /// told before.
    ///
    /// # Errors
    /// When the store cannot be written, or there is no such workspace: then nothing is recorded.
    pub fn claim_reminders(
        &self,
        id: WorkspaceId,
        due: Vec<Reminder>,
        now: Timestamp,
    ) -> Result<Option<Reminder>, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let latest = now.saturating_add(CLOCK_ERROR).unwrap_or(Timestamp::MAX);
        let mut forget = transaction.prepare_cached("delete from told where workspace_id = ?1 and told_at > ?2")?;
        let mut is_news = forget.execute(params![id.to_string(), latest.to_string()])? > 0;
        drop(forget);
        let mut fresh = Vec::new();
        for reminder in due {
            if !is_told(&transaction, id, &reminder)? {
                record(&transaction, id, &reminder, now)?;
                fresh.push(reminder);
            }
        }
        let tightest = remind::tightest(fresh, now);
        if let Some(reminder) = &tightest {
            transaction.execute(
                "insert into notices (workspace_id, recorded_at, reminder) values (?1, ?2, ?3)",
                params![id.to_string(), now.to_string(), write_json(reminder)?],
            )?;
            is_news = true;
        }
        // To write nothing is to leave the disk alone.
        if is_news {
            transaction.commit()?;
        }
        Ok(tightest)
    }

    /// Since when the oldest waits of what this run may hand out; nothing when nothing waits.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn waiting_since(&self, run: Uuid, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let sql = format!("select recorded_at from notices where {TO_SHOW} order by id limit 1");
        let connection = self.lock();
        let found: Option<String> = connection
            .prepare_cached(&sql)?
            .query_row(params![run.to_string(), now.as_second()], |row| row.get(0))
            .optional()?;
        found.map(|at| at.parse().map_err(|_| StoreError::Unreadable(at))).transpose()
    }

    /// Hands out what was not shown yet, oldest first, to be shown by this run: what an earlier run has left is handed
    /// out once more.
    ///
    /// # Errors
    /// When the store cannot be read or written: then nothing was handed out.
    pub fn hand_out(&self, run: Uuid, now: Timestamp) -> Result<Vec<(NoticeId, Reminder)>, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let rows: Vec<(i64, String)> = {
            let mut statement =
                transaction.prepare_cached(&format!("select id, reminder from notices where {TO_SHOW} order by id"))?;
            let rows =
                statement.query_map(params![run.to_string(), now.as_second()], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        let mut handed = Vec::with_capacity(rows.len());
        for (id, reminder) in rows {
            transaction.execute(
                "update notices set attempts = attempts + 1, run = ?2 where id = ?1",
                params![id, run.to_string()],
            )?;
            handed.push((NoticeId(id), read_json(&reminder)?));
        }
        transaction.commit()?;
        Ok(handed)
    }

    /// Marks what was shown.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn mark_shown(&self, ids: &[NoticeId], now: Timestamp) -> Result<(), StoreError> {
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
    pub fn snooze(&self, ids: &[NoticeId], until: Timestamp) -> Result<(), StoreError> {
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
}

/// What run `?1` may hand out: what nobody was given yet, and once more what an earlier run was given and did not show.
/// Nothing that is snoozed beyond `?2`.
const TO_SHOW: &str = "shown_at is null and not_before <= ?2 and (attempts = 0 or (attempts = 1 and run is not ?1))";

fn is_told(transaction: &Transaction<'_>, id: WorkspaceId, reminder: &Reminder) -> Result<bool, StoreError> {
    let sql = "select 1 from told where workspace_id = ?1 and kind = ?2 and deadline = ?3 and threshold = ?4";
    let (kind, deadline) = (reminder.deadline.kind.code(), reminder.deadline.at.to_string());
    let values = params![id.to_string(), kind, deadline, reminder.threshold];
    Ok(transaction.prepare_cached(sql)?.exists(values)?)
}

/// Records a threshold as told, and with it every wider one that was passed meanwhile.
fn record(
    transaction: &Transaction<'_>,
    id: WorkspaceId,
    reminder: &Reminder,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql =
        "insert or ignore into told (workspace_id, kind, deadline, threshold, told_at) values (?1, ?2, ?3, ?4, ?5)";
    let (kind, deadline) = (reminder.deadline.kind.code(), reminder.deadline.at.to_string());
    let passed = remind::thresholds(reminder.deadline.kind, reminder.renewal).iter();
    for passed in passed.filter(|days| **days >= reminder.threshold) {
        let values = params![id.to_string(), kind, deadline, passed, now.to_string()];
        transaction.prepare_cached(sql)?.execute(values)?;
    }
    Ok(())
}
