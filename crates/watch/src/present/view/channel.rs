//! A channel, as the window shows it.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use crate::{
    deliver::channel::{ChannelDefinition, ChannelId},
    failure::Failure,
};

/// A channel, with how its messages fare. Contains no secret.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ChannelView {
    /// Its id.
    pub id: ChannelId,
    /// What the user chose.
    pub definition: ChannelDefinition,
    /// When its last message was accepted; `null` if none was.
    #[ts(type = "string | null")]
    pub sent_at: Option<Timestamp>,
    /// How many reminders wait to be sent.
    pub pending: u32,
    /// How many were given up, after days in which they were refused.
    pub failed: u32,
    /// Whether messages are accepted.
    pub state: ChannelState,
}

/// Whether a channel accepts messages.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ChannelState {
    /// The last one was accepted, or none was sent.
    Working,
    /// The secret that it needs has to be entered, because it was imported without. It is off until then.
    SecretMissing,
    /// The last one was not accepted.
    Failing {
        /// Since when.
        #[ts(type = "string")]
        since: Timestamp,
        /// Why.
        failure: Failure,
        /// When it is tried again; `null` if that is due now, or it is not.
        #[ts(type = "string | null")]
        next_attempt_at: Option<Timestamp>,
    },
}
