//! Adding, changing, testing and removing channels.

use super::{Engine, EngineEvent, channels::Known};
use crate::{
    deliver::channel::{
        Channel, ChannelDefinition, ChannelId, error::SendError, input::ChannelInput, message::Message,
        secret::ChannelSecret,
    },
    failure::{Failure, FailureCode},
    present::view::{ChannelState, ChannelView},
    vault::{Vault, VaultError},
    workspace::TokenId,
};

/// The most channels.
pub(super) const MAX_CHANNELS: usize = 20;

fn unknown() -> Failure {
    Failure::new(FailureCode::UnknownChannel, "channel not found", "It may have been removed.")
}

impl Engine {
    /// The channels, with how their messages fare.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn channels(&self) -> Result<Vec<ChannelView>, Failure> {
        let stored = self.store(|store| store.channels())?.into_iter();
        Ok(stored
            .map(|stored| {
                let state = match stored.failing {
                    Some((since, failure)) => {
                        ChannelState::Failing { since, failure, next_attempt_at: stored.next_attempt_at }
                    }
                    None if self.0.channels.find(stored.channel.id).is_some_and(|known| known.lacks_secret()) => {
                        ChannelState::SecretMissing
                    }
                    None => ChannelState::Working,
                };
                ChannelView {
                    id: stored.channel.id,
                    definition: stored.channel.definition,
                    sent_at: stored.sent_at,
                    pending: stored.pending,
                    failed: stored.failed,
                    state,
                }
            })
            .collect())
    }

    /// Adds a channel, with its secrets.
    ///
    /// # Errors
    /// When something in it cannot be used, or the keyring or the store fails. Then it is not added.
    pub async fn add_channel(&self, input: ChannelInput) -> Result<ChannelId, Failure> {
        self.must_be_stored()?;
        if self.store(|store| store.channels())?.len() >= MAX_CHANNELS {
            let message = format!("there are {MAX_CHANNELS} channels already");
            return Err(Failure::new(FailureCode::TooManyChannels, message, "Remove one that is no longer used."));
        }
        let (definition, secret) = input.check(None)?;
        let channel = Channel { id: ChannelId::random(), definition };
        let id = channel.id;
        self.store_channel(channel, secret, None).await?;
        Ok(id)
    }

    /// Changes a channel. A secret that is not entered is as it was before, if it is for the same target.
    ///
    /// # Errors
    /// As [`Engine::add_channel`], and when there is no such channel. Then nothing changes.
    pub async fn edit_channel(&self, id: ChannelId, input: ChannelInput) -> Result<(), Failure> {
        self.must_be_stored()?;
        let known = self.0.channels.find(id).ok_or_else(unknown)?;
        let kept = match self.channel_secret(&known).await {
            Ok(kept) => kept,
            // It can be entered again.
            Err(SendError::SecretMissing) => ChannelSecret::default(),
            Err(error) => return Err(error.into()),
        };
        let (definition, secret) = input.check(Some((&known.channel.definition, kept)))?;
        self.store_channel(Channel { id, definition }, secret, Some(known)).await
    }

    /// Stores the secrets of a channel in the vault, and then the channel, to its end also if the caller is gone.
    async fn store_channel(
        &self,
        channel: Channel,
        secret: ChannelSecret,
        before: Option<Known>,
    ) -> Result<(), Failure> {
        let engine = self.clone();
        self.uninterrupted(async move { engine.try_store_channel(channel, secret, before).await }).await
    }

    async fn try_store_channel(
        &self,
        channel: Channel,
        secret: ChannelSecret,
        before: Option<Known>,
    ) -> Result<(), Failure> {
        let id = (!secret.is_empty()).then(TokenId::random);
        if let Some(id) = id {
            let adding = self.store(|store| store.add_tokens(&[id], self.now()))?;
            let token = secret.to_token();
            let keep = move |vault: &dyn Vault| {
                vault.keep(id, &token)?;
                Ok(adding)
            };
            match self.with_vault(keep).await {
                Ok(_adding) => {}
                // The call that hangs may still store it. It is deleted once the keyring can be used.
                Err(VaultError::TimedOut) => return Err(VaultError::TimedOut.into()),
                Err(error) => {
                    self.delete_token(id).await;
                    return Err(error.into());
                }
            }
        }
        let stored = match before {
            None => self.store(|store| store.add_channel(&channel, id)).map(|()| true),
            Some(_) => self.store(|store| store.replace_channel(&channel, id)),
        };
        let failed = match stored {
            Ok(true) => None,
            Ok(false) => Some(unknown()),
            Err(error) => Some(error.into()),
        };
        let unused = if failed.is_some() { id } else { before.and_then(|before| before.secret.stored()) };
        if let Some(unused) = unused {
            self.delete_token(unused).await;
        }
        failed.map_or(Ok(()), Err)?;
        self.channels_changed()
    }

    /// Removes a channel, with its secrets and all that waits for it.
    ///
    /// # Errors
    /// When the store cannot be written. Then nothing is removed. A secret that the keyring does not delete now is deleted later.
    pub async fn remove_channel(&self, id: ChannelId) -> Result<(), Failure> {
        self.must_be_stored()?;
        let secret = self.store(|store| store.delete_channel(id))?;
        self.channels_changed()?;
        if let Some(secret) = secret {
            self.delete_token(secret).await;
        }
        let engine = self.clone();
        // Ends in a panic of its own at most.
        let _ = tokio::task::spawn_blocking(move || engine.store(|store| store.remove_channel_from_copies(id))).await;
        Ok(())
    }

    /// Sets whether reminders go to a channel.
    ///
    /// # Errors
    /// When there is no such channel, its secret has to be entered first, or the store cannot be written.
    pub fn enable_channel(&self, id: ChannelId, enabled: bool) -> Result<(), Failure> {
        self.must_be_stored()?;
        let known = self.0.channels.find(id).ok_or_else(unknown)?;
        if enabled && known.lacks_secret() {
            return Err(SendError::SecretMissing.into());
        }
        let definition = ChannelDefinition { enabled, ..known.channel.definition };
        if !self.store(|store| store.set_channel_definition(id, &definition))? {
            return Err(unknown());
        }
        self.channels_changed()
    }

    /// Sends a test to a channel, also to one that is not enabled. If it is accepted, what waits is tried at once.
    ///
    /// # Errors
    /// Why it was not accepted.
    pub async fn test_channel(&self, id: ChannelId) -> Result<(), Failure> {
        let known = self.0.channels.find(id).ok_or_else(unknown)?;
        let message = Message::test(&self.channel_audience(&known.channel.definition));
        self.send_to_channel(&known, message).await?;
        self.store(|store| store.test_accepted(id))?;
        self.retry_channel(id)
    }

    /// Tries at once what waits for a channel, and again what was given up.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn retry_channel(&self, id: ChannelId) -> Result<(), Failure> {
        self.store(|store| store.retry_deliveries(id))?;
        self.deliver();
        self.emit(EngineEvent::ChannelsChanged);
        self.0.nudge.notify_one();
        Ok(())
    }

    fn must_be_stored(&self) -> Result<(), Failure> {
        if self.0.channels.is_stored {
            return Ok(());
        }
        let message = "the channels of this program are not those that its user adds";
        Err(Failure::new(FailureCode::Internal, message, "Please report this bug."))
    }

    pub(super) fn channels_changed(&self) -> Result<(), Failure> {
        self.store(|store| self.0.channels.reload(store))?;
        self.emit(EngineEvent::ChannelsChanged);
        self.deliver();
        self.0.nudge.notify_one();
        Ok(())
    }
}
