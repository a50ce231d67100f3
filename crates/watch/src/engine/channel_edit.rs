//! Adding, changing, testing and removing channels.

use tokio::sync::OwnedMutexGuard;

use super::{Engine, EngineEvent, channels::Known};
use crate::{
    deliver::channel::{
        Channel, ChannelId, error::SendError, input::ChannelInput, message::Message, secret::ChannelSecret,
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
        let change = self.0.channels.begin_change().await;
        if self.store(|store| store.channels())?.len() >= MAX_CHANNELS {
            let message = format!("there are {MAX_CHANNELS} channels already");
            return Err(Failure::new(FailureCode::TooManyChannels, message, "Remove one that is no longer used."));
        }
        let (definition, secret) = input.check(None)?;
        let channel = Channel { id: ChannelId::random(), definition };
        let id = channel.id;
        self.store_channel(change, channel, secret, None).await?;
        Ok(id)
    }

    /// Changes a channel. A secret that is not entered is as it was before, if it is for the same target.
    ///
    /// # Errors
    /// As [`Engine::add_channel`], and when there is no such channel. Then nothing changes.
    pub async fn edit_channel(&self, id: ChannelId, input: ChannelInput) -> Result<(), Failure> {
        self.must_be_stored()?;
        let change = self.0.channels.begin_change().await;
        let known = self.0.channels.find(id).ok_or_else(unknown)?;
        let kept = match self.channel_secret(&known).await {
            Ok(kept) => kept,
            // It can be entered again.
            Err(SendError::SecretMissing) => ChannelSecret::default(),
            Err(error) => return Err(error.into()),
        };
        let (definition, secret) = input.check(Some((&known.channel.definition, kept)))?;
        self.store_channel(change, Channel { id, definition }, secret, Some(known)).await
    }

    /// Stores the secrets of a channel in the vault, and then the channel, to its end also if the caller is gone.
    async fn store_channel(
        &self,
        change: OwnedMutexGuard<()>,
        channel: Channel,
        secret: ChannelSecret,
        before: Option<Known>,
    ) -> Result<(), Failure> {
        let engine = self.clone();
        let store = async move {
            let _change = change;
            engine.try_store_channel(channel, secret, before).await
        };
        self.uninterrupted(store).await
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
        if !self.store(|store| store.enable_channel(id, enabled))? {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        deliver::channel::ChannelDefinition,
        engine::{ChannelParts, ChannelSource, Parts},
        store::Store,
    };

    /// A room. Without an address, it keeps the one that it has.
    fn room(name: &str, url: Option<&str>) -> ChannelInput {
        serde_json::from_value(serde_json::json!({
            "name": name, "enabled": true, "filter": {}, "quiet": null, "exception": "none", "language": null,
            "target": { "kind": "room", "url": url, "connection": {} },
        }))
        .unwrap()
    }

    fn engine() -> Engine {
        let channels = ChannelParts { source: ChannelSource::Stored, ..ChannelParts::default() };
        let parts = Parts::at("2026-03-01T00:00:00Z".parse().unwrap(), Store::in_memory().unwrap());
        Engine::new(Parts { channels, ..parts }).unwrap()
    }

    #[tokio::test]
    async fn switching_a_channel_off_leaves_the_rest_as_it_is_stored() {
        let engine = engine();
        let id = engine.add_channel(room("Ops", Some("https://chat.example/hooks/a/b"))).await.unwrap();
        let known = engine.0.channels.find(id).unwrap();
        let definition =
            ChannelDefinition { name: "Renamed".to_owned().try_into().unwrap(), ..known.channel.definition };
        // As an edit of which the engine has not read the result yet.
        engine.0.store.replace_channel(&Channel { id, definition }, known.secret.stored()).unwrap();
        engine.enable_channel(id, false).unwrap();
        let definition = engine.channels().unwrap().remove(0).definition;
        assert_eq!((definition.name.as_str(), definition.enabled), ("Renamed", false));
        engine.remove_channel(id).await.unwrap();
        assert_eq!(engine.enable_channel(id, true).unwrap_err().code, FailureCode::UnknownChannel);
    }

    #[tokio::test]
    async fn an_edit_keeps_the_secret_of_the_one_before_it() {
        let engine = engine();
        let id = engine.add_channel(room("Ops", Some("https://chat.example/hooks/a/b"))).await.unwrap();
        let (first, second) = tokio::join!(
            engine.edit_channel(id, room("Ops", Some("https://chat.example/hooks/a/c"))),
            engine.edit_channel(id, room("Renamed", None)),
        );
        first.and(second).unwrap();
        let known = engine.0.channels.find(id).unwrap();
        assert_eq!(known.channel.definition.name.as_str(), "Renamed");
        let secret = engine.channel_secret(&known).await.unwrap();
        assert_eq!(secret.url.unwrap().expose(), "https://chat.example/hooks/a/c");
    }

    #[tokio::test]
    async fn two_channels_that_are_added_at_once_do_not_exceed_the_limit() {
        let engine = engine();
        let add = || engine.add_channel(room("Ops", Some("https://chat.example/hooks/a/b")));
        for _ in 1..MAX_CHANNELS {
            add().await.unwrap();
        }
        let (first, second) = tokio::join!(add(), add());
        first.unwrap();
        assert_eq!(second.unwrap_err().code, FailureCode::TooManyChannels);
        assert_eq!(engine.channels().unwrap().len(), MAX_CHANNELS);
    }
}
