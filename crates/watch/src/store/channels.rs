//! The channels, with how the last messages fared.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior::Immediate, params};

use super::{Store, StoreError, all, read_json, unused_tokens, write_json};
use crate::{
    deliver::channel::{Channel, ChannelDefinition, ChannelId, ChannelName},
    failure::Failure,
    workspace::TokenId,
};

/// A channel as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredChannel {
    /// The channel.
    pub channel: Channel,
    /// The id of its secret in the vault; `None` if it has none.
    pub secret: Option<TokenId>,
    /// When its last message was accepted.
    pub sent_at: Option<Timestamp>,
    /// Since when messages are not accepted, and why the last one was not; `None` if it was.
    pub failing: Option<(Timestamp, Failure)>,
    /// How many reminders wait to be sent.
    pub pending: u32,
    /// How many were given up and may be sent again.
    pub failed: u32,
    /// When a message that was not accepted is tried again; `None` if that is due now, or nothing waits for it.
    pub next_attempt_at: Option<Timestamp>,
}

/// Every channel that can be read, in order, without how its messages fared.
pub(super) fn definitions(connection: &Connection) -> Result<Vec<(Channel, Option<TokenId>)>, StoreError> {
    let found = all(connection, "select id, definition, secret_id from channels order by position", [], |row| {
        let read = || -> Result<_, StoreError> {
            let id = row.get::<_, String>(0)?;
            let id = id.parse().map_err(|_| StoreError::Unreadable("the id of a channel".to_owned()))?;
            let definition = read_json(&row.get::<_, String>(1)?)?;
            let secret = row.get::<_, Option<String>>(2)?.map(|id| id.parse().unwrap_or(TokenId::LOST));
            Ok((Channel { id, definition }, secret))
        };
        // It must not hold back the others.
        Ok(read().inspect_err(|error| tracing::error!(%error, "failed to parse a channel")).ok())
    })?;
    Ok(found.into_iter().flatten().collect())
}

fn instant(second: Option<i64>) -> Option<Timestamp> {
    Timestamp::from_second(second?).ok()
}

impl Store {
    /// The channels, in order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn channels(&self) -> Result<Vec<StoredChannel>, StoreError> {
        let connection = self.lock();
        let mut channels = Vec::new();
        for (channel, secret) in definitions(&connection)? {
            let id = channel.id.to_string();
            let sql = "select sent_at, failing_since, failure from channels where id = ?1";
            let (sent_at, since, failure): (Option<i64>, Option<i64>, Option<String>) =
                connection.prepare_cached(sql)?.query_row([&id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let sql = "select count(*) filter (where state = 'pending'),
                              count(*) filter (where state = 'failed' and r.done_at is null),
                              min(next_attempt_at) filter (where state = 'pending' and attempts > 0)
                       from deliveries d left join reminders r on r.id = d.reminder_id where channel_id = ?1";
            let (pending, failed, next): (u32, u32, Option<i64>) =
                connection.prepare_cached(sql)?.query_row([&id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let failure = failure.and_then(|failure| read_json(&failure).ok());
            channels.push(StoredChannel {
                channel,
                secret,
                sent_at: instant(sent_at),
                failing: instant(since).zip(failure),
                pending,
                failed,
                // It is due now: somebody has asked for that.
                next_attempt_at: instant(next.filter(|second| *second > 0)),
            });
        }
        Ok(channels)
    }

    /// Adds a channel after the others, whose secret is in the vault.
    ///
    /// # Errors
    /// When the store cannot be written. Then it is not added.
    pub fn add_channel(&self, channel: &Channel, secret: Option<TokenId>) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        add(&transaction, channel, secret)?;
        if let Some(secret) = secret {
            unused_tokens::settle(&transaction, secret)?;
        }
        Ok(transaction.commit()?)
    }

    /// Replaces what the user chose for a channel, and its secret. The earlier secret, if it is another one, is recorded as
    /// unused. What waits is tried at once. Returns `false` if there is no such channel.
    ///
    /// # Errors
    /// When the store cannot be written. Then nothing is replaced.
    pub fn replace_channel(&self, channel: &Channel, secret: Option<TokenId>) -> Result<bool, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        let id = channel.id.to_string();
        let Some(earlier) = secret_of(&transaction, channel.id)? else { return Ok(false) };
        let sql = "update channels set definition = ?2, secret_id = ?3 where id = ?1";
        transaction.execute(sql, params![id, write_json(&channel.definition)?, secret.map(|id| id.to_string())])?;
        if earlier != secret {
            earlier.map_or(Ok(()), |earlier| unused_tokens::leave(&transaction, earlier))?;
            secret.map_or(Ok(()), |secret| unused_tokens::settle(&transaction, secret))?;
        }
        start_over(&transaction, channel.id)?;
        transaction.commit()?;
        Ok(true)
    }

    /// Makes what waits for a channel due at once, because what was not accepted was sent before the channel was changed.
    ///
    /// # Errors
    /// When the store cannot be written. Then it is as it was.
    pub fn start_over(&self, channel: ChannelId) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        start_over(&transaction, channel)?;
        Ok(transaction.commit()?)
    }

    /// Notes that a channel has accepted a test.
    ///
    /// # Errors
    /// When the store cannot be written. Then it is as it was.
    pub fn test_accepted(&self, channel: ChannelId) -> Result<(), StoreError> {
        let sql = "update channels set failing_since = null, failure = null where id = ?1";
        self.lock().execute(sql, [channel.to_string()])?;
        Ok(())
    }

    /// Replaces only whether reminders go to a channel. Returns `false` if there is no such channel.
    ///
    /// # Errors
    /// When the store cannot be read or written. Then nothing is replaced.
    pub fn enable_channel(&self, id: ChannelId, enabled: bool) -> Result<bool, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        let id = id.to_string();
        let sql = "select definition from channels where id = ?1";
        let stored: Option<String> = transaction.query_row(sql, [&id], |row| row.get(0)).optional()?;
        let Some(stored) = stored else { return Ok(false) };
        let definition = ChannelDefinition { enabled, ..read_json(&stored)? };
        let sql = "update channels set definition = ?2 where id = ?1";
        transaction.execute(sql, params![id, write_json(&definition)?])?;
        transaction.commit()?;
        Ok(true)
    }

    /// Deletes a channel with all that waits for it, and records its secret as unused. Returns the id of that; `None` if it
    /// had none.
    ///
    /// # Errors
    /// When the store cannot be written. Then it is not deleted.
    pub fn delete_channel(&self, id: ChannelId) -> Result<Option<TokenId>, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        let secret = secret_of(&transaction, id)?.flatten();
        secret.map_or(Ok(()), |secret| unused_tokens::leave(&transaction, secret))?;
        transaction.execute("delete from channels where id = ?1", [id.to_string()])?;
        transaction.commit()?;
        Ok(secret)
    }

    /// Makes the channels these, which have their secrets elsewhere, and deletes the others, except for those with a name that
    /// `is_kept`. One with the name of an earlier one takes its place, with what waits for it. Returns them, in order.
    ///
    /// # Errors
    /// When the store cannot be written. Then nothing is changed.
    pub fn replace_channels(
        &self,
        definitions: &[ChannelDefinition],
        is_kept: impl Fn(&ChannelName) -> bool,
    ) -> Result<Vec<Channel>, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(Immediate)?;
        let mut earlier = self::definitions(&transaction)?;
        let mut channels = Vec::with_capacity(definitions.len());
        for (position, definition) in definitions.iter().enumerate() {
            let known = earlier.iter().position(|(channel, _)| channel.definition.name == definition.name);
            let id = known.map_or_else(ChannelId::random, |known| earlier.swap_remove(known).0.id);
            let sql = "insert into channels (id, position, definition) values (?1, ?2, ?3)
                       on conflict (id) do update set position = ?2, definition = ?3,
                           failing_since = case when definition = ?3 then failing_since end,
                           failure = case when definition = ?3 then failure end";
            transaction.execute(sql, params![id.to_string(), position as i64, write_json(definition)?])?;
            channels.push(Channel { id, definition: definition.clone() });
        }
        for (channel, _) in earlier.iter().filter(|(channel, _)| !is_kept(&channel.definition.name)) {
            transaction.execute("delete from channels where id = ?1", [channel.id.to_string()])?;
        }
        transaction.commit()?;
        Ok(channels)
    }
}

/// Forgets why a message was not accepted, and has it tried at once: why another target or secret failed says nothing about
/// this one.
fn start_over(transaction: &Transaction<'_>, id: ChannelId) -> Result<(), StoreError> {
    transaction.execute("update channels set failing_since = null, failure = null where id = ?1", [id.to_string()])?;
    let sql = "update deliveries set next_attempt_at = 0 where channel_id = ?1 and state = 'pending'";
    transaction.execute(sql, [id.to_string()])?;
    Ok(())
}

/// Adds a channel after the others.
pub(super) fn add(connection: &Connection, channel: &Channel, secret: Option<TokenId>) -> Result<(), StoreError> {
    let sql = "insert into channels (id, position, definition, secret_id)
               values (?1, (select coalesce(max(position), 0) + 1 from channels), ?2, ?3)";
    let values = params![channel.id.to_string(), write_json(&channel.definition)?, secret.map(|id| id.to_string())];
    connection.execute(sql, values)?;
    Ok(())
}

/// The id of a channel's secret; `None` if there is no such channel.
fn secret_of(connection: &Connection, id: ChannelId) -> Result<Option<Option<TokenId>>, StoreError> {
    let sql = "select secret_id from channels where id = ?1";
    let stored: Option<Option<String>> = connection.query_row(sql, [id.to_string()], |row| row.get(0)).optional()?;
    Ok(stored.map(|id| id.map(|id| id.parse().unwrap_or(TokenId::LOST))))
}
