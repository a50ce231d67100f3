//! Which of a channel's deliveries are sent now, as one message, and when a message that was not accepted is tried again.
//!
//! A delivery is one reminder on its way to one channel. It waits until it is put into a message with an id of its own; that
//! and the attempt are stored before the message is sent. Once it cannot be excluded that a message has arrived, it stays as
//! it is: nothing is added to it, and it is sent again under the same id, by which the receiver can recognize a copy. Only
//! what is held back meanwhile, of a workspace that was muted for example, is taken out of it. As long as that can be
//! excluded, what it contained is free to be part of another message.
//!
//! A store that was restored from a copy does not know what was sent after the copy was made. That is sent again, perhaps under
//! another id, because a reminder that comes twice does less harm than one that never comes.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{ChannelId, message::MessageId};
use crate::{
    reminders::{Reminder, notification::ReminderId},
    workspace::{WorkspaceId, details::MailAddress, groups::GroupId},
};

/// The wait after the first failure, which is doubled after each further one.
const MIN_PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// The longest wait.
const MAX_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// For how long a message is tried that the receiver refuses.
const REFUSED_FOR: SignedDuration = SignedDuration::from_hours(3 * 24);

/// For how long any other message is tried.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The fewest attempts before a message is given up. Time alone says little: the computer may have been off.
const MIN_ATTEMPTS: u32 = 10;

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
    /// The receiver refuses it for some of its recipients, and probably will again. The others have it.
    RefusedInPart,
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
    /// The group in which its workspace is now.
    pub group: Option<GroupId>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The message that it is part of; `None` if none contains it that may have arrived or was refused.
    pub message: Option<MessageId>,
    /// Whether that message may have arrived.
    pub may_have_arrived: bool,
    /// The recipients who have it, of an email that was not accepted for all of them. It is not sent to them again.
    pub accepted_by: Vec<MailAddress>,
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
    /// What it contained when it was sent before, and is held back now. That is sent later, in another message.
    pub taken_out: Vec<Pending>,
    /// When it is tried again if nothing is heard of this attempt. Stored before it is sent.
    pub next_attempt_at: Timestamp,
}

impl Batch {
    /// The recipients who have it. They are the same for each delivery in it.
    pub fn accepted_by(&self) -> &[MailAddress] {
        accepted_by(&self.deliveries)
    }
}

/// The recipients who have what these deliveries, which are sent as one message, are about.
pub(super) fn accepted_by(deliveries: &[Pending]) -> &[MailAddress] {
    deliveries.first().map_or(&[], |first| &first.accepted_by)
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
    for (id, parts) in messages {
        let (mut going, mut held) = (Vec::new(), Vec::new());
        for part in parts {
            match hold(&part) {
                Hold::No => going.push(part),
                Hold::Until(until) => {
                    wait_until(until);
                    held.push(part);
                }
                Hold::Event => held.push(part),
            }
        }
        match going.iter().filter_map(|delivery| wait_of(delivery, now)).max() {
            Some(due_at) => wait_until(due_at),
            // The next one follows as soon as this one is settled.
            None if chosen.is_none() && !going.is_empty() => chosen = Some((id, going, held)),
            None => {}
        }
    }
    // What failed waits for its own time: otherwise it would take the place of what was not tried yet.
    let mut due = Vec::new();
    for delivery in free {
        match wait_of(&delivery, now) {
            Some(until) => wait_until(until),
            None => due.push(delivery),
        }
    }
    if chosen.is_none() && !due.is_empty() {
        // What was taken out of a message does not go again to those who already had it.
        let accepted_by = accepted_by(&due).to_vec();
        due.retain(|delivery| delivery.accepted_by == accepted_by);
        due.truncate(MAX_IN_MESSAGE);
        chosen = Some((MessageId::random(), due, Vec::new()));
    }
    let batch = chosen.map(|(message, deliveries, taken_out)| {
        let attempts = deliveries.iter().map(|delivery| delivery.attempts).max().unwrap_or(0);
        Batch { message, next_attempt_at: later(now, pause(attempts + 1)), deliveries, taken_out }
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
        let (is_refused, has_perhaps_arrived) = match fate {
            Fate::NotArrived => (false, false),
            Fate::Unknown => (false, true),
            Fate::Refused => (true, false),
            Fate::RefusedInPart => (true, true),
        };
        let refused_since = is_refused.then(|| since(delivery.refused_since));
        let may_have_arrived = delivery.may_have_arrived || has_perhaps_arrived;
        let pause = pause(delivery.attempts + 1).max(wait.unwrap_or_default()).min(MAX_PAUSE);
        let has_lasted_long = has_lasted(failing_since, TRIED_FOR)
            || refused_since.is_some_and(|refused_since| has_lasted(refused_since, REFUSED_FOR));
        let is_given_up = has_lasted_long && delivery.attempts + 1 >= MIN_ATTEMPTS;
        Self {
            // What is refused may be refused because of what it contains, and must not hold up anything else.
            keeps_message: may_have_arrived || is_refused,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reminders::{Cause, causes::withdrawn::LicenseWithdrawn};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).unwrap()
    }

    fn pending(id: i64, message: Option<MessageId>, next_attempt_at: Timestamp) -> Pending {
        let cause = Cause::Withdrawn(LicenseWithdrawn { reasons: Vec::new() });
        let reminder = Reminder { workspace: WorkspaceId::random(), name: format!("W{id}"), cause };
        Pending {
            id: DeliveryId(id),
            channel: ChannelId::random(),
            subject: Subject::Reminder { id: ReminderId(id), reminder, is_done: false, snoozed_until: None },
            group: None,
            recorded_at: at(0),
            message,
            may_have_arrived: message.is_some(),
            accepted_by: Vec::new(),
            attempts: u32::from(message.is_some()),
            next_attempt_at,
            failing_since: None,
            refused_since: None,
        }
    }

    /// The deliveries that are sent now, and in how many seconds something else is due.
    fn chosen(pending: Vec<Pending>, hold: impl Fn(&Pending) -> Hold) -> (Vec<i64>, Option<i64>) {
        let Next { batch, at: next } = next(pending, at(0), hold);
        let ids = batch.map(|batch| batch.deliveries.iter().map(|delivery| delivery.id.0).collect());
        (ids.unwrap_or_default(), next.map(|next| next.duration_since(at(0)).as_secs()))
    }

    #[test]
    fn what_may_have_arrived_is_sent_as_it_was_and_the_rest_together() {
        let (one, two) = (MessageId::random(), MessageId::random());
        let free = |id, seconds| pending(id, None, at(seconds));
        assert_eq!(chosen(vec![free(1, -9), free(2, 0), free(3, 60)], |_| Hold::No), (vec![1, 2], Some(60)));
        assert_eq!(chosen(vec![free(1, 30), free(2, 60)], |_| Hold::No), (vec![], Some(30)));
        let parts = || vec![pending(1, Some(one), at(0)), free(2, 0), pending(3, Some(one), at(0))];
        assert_eq!(chosen(parts(), |_| Hold::No), (vec![1, 3], None), "nothing is added to it");
        let waits = vec![pending(1, Some(one), at(30)), free(2, 0), pending(3, Some(two), at(60))];
        assert_eq!(chosen(waits, |_| Hold::No), (vec![2], Some(30)));
        let many: Vec<_> = (0..120).map(|id| free(id, 0)).collect();
        assert_eq!(chosen(many, |_| Hold::No).0.len(), MAX_IN_MESSAGE);
    }

    #[test]
    fn everything_that_is_due_is_tried_once_before_anything_is_tried_again() {
        for count in [51, 120] {
            let mut waiting: Vec<_> = (0..count).map(|id| pending(id, None, at(0))).collect();
            let mut sent = Vec::new();
            while let (batch, _) = chosen(waiting.clone(), |_| Hold::No)
                && !batch.is_empty()
                && sent.len() < 500
            {
                for delivery in waiting.iter_mut().filter(|delivery| batch.contains(&delivery.id.0)) {
                    delivery.next_attempt_at = at(30);
                }
                assert!(batch.len() <= MAX_IN_MESSAGE);
                sent.extend(batch);
            }
            assert_eq!(sent, (0..count).collect::<Vec<_>>());
            assert_eq!(chosen(waiting, |_| Hold::No), (vec![], Some(30)));
        }
    }

    #[test]
    fn what_is_held_back_leaves_its_message_and_holds_back_nothing_else() {
        let id = MessageId::random();
        let all = || vec![pending(1, Some(id), at(0)), pending(2, Some(id), at(0)), pending(3, None, at(0))];
        let hold =
            |held: i64, hold: Hold| move |delivery: &Pending| if delivery.id.0 == held { hold } else { Hold::No };
        assert_eq!(chosen(all(), hold(2, Hold::Event)), (vec![1], None));
        assert_eq!(chosen(all(), hold(2, Hold::Until(at(90)))), (vec![1], Some(90)));
        assert_eq!(chosen(all(), hold(3, Hold::Until(at(90)))), (vec![1, 2], Some(90)));
        assert_eq!(chosen(all(), |_| Hold::Event), (vec![], None));
        let held = |delivery: &Pending| if delivery.id.0 == 1 { Hold::Event } else { Hold::Until(at(90)) };
        assert_eq!(chosen(all(), held), (vec![], Some(90)));
    }

    #[test]
    fn what_some_recipients_have_goes_into_no_message_with_what_they_have_not() {
        let one = vec![MailAddress::try_from("one@acme.example".to_owned()).unwrap()];
        let free =
            |id, accepted_by: &[MailAddress]| Pending { accepted_by: accepted_by.to_vec(), ..pending(id, None, at(0)) };
        assert_eq!(chosen(vec![free(1, &[]), free(2, &one), free(3, &[])], |_| Hold::No), (vec![1, 3], None));
        let batch = next(vec![free(1, &one), free(2, &[]), free(3, &one)], at(0), |_| Hold::No).batch.unwrap();
        assert_eq!((batch.deliveries.len(), batch.accepted_by()), (2, &one[..]));
    }

    #[test]
    fn a_wait_from_when_the_clock_was_ahead_is_over() {
        assert_eq!(chosen(vec![pending(1, None, at(100_000_000))], |_| Hold::No), (vec![1], None));
    }

    #[test]
    fn pauses_grow_up_to_an_hour_and_a_receiver_can_ask_for_more() {
        let waits = |attempts: u32, wait: Option<i64>| {
            let delivery = Pending { attempts, ..pending(1, None, at(0)) };
            let retry = Retry::of(&delivery, Fate::NotArrived, wait.map(SignedDuration::from_secs), at(0));
            retry.next_attempt_at.map(|next| next.duration_since(at(0)).as_secs())
        };
        assert_eq!([0, 1, 2, 6, 7, 1_000_000].map(|n| waits(n, None).unwrap()), [30, 60, 120, 1_920, 3_600, 3_600]);
        assert_eq!(
            [waits(0, Some(300)), waits(0, Some(10)), waits(0, Some(90_000))],
            [Some(300), Some(30), Some(3_600)]
        );
    }

    #[test]
    fn what_is_refused_is_given_up_after_three_days_of_refusals() {
        let day = 24 * 3_600;
        let after = |attempts: u32, failing: i64, refused: Option<i64>, fate| {
            let (failing_since, refused_since) = (Some(at(failing)), refused.map(at));
            let delivery = Pending { attempts, failing_since, refused_since, ..pending(1, None, at(0)) };
            Retry::of(&delivery, fate, None, at(10 * day)).next_attempt_at.is_some()
        };
        let retry = |failing, refused, fate| after(9, failing, refused, fate);
        assert!(retry(0, None, Fate::Refused), "it was unreachable until now");
        assert!(retry(0, Some(8 * day), Fate::Refused));
        assert!(!retry(0, Some(7 * day), Fate::Refused));
        assert!(!retry(0, Some(7 * day), Fate::RefusedInPart), "the others have it");
        assert!(retry(0, Some(7 * day), Fate::NotArrived), "the receiver has come to life");
        assert!(!retry(-20 * day, None, Fate::NotArrived), "nobody waits for longer than a month");
        assert!(after(8, 0, Some(7 * day), Fate::Refused), "the computer may have been off for these three days");
        assert!(after(8, -20 * day, None, Fate::NotArrived), "or for the month");
    }

    #[test]
    fn a_message_that_may_have_arrived_once_stays_one() {
        let kept = |may_have_arrived, fate| {
            let retry = Retry::of(&Pending { may_have_arrived, ..pending(1, None, at(0)) }, fate, None, at(0));
            (retry.keeps_message, retry.may_have_arrived)
        };
        assert_eq!(kept(false, Fate::NotArrived), (false, false));
        assert_eq!(kept(false, Fate::Unknown), (true, true));
        assert_eq!(kept(true, Fate::NotArrived), (true, true));
        assert_eq!(kept(false, Fate::Refused), (true, false));
        assert_eq!(kept(false, Fate::RefusedInPart), (true, true));
    }
}
