//! Sending reminders to channels: each delivery is taken from the store, sent as part of a message, and marked. See
//! [`queue`] for what is sent when.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::Timestamp;
use license::Attention;
use tokio::sync::Semaphore;

use super::{Engine, EngineEvent, cache::Entry, lock};
use crate::{
    deliver::channel::{
        Channel, ChannelDefinition, ChannelId, ChannelName, Network, Transport,
        error::SendError,
        message::{Added, ItemWorkspace, Message},
        queue::{self, Batch, Hold, Next, Pending, Retry, Subject},
        secret::ChannelSecret,
    },
    failure::{Failure, FailureCode},
    i18n::Audience,
    reminders::{added, settings::QuietHoursException, urgency::Urgency},
    store::{Store, StoreError},
    workspace::{TokenId, WorkspaceId},
};

/// How many messages are sent at once.
const AT_ONCE: usize = 4;

/// How long a stopping engine waits to learn whether a message was accepted.
const STOP_TIMEOUT: Duration = Duration::from_secs(3);

/// Where the channels of an engine come from.
#[derive(Debug, Default)]
pub enum ChannelSource {
    /// Reminders go to no channel.
    #[default]
    None,
    /// They are in the store, as the user adds them, and their secrets in the vault.
    Stored,
    /// They are these, until [`Engine::give_channels`] replaces them. The window does not change them, and their secrets are
    /// only in memory.
    Given(Vec<(ChannelDefinition, ChannelSecret)>),
    /// They are given later, by [`Engine::give_channels`]. Until then, what waits for earlier ones keeps waiting.
    Awaited,
}

/// What an engine needs for channels.
pub struct ChannelParts {
    /// Where they come from.
    pub source: ChannelSource,
    /// Sends messages.
    pub transport: Arc<dyn Transport>,
}

impl Default for ChannelParts {
    fn default() -> Self {
        Self { source: ChannelSource::None, transport: Arc::new(Network::default()) }
    }
}

/// The channels of an engine.
pub(super) struct Channels {
    transport: Arc<dyn Transport>,
    /// Whether the user can change them.
    pub(super) is_stored: bool,
    /// As stored.
    known: Mutex<Vec<Known>>,
    /// The channels to which a message is being sent.
    in_flight: Mutex<HashSet<ChannelId>>,
    permits: Semaphore,
}

/// A channel, and where its secrets are.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) channel: Channel,
    pub(super) secret: Secret,
}

/// Where the secrets of a channel are.
#[derive(Debug, Clone)]
pub(super) enum Secret {
    /// It has none.
    None,
    /// In the vault.
    Stored(TokenId),
    /// Only here.
    Given(ChannelSecret),
}

impl Secret {
    /// Its id in the vault.
    pub(super) fn stored(&self) -> Option<TokenId> {
        match self {
            Self::Stored(id) => Some(*id),
            Self::None | Self::Given(_) => None,
        }
    }
}

impl Channels {
    pub(super) fn new(parts: ChannelParts, store: &Store) -> Result<Self, StoreError> {
        let ChannelParts { source, transport } = parts;
        let is_stored = matches!(source, ChannelSource::Stored);
        let known = match source {
            ChannelSource::None | ChannelSource::Awaited => Vec::new(),
            ChannelSource::Stored => read(store)?,
            ChannelSource::Given(channels) => replace(store, channels, |_| false)?,
        };
        Ok(Self {
            transport,
            is_stored,
            known: Mutex::new(known),
            in_flight: Mutex::default(),
            permits: Semaphore::new(AT_ONCE),
        })
    }

    pub(super) fn is_any_enabled(&self) -> bool {
        lock(&self.known).iter().any(|known| known.channel.definition.enabled)
    }

    /// Reads the channels again after they have changed.
    pub(super) fn reload(&self, store: &Store) -> Result<(), StoreError> {
        *lock(&self.known) = read(store)?;
        Ok(())
    }

    /// Replaces the channels that were given before. What is stored of others with a name that `is_kept` stays, with what
    /// waits for them.
    pub(super) fn give(
        &self,
        store: &Store,
        channels: Vec<(ChannelDefinition, ChannelSecret)>,
        is_kept: impl Fn(&ChannelName) -> bool,
    ) -> Result<(), StoreError> {
        *lock(&self.known) = replace(store, channels, is_kept)?;
        Ok(())
    }

    pub(super) fn find(&self, id: ChannelId) -> Option<Known> {
        lock(&self.known).iter().find(|known| known.channel.id == id).cloned()
    }

    fn is_sending(&self, id: ChannelId) -> bool {
        lock(&self.in_flight).contains(&id)
    }
}

fn read(store: &Store) -> Result<Vec<Known>, StoreError> {
    let channels = store.channels()?.into_iter();
    let secret = |id: Option<TokenId>| id.map_or(Secret::None, Secret::Stored);
    Ok(channels.map(|stored| Known { channel: stored.channel, secret: secret(stored.secret) }).collect())
}

fn replace(
    store: &Store,
    channels: Vec<(ChannelDefinition, ChannelSecret)>,
    is_kept: impl Fn(&ChannelName) -> bool,
) -> Result<Vec<Known>, StoreError> {
    let (definitions, secrets): (Vec<_>, Vec<_>) = channels.into_iter().unzip();
    let channels = store.replace_channels(&definitions, is_kept)?.into_iter().zip(secrets);
    Ok(channels.map(|(channel, secret)| Known { channel, secret: Secret::Given(secret) }).collect())
}

impl Engine {
    /// Sends what is due to channels. Pausing the reminders of the desktop does not pause this.
    pub(super) fn deliver_to_channels(&self) {
        if !self.0.channels.is_any_enabled() || self.0.stopping.is_cancelled() {
            return;
        }
        if let Err(error) = self.try_deliver_to_channels(self.now()) {
            tracing::error!(%error, "failed to take what is due for channels; it keeps waiting");
        }
    }

    fn try_deliver_to_channels(&self, now: Timestamp) -> Result<(), StoreError> {
        let _recording = self.recording();
        let (pending, obsolete): (Vec<_>, Vec<_>) =
            self.0.store.pending_deliveries()?.into_iter().partition(|delivery| self.is_worth_sending(delivery));
        if !obsolete.is_empty() {
            self.0.store.drop_deliveries(&obsolete)?;
            self.emit(EngineEvent::ChannelsChanged);
        }
        for (known, next) in self.next_for_channels(pending, now) {
            if let Some(batch) = next.batch {
                self.start_delivery(known, batch)?;
            }
        }
        Ok(())
    }

    /// What is next for each enabled channel to which nothing is being sent.
    fn next_for_channels(&self, pending: Vec<Pending>, now: Timestamp) -> Vec<(Known, Next)> {
        let mut by_channel: HashMap<ChannelId, Vec<Pending>> = HashMap::new();
        for delivery in pending {
            by_channel.entry(delivery.channel).or_default().push(delivery);
        }
        let is_held_back = self.held_back();
        let known = lock(&self.0.channels.known).clone().into_iter();
        let idle =
            known.filter(|known| known.channel.definition.enabled && !self.0.channels.is_sending(known.channel.id));
        let next = |known: Known| {
            let pending = by_channel.remove(&known.channel.id)?;
            let definition = &known.channel.definition;
            let quiet_end = definition
                .quiet
                .filter(|quiet| quiet.contain(now, &self.0.zone))
                .map(|quiet| quiet.end_after(now, &self.0.zone));
            let hold = |delivery: &Pending| {
                let (is_critical, snoozed_until) = match &delivery.subject {
                    Subject::Reminder { reminder, .. } if is_held_back(reminder) => return Hold::Event,
                    Subject::Reminder { reminder, snoozed_until, .. } => {
                        (reminder.cause.urgency() == Urgency::Critical, *snoozed_until)
                    }
                    Subject::Added(_) => (false, None),
                };
                let is_exempt = is_critical && definition.exception == QuietHoursException::Critical;
                let until = [
                    snoozed_until.filter(|until| *until > now),
                    quiet_end.filter(|_| !is_exempt),
                    self.waits_for_refreshes(delivery.recorded_at, now),
                ];
                until.into_iter().flatten().max().map_or(Hold::No, Hold::Until)
            };
            let next = queue::next(pending, now, hold);
            Some((known, next))
        };
        idle.filter_map(next).collect()
    }

    /// Whether a delivery is still worth sending: its reminder is neither done nor untrue, and the channel is still for it,
    /// which may have been changed meanwhile.
    fn is_worth_sending(&self, delivery: &Pending) -> bool {
        let is_wanted = self.0.channels.find(delivery.channel).is_none_or(|known| {
            let filter = &known.channel.definition.filter;
            match &delivery.subject {
                Subject::Reminder { reminder, .. } => filter.wants(reminder.workspace, delivery.group, &reminder.cause),
                Subject::Added(id) => filter.wants_added(*id, delivery.group),
            }
        });
        match &delivery.subject {
            _ if !is_wanted => false,
            Subject::Reminder { reminder, is_done, .. } => !is_done && self.is_still_true(reminder),
            Subject::Added(id) => {
                let (of_all, cache) = (self.reminder_settings(), self.cache());
                // One that was muted, snoozed or archived meanwhile is not reported.
                cache.entry(*id).is_ok_and(|entry| cache.applied_reminders(&of_all, entry).is_some())
            }
        }
    }

    /// When something can be sent to a channel that waits now; `None` if nothing waits, or not for the time.
    pub(super) fn next_channel_delivery_at(&self, now: Timestamp) -> Option<Timestamp> {
        if !self.0.channels.is_any_enabled() {
            return None;
        }
        let pending = self.0.store.pending_deliveries().unwrap_or_else(|error| {
            tracing::error!(%error, "failed to read what waits for channels");
            Vec::new()
        });
        self.next_for_channels(pending, now).into_iter().filter_map(|(_, next)| next.at).min()
    }

    /// Has tried again now what was not accepted for one of these reasons.
    pub(super) fn retry_channels_after(&self, is: impl Fn(FailureCode) -> bool) {
        if self.0.channels.is_any_enabled()
            && let Err(error) = self.0.store.retry_deliveries_after(is)
        {
            tracing::error!(%error, "failed to have messages tried again; they are later");
        }
    }

    /// Stores that a message is about to be sent, and sends it.
    fn start_delivery(&self, known: Known, batch: Batch) -> Result<(), StoreError> {
        let Some(message) = self.message_of(&known.channel.definition, &batch) else {
            return self.0.store.drop_deliveries(&batch.deliveries);
        };
        self.0.store.begin_delivery(&batch)?;
        lock(&self.0.channels.in_flight).insert(known.channel.id);
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
            self.store_sent(&known.channel, &batch, outcome);
        }
        lock(&self.0.channels.in_flight).remove(&known.channel.id);
        self.emit(EngineEvent::ChannelsChanged);
        self.0.nudge.notify_one();
    }

    fn store_sent(&self, channel: &Channel, batch: &Batch, outcome: Result<(), SendError>) {
        let now = self.now();
        let stored = match outcome {
            Ok(()) => self.0.store.delivery_sent(channel.id, batch, now).and_then(|()| {
                // Without a desktop, this is how its reminders are shown.
                let reminders: Vec<_> = batch.deliveries.iter().filter_map(reminder_of).collect();
                if self.0.notifier.is_none() { self.0.store.mark_shown(&reminders, now) } else { Ok(()) }
            }),
            Err(error) => {
                let (fate, wait) = (error.fate(), error.wait());
                let failure = Failure::from(error);
                tracing::warn!(channel = %channel.id, code = ?failure.code, %failure, "a message was not accepted");
                let retry = |delivery: &Pending| Retry::of(delivery, fate, wait, now);
                self.0.store.delivery_failed(channel.id, batch, &failure, retry, now)
            }
        };
        if let Err(error) = stored {
            tracing::error!(channel = %channel.id, %error, "failed to store what became of a message; it may be sent again");
        }
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

fn reminder_of(delivery: &Pending) -> Option<crate::deliver::ReminderId> {
    match &delivery.subject {
        Subject::Reminder { id, .. } => Some(*id),
        Subject::Added(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use jiff::SignedDuration;

    use super::*;
    use crate::{
        deliver::{
            BoxFuture,
            channel::{Target, input::ChannelInput},
        },
        engine::Parts,
        present::view::ChannelState,
        reminders::{
            Cause, CauseKind,
            causes::withdrawn::LicenseWithdrawn,
            condition::{Condition, ConditionKind},
        },
        workspace::Workspace,
    };

    /// A receiver that may be away.
    #[derive(Default)]
    struct Receiver(AtomicBool);

    impl Transport for Receiver {
        fn send(&self, _: Target, _: ChannelSecret, _: Message) -> BoxFuture<'static, Result<(), SendError>> {
            let away = SendError::Unavailable { status: 503, said: None, wait: None, may_have_arrived: false };
            let outcome = if self.0.load(Ordering::Relaxed) { Ok(()) } else { Err(away) };
            Box::pin(std::future::ready(outcome))
        }
    }

    /// An engine with a channel for which a reminder waits, at midnight.
    fn engine(quiet: serde_json::Value, receiver: Arc<Receiver>) -> (Engine, Timestamp) {
        let input: ChannelInput = serde_json::from_value(serde_json::json!({
            "name": "Ops", "enabled": true, "filter": {}, "quiet": quiet, "exception": "none", "language": null,
            "target": { "kind": "room", "url": "https://chat.example/hooks/a/b", "connection": {} },
        }))
        .unwrap();
        let now: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        let (store, workspace) = (Store::in_memory().unwrap(), Workspace::example());
        store.add_workspace(&workspace).unwrap();
        let source = ChannelSource::Given(vec![input.check(None).unwrap()]);
        let channels = ChannelParts { source, transport: receiver };
        let engine = Engine::new(Parts { channels, ..Parts::at(now, store) }).unwrap();
        let cause = Cause::Withdrawn(LicenseWithdrawn { reasons: Vec::new() });
        let withdrawn = Condition::new(ConditionKind::of(CauseKind::Withdrawn), Some(cause));
        engine.0.store.record_due_conditions(&workspace, &[withdrawn], now).unwrap();
        (engine, now)
    }

    #[tokio::test]
    async fn engine_wakes_to_send_again_only_while_something_waits() {
        let receiver = Arc::new(Receiver::default());
        let (engine, now) = engine(serde_json::Value::Null, receiver.clone());
        engine.deliver();
        tokio::task::yield_now().await;
        assert_eq!(engine.next_channel_delivery_at(now), Some(now + SignedDuration::from_secs(30)));
        receiver.0.store(true, Ordering::Relaxed);
        engine.retry_channel(engine.channels().unwrap()[0].id).unwrap();
        tokio::task::yield_now().await;
        assert_eq!(engine.next_channel_delivery_at(now), None);
        assert!(engine.channels().unwrap()[0].sent_at.is_some());
    }

    #[tokio::test]
    async fn a_channel_that_is_given_again_keeps_what_waits_and_one_that_is_not_loses_it() {
        let receiver = Arc::new(Receiver::default());
        let (engine, _) = engine(serde_json::Value::Null, receiver.clone());
        engine.deliver();
        tokio::task::yield_now().await;
        let pending = || engine.channels().unwrap().iter().map(|channel| channel.pending).collect::<Vec<_>>();
        let definition = engine.channels().unwrap().remove(0).definition;
        engine.give_channels(Vec::new(), |name| name.as_str() == "Ops").unwrap();
        assert_eq!((pending(), engine.reaches_anybody()), (vec![1], false), "it cannot be used, and is kept");
        receiver.0.store(true, Ordering::Relaxed);
        engine.give_channels(vec![(definition.clone(), ChannelSecret::default())], |_| false).unwrap();
        tokio::task::yield_now().await;
        assert!(pending() == [0] && engine.channels().unwrap()[0].sent_at.is_some(), "it is tried again at once");
        let other = ChannelDefinition { name: "Other".to_owned().try_into().unwrap(), ..definition };
        engine.give_channels(vec![(other, ChannelSecret::default())], |_| false).unwrap();
        assert_eq!((pending(), engine.channels().unwrap()[0].sent_at), (vec![0], None));
    }

    #[tokio::test]
    async fn engine_wakes_at_the_end_of_the_quiet_hours_of_a_channel() {
        let quiet = serde_json::json!({ "from": "22:00:00", "until": "06:30:00" });
        let (engine, now) = engine(quiet, Arc::default());
        engine.deliver();
        tokio::task::yield_now().await;
        let end = now + SignedDuration::from_mins(6 * 60 + 30);
        assert_eq!(engine.next_channel_delivery_at(now), Some(end));
        assert_eq!(engine.channels().unwrap()[0].state, ChannelState::Working);
    }

    #[tokio::test]
    async fn a_channel_works_again_once_a_test_is_accepted() {
        let receiver = Arc::new(Receiver::default());
        let (engine, _) = engine(serde_json::Value::Null, receiver.clone());
        let view = || engine.channels().unwrap().remove(0);
        engine.deliver();
        tokio::task::yield_now().await;
        assert!(matches!(view().state, ChannelState::Failing { next_attempt_at: Some(_), .. }));
        engine.0.store.retry_deliveries(view().id).unwrap();
        let state = view().state;
        assert!(matches!(state, ChannelState::Failing { next_attempt_at: None, .. }), "{state:?}");
        receiver.0.store(true, Ordering::Relaxed);
        engine.test_channel(view().id).await.unwrap();
        assert_eq!(view().state, ChannelState::Working, "before anything that waits is sent");
        tokio::task::yield_now().await;
        assert_eq!(view().pending, 0);
    }

    #[tokio::test]
    async fn a_channel_that_was_changed_gets_what_it_is_for_now() {
        let (engine, _) = engine(serde_json::Value::Null, Arc::default());
        let view = || engine.channels().unwrap().remove(0);
        engine.deliver();
        tokio::task::yield_now().await;
        let (id, mut definition) = (view().id, view().definition);
        definition.filter.off = [CauseKind::Withdrawn].into_iter().collect();
        engine.0.store.replace_channel(&Channel { id, definition }, None).unwrap();
        assert_eq!((view().state, view().pending), (ChannelState::Working, 1));
        engine.0.channels.reload(&engine.0.store).unwrap();
        engine.deliver();
        tokio::task::yield_now().await;
        assert_eq!((view().state, view().pending), (ChannelState::Working, 0));
    }

    #[tokio::test]
    async fn what_is_taken_out_of_a_message_is_free_for_another_one() {
        let (engine, now) = engine(serde_json::Value::Null, Arc::default());
        let store = &engine.0.store;
        let pending = store.pending_deliveries().unwrap();
        let message = crate::deliver::channel::message::MessageId::random();
        let begin = |deliveries: &[Pending], taken_out: &[Pending]| {
            let (deliveries, taken_out) = (deliveries.to_vec(), taken_out.to_vec());
            store.begin_delivery(&Batch { message, deliveries, taken_out, next_attempt_at: now }).unwrap();
            let delivery = store.pending_deliveries().unwrap().remove(0);
            (delivery.message, delivery.may_have_arrived, delivery.attempts)
        };
        assert_eq!(begin(&pending, &[]), (Some(message), true, 1));
        assert_eq!(begin(&[], &pending), (None, false, 1));
    }
}
