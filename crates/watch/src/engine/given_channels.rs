//! Channels that whoever runs the engine gives to it, and may replace while it runs.

use super::{Engine, EngineEvent};
use crate::{
    deliver::channel::{ChannelDefinition, ChannelName, secret::ChannelSecret},
    failure::{Failure, FailureCode},
};

impl Engine {
    /// Makes the channels these. One with the name of an earlier one takes its place, with what waits for it, and what was not
    /// accepted is tried again at once. An earlier one that `is_kept` cannot be used now: what waits for it, and what becomes
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
        self.retry_channels_after(|_| true);
        self.emit(EngineEvent::ChannelsChanged);
        self.deliver();
        self.0.nudge.notify_one();
        Ok(())
    }
}
