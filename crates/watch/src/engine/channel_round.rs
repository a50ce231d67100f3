//! A round of the channels: for each channel that may have something due, what waits is read, what is no longer worth sending is
//! dropped, and what is due is sent. See [`queue`] for what is sent when.

use std::cell::Cell;

use jiff::{SignedDuration, Timestamp};

use super::{
    Engine, EngineEvent,
    channel_agenda::{Circumstances, Outlook},
    channels::Known,
    delivery::wait_end,
    disk::on_disk,
};
use crate::{
    deliver::channel::{
        ChannelDefinition,
        queue::{self, Hold, Next, Pending, Subject},
    },
    failure::FailureCode,
    reminders::{settings::QuietHoursException, urgency::Urgency},
    store::StoreError,
};

/// How long to wait after the store could not be used, unless something happens.
const STORE_PAUSE: SignedDuration = SignedDuration::from_secs(60);

impl Engine {
    /// Sends what is due to channels. Pausing the reminders of the desktop does not pause this.
    pub(super) fn deliver_to_channels(&self) {
        if !self.0.channels.is_any_enabled() || self.0.stopping.is_cancelled() {
            return;
        }
        on_disk(|| self.start_deliveries());
    }

    fn start_deliveries(&self) {
        let _recording = self.recording();
        let circumstances = self.circumstances(self.now());
        for known in self.0.channels.idle() {
            if self.0.channels.outlook(known.channel.id, circumstances).is_some() {
                continue;
            }
            let id = known.channel.id;
            let sent = self.read_channel(&known, circumstances).and_then(|read| match read.batch {
                Some(batch) => self.start_delivery(known, batch),
                None => Ok(()),
            });
            if let Err(error) = sent {
                tracing::error!(channel = %id, %error, "failed to take what is due for a channel; it keeps waiting");
                // Otherwise the run loop would try again at once.
                let at = Some(circumstances.now.saturating_add(STORE_PAUSE).unwrap_or(Timestamp::MAX));
                self.0.channels.note(self.0.channels.mark(), id, Outlook { at, awaits_refreshes: false });
            }
        }
    }

    /// When something can be sent to a channel that waits now; `None` if nothing waits, or not for the time.
    pub(super) fn next_channel_delivery_at(&self, now: Timestamp) -> Option<Timestamp> {
        if !self.0.channels.is_any_enabled() {
            return None;
        }
        on_disk(|| {
            let _recording = self.recording();
            let circumstances = self.circumstances(now);
            let next = |known: Known| match self.0.channels.outlook(known.channel.id, circumstances) {
                Some(outlook) => outlook.at,
                None => match self.read_channel(&known, circumstances) {
                    Ok(Next { batch: Some(_), .. }) => Some(now),
                    Ok(Next { batch: None, at }) => at,
                    Err(error) => {
                        tracing::error!(channel = %known.channel.id, %error, "failed to read what waits for a channel");
                        None
                    }
                },
            };
            self.0.channels.idle().into_iter().filter_map(next).min()
        })
    }

    /// Tries again now what was not accepted for one of these reasons.
    pub(super) fn retry_channels_after(&self, is: impl Fn(FailureCode) -> bool) {
        if !self.0.channels.is_any_enabled() {
            return;
        }
        if let Err(error) = self.store(|store| store.retry_deliveries_after(is)) {
            tracing::error!(%error, "failed to try messages again at once; they are tried later");
        }
        self.0.channels.anything_may_be_due();
    }

    /// After reminders were reopened, which may wait for channels again.
    pub(super) fn channels_wait_again(&self) {
        self.0.channels.anything_may_be_due();
        self.emit_other_waits();
    }

    /// After reminders were completed or reopened, so that less or more of them waits for channels.
    pub(super) fn emit_other_waits(&self) {
        if self.0.channels.is_any_enabled() {
            self.emit(EngineEvent::ChannelsChanged);
        }
    }

    fn circumstances(&self, now: Timestamp) -> Circumstances {
        // Read first: what is recorded from now on is noticed the next time.
        let recorded = self.0.store.recorded_deliveries();
        Circumstances { now, is_refreshing: self.has_refreshes_to_wait_for(), recorded }
    }

    /// Reads what waits for a channel, drops what is no longer worth sending, and returns what is next.
    fn read_channel(&self, known: &Known, circumstances: Circumstances) -> Result<Next, StoreError> {
        let (id, mark) = (known.channel.id, self.0.channels.mark());
        let pending = self.store(|store| store.pending_deliveries(id))?;
        let definition = &known.channel.definition;
        let (pending, obsolete): (Vec<_>, Vec<_>) =
            pending.into_iter().partition(|delivery| self.is_worth_sending(definition, delivery));
        if !obsolete.is_empty() {
            self.store(|store| store.drop_deliveries(&obsolete))?;
            self.emit(EngineEvent::ChannelsChanged);
        }
        let (next, awaits_refreshes) = self.next_of(definition, pending, circumstances);
        if next.batch.is_none() {
            self.0.channels.note(mark, id, Outlook { at: next.at, awaits_refreshes });
        }
        Ok(next)
    }

    /// What is next of what waits for a channel, and whether any of it waits for workspaces that are being refreshed.
    fn next_of(
        &self,
        definition: &ChannelDefinition,
        pending: Vec<Pending>,
        circumstances: Circumstances,
    ) -> (Next, bool) {
        let Circumstances { now, is_refreshing, .. } = circumstances;
        if pending.is_empty() {
            return (Next { batch: None, at: None }, false);
        }
        let (is_held_back, awaits_refreshes) = (self.held_back(), Cell::new(false));
        let quiet = definition.quiet.filter(|quiet| quiet.contain(now, &self.0.zone));
        let quiet_end = quiet.map(|quiet| quiet.end_after(now, &self.0.zone));
        let hold = |delivery: &Pending| {
            let (is_critical, snoozed_until) = match &delivery.subject {
                Subject::Reminder { reminder, .. } if is_held_back(reminder) => return Hold::Event,
                Subject::Reminder { reminder, snoozed_until, .. } => {
                    (reminder.cause.urgency() == Urgency::Critical, *snoozed_until)
                }
                Subject::Added(_) => (false, None),
            };
            let is_exempt = is_critical && definition.exception == QuietHoursException::Critical;
            let refreshes_end = wait_end(delivery.recorded_at, now).filter(|_| is_refreshing);
            awaits_refreshes.set(awaits_refreshes.get() || refreshes_end.is_some());
            let until = [snoozed_until.filter(|until| *until > now), quiet_end.filter(|_| !is_exempt), refreshes_end];
            until.into_iter().flatten().max().map_or(Hold::No, Hold::Until)
        };
        let next = queue::next(pending, now, hold);
        (next, awaits_refreshes.get())
    }

    /// Whether a delivery is still worth sending: its reminder is neither done nor untrue, and the channel is still for it,
    /// which may have been changed meanwhile.
    fn is_worth_sending(&self, definition: &ChannelDefinition, delivery: &Pending) -> bool {
        let filter = &definition.filter;
        match &delivery.subject {
            Subject::Reminder { reminder, is_done, .. } => {
                !is_done
                    && filter.wants(reminder.workspace, delivery.group, &reminder.cause)
                    && self.is_still_true(reminder)
            }
            Subject::Added(id) => {
                let (of_all, cache) = (self.reminder_settings(), self.cache());
                // One that was muted, snoozed or archived meanwhile is not reported.
                filter.wants_added(*id, delivery.group)
                    && cache.entry(*id).is_ok_and(|entry| cache.applied_reminders(&of_all, entry).is_some())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };

    use tokio::sync::Notify;

    use super::*;
    use crate::{
        deliver::{
            BoxFuture,
            channel::{
                Channel, Target, Transport,
                error::SendError,
                input::ChannelInput,
                message::{Message, MessageId},
                queue::Batch,
                secret::ChannelSecret,
            },
        },
        engine::{ChannelParts, ChannelSource, Parts, cache::Entry},
        i18n::language::Language,
        present::view::ChannelState,
        reminders::{CauseKind, condition::Condition, settings::WorkspaceReminderSettings, snooze::Snooze},
        store::{
            Store,
            work::{self, Work},
        },
        workspace::{TokenId, Workspace, WorkspaceId, snapshot::Snapshot},
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

    /// A receiver that is slow to say that it is away, the first time.
    #[derive(Default)]
    struct Slow(Arc<Notify>, AtomicBool);

    impl Transport for Slow {
        fn send(&self, _: Target, _: ChannelSecret, _: Message) -> BoxFuture<'static, Result<(), SendError>> {
            let (answers, is_there) = (self.0.clone(), self.1.swap(true, Ordering::Relaxed));
            Box::pin(async move {
                if is_there {
                    return Ok(());
                }
                answers.notified().await;
                Err(SendError::Refused { status: 404, said: None })
            })
        }
    }

    fn input(quiet: serde_json::Value) -> ChannelInput {
        ChannelInput { quiet: serde_json::from_value(quiet).unwrap(), ..ChannelInput::example() }
    }

    /// An engine with a channel for which a reminder waits, at midnight.
    fn engine(quiet: serde_json::Value, receiver: Arc<impl Transport>) -> (Engine, Timestamp) {
        let now: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        let (store, workspace) = (Store::in_memory().unwrap(), Workspace::example());
        store.add_workspace(&workspace).unwrap();
        let source = ChannelSource::Given(vec![input(quiet).check(None).unwrap()]);
        let channels = ChannelParts { source, transport: receiver };
        let engine = Engine::new(Parts { channels, ..Parts::at(now, store) }).unwrap();
        engine.0.store.record_due_conditions(&workspace, &[Condition::withdrawn()], now).unwrap();
        (engine, now)
    }

    /// Has reminders of this many further workspaces wait for the channel.
    fn add_waiting(engine: &Engine, count: usize, now: Timestamp) -> Vec<WorkspaceId> {
        let add = |_| {
            let id = WorkspaceId::random();
            let user_id = rocketchat::UserId::new(&id.to_string());
            let workspace = Workspace { id, user_id, ..Workspace::example() };
            engine.0.store.add_workspace(&workspace).unwrap();
            engine.0.store.record_due_conditions(&workspace, &[Condition::withdrawn()], now).unwrap();
            engine.cache().add(Entry::new(workspace, Snapshot::default(), engine.refresh_interval(), now));
            id
        };
        (0..count).map(add).collect()
    }

    /// Has rounds until everything that waits has failed once.
    async fn fail_all(engine: &Engine) {
        while engine.next_channel_delivery_at(engine.now()).is_some_and(|at| at <= engine.now()) {
            engine.deliver_due();
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_round_reads_nothing_of_a_thousand_reminders_that_wait_for_a_receiver_that_is_away() {
        let (engine, now) = engine(serde_json::Value::Null, Arc::new(Receiver::default()));
        add_waiting(&engine, 1_000, now);
        fail_all(&engine).await;
        assert_eq!(engine.channels().unwrap()[0].pending, 1_001);
        let next = now + SignedDuration::from_secs(30);
        let round = || {
            engine.deliver_due();
            assert_eq!(engine.next_channel_delivery_at(now), Some(next));
        };
        assert_eq!(work::of(round), Work::default());
    }

    #[tokio::test]
    async fn a_round_reads_nothing_of_what_is_held_back() {
        let quiet = serde_json::json!({ "from": "22:00:00", "until": "06:30:00" });
        let (engine, now) = engine(quiet, Arc::new(Receiver::default()));
        let ids = add_waiting(&engine, 10, now);
        engine.set_workspace_reminders(ids[0], WorkspaceReminderSettings::Muted).unwrap();
        let round = || {
            engine.deliver_due();
            engine.next_channel_delivery_at(now);
        };
        assert_eq!(work::of(round).rows, 0);
        // Something new has every one read once.
        add_waiting(&engine, 1, now);
        assert_eq!([work::of(round).rows, work::of(round).rows], [12, 0]);
    }

    #[tokio::test]
    async fn what_is_recorded_while_workspaces_are_refreshed_is_read_once_when_they_have_ended() {
        let receiver = Arc::new(Receiver::default());
        let (engine, now) = engine(serde_json::Value::Null, receiver.clone());
        receiver.0.store(true, Ordering::Relaxed);
        engine.deliver();
        tokio::task::yield_now().await;
        let ids = add_waiting(&engine, 3, now);
        let gate = engine.cache().entry(ids[0]).unwrap().gate.clone();
        let permit = gate.try_acquire_owned().unwrap();
        let round = || {
            engine.deliver_due();
            assert_eq!(engine.next_channel_delivery_at(now), Some(now + SignedDuration::from_secs(60)));
        };
        engine.deliver_due();
        for _ in 0..3 {
            add_waiting(&engine, 1, now);
            assert_eq!(work::of(round), Work::default());
        }
        drop(permit);
        engine.deliver_due();
        tokio::task::yield_now().await;
        assert_eq!(engine.channels().unwrap()[0].pending, 0);
    }

    #[tokio::test]
    async fn what_was_held_back_is_sent_once_it_is_not() {
        let receiver = Arc::new(Receiver::default());
        let (engine, now) = engine(serde_json::Value::Null, receiver.clone());
        receiver.0.store(true, Ordering::Relaxed);
        let pending = || engine.channels().unwrap()[0].pending;
        let muted = add_waiting(&engine, 1, now)[0];
        engine.set_workspace_reminders(muted, WorkspaceReminderSettings::Muted).unwrap();
        let archived = add_waiting(&engine, 1, now)[0];
        engine.archive_workspaces(&[archived]).unwrap();
        engine.deliver_due();
        tokio::task::yield_now().await;
        assert_eq!((pending(), engine.next_channel_delivery_at(now)), (2, None));
        engine.set_workspace_reminders(muted, WorkspaceReminderSettings::Default).unwrap();
        tokio::task::yield_now().await;
        assert_eq!(pending(), 1);
        engine.reactivate_workspaces(&[archived]).unwrap();
        tokio::task::yield_now().await;
        assert_eq!(pending(), 0);
    }

    #[tokio::test]
    async fn a_store_that_cannot_be_written_is_not_tried_again_at_once() {
        let receiver = Arc::new(Receiver::default());
        let (engine, now) = engine(serde_json::Value::Null, receiver.clone());
        receiver.0.store(true, Ordering::Relaxed);
        let set_read_only = |on: bool| engine.0.store.hold().pragma_update(None, "query_only", on).unwrap();
        set_read_only(true);
        engine.deliver();
        assert_eq!(engine.next_channel_delivery_at(now), Some(now + SignedDuration::from_secs(60)));
        set_read_only(false);
        engine.deliver();
        tokio::task::yield_now().await;
        assert_eq!(engine.channels().unwrap()[0].pending, 0);
    }

    #[tokio::test]
    async fn nothing_waits_of_a_reminder_that_is_completed() {
        let (engine, now) = engine(serde_json::Value::Null, Arc::new(Receiver::default()));
        engine.deliver();
        tokio::task::yield_now().await;
        let mut events = engine.subscribe();
        engine.complete_reminders(&[engine.reminders().unwrap()[0].id]).unwrap();
        assert_eq!(engine.channels().unwrap()[0].pending, 0, "before any round");
        let emitted: Vec<_> = std::iter::from_fn(|| events.try_recv().ok()).collect();
        assert!(emitted.contains(&EngineEvent::ChannelsChanged), "{emitted:?}");
        engine.deliver();
        assert_eq!(engine.next_channel_delivery_at(now), None);
    }

    #[tokio::test]
    async fn what_waited_for_a_channel_waits_again_once_its_reminder_is_reopened() {
        let receiver = Arc::new(Receiver::default());
        let (engine, _) = engine(serde_json::Value::Null, receiver.clone());
        engine.deliver();
        tokio::task::yield_now().await;
        let view = || engine.channels().unwrap().remove(0);
        let (workspace, reminder) = (engine.views()[0].id, engine.reminders().unwrap()[0].id);
        for round in 0..2 {
            engine.complete_reminders(&[reminder]).unwrap();
            engine.deliver();
            assert_eq!(view().pending, 0, "{round}");
            engine.reopen_reminders(&[reminder]).unwrap();
            assert_eq!(view().pending, 1, "{round}");
        }
        engine.acknowledge_workspaces(&[workspace]).unwrap();
        assert_eq!(view().pending, 0);
        engine.undo_handling(&[workspace]).unwrap();
        assert_eq!(view().pending, 1);
        engine.complete_reminders(&[reminder]).unwrap();
        engine.snooze_reminders(&[reminder], Snooze::Tomorrow).unwrap();
        assert_eq!(view().pending, 1, "until the snooze ends");
        engine.reopen_reminders(&[reminder]).unwrap();
        receiver.0.store(true, Ordering::Relaxed);
        engine.retry_channel(view().id).unwrap();
        tokio::task::yield_now().await;
        assert!(view().pending == 0 && view().sent_at.is_some());
        engine.complete_reminders(&[reminder]).unwrap();
        engine.reopen_reminders(&[reminder]).unwrap();
        assert_eq!(view().pending, 0, "it was sent");
    }

    #[tokio::test]
    async fn what_failed_while_its_reminder_was_completed_waits_again_once_that_is_reopened() {
        let slow = Arc::new(Slow::default());
        let (engine, _) = engine(serde_json::Value::Null, slow.clone());
        engine.deliver();
        tokio::task::yield_now().await;
        let pending = || engine.channels().unwrap()[0].pending;
        let reminder = engine.reminders().unwrap()[0].id;
        engine.complete_reminders(&[reminder]).unwrap();
        slow.0.notify_one();
        tokio::task::yield_now().await;
        engine.deliver_due();
        assert_eq!(pending(), 0);
        engine.reopen_reminders(&[reminder]).unwrap();
        assert_eq!(pending(), 1);
    }

    #[tokio::test]
    async fn what_a_channel_was_not_for_does_not_wait_once_its_reminder_is_reopened() {
        let (engine, _) = engine(serde_json::Value::Null, Arc::new(Receiver::default()));
        let view = || engine.channels().unwrap().remove(0);
        let definition = view().definition;
        let mut without = definition.clone();
        without.filter.off = [CauseKind::Withdrawn].into_iter().collect();
        for definition in [without, definition] {
            engine.give_channels(vec![(definition, ChannelSecret::default())], |_| false).unwrap();
        }
        let reminder = engine.reminders().unwrap()[0].id;
        engine.complete_reminders(&[reminder]).unwrap();
        engine.reopen_reminders(&[reminder]).unwrap();
        assert_eq!(view().pending, 0);
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
        let (engine, now) = engine(quiet, Arc::new(Receiver::default()));
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
        let (engine, _) = engine(serde_json::Value::Null, Arc::new(Receiver::default()));
        let view = || engine.channels().unwrap().remove(0);
        engine.deliver();
        tokio::task::yield_now().await;
        let (id, mut definition) = (view().id, view().definition);
        definition.filter.off = [CauseKind::Withdrawn].into_iter().collect();
        engine.0.store.replace_channel(&Channel { id, definition }, Some(TokenId::random())).unwrap();
        assert_eq!((view().state, view().pending), (ChannelState::Working, 1));
        engine.0.channels.reload(&engine.0.store).unwrap();
        engine.deliver();
        tokio::task::yield_now().await;
        assert_eq!((view().state, view().pending), (ChannelState::Working, 0));
    }

    #[tokio::test]
    async fn a_message_that_was_sent_before_a_channel_was_changed_does_not_keep_what_waits() {
        let slow = Arc::new(Slow::default());
        let (engine, _) = engine(serde_json::Value::Null, slow.clone());
        let view = || engine.channels().unwrap().remove(0);
        engine.deliver();
        tokio::task::yield_now().await;
        let definition = ChannelDefinition { language: Some(Language::German), ..view().definition };
        engine.0.channels.give(&engine.0.store, vec![(definition, ChannelSecret::default())], |_| false).unwrap();
        slow.0.notify_one();
        tokio::task::yield_now().await;
        assert_eq!((view().state, view().pending), (ChannelState::Working, 1), "it says nothing about the new one");
        engine.deliver_due();
        tokio::task::yield_now().await;
        assert_eq!(view().pending, 0);
    }

    #[tokio::test]
    async fn a_message_that_was_sent_with_another_secret_does_not_keep_what_waits() {
        let other = || ChannelSecret { password: Some("other".into()), ..ChannelSecret::default() };
        for is_other in [false, true] {
            let slow = Arc::new(Slow::default());
            let (engine, _) = engine(serde_json::Value::Null, slow.clone());
            let view = || engine.channels().unwrap().remove(0);
            engine.deliver();
            tokio::task::yield_now().await;
            let (definition, secret) = input(serde_json::Value::Null).check(None).unwrap();
            let given = vec![(definition, if is_other { other() } else { secret })];
            engine.give_channels(given, |_| false).unwrap();
            slow.0.notify_one();
            tokio::task::yield_now().await;
            assert_eq!((view().state == ChannelState::Working, view().pending), (is_other, 1));
            engine.deliver_due();
            tokio::task::yield_now().await;
            assert_eq!(view().pending, u32::from(!is_other));
        }
    }

    #[tokio::test]
    async fn what_is_taken_out_of_a_message_is_free_for_another_one() {
        let (engine, now) = engine(serde_json::Value::Null, Arc::new(Receiver::default()));
        let store = &engine.0.store;
        let channel = engine.channels().unwrap()[0].id;
        let pending = store.pending_deliveries(channel).unwrap();
        let message = MessageId::random();
        let begin = |deliveries: &[Pending], taken_out: &[Pending]| {
            let (deliveries, taken_out) = (deliveries.to_vec(), taken_out.to_vec());
            store.begin_delivery(&Batch { message, deliveries, taken_out, next_attempt_at: now }).unwrap();
            let delivery = store.pending_deliveries(channel).unwrap().remove(0);
            (delivery.message, delivery.may_have_arrived, delivery.attempts)
        };
        assert_eq!(begin(&pending, &[]), (Some(message), true, 1));
        assert_eq!(begin(&[], &pending), (None, false, 1));
    }

    /// Whatever happens, and in whatever order: after a round, nothing is due that the agenda does not know of.
    mod nothing_is_overlooked {
        use proptest::prelude::*;

        use super::*;
        use crate::{
            engine::lock,
            schedule::clock::{Clock, SetClock},
        };

        #[derive(Debug, Clone, Copy)]
        enum Event {
            Due,
            /// The clock advances, or is set back, by so many seconds.
            Clock(i64),
            Receiver(bool),
            Retry,
            Enable(bool),
            Refresh(bool),
            SlowVault(bool),
            Mute(usize, bool),
            Archive(usize),
            SnoozeWorkspace(usize),
            Reactivate(usize),
            SnoozeReminders,
            CompleteReminder(usize),
            ReopenReminders,
            SwitchOff(bool),
        }

        fn event() -> impl Strategy<Value = Event> {
            prop_oneof![
                4 => Just(Event::Due),
                6 => prop_oneof![1_i64..90, 1_000_i64..50_000, -4_000_i64..0].prop_map(Event::Clock),
                2 => any::<bool>().prop_map(Event::Receiver),
                1 => Just(Event::Retry),
                1 => any::<bool>().prop_map(Event::Enable),
                3 => any::<bool>().prop_map(Event::Refresh),
                1 => any::<bool>().prop_map(Event::SlowVault),
                1 => (0_usize..5, any::<bool>()).prop_map(|(which, on)| Event::Mute(which, on)),
                1 => (0_usize..5).prop_map(Event::Archive),
                1 => (0_usize..5).prop_map(Event::SnoozeWorkspace),
                1 => (0_usize..5).prop_map(Event::Reactivate),
                1 => Just(Event::SnoozeReminders),
                1 => (0_usize..5).prop_map(Event::CompleteReminder),
                1 => Just(Event::ReopenReminders),
                1 => any::<bool>().prop_map(Event::SwitchOff),
            ]
        }

        proptest! {
            #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

            #[test]
            fn after_a_round(is_quiet in any::<bool>(), events in proptest::collection::vec(event(), 1..40)) {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(check(is_quiet, events));
            }
        }

        fn set_enabled(engine: &Engine, enabled: bool) {
            let id = engine.channels().unwrap()[0].id;
            engine.0.store.enable_channel(id, enabled).unwrap();
            engine.0.channels.reload(&engine.0.store).unwrap();
        }

        /// When something is due before `kept`, found by reading everything; `None` if nothing is.
        fn overlooked(engine: &Engine, clock: &SetClock, kept: Option<Timestamp>) -> Option<Timestamp> {
            let (now, agenda) = (clock.now(), lock(&engine.0.channels.agenda).clone());
            let mut found = None;
            let mut at = Some(now);
            while let Some(looked_at) = at
                && found.is_none()
                && kept.is_none_or(|kept| looked_at < kept)
            {
                *lock(&clock.0) = looked_at;
                engine.0.channels.anything_may_be_due();
                let next = engine.next_channel_delivery_at(looked_at);
                found = Some(looked_at).filter(|_| next == at);
                at = next;
            }
            *lock(&clock.0) = now;
            *lock(&engine.0.channels.agenda) = agenda;
            found
        }

        async fn check(is_quiet: bool, events: Vec<Event>) {
            let quiet = serde_json::json!({ "from": "01:00:00", "until": "06:30:00" });
            let receiver = Arc::new(Receiver::default());
            let clock = SetClock::at("2026-03-01T00:00:00Z".parse().unwrap());
            let quiet = if is_quiet { quiet } else { serde_json::Value::Null };
            let source = ChannelSource::Given(vec![input(quiet).check(None).unwrap()]);
            let channels = ChannelParts { source, transport: receiver.clone() };
            let parts = Parts::at(clock.now(), Store::in_memory().unwrap());
            let engine = Engine::new(Parts { channels, clock: clock.clone(), ..parts }).unwrap();
            let channel = engine.channels().unwrap()[0].id;
            let (mut workspaces, mut permit) = (Vec::new(), None);
            for event in events {
                let one = |which: usize| -> Vec<WorkspaceId> { workspaces.get(which).copied().into_iter().collect() };
                let reminders = || engine.reminders().unwrap().into_iter().map(|record| record.id).collect::<Vec<_>>();
                match event {
                    Event::Due => {
                        workspaces.extend(add_waiting(&engine, 1, clock.now()));
                    }
                    Event::Clock(seconds) => *clock.0.lock().unwrap() += SignedDuration::from_secs(seconds),
                    Event::Receiver(is_there) => receiver.0.store(is_there, Ordering::Relaxed),
                    Event::Retry => engine.retry_channel(channel).unwrap(),
                    Event::Enable(enabled) => set_enabled(&engine, enabled),
                    Event::Refresh(begins) => {
                        drop(permit.take());
                        let gate = one(0).first().map(|id| engine.cache().entry(*id).unwrap().gate.clone());
                        permit = gate.filter(|_| begins).map(|gate| gate.try_acquire_owned().unwrap());
                    }
                    Event::SlowVault(is_slow) => {
                        engine.0.slow_vault_calls.store(usize::from(is_slow), Ordering::Relaxed);
                    }
                    Event::Mute(which, on) => engine.mute_many(&one(which), on).unwrap(),
                    Event::Archive(which) => engine.archive_workspaces(&one(which)).unwrap(),
                    Event::SnoozeWorkspace(which) => engine.snooze_workspaces(&one(which), Snooze::Tomorrow).unwrap(),
                    Event::Reactivate(which) => engine.reactivate_workspaces(&one(which)).unwrap(),
                    Event::SnoozeReminders => engine.snooze_reminders(&reminders(), Snooze::Tomorrow).unwrap(),
                    Event::CompleteReminder(which) => engine
                        .complete_reminders(&reminders().get(which).copied().into_iter().collect::<Vec<_>>())
                        .unwrap(),
                    Event::ReopenReminders => engine.reopen_reminders(&reminders()).unwrap(),
                    Event::SwitchOff(off) => engine
                        .update_settings(|settings| {
                            settings.reminders.off = off.then_some(CauseKind::Withdrawn).into_iter().collect();
                        })
                        .unwrap(),
                }
                // What the run loop does when it wakes, until everything that is due was tried.
                engine.update_all_handling();
                for _ in 0..10 {
                    engine.deliver_due();
                    tokio::task::yield_now().await;
                }
                let kept = engine.next_channel_delivery_at(clock.now());
                if let Some(overlooked) = overlooked(&engine, &clock, kept) {
                    panic!("{event:?}: {overlooked} is overlooked; the agenda says {kept:?}");
                }
            }
            drop(permit);
        }
    }
}
