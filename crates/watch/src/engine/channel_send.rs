//! Sending a message to a channel: that it is sent is stored before, and what became of it afterwards.

use std::time::Duration;

use jiff::Timestamp;
use license::Attention;

use super::{
    Engine, EngineEvent,
    cache::Entry,
    channels::{Known, Secret},
};
use crate::{
    deliver::{
        ReminderId,
        channel::{
            ChannelDefinition,
            error::SendError,
            message::{Added, ItemWorkspace, Message},
            queue::{Batch, Pending, Retry, Subject},
            secret::ChannelSecret,
        },
    },
    failure::Failure,
    i18n::Audience,
    reminders::{added, urgency::Urgency},
    store::StoreError,
    workspace::WorkspaceId,
};

/// How long a stopping engine waits to learn whether a message was accepted.
const STOP_TIMEOUT: Duration = Duration::from_secs(3);

impl Engine {
    /// Stores that a message is about to be sent, and sends it.
    pub(super) fn start_delivery(&self, known: Known, batch: Batch) -> Result<(), StoreError> {
        let Some(message) = self.message_of(&known.channel.definition, &batch) else {
            return self.store(|store| store.drop_deliveries(&batch.deliveries));
        };
        self.store(|store| store.begin_delivery(&batch))?;
        self.0.channels.begin_sending(known.channel.id);
        self.0.tasks.spawn(self.clone().send_batch(known, batch, message));
        Ok(())
    }

    async fn send_batch(self, known: Known, batch: Batch, message: Message) {
        let stop_timeout = async {
            self.0.stopping.cancelled().await;
            tokio::time::sleep(STOP_TIMEOUT).await;
        };
        let outcome = tokio::select! {
            outcome = self.send_to_channel(&known, message) => Some(outcome),
            // Whether it was accepted is unknown, so the next run sends it again, under the same id.
            () = stop_timeout => None,
        };
        if let Some(outcome) = outcome {
            self.store_sent(&known, &batch, outcome);
        }
        self.0.channels.end_sending(known.channel.id);
        self.emit(EngineEvent::ChannelsChanged);
        self.0.nudge.notify_one();
    }

    fn store_sent(&self, known: &Known, batch: &Batch, outcome: Result<(), SendError>) {
        let (channel, now) = (&known.channel, self.now());
        let stored = match outcome {
            Ok(()) => self
                .store(|store| store.delivery_sent(channel.id, batch, now))
                .and_then(|()| self.store_shown(batch, now)),
            Err(error) => {
                let (fate, wait, is_new_to_some) = (error.fate(), error.wait(), !error.accepted_by().is_empty());
                let accepted_by = [batch.accepted_by(), error.accepted_by()].concat();
                let failure = Failure::from(error);
                tracing::warn!(channel = %channel.id, code = ?failure.code, %failure, "a message was not accepted");
                let retry = |delivery: &Pending| Retry::of(delivery, fate, wait, now);
                let failed =
                    self.store(|store| store.delivery_failed(channel.id, batch, &failure, &accepted_by, retry, now));
                let failed = failed.and_then(|()| if is_new_to_some { self.store_shown(batch, now) } else { Ok(()) });
                let is_changed = self.0.channels.find(channel.id).is_some_and(|new| !new.is_same(known));
                failed.and_then(|()| if is_changed { self.store(|store| store.start_over(channel.id)) } else { Ok(()) })
            }
        };
        if let Err(error) = stored {
            tracing::error!(channel = %channel.id, %error, "failed to store what became of a message; it may be sent again");
        }
    }

    /// Without a desktop, a message is how its reminders are shown.
    fn store_shown(&self, batch: &Batch, now: Timestamp) -> Result<(), StoreError> {
        let reminders: Vec<_> = batch.deliveries.iter().filter_map(reminder_of).collect();
        if self.0.notifier.is_none() { self.store(|store| store.mark_shown(&reminders, now)) } else { Ok(()) }
    }

    /// Sends a message, a few at a time.
    pub(super) async fn send_to_channel(&self, known: &Known, message: Message) -> Result<(), SendError> {
        let secret = self.channel_secret(known).await?;
        // The semaphore is never closed.
        let _permit = self.0.channels.permits.acquire().await.ok();
        self.0.channels.transport.send(known.channel.definition.target.clone(), secret, message).await
    }

    /// The secrets of a channel, as far as there are any.
    pub(super) async fn channel_secret(&self, known: &Known) -> Result<ChannelSecret, SendError> {
        let id = match &known.secret {
            Secret::None => return Ok(ChannelSecret::default()),
            Secret::Stored(id) => *id,
            Secret::Given(secret) => return Ok(secret.clone()),
        };
        let token = self.with_vault(move |vault| vault.token(id)).await?;
        let secret = token.map(|token| ChannelSecret::of_token(&token, &known.channel.definition.target));
        secret.ok_or(SendError::SecretMissing)
    }

    /// The reader of a channel's messages.
    pub(super) fn channel_audience(&self, definition: &ChannelDefinition) -> Audience<'_> {
        let language = definition.language.unwrap_or_else(|| self.language());
        Audience { now: self.now(), zone: &self.0.zone, words: language.words() }
    }

    /// Words a message; `None` if nothing in it is worth one.
    fn message_of(&self, definition: &ChannelDefinition, batch: &Batch) -> Option<Message> {
        let audience = self.channel_audience(definition);
        let added: Vec<_> = batch
            .deliveries
            .iter()
            .filter_map(|delivery| match &delivery.subject {
                Subject::Added(id) => Some(*id),
                Subject::Reminder { .. } => None,
            })
            .collect();
        let added = self.added_for_channel(&added, definition.filter.min_urgency, &audience);
        let cache = self.cache();
        let known = |id| cache.entry(id).ok().map(Entry::known);
        Message::new(batch.message, &batch.deliveries, known, added, &audience)
    }

    fn added_for_channel(&self, ids: &[WorkspaceId], min_urgency: Urgency, audience: &Audience<'_>) -> Option<Added> {
        let cache = self.cache();
        let urgency_of = |attention: Attention| match attention {
            Attention::Critical | Attention::Ended => Urgency::Critical,
            Attention::Problem | Attention::Soon | Attention::Calm => Urgency::Normal,
        };
        let entries = ids.iter().filter_map(|id| cache.entry(*id).ok());
        let entries: Vec<_> = entries
            .map(|entry| (urgency_of(entry.snapshot.attention(audience.now)), entry))
            .filter(|(urgency, _)| *urgency >= min_urgency)
            .collect();
        let added: Vec<_> = entries.iter().map(|(_, entry)| entry.known()).collect();
        let notification = added::summary(&added, audience)?;
        let workspace = |(_, entry): &(Urgency, &Entry)| ItemWorkspace {
            id: entry.workspace.id,
            name: entry.workspace.name.to_string(),
            address: Some(entry.workspace.address.to_string()),
        };
        Some(Added {
            title: notification.title,
            body: notification.body,
            urgency: entries.iter().map(|(urgency, _)| *urgency).max().unwrap_or_default(),
            workspaces: entries.iter().map(workspace).collect(),
        })
    }
}

fn reminder_of(delivery: &Pending) -> Option<ReminderId> {
    match &delivery.subject {
        Subject::Reminder { id, .. } => Some(*id),
        Subject::Added(_) => None,
    }
}
