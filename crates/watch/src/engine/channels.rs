//! What an engine knows of its channels: where they come from, which there are, and to which of them something is being sent.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use tokio::sync::{OwnedMutexGuard, Semaphore};

use super::{
    channel_agenda::{Agenda, Circumstances, Mark, Outlook},
    lock,
};
use crate::{
    deliver::channel::{Channel, ChannelDefinition, ChannelId, ChannelName, Network, Transport, secret::ChannelSecret},
    store::{Store, StoreError},
    workspace::TokenId,
};

/// How many messages are sent at once.
const AT_ONCE: usize = 4;

/// Where the channels of an engine come from.
#[derive(Debug, Default)]
pub enum ChannelSource {
    /// Reminders go to no channel.
    #[default]
    None,
    /// They are in the store, as the user adds them, and their secrets in the vault.
    Stored,
    /// They are these, until [`Engine::give_channels`](super::Engine::give_channels) replaces them. The window does not change
    /// them, and their secrets are only in memory.
    Given(Vec<(ChannelDefinition, ChannelSecret)>),
    /// They are given later, by [`Engine::give_channels`](super::Engine::give_channels). Until then, what waits for earlier ones
    /// keeps waiting.
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
    pub(super) transport: Arc<dyn Transport>,
    /// Whether the user can change them.
    pub(super) is_stored: bool,
    /// As stored.
    known: Mutex<Vec<Known>>,
    /// Held from reading or replacing what is stored until it is known, so that what was stored last is what is known.
    updating: Mutex<()>,
    /// Held by a change that waits for the vault, so that the next one begins with its result.
    changing: Arc<tokio::sync::Mutex<()>>,
    /// The channels to which a message is being sent.
    in_flight: Mutex<HashSet<ChannelId>>,
    /// When something may be due for them.
    pub(super) agenda: Mutex<Agenda>,
    /// As many as messages may be sent at once.
    pub(super) permits: Semaphore,
}

/// A channel, and where its secrets are.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) channel: Channel,
    pub(super) secret: Secret,
}

impl Known {
    /// Whether a channel is as it was: with the same definition, and the same secret.
    pub(super) fn is_same(&self, before: &Self) -> bool {
        self.channel == before.channel && self.secret.is_same(&before.secret)
    }

    /// Whether it needs a secret and has none, because it was imported.
    pub(super) fn lacks_secret(&self) -> bool {
        matches!(self.secret, Secret::None) && self.channel.definition.target.needs_secret()
    }
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
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) => true,
            (Self::Stored(one), Self::Stored(other)) => one == other,
            (Self::Given(one), Self::Given(other)) => one.is_same(other),
            (Self::None | Self::Stored(_) | Self::Given(_), _) => false,
        }
    }

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
            updating: Mutex::default(),
            changing: Arc::default(),
            in_flight: Mutex::default(),
            agenda: Mutex::default(),
            permits: Semaphore::new(AT_ONCE),
        })
    }

    pub(super) fn is_any_enabled(&self) -> bool {
        lock(&self.known).iter().any(|known| known.channel.definition.enabled)
    }

    /// Waits until no other change waits for the vault, and keeps others waiting.
    pub(super) async fn begin_change(&self) -> OwnedMutexGuard<()> {
        self.changing.clone().lock_owned().await
    }

    /// Reads the channels again after they have changed.
    pub(super) fn reload(&self, store: &Store) -> Result<(), StoreError> {
        let _updating = lock(&self.updating);
        *lock(&self.known) = read(store)?;
        self.anything_may_be_due();
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
        let _updating = lock(&self.updating);
        *lock(&self.known) = replace(store, channels, is_kept)?;
        self.anything_may_be_due();
        Ok(())
    }

    pub(super) fn find(&self, id: ChannelId) -> Option<Known> {
        lock(&self.known).iter().find(|known| known.channel.id == id).cloned()
    }

    /// Those to which something can be sent now: they are enabled, and nothing is being sent to them.
    pub(super) fn idle(&self) -> Vec<Known> {
        let in_flight = lock(&self.in_flight);
        let is_idle = |known: &&Known| known.channel.definition.enabled && !in_flight.contains(&known.channel.id);
        lock(&self.known).iter().filter(is_idle).cloned().collect()
    }

    /// Notes that a message is being sent to a channel.
    pub(super) fn begin_sending(&self, id: ChannelId) {
        lock(&self.in_flight).insert(id);
    }

    /// Notes that it is known what became of that message.
    pub(super) fn end_sending(&self, id: ChannelId) {
        lock(&self.in_flight).remove(&id);
        lock(&self.agenda).forget(id);
    }

    /// Makes the next round read every channel, after a change of what waits for any, or of what holds it back.
    pub(super) fn anything_may_be_due(&self) {
        lock(&self.agenda).forget_all();
    }

    /// When something is due for a channel; `None` if it has to be read to know that.
    pub(super) fn outlook(&self, id: ChannelId, circumstances: Circumstances) -> Option<Outlook> {
        lock(&self.agenda).outlook(id, circumstances)
    }

    /// To be taken before a channel is read.
    pub(super) fn mark(&self) -> Mark {
        lock(&self.agenda).mark()
    }

    /// Notes what a channel that was read since `mark` waits for.
    pub(super) fn note(&self, mark: Mark, id: ChannelId, outlook: Outlook) {
        lock(&self.agenda).note(mark, id, outlook);
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
