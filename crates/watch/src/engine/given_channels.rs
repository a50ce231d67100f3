//! Channels that whoever runs the engine gives to it, and may replace while it runs.

use jiff::{SignedDuration, Timestamp};

use super::{Engine, EngineEvent, lock};
use crate::{
    deliver::channel::{ChannelDefinition, ChannelName, secret::ChannelSecret},
    failure::{Failure, FailureCode},
};

/// The least time between two retries because channels were given, so that whoever gives them often floods no receiver.
const BETWEEN_RETRIES: SignedDuration = SignedDuration::from_secs(10);

impl Engine {
    /// Makes the channels these, and tries what was not accepted again: at once, unless that was done a moment ago. One with the
    /// name of an earlier one takes its place, with what waits for it. An earlier one that `is_kept` cannot be used now: what waits for it, and what becomes
    /// due, keeps waiting. All others are removed, with what waits for them.
    ///
    /// What is due goes to the first channel that there is. Changes of before do not: they are no news.
    ///
    /// # Errors
    /// When the channels of this engine are those that the user adds, or the store cannot be written. Then nothing is changed.
    pub fn give_channels(
        &self,
        channels: Vec<(ChannelDefinition, ChannelSecret)>,
        is_kept: impl Fn(&ChannelName) -> bool,
    ) -> Result<(), Failure> {
        self.replace_channels(channels, is_kept)?;
        self.retry_given_channels();
        self.given_channels_changed();
        Ok(())
    }

    /// The same, where nothing says that a receiver is better now: what was not accepted is tried when it is due.
    ///
    /// # Errors
    /// As [`Engine::give_channels`].
    pub fn adjust_channels(
        &self,
        channels: Vec<(ChannelDefinition, ChannelSecret)>,
        is_kept: impl Fn(&ChannelName) -> bool,
    ) -> Result<(), Failure> {
        self.replace_channels(channels, is_kept)?;
        self.given_channels_changed();
        Ok(())
    }

    fn replace_channels(
        &self,
        channels: Vec<(ChannelDefinition, ChannelSecret)>,
        is_kept: impl Fn(&ChannelName) -> bool,
    ) -> Result<(), Failure> {
        if self.0.channels.is_stored {
            let message = "the channels of this program are those that its user adds";
            return Err(Failure::new(FailureCode::Internal, message, "Please report this bug."));
        }
        let reached_nobody = !self.reaches_anybody();
        {
            let _recording = self.recording();
            let are_first = reached_nobody && !channels.is_empty() && self.store(|store| store.channels())?.is_empty();
            self.store(|store| self.0.channels.give(store, channels, is_kept))?;
            if are_first {
                let known = self.snapshots().into_iter();
                known.for_each(|(workspace, _)| self.record_changes_as_seen(&workspace));
            }
        }
        if reached_nobody && self.reaches_anybody() {
            // The others are recorded when they have been refreshed, which is about to happen.
            self.tried().into_iter().for_each(|id| self.record_due(id));
        }
        Ok(())
    }

    fn retry_given_channels(&self) {
        if !self.0.channels.is_any_enabled() {
            return;
        }
        let at = {
            let mut last = lock(&self.0.channels_retried_at);
            let now = self.now();
            let at = last.and_then(|last| last.checked_add(BETWEEN_RETRIES).ok()).map_or(now, |next| next.max(now));
            // The clock may have been set back.
            let at = at.min(now.saturating_add(BETWEEN_RETRIES).unwrap_or(Timestamp::MAX));
            *last = Some(at);
            at
        };
        if let Err(error) = self.store(|store| store.retry_deliveries_by(at)) {
            tracing::error!(%error, "failed to try messages again soon; they are tried later");
        }
    }

    fn given_channels_changed(&self) {
        self.0.channels.anything_may_be_due();
        self.emit(EngineEvent::ChannelsChanged);
        self.deliver();
        self.0.nudge.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;
    use crate::{
        deliver::{
            BoxFuture,
            channel::{Target, Transport, error::SendError, input::ChannelInput, message::Message},
        },
        engine::{ChannelParts, ChannelSource, Parts},
        reminders::condition::Condition,
        schedule::clock::SetClock,
        store::Store,
        workspace::Workspace,
    };

    /// A receiver that asks for an hour's patience, and how often it was sent to.
    #[derive(Default)]
    struct Busy(AtomicUsize);

    impl Transport for Busy {
        fn send(&self, _: Target, _: ChannelSecret, _: Message) -> BoxFuture<'static, Result<(), SendError>> {
            self.0.fetch_add(1, Ordering::Relaxed);
            let wait = Some(SignedDuration::from_hours(1));
            let busy = SendError::Unavailable { status: 429, said: None, wait, may_have_arrived: false };
            Box::pin(std::future::ready(Err(busy)))
        }
    }

    #[tokio::test]
    async fn only_what_is_given_anew_is_tried_again_and_not_more_often_than_every_ten_seconds() {
        let now: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        let (clock, receiver) = (SetClock::at(now), Arc::new(Busy::default()));
        let (store, workspace) = (Store::in_memory().unwrap(), Workspace::example());
        store.add_workspace(&workspace).unwrap();
        let given = vec![ChannelInput::example().check(None).unwrap()];
        let channels = ChannelParts { source: ChannelSource::Given(given.clone()), transport: receiver.clone() };
        let parts = Parts { channels, clock: clock.clone(), ..Parts::at(now, store) };
        let engine = Engine::new(parts).unwrap();
        engine.0.store.record_due_conditions(&workspace, &[Condition::withdrawn()], now).unwrap();
        let sent_at = async |seconds: i64| {
            *lock(&clock.0) = now + SignedDuration::from_secs(seconds);
            engine.deliver();
            tokio::task::yield_now().await;
            receiver.0.load(Ordering::Relaxed)
        };
        assert_eq!(sent_at(0).await, 1);
        for seconds in [60, 120] {
            engine.adjust_channels(given.clone(), |_| false).unwrap();
            assert_eq!(sent_at(seconds).await, 1, "after {seconds} s");
        }
        engine.give_channels(given.clone(), |_| false).unwrap();
        assert_eq!(sent_at(121).await, 2);
        engine.give_channels(given.clone(), |_| false).unwrap();
        engine.give_channels(given.clone(), |_| false).unwrap();
        assert_eq!(engine.next_channel_delivery_at(engine.now()), Some(now + SignedDuration::from_secs(130)));
        assert_eq!((sent_at(129).await, sent_at(130).await, sent_at(140).await), (2, 3, 3));
    }
}
