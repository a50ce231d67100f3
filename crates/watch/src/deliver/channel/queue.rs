//! Which of a channel's deliveries are sent now, as one message, and when a message that was not accepted is tried again.
//!
//! A delivery is one reminder on its way to one channel. It waits until it is put into a message with an id of its own; that
//! and the attempt are stored before the message is sent. Once it cannot be excluded that a message has arrived, it stays as
//! it is: nothing is added to it, and it is sent again under the same id, by which the receiver can recognize a copy. As
//! long as that can be excluded, what it contained is free to be part of another message.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{ChannelId, message::MessageId};
use crate::{
    reminders::{Reminder, notification::ReminderId},
    workspace::WorkspaceId,
};

/// The wait after the first failure, which is doubled after each further one.
const MIN_PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// The longest wait.
const MAX_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// For how long a message is tried that the receiver refuses.
const REFUSED_FOR: SignedDuration = SignedDuration::from_hours(3 * 24);

/// For how long any other message is tried.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The most reminders in one message.
pub const MAX_IN_MESSAGE: usize = 50;

/// A time to wait until that is further away than this was stored while the clock was ahead.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_hours(2);

/// The id of a delivery in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId(pub(crate) i64);

/// What is known of a message that was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It has not arrived.
    NotArrived,
    /// It may have arrived.
    Unknown,
    /// The receiver refuses it, and probably will again. It has not arrived.
    Refused,
}

/// What a delivery is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// A reminder.
    Reminder {
        /// Its id.
        id: ReminderId,
        /// The reminder itself.
        reminder: Reminder,
        /// Whether it is done.
        is_done: bool,
        /// Until when the user has snoozed it, which may be in the past.
        snoozed_until: Option<Timestamp>,
    },
    /// A workspace that was added: what its first reading found.
    Added(WorkspaceId),
}

impl Subject {
    /// The workspace that it is about.
    pub fn workspace(&self) -> WorkspaceId {
        match self {
            Self::Reminder { reminder, .. } => reminder.workspace,
            Self::Added(workspace) => *workspace,
        }
    }
}

/// A delivery that is neither accepted nor given up.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// Its id.
    pub id: DeliveryId,
    /// The channel.
    pub channel: ChannelId,
    /// What it is about.
    pub subject: Subject,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The message that it is part of; `None` if none contains it that may have arrived or was refused.
    pub message: Option<MessageId>,
    /// Whether that message may have arrived.
    pub may_have_arrived: bool,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub next_attempt_at: Timestamp,
    /// Since when attempts have failed.
    pub failing_since: Option<Timestamp>,
    /// Since when the receiver refuses it; `None` if it did not refuse it the last time.
    pub refused_since: Option<Timestamp>,
}

/// Deliveries to send as one message.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// The id of the message.
    pub message: MessageId,
    /// What it contains: at least one.
    pub deliveries: Vec<Pending>,
    /// When it is tried again if nothing is heard of this attempt. Stored before it is sent.
    pub next_attempt_at: Timestamp,
}

/// What to do about the deliveries of one channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Next {
    /// What to send now; `None` if nothing is due.
    pub batch: Option<Batch>,
    /// When something else is due by the passing of time alone; `None` if nothing will be.
    pub at: Option<Timestamp>,
}

/// Whether a delivery may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// It may.
    No,
    /// From then on.
    Until(Timestamp),
    /// When something other than the time changes.
    Event,
}

/// Chooses what of a channel's deliveries is sent now. `pending` has the oldest first; `hold` says whether one is held back.
pub fn next(pending: Vec<Pending>, now: Timestamp, hold: impl Fn(&Pending) -> Hold) -> Next {
    let mut at: Option<Timestamp> = None;
    let mut wait_until = |until: Timestamp| at = Some(at.map_or(until, |at| at.min(until)));
    let mut free = Vec::new();
    let mut messages: Vec<(MessageId, Vec<Pending>)> = Vec::new();
    for delivery in pending {
        match delivery.message {
            None => match hold(&delivery) {
                Hold::No => free.push(delivery),
                Hold::Until(until) => wait_until(until),
                Hold::Event => {}
            },
            Some(id) => match messages.iter_mut().find(|(known, _)| *known == id) {
                Some((_, parts)) => parts.push(delivery),
                None => messages.push((id, vec![delivery])),
            },
        }
    }
    let mut chosen = None;
    for (id, deliveries) in messages {
        // What one part of it waits for, all of it does.
        let holds: Vec<_> = deliveries.iter().map(&hold).collect();
        let held_until = holds.iter().filter_map(|hold| match hold {
            Hold::Until(until) => Some(*until),
            Hold::No | Hold::Event => None,
        });
        let due_at = deliveries.iter().filter_map(|delivery| wait_of(delivery, now)).chain(held_until).max();
        if holds.contains(&Hold::Event) {
            continue;
        }
        match due_at {
            Some(due_at) => wait_until(due_at),
            None if chosen.is_none() => chosen = Some((id, deliveries)),
            // The next one follows as soon as this one is settled.
            None => {}
        }
    }
    if chosen.is_none() {
        let first = free.iter().map(|delivery| wait_of(delivery, now)).min().flatten();
        let is_due = free.iter().any(|delivery| wait_of(delivery, now).is_none());
        if is_due {
            // What failed before goes along: the receiver is tried again in any case.
            free.truncate(MAX_IN_MESSAGE);
            chosen = Some((MessageId::random(), free));
        } else if let Some(first) = first {
            wait_until(first);
        }
    }
    let batch = chosen.map(|(message, deliveries)| {
        let attempts = deliveries.iter().map(|delivery| delivery.attempts).max().unwrap_or(0);
        Batch { message, next_attempt_at: later(now, pause(attempts + 1)), deliveries }
    });
    Next { batch, at }
}

/// Until when a delivery waits for its next attempt; `None` if it is due.
fn wait_of(delivery: &Pending, now: Timestamp) -> Option<Timestamp> {
    let at = delivery.next_attempt_at;
    (at > now && at.duration_since(now) <= CLOCK_TOLERANCE).then_some(at)
}

/// What becomes of a delivery whose message was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// Whether it stays part of its message.
    pub keeps_message: bool,
    /// Whether the message may have arrived.
    pub may_have_arrived: bool,
    /// When it is tried again; `None` if it is given up.
    pub next_attempt_at: Option<Timestamp>,
    /// Since when attempts have failed.
    pub failing_since: Timestamp,
    /// Since when the receiver refuses it; `None` if it does not.
    pub refused_since: Option<Timestamp>,
}

impl Retry {
    /// What becomes of `delivery`, as it was before the attempt. `wait` is how long the receiver asks to wait.
    pub fn of(delivery: &Pending, fate: Fate, wait: Option<SignedDuration>, now: Timestamp) -> Self {
        // One from the future was stored while the clock was ahead.
        let since = |known: Option<Timestamp>| known.filter(|since| *since <= now).unwrap_or(now);
        let has_lasted = |since: Timestamp, length: SignedDuration| now.duration_since(since) >= length;
        let failing_since = since(delivery.failing_since);
        let refused_since = (fate == Fate::Refused).then(|| since(delivery.refused_since));
        let may_have_arrived = delivery.may_have_arrived || fate == Fate::Unknown;
        let pause = pause(delivery.attempts + 1).max(wait.unwrap_or_default()).min(MAX_PAUSE);
        let is_given_up = has_lasted(failing_since, TRIED_FOR)
            || refused_since.is_some_and(|refused_since| has_lasted(refused_since, REFUSED_FOR));
        Self {
            // What is refused may be refused because of what it contains, and must not hold up anything else.
            keeps_message: may_have_arrived || fate == Fate::Refused,
            may_have_arrived,
            next_attempt_at: (!is_given_up).then(|| later(now, pause)),
            failing_since,
            refused_since,
        }
    }
}

/// The wait after this many attempts.
fn pause(attempts: u32) -> SignedDuration {
    let doublings = attempts.saturating_sub(1).min(16);
    (MIN_PAUSE * (1 << doublings)).min(MAX_PAUSE)
}

fn later(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.saturating_add(wait).unwrap_or(Timestamp::MAX)
}
