//! When something may be due for each channel. As long as nothing is due, a round reads nothing of what waits: a thousand
//! reminders may wait for a receiver that is away, and there is a round after each refresh.

use std::collections::HashMap;

use jiff::Timestamp;

use super::delivery::MAX_WAIT;
use crate::deliver::channel::ChannelId;

/// What is known of when something is due. It is forgotten with everything that can make something due earlier, except for
/// what the agenda is told with each question: the time, whether workspaces are being refreshed, and how many deliveries were
/// recorded.
#[derive(Debug, Clone, Default)]
pub(super) struct Agenda {
    outlooks: HashMap<ChannelId, Outlook>,
    /// How often something was forgotten.
    forgotten: u64,
    /// How many deliveries the store had recorded when it was last asked.
    recorded: u64,
    /// When it was last asked.
    asked_at: Timestamp,
}

/// When something is due for a channel to which nothing is being sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outlook {
    /// When something is due by the passing of time alone; `None` if nothing will be.
    pub(super) at: Option<Timestamp>,
    /// Whether something waits for workspaces that are being refreshed.
    pub(super) awaits_refreshes: bool,
}

/// What decides about what is due, beside what was stored and chosen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Circumstances {
    pub(super) now: Timestamp,
    /// Whether what is new waits for workspaces that are being refreshed.
    pub(super) is_refreshing: bool,
    /// How many deliveries the store has recorded: see [`Store::recorded_deliveries`](crate::store::Store::recorded_deliveries).
    pub(super) recorded: u64,
}

/// What had been forgotten before a channel was read. If more has been forgotten since, what was learned from reading it does
/// not count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark(u64);

impl Agenda {
    /// When something is due for a channel; `None` if it has to be read to know that, perhaps because something is due now.
    pub(super) fn outlook(&mut self, id: ChannelId, circumstances: Circumstances) -> Option<Outlook> {
        let Circumstances { now, is_refreshing, recorded } = circumstances;
        // By a clock that was set back, every wait until then is too long, also one that began after the channel was read.
        if now < self.asked_at {
            self.forget_all();
        }
        self.asked_at = now;
        if recorded != self.recorded {
            self.recorded = recorded;
            self.note_recorded(is_refreshing, now);
        }
        let outlook = self.outlooks.get(&id).copied()?;
        let is_known = outlook.at.is_none_or(|at| at > now) && (is_refreshing || !outlook.awaits_refreshes);
        is_known.then_some(outlook)
    }

    /// Takes into account that deliveries were recorded. While workspaces are refreshed, each of which may record some, these
    /// wait for all of them, so that nothing has to be read for that.
    fn note_recorded(&mut self, is_refreshing: bool, now: Timestamp) {
        if !is_refreshing {
            return self.forget_all();
        }
        let latest = now.saturating_add(MAX_WAIT).unwrap_or(Timestamp::MAX);
        for outlook in self.outlooks.values_mut() {
            outlook.awaits_refreshes = true;
            outlook.at = Some(outlook.at.map_or(latest, |at| at.min(latest)));
        }
    }

    /// To be taken before a channel is read.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.forgotten)
    }

    /// Notes what a channel that was read since `mark` waits for.
    pub(super) fn note(&mut self, mark: Mark, id: ChannelId, outlook: Outlook) {
        if self.forgotten == mark.0 {
            self.outlooks.insert(id, outlook);
        }
    }

    /// After a change of a channel, or of what waits for it.
    pub(super) fn forget(&mut self, id: ChannelId) {
        self.forgotten += 1;
        self.outlooks.remove(&id);
    }

    /// After a change of what decides about any channel.
    pub(super) fn forget_all(&mut self) {
        self.forgotten += 1;
        self.outlooks.clear();
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second)
    }

    fn outlook(seconds: Option<i64>, awaits_refreshes: bool) -> Outlook {
        Outlook { at: seconds.map(at), awaits_refreshes }
    }

    /// An agenda that knows this of a channel.
    fn agenda(outlook: Outlook) -> (Agenda, ChannelId) {
        let (mut agenda, id) = (Agenda::default(), ChannelId::random());
        agenda.note(agenda.mark(), id, outlook);
        (agenda, id)
    }

    fn when(second: i64, is_refreshing: bool, recorded: u64) -> Circumstances {
        Circumstances { now: at(second), is_refreshing, recorded }
    }

    #[test]
    fn a_channel_is_read_once_something_is_due_or_the_clock_was_set_back() {
        let (mut agenda, id) = agenda(outlook(Some(1_030), false));
        let known = Some(outlook(Some(1_030), false));
        assert_eq!([1_000, 1_029].map(|now| agenda.outlook(id, when(now, false, 0))), [known, known]);
        assert_eq!([999, 1_030, 9_999].map(|now| agenda.outlook(id, when(now, false, 0))), [None, None, None]);
        assert_eq!(agenda.outlook(ChannelId::random(), when(1_000, false, 0)), None);
    }

    #[test]
    fn what_waits_for_refreshes_is_due_when_they_have_ended() {
        let (mut agenda, id) = agenda(outlook(None, true));
        assert_eq!(agenda.outlook(id, when(1_001, true, 0)), Some(outlook(None, true)));
        assert_eq!(agenda.outlook(id, when(1_001, false, 0)), None);
    }

    #[test]
    fn what_is_recorded_while_workspaces_are_refreshed_waits_for_them_but_not_for_long() {
        for (before, after) in [(None, 1_065), (Some(1_030), 1_030), (Some(9_999), 1_065)] {
            let (mut agenda, id) = agenda(outlook(before, false));
            assert_eq!(agenda.outlook(id, when(1_005, true, 1)), Some(outlook(Some(after), true)));
            assert_eq!(agenda.outlook(id, when(1_006, true, 1)), Some(outlook(Some(after), true)));
            assert_eq!(agenda.outlook(id, when(1_007, false, 1)), None);
        }
        let (mut agenda, id) = agenda(outlook(None, false));
        assert_eq!(agenda.outlook(id, when(1_005, false, 1)), None, "nothing is waited for");
    }

    #[test]
    fn what_was_read_before_something_was_forgotten_does_not_count() {
        let (mut agenda, id) = agenda(outlook(None, false));
        let (mark, other) = (agenda.mark(), ChannelId::random());
        agenda.forget(other);
        assert_eq!(agenda.outlook(id, when(1_000, false, 0)), Some(outlook(None, false)), "it is about another one");
        agenda.forget_all();
        agenda.note(mark, id, outlook(None, false));
        assert_eq!(agenda.outlook(id, when(1_000, false, 0)), None);
    }
}
