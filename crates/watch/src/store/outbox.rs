//! The stored reminders: those that wait to be shown, those that were, and those that are done.
//!
//! A reminder is taken to be shown, and then either marked as shown, or put back and taken again later. If the
//! application crashes in between, the next run takes it. What is done is kept for a year, and not without bound.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Params, Row, Transaction, params};
use uuid::Uuid;

use super::{
    Store, StoreError, all,
    deliveries::{self, Recorded},
    read_json, write_json,
};
use crate::{
    reminders::{
        Reminder,
        inbox::Outcome,
        notification::{Done, ReminderId, StoredReminder},
        urgency::Urgency,
    },
    workspace::WorkspaceId,
};

/// How many reminders that are done are kept, the newest.
const MAX_DONE: i64 = 500;

/// For how long reminders that are done are kept.
const DONE_FOR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// How many reminders that are not done are kept, the newest. There is one for each subject of a workspace, and one for
/// each change, so that only changes that nobody looks at for years can be so many.
const MAX_OPEN: i64 = 5_000;

/// How many reminders that are not done are kept if they still wait to be sent to a channel, which may be away for weeks.
const MAX_UNSENT: i64 = 2 * MAX_OPEN;

/// The reminders that run `?1` may take: those that wait, and those that an earlier run took but did not mark as shown.
/// Leaves out those that are done, snoozed beyond `?2`, or less urgent than `?3`.
const TO_SHOW: &str = "shown_at is null and done_at is null and not_before <= ?2 and urgency >= ?3 and run is not ?1";

/// The columns of a [`StoredReminder`].
const COLUMNS: &str = "id, recorded_at, shown_at, not_before, done_at, outcome, reminder";

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

/// Adds a reminder that waits to be shown, and sent to channels. Part of the transaction that records it as sent.
pub(super) fn add(
    transaction: &Transaction<'_>,
    recorded: &Recorded,
    reminder: &Reminder,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "insert into reminders (workspace_id, recorded_at, reminder, urgency) values (?1, ?2, ?3, ?4)";
    let urgency = reminder.cause.urgency().rank();
    let values = params![reminder.workspace.to_string(), now.to_string(), write_json(reminder)?, urgency];
    transaction.prepare_cached(sql)?.execute(values)?;
    deliveries::add(transaction, recorded, transaction.last_insert_rowid(), reminder, now)?;
    thin(transaction, now)
}

/// Deletes what is no longer worth keeping.
fn thin(connection: &Connection, now: Timestamp) -> Result<(), StoreError> {
    let kept_since = now.saturating_sub(DONE_FOR).unwrap_or(Timestamp::MIN).as_second();
    let old = "delete from reminders where done_at < ?1 or (done_at is not null and id not in
               (select id from reminders where done_at is not null order by done_at desc, id desc limit ?2))";
    connection.prepare_cached(old)?.execute([kept_since, MAX_DONE])?;
    let ignored = "delete from reminders where done_at is null and shown_at is not null and id <=
                   (select id from reminders where done_at is null order by id desc limit 1 offset ?1)
                   and (id <= (select id from reminders where done_at is null order by id desc limit 1 offset ?2)
                        or not exists (select 1 from deliveries where reminder_id = reminders.id and state = 'pending'))";
    connection.prepare_cached(ignored)?.execute([MAX_OPEN, MAX_UNSENT])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<StoredReminder, StoreError> {
    let instant = |text: String| {
        text.parse().map_err(|_| StoreError::Unreadable("when a reminder was recorded or shown".to_owned()))
    };
    let (shown_at, not_before): (Option<String>, i64) = (row.get("shown_at")?, row.get("not_before")?);
    let is_snoozed = shown_at.is_none() && not_before > 0;
    let (done_at, outcome): (Option<i64>, Option<String>) = (row.get("done_at")?, row.get("outcome")?);
    let done_at = done_at.and_then(|second| Timestamp::from_second(second).ok());
    // A newer version may know more outcomes.
    let outcome = outcome.and_then(|outcome| read_json(&outcome).ok()).unwrap_or(Outcome::Completed);
    Ok(StoredReminder {
        id: ReminderId(row.get("id")?),
        recorded_at: instant(row.get("recorded_at")?)?,
        shown_at: shown_at.map(instant).transpose()?,
        snoozed_until: Timestamp::from_second(not_before).ok().filter(|_| is_snoozed),
        done: done_at.map(|at| Done { at, outcome }),
        reminder: read_json(&row.get::<_, String>("reminder")?)?,
    })
}

fn select(connection: &Connection, filter: &str, values: impl Params) -> Result<Vec<StoredReminder>, StoreError> {
    let sql = format!("select {COLUMNS} from reminders where {filter}");
    let found = all(connection, &sql, values, |row| {
        // It must not hold back the others.
        Ok(read(row).inspect_err(|error| tracing::error!(%error, "failed to parse a reminder")).ok())
    })?;
    Ok(found.into_iter().flatten().collect())
}

/// Moves all reminders of a workspace to those that are done. Part of a transaction.
pub(super) fn complete_of(transaction: &Transaction<'_>, id: WorkspaceId, now: Timestamp) -> Result<(), StoreError> {
    deliveries::drop_all_of(transaction, id)?;
    let sql = "update reminders set done_at = ?2, outcome = ?3 where workspace_id = ?1 and done_at is null";
    let values = params![id.to_string(), now.as_second(), write_json(&Outcome::Completed)?];
    transaction.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

impl Store {
    /// When the oldest reminder was recorded that this run may take, that is at least this urgent and that is not held
    /// back; `None` if there is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn waiting_since(
        &self,
        run: Uuid,
        min_urgency: Urgency,
        now: Timestamp,
        is_held_back: impl Fn(&Reminder) -> bool,
    ) -> Result<Option<Timestamp>, StoreError> {
        let values = params![run.to_string(), now.as_second(), min_urgency.rank()];
        let waiting = select(&self.lock(), &format!("{TO_SHOW} order by id"), values)?;
        Ok(waiting.into_iter().find(|stored| !is_held_back(&stored.reminder)).map(|stored| stored.recorded_at))
    }

    /// Takes every waiting reminder that is at least this urgent and that is not held back, to be shown by this run.
    /// Oldest first.
    ///
    /// # Errors
    /// When the store cannot be read or written. Then none is taken.
    pub fn take_reminders(
        &self,
        run: Uuid,
        min_urgency: Urgency,
        now: Timestamp,
        is_held_back: impl Fn(&Reminder) -> bool,
    ) -> Result<Vec<Taken>, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let rows = {
            let sql = format!("select id, reminder, run from reminders where {TO_SHOW} order by id");
            let values = params![run.to_string(), now.as_second(), min_urgency.rank()];
            all(&transaction, &sql, values, |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<String>>(2)?))
            })?
        };
        let mut taken = Vec::with_capacity(rows.len());
        for (id, reminder, earlier_run) in rows {
            let reminder = read_json(&reminder);
            if reminder.as_ref().is_ok_and(&is_held_back) {
                continue;
            }
            let sql = "update reminders set run = ?2 where id = ?1";
            transaction.prepare_cached(sql)?.execute(params![id, run.to_string()])?;
            match reminder {
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

    /// Marks reminders as shown that this run has taken, except those that the user has snoozed or completed since.
    /// Returns the ids of those that were marked.
    ///
    /// # Errors
    /// When the store cannot be written. Then none is marked.
    pub fn confirm_shown(&self, run: Uuid, ids: &[ReminderId], now: Timestamp) -> Result<Vec<ReminderId>, StoreError> {
        let sql = "update reminders set shown_at = ?3 where id = ?2 and run = ?1 and shown_at is null
                   and done_at is null";
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

    /// Marks reminders as shown that need no notification, whether this run has taken them or not.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn mark_shown(&self, ids: &[ReminderId], now: Timestamp) -> Result<(), StoreError> {
        let sql = "update reminders set shown_at = ?2 where id = ?1 and shown_at is null";
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for id in ids {
            transaction.prepare_cached(sql)?.execute(params![id.0, now.to_string()])?;
        }
        Ok(transaction.commit()?)
    }

    /// Makes reminders wait until `until`, when they are shown again, and sent to the channels for which they waited before they
    /// were completed.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn snooze(&self, ids: &[ReminderId], until: Timestamp) -> Result<(), StoreError> {
        let sql = "update reminders set shown_at = null, run = null, not_before = ?2, done_at = null, outcome = null
                   where id = ?1 and (done_at is null or outcome = '\"completed\"')";
        self.reopen_each(ids, |id| (sql, (id.0, until.as_second())))
    }

    /// Moves reminders to those that are done, each with its outcome. One that is done already keeps its own. What waits of
    /// them to be sent to channels is dropped.
    ///
    /// # Errors
    /// When the store cannot be written. Then none is moved.
    pub fn complete(&self, outcomes: &[(ReminderId, Outcome)], now: Timestamp) -> Result<(), StoreError> {
        let sql = "update reminders set done_at = ?2, outcome = ?3 where id = ?1 and done_at is null";
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for (id, outcome) in outcomes {
            let values = params![id.0, now.as_second(), write_json(outcome)?];
            transaction.prepare_cached(sql)?.execute(values)?;
            deliveries::drop_of(&transaction, id.0)?;
        }
        Ok(transaction.commit()?)
    }

    /// Undoes what the user did last to each of these reminders: one that was completed is where it was before, and one
    /// that is snoozed is in the inbox. Neither is shown again at once. What was dropped when one was completed waits for its
    /// channels again.
    ///
    /// # Errors
    /// When the store cannot be written. Then none is moved.
    pub fn reopen(&self, ids: &[ReminderId], now: Timestamp) -> Result<(), StoreError> {
        let sql = "update reminders set
                       shown_at = case when not_before > ?2 and done_at is not null then null
                                       else coalesce(shown_at, ?3) end,
                       not_before = case when done_at is null then 0 else not_before end,
                       done_at = null, outcome = null
                   where id = ?1 and case when done_at is null then not_before > ?2 and shown_at is null
                                          else outcome = '\"completed\"' end";
        self.reopen_each(ids, |id| (sql, (id.0, now.as_second(), now.to_string())))
    }

    /// Runs an update for each of these reminders, after which those that it changes are not done, in one transaction.
    fn reopen_each<P: Params>(
        &self,
        ids: &[ReminderId],
        update: impl Fn(&ReminderId) -> (&'static str, P),
    ) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for id in ids {
            let (sql, values) = update(id);
            if transaction.prepare_cached(sql)?.execute(values)? > 0 {
                deliveries::restore_of(&transaction, id.0)?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// When the next snooze ends after `now`; `None` if none does.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn next_snoozed(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let sql = "select min(not_before) from reminders
                   where shown_at is null and done_at is null and not_before > ?1";
        let connection = self.lock();
        let next: Option<i64> = connection.prepare_cached(sql)?.query_row([now.as_second()], |row| row.get(0))?;
        Ok(next.and_then(|second| Timestamp::from_second(second).ok()))
    }

    /// All stored reminders, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reminders(&self) -> Result<Vec<StoredReminder>, StoreError> {
        select(&self.lock(), "true order by id", [])
    }

    /// The reminders of a workspace that are not done, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open_reminders(&self, id: WorkspaceId) -> Result<Vec<StoredReminder>, StoreError> {
        select(&self.lock(), "workspace_id = ?1 and done_at is null order by id", [id.to_string()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn what_waits_for_a_channel_is_kept_longer() {
        let (store, workspace) = (Store::in_memory().unwrap(), Workspace::example());
        store.add_workspace(&workspace).unwrap();
        let connection = store.lock();
        let add = |first: i64, last: i64| {
            let sql = "with recursive ids (id) as (values (?1) union all select id + 1 from ids where id < ?2)
                       insert into reminders (id, workspace_id, recorded_at, shown_at, reminder, urgency)
                       select id, ?3, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '{}', 1 from ids";
            connection.execute(sql, params![first, last, workspace.id.to_string()]).unwrap();
            thin(&connection, Timestamp::UNIX_EPOCH).unwrap();
            let sql = "select min(id), count(*) from reminders";
            connection.query_row(sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))).unwrap()
        };
        assert_eq!(add(1, 5_000), (1, 5_000));
        connection.execute("insert into channels (id, position, definition) values ('a', 1, '{}')", []).unwrap();
        let sql = "insert into deliveries (channel_id, reminder_id, recorded_at, next_attempt_at)
                   select 'a', id, 0, 0 from reminders where id <> 2";
        connection.execute(sql, []).unwrap();
        assert_eq!(add(5_001, 5_002), (1, 5_001), "only the one that waits for nothing is deleted");
        connection.execute("update deliveries set state = 'sent' where reminder_id <= 10", []).unwrap();
        assert_eq!(add(5_003, 5_010), (11, 5_000), "what was sent is ignored, too");
        let sql = "insert into deliveries (channel_id, reminder_id, recorded_at, next_attempt_at)
                   select 'a', id, 0, 0 from reminders where id > 5000";
        connection.execute(sql, []).unwrap();
        assert_eq!(add(5_011, 10_020), (21, 9_990), "not without bound");
    }
}
