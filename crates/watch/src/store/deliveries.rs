//! Reminders on their way to channels.
//!
//! A reminder is recorded as due together with a delivery for each channel that it is for. That a message is about to be sent
//! is stored before it is, and what became of it afterwards. In between, the process may end at any time.
//!
//! The states of a delivery are those that its format names, and `completed`: dropped only because its reminder is done, so that
//! it waits again once that is reopened.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::{Store, StoreError, all, channels, read_json, write_json};
use crate::{
    deliver::channel::{
        ChannelId,
        queue::{Batch, DeliveryId, Pending, Retry, Subject},
    },
    failure::{Failure, FailureCode},
    reminders::{Reminder, notification::ReminderId},
    workspace::{WorkspaceId, details::MailAddress, groups::GroupId},
};

/// The state of a delivery that is dropped.
const DROPPED: &str = "case when exists (select 1 from reminders where id = reminder_id and done_at is not null)
                       then 'completed' else 'dropped' end";

/// How many deliveries were recorded.
#[derive(Debug, Default)]
pub(super) struct Recorded(AtomicU64);

impl Recorded {
    fn one_more(&self) {
        self.0.fetch_add(1, Ordering::Release);
    }
}

/// Records a delivery of a reminder for each channel that it is for. Part of the transaction that records the reminder.
pub(super) fn add(
    transaction: &Transaction<'_>,
    recorded: &Recorded,
    id: i64,
    reminder: &Reminder,
    now: Timestamp,
) -> Result<(), StoreError> {
    let channels = channels::definitions(transaction)?;
    if channels.is_empty() {
        return Ok(());
    }
    let group = group_of(transaction, reminder.workspace)?;
    for (channel, _) in channels {
        if channel.definition.enabled && channel.definition.filter.wants(reminder.workspace, group, &reminder.cause) {
            let sql = "insert into deliveries (channel_id, reminder_id, recorded_at, next_attempt_at)
                       values (?1, ?2, ?3, 0)";
            transaction.prepare_cached(sql)?.execute(params![channel.id.to_string(), id, now.as_second()])?;
            recorded.one_more();
        }
    }
    Ok(())
}

/// Records a delivery of what the first reading of an added workspace found, from `at` on. Part of the transaction that
/// records that.
pub(super) fn add_addition(
    transaction: &Transaction<'_>,
    recorded: &Recorded,
    workspace: WorkspaceId,
    now: Timestamp,
    at: Timestamp,
) -> Result<(), StoreError> {
    let group = group_of(transaction, workspace)?;
    for (channel, _) in channels::definitions(transaction)? {
        if channel.definition.enabled && channel.definition.filter.wants_added(workspace, group) {
            let sql = "insert into deliveries (channel_id, added_id, recorded_at, next_attempt_at)
                       values (?1, ?2, ?3, ?4)";
            let values = params![channel.id.to_string(), workspace.to_string(), now.as_second(), at.as_second()];
            transaction.prepare_cached(sql)?.execute(values)?;
            recorded.one_more();
        }
    }
    Ok(())
}

/// Drops the pending deliveries of a reminder that is done now, as part of the transaction that completes it.
pub(super) fn drop_of(transaction: &Transaction<'_>, reminder: i64) -> Result<(), StoreError> {
    let sql = "update deliveries set state = 'completed' where reminder_id = ?1 and state = 'pending'";
    transaction.prepare_cached(sql)?.execute([reminder])?;
    Ok(())
}

/// Has the deliveries of a reminder wait again that were dropped because it was done, as part of the transaction that reopens
/// it.
pub(super) fn restore_of(transaction: &Transaction<'_>, reminder: i64) -> Result<(), StoreError> {
    let sql = "update deliveries set state = 'pending' where reminder_id = ?1 and state = 'completed'";
    transaction.prepare_cached(sql)?.execute([reminder])?;
    Ok(())
}

/// Drops the pending deliveries of all reminders of a workspace, as part of the transaction that completes them.
pub(super) fn drop_all_of(transaction: &Transaction<'_>, workspace: WorkspaceId) -> Result<(), StoreError> {
    let sql = "update deliveries set state = 'dropped' where state = 'pending' and reminder_id in
               (select id from reminders where workspace_id = ?1 and done_at is null)";
    transaction.prepare_cached(sql)?.execute([workspace.to_string()])?;
    Ok(())
}

fn group_of(connection: &Connection, workspace: WorkspaceId) -> Result<Option<GroupId>, StoreError> {
    let sql = "select group_id from workspaces where id = ?1";
    let group: Option<Option<String>> =
        connection.prepare_cached(sql)?.query_row([workspace.to_string()], |row| row.get(0)).optional()?;
    Ok(group.flatten().and_then(|group| group.parse().ok()))
}

fn read(row: &Row<'_>) -> Result<Pending, StoreError> {
    let instant = |name: &str| -> Result<Option<Timestamp>, StoreError> {
        Ok(row.get::<_, Option<i64>>(name)?.and_then(|second| Timestamp::from_second(second).ok()))
    };
    let unreadable = |_| StoreError::Unreadable("an id of a delivery".to_owned());
    let subject = match row.get::<_, Option<String>>("added_id")? {
        Some(added) => Subject::Added(added.parse().map_err(unreadable)?),
        None => Subject::Reminder {
            id: ReminderId(row.get("reminder_id")?),
            reminder: read_json(&row.get::<_, String>("reminder")?)?,
            is_done: row.get::<_, Option<i64>>("done_at")?.is_some(),
            snoozed_until: instant("not_before")?,
        },
    };
    Ok(Pending {
        id: DeliveryId(row.get("id")?),
        channel: row.get::<_, String>("channel_id")?.parse().map_err(unreadable)?,
        subject,
        group: row.get::<_, Option<String>>("group_id")?.and_then(|group| group.parse().ok()),
        recorded_at: instant("recorded_at")?.unwrap_or(Timestamp::UNIX_EPOCH),
        message: row.get::<_, Option<String>>("message_id")?.and_then(|id| id.parse().ok()),
        may_have_arrived: row.get("may_have_arrived")?,
        accepted_by: match row.get::<_, Option<String>>("accepted_by")? {
            Some(accepted_by) => read_json(&accepted_by)?,
            None => Vec::new(),
        },
        attempts: row.get("attempts")?,
        next_attempt_at: instant("next_attempt_at")?.unwrap_or(Timestamp::UNIX_EPOCH),
        failing_since: instant("failing_since")?,
        refused_since: instant("refused_since")?,
    })
}

impl Store {
    /// How many deliveries this process has recorded since the store was opened. It may count those of a transaction that is not
    /// committed; whoever reads deliveries after this waits for that.
    pub fn recorded_deliveries(&self) -> u64 {
        self.recorded_deliveries.0.load(Ordering::Acquire)
    }

    /// The deliveries to a channel that are neither accepted nor given up, the oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn pending_deliveries(&self, channel: ChannelId) -> Result<Vec<Pending>, StoreError> {
        let sql =
            "select d.id, channel_id, reminder_id, added_id, d.recorded_at, next_attempt_at, attempts, message_id,
                          may_have_arrived, accepted_by, failing_since, refused_since, reminder, done_at, not_before, group_id
                   from deliveries d left join reminders r on r.id = d.reminder_id
                        left join workspaces w on w.id = coalesce(d.added_id, r.workspace_id)
                   where d.channel_id = ?1 and d.state = 'pending' order by d.id";
        let found = all(&self.lock(), sql, [channel.to_string()], |row| {
            // It must not hold back the others.
            Ok(read(row).inspect_err(|error| tracing::error!(%error, "failed to parse a delivery")).ok())
        })?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Notes that deliveries are about to be sent, as one message, and what is no part of it any more.
    ///
    /// # Errors
    /// When the store cannot be written. Then nothing is noted, and the message must not be sent.
    pub fn begin_delivery(&self, batch: &Batch) -> Result<(), StoreError> {
        let sql =
            "update deliveries set message_id = ?2, may_have_arrived = 1, attempts = attempts + 1, next_attempt_at = ?3
                   where id = ?1 and state = 'pending'";
        let taken_out = "update deliveries set message_id = null, may_have_arrived = 0 where id = ?1";
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for delivery in &batch.deliveries {
            let values = params![delivery.id.0, batch.message.to_string(), batch.next_attempt_at.as_second()];
            transaction.prepare_cached(sql)?.execute(values)?;
        }
        for delivery in &batch.taken_out {
            transaction.prepare_cached(taken_out)?.execute([delivery.id.0])?;
        }
        Ok(transaction.commit()?)
    }

    /// Notes that a message was accepted.
    ///
    /// # Errors
    /// When the store cannot be written. Then it is sent again, under the same id.
    pub fn delivery_sent(&self, channel: ChannelId, batch: &Batch, now: Timestamp) -> Result<(), StoreError> {
        self.update_deliveries(&batch.deliveries, |transaction, delivery| {
            let sql = "update deliveries set state = 'sent', message_id = ?2, failure = null, accepted_by = null
                       where id = ?1";
            transaction.prepare_cached(sql)?.execute(params![delivery.id.0, batch.message.to_string()])?;
            let sql = "update channels set sent_at = ?2, failing_since = null, failure = null where id = ?1";
            transaction.prepare_cached(sql)?.execute(params![channel.to_string(), now.as_second()])?;
            Ok(())
        })
    }

    /// Notes that a message was not accepted, or not for all of its recipients, and what becomes of each delivery in it.
    ///
    /// # Errors
    /// When the store cannot be written. Then it is sent again, under the same id.
    pub fn delivery_failed(
        &self,
        channel: ChannelId,
        batch: &Batch,
        failure: &Failure,
        accepted_by: &[MailAddress],
        retry: impl Fn(&Pending) -> Retry,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let failure = write_json(failure)?;
        let accepted_by = if accepted_by.is_empty() { None } else { Some(write_json(&accepted_by)?) };
        self.update_deliveries(&batch.deliveries, |transaction, delivery| {
            let retry = retry(delivery);
            let sql = "update deliveries set state = ?2, message_id = ?3, may_have_arrived = ?4, next_attempt_at = ?5,
                              failing_since = ?6, refused_since = ?7, failure = ?8, accepted_by = ?9
                       where id = ?1";
            let values = params![
                delivery.id.0,
                if retry.next_attempt_at.is_some() { "pending" } else { "failed" },
                retry.keeps_message.then(|| batch.message.to_string()),
                retry.may_have_arrived,
                retry.next_attempt_at.unwrap_or(now).as_second(),
                retry.failing_since.as_second(),
                retry.refused_since.map(Timestamp::as_second),
                failure,
                accepted_by,
            ];
            transaction.prepare_cached(sql)?.execute(values)?;
            let sql = "update channels set failing_since = coalesce(failing_since, ?2), failure = ?3 where id = ?1";
            transaction.prepare_cached(sql)?.execute(params![channel.to_string(), now.as_second(), failure])?;
            Ok(())
        })
    }

    /// Notes that deliveries are not worth sending any more.
    ///
    /// # Errors
    /// When the store cannot be written. Then nothing is noted.
    pub fn drop_deliveries(&self, deliveries: &[Pending]) -> Result<(), StoreError> {
        self.update_deliveries(deliveries, |transaction, delivery| {
            let sql = format!("update deliveries set state = {DROPPED} where id = ?1 and state = 'pending'");
            transaction.prepare_cached(&sql)?.execute([delivery.id.0])?;
            Ok(())
        })
    }

    /// Has what waits for a channel tried now, and what was given up tried again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn retry_deliveries(&self, channel: ChannelId) -> Result<(), StoreError> {
        let sql = "update deliveries set next_attempt_at = 0, state = 'pending',
                          failing_since = case state when 'failed' then null else failing_since end,
                          refused_since = case state when 'failed' then null else refused_since end
                   where channel_id = ?1 and state in ('pending', 'failed')";
        self.lock().execute(sql, [channel.to_string()])?;
        Ok(())
    }

    /// Has tried now what waits because of a failure of one of these kinds.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn retry_deliveries_after(&self, is: impl Fn(FailureCode) -> bool) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let sql = "select id, failure from deliveries where state = 'pending' and failure is not null";
        let found = all(&transaction, sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
        for (id, failure) in found {
            if read_json::<Failure>(&failure).is_ok_and(|failure| is(failure.code)) {
                transaction.execute("update deliveries set next_attempt_at = 0 where id = ?1", [id])?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// Has what was not accepted tried at this time, if that is earlier than it would be.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn retry_deliveries_by(&self, at: Timestamp) -> Result<(), StoreError> {
        let sql = "update deliveries set next_attempt_at = min(next_attempt_at, ?1)
                   where state = 'pending' and failure is not null";
        self.lock().execute(sql, [at.as_second()])?;
        Ok(())
    }

    fn update_deliveries(
        &self,
        deliveries: &[Pending],
        update: impl Fn(&Transaction<'_>, &Pending) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        deliveries.iter().try_for_each(|delivery| update(&transaction, delivery))?;
        Ok(transaction.commit()?)
    }
}
