//! Delivering reminders: each is taken from the store, passed to the notifier, and marked as shown once it was. If it
//! was not shown, it is put back and retried later. A notification that is no longer true is withdrawn.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

use super::{Engine, EngineEvent, disk::on_disk};
use crate::{
    deliver::{Backoff, NotShown, Notifier},
    reminders::{
        Reminder,
        notification::{Grouping, Notification, ReminderId},
        settings::QuietHoursException,
        urgency::Urgency,
    },
    store::{StoreError, Taken},
    workspace::{WorkspaceId, handling::Handling},
};

/// How long due reminders wait for refreshes in progress, so that reminders that become due together are shown
/// together.
pub(super) const MAX_WAIT: SignedDuration = SignedDuration::from_secs(60);

/// How many notifications on the screen the engine remembers, to withdraw them.
const MAX_ON_SCREEN: usize = 100;

/// How long a stopping engine waits to learn whether a notification was shown.
const STOP_TIMEOUT: Duration = Duration::from_secs(1);

/// The state of the deliveries, for as long as the engine runs.
#[derive(Default)]
pub(super) struct Deliveries {
    backoff: Backoff,
    /// Oldest first.
    on_screen: VecDeque<OnScreen>,
    /// Whether the notifier has the additions and has not answered yet.
    pub(super) is_reporting_additions: bool,
}

impl Deliveries {
    /// Notes that the notifier did not show something.
    pub(super) fn fail(&mut self, now: Timestamp) {
        self.backoff.failed(now);
    }

    /// Until when nothing is tried again; `None` if it can be at once.
    pub(super) fn retry_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.backoff.until(now)
    }
}

/// A notification that was shown.
struct OnScreen {
    ids: Vec<ReminderId>,
    /// Its reminders that are still true and that the user has neither snoozed nor completed.
    open: Vec<(ReminderId, Reminder)>,
}

/// A notification that was passed to the notifier, with its reminders.
struct Sent {
    notification: Notification,
    reminders: Vec<(ReminderId, Reminder)>,
}

impl Engine {
    /// Records and delivers the due reminders of one workspace, and withdraws its notifications that are no longer
    /// true. What is known about it has changed, so an acknowledgement may end.
    pub(super) fn update_reminders(&self, id: WorkspaceId) {
        on_disk(|| {
            self.update_handling(id);
            self.record_due(id);
            self.deliver_due();
        });
    }

    /// Passes waiting reminders to the notifier and to channels, after a change of what holds them back.
    pub(super) fn deliver(&self) {
        self.0.channels.anything_may_be_due();
        self.deliver_due();
    }

    /// Passes waiting reminders to the notifier and to channels, where nothing but the passing of time, or a reading of a
    /// workspace, can have made more of them due.
    pub(super) fn deliver_due(&self) {
        self.deliver_to_notifier();
        self.deliver_to_channels();
    }

    /// Passes waiting reminders to the notifier, unless they are paused or held back by quiet hours, a failed delivery,
    /// or refreshes in progress.
    fn deliver_to_notifier(&self) {
        let Some(notifier) = &self.0.notifier else { return };
        let now = self.now();
        if self.paused_until().is_some()
            || self.0.stopping.is_cancelled()
            || self.deliveries().backoff.until(now).is_some()
        {
            return;
        }
        match self.take_due(now) {
            Ok(sent) => {
                for Sent { notification, reminders } in sent {
                    let outcome = notifier.show(notification.clone());
                    self.0.tasks.spawn(self.clone().await_outcome(Sent { notification, reminders }, outcome));
                }
            }
            Err(error) => tracing::error!(%error, "failed to take due reminders; they keep waiting"),
        }
        if let Err(error) = self.deliver_additions(notifier, now) {
            tracing::error!(%error, "failed to report additions; they keep waiting");
        }
    }

    fn take_due(&self, now: Timestamp) -> Result<Vec<Sent>, StoreError> {
        let _recording = self.recording();
        let settings = self.reminder_settings();
        let is_held_back = self.held_back();
        let min_urgency = match (settings.quiet.filter(|quiet| quiet.contain(now, &self.0.zone)), settings.exception) {
            (None, _) => Urgency::Low,
            (Some(_), QuietHoursException::Critical) => Urgency::Critical,
            (Some(_), QuietHoursException::None) => return Ok(Vec::new()),
        };
        let Some(since) = self.store(|store| store.waiting_since(self.0.run, min_urgency, now, &is_held_back))? else {
            return Ok(Vec::new());
        };
        if self.waits_for_refreshes(since, now).is_some() {
            return Ok(Vec::new());
        }
        let taken = self.store(|store| store.take_reminders(self.0.run, min_urgency, now, &is_held_back))?;
        let (due, obsolete): (Vec<_>, Vec<_>) = taken.into_iter().partition(|taken| self.should_show(taken));
        let obsolete: Vec<_> = obsolete.into_iter().map(|taken| taken.id).collect();
        self.store(|store| store.mark_shown(&obsolete, now))?;
        let due: Vec<_> = due.into_iter().map(|taken| (taken.id, taken.reminder)).collect();
        let mut reminders: HashMap<_, _> = due.iter().cloned().collect();
        let grouping = if settings.quiet.is_some_and(|quiet| quiet.contain(since, &self.0.zone)) {
            Grouping::Digest
        } else {
            Grouping::Separate
        };
        let sent = Notification::of(due, grouping, &self.audience()).into_iter().map(|notification| Sent {
            reminders: notification.ids.iter().filter_map(|id| reminders.remove_entry(id)).collect(),
            notification,
        });
        let sent = sent.collect();
        self.emit(EngineEvent::RemindersChanged);
        Ok(sent)
    }

    /// Until when a reminder that was recorded at `since` waits for refreshes in progress; `None` if it does not.
    fn waits_for_refreshes(&self, since: Timestamp, now: Timestamp) -> Option<Timestamp> {
        wait_end(since, now).filter(|_| self.has_refreshes_to_wait_for())
    }

    /// Whether refreshes are in progress for which due reminders wait.
    pub(super) fn has_refreshes_to_wait_for(&self) -> bool {
        // While the vault takes long, nothing is known about when the refreshes will end.
        self.0.slow_vault_calls.load(Ordering::Relaxed) == 0
            && self.cache().entries().iter().any(|entry| entry.gate.available_permits() == 0)
    }

    fn should_show(&self, taken: &Taken) -> bool {
        let cause = &taken.reminder.cause;
        // An unconfirmed reminder may have been shown before a crash. It is repeated only if the user must not miss it.
        let must_not_be_missed = cause.deadline().is_some() || cause.urgency() > Urgency::Low;
        cause.is_notified() && (must_not_be_missed || !taken.is_unconfirmed) && self.is_still_true(&taken.reminder)
    }

    /// Waits until the notifier reports whether a notification was shown, and stores the outcome.
    async fn await_outcome(self, sent: Sent, outcome: BoxFuture<'static, Result<(), NotShown>>) {
        let stop_timeout = async {
            self.0.stopping.cancelled().await;
            tokio::time::sleep(STOP_TIMEOUT).await;
        };
        tokio::select! {
            outcome = outcome => self.store_outcome(sent, outcome),
            // Whether it was shown is unknown, so the next run shows it again.
            () = stop_timeout => {}
        }
    }

    fn store_outcome(&self, Sent { notification, reminders }: Sent, outcome: Result<(), NotShown>) {
        let ids = notification.ids;
        match outcome {
            Ok(()) => {
                self.deliveries().backoff.reset();
                match self.store(|store| store.confirm_shown(self.0.run, &ids, self.now())) {
                    Ok(marked) => self.add_on_screen(ids, reminders, &marked),
                    Err(error) => {
                        tracing::error!(%error, "failed to mark a notification as shown; it may be shown again")
                    }
                }
                self.emit(EngineEvent::RemindersChanged);
            }
            Err(NotShown { reason }) => {
                tracing::warn!(reason, "a notification was not shown and will be retried");
                if let Err(error) = self.store(|store| store.put_back(self.0.run, &ids)) {
                    tracing::error!(%error, "failed to put back a notification; the next run will show it");
                }
                self.deliveries().backoff.failed(self.now());
            }
        }
        self.0.nudge.notify_one();
    }

    fn add_on_screen(&self, ids: Vec<ReminderId>, reminders: Vec<(ReminderId, Reminder)>, marked: &[ReminderId]) {
        // In the meantime, the user may have completed it, or its cause may be gone.
        let open = reminders.into_iter().filter(|(id, reminder)| marked.contains(id) && self.is_still_true(reminder));
        let shown = OnScreen { ids, open: open.collect() };
        if shown.open.is_empty() {
            return self.withdraw(&shown.ids);
        }
        let mut deliveries = self.deliveries();
        deliveries.on_screen.push_back(shown);
        if deliveries.on_screen.len() > MAX_ON_SCREEN {
            deliveries.on_screen.pop_front();
        }
    }

    /// Withdraws notifications about a workspace that are no longer true.
    pub(super) fn withdraw_outdated(&self, workspace: WorkspaceId) {
        self.withdraw_unless(|(_, reminder)| reminder.workspace != workspace || self.is_still_true(reminder));
    }

    /// Withdraws every notification about a workspace that the user has acknowledged, snoozed or archived. What is
    /// acknowledged leaves the inbox, too: returns the reminders that this completed.
    pub(super) fn withdraw_handled(&self, workspace: WorkspaceId) -> Vec<ReminderId> {
        let Ok(handling) = self.cache().entry(workspace).map(|entry| entry.handling.clone()) else {
            return Vec::new();
        };
        let completed = match handling {
            Handling::Active => return Vec::new(),
            Handling::Acknowledged(_) => self.complete_reminders_of(workspace),
            Handling::Snoozed { .. } | Handling::Archived => Vec::new(),
        };
        self.withdraw_unless(|(_, reminder)| reminder.workspace != workspace);
        completed
    }

    /// Withdraws the notifications of reminders that the user has snoozed or completed.
    pub(super) fn withdraw_reminders(&self, ids: &[ReminderId]) {
        self.withdraw_unless(|(id, _)| !ids.contains(id));
    }

    /// Withdraws each notification that has no open reminder left.
    fn withdraw_unless(&self, is_open: impl Fn(&(ReminderId, Reminder)) -> bool) {
        let mut closed = Vec::new();
        self.deliveries().on_screen.retain_mut(|shown| {
            shown.open.retain(&is_open);
            if shown.open.is_empty() {
                closed.push(std::mem::take(&mut shown.ids));
            }
            !shown.ids.is_empty()
        });
        for ids in closed {
            self.withdraw(&ids);
        }
    }

    fn withdraw(&self, ids: &[ReminderId]) {
        if let Some(notifier) = &self.0.notifier {
            notifier.withdraw(ids);
        }
    }

    /// When a reminder that is held back now can be delivered: the end of a snooze, of quiet hours, or of a wait.
    /// `None` if none is held back.
    pub(super) fn next_delivery_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.0.notifier.as_ref()?;
        let snoozed = self.store(|store| store.next_snoozed(now)).unwrap_or_else(|error| {
            tracing::error!(%error, "failed to read when the next snooze ends");
            None
        });
        let waiting = self.store(|store| store.waiting_since(self.0.run, Urgency::Low, now, self.held_back()));
        let waiting = waiting.unwrap_or_else(|error| {
            tracing::error!(%error, "failed to read which reminders are waiting");
            None
        });
        let possible_at = waiting.map(|since| {
            let quiet = self.reminder_settings().quiet.filter(|quiet| quiet.contain(now, &self.0.zone));
            let quiet_end = quiet.map(|quiet| quiet.end_after(now, &self.0.zone));
            let wait_end = since.checked_add(MAX_WAIT).ok().filter(|end| *end > now);
            [quiet_end, wait_end, self.deliveries().backoff.until(now)]
        });
        [snoozed, self.next_additions_at(now)].into_iter().chain(possible_at.into_iter().flatten()).flatten().min()
    }

    /// Retries failed deliveries immediately whenever the notification service appears.
    pub(super) async fn follow_notifier(&self, notifier: Arc<dyn Notifier>) {
        loop {
            notifier.appeared().await;
            self.deliveries().backoff.reset();
            self.0.nudge.notify_one();
        }
    }
}

/// Until when a reminder that was recorded at `since` waits for refreshes, if any are in progress; `None` if it has waited long
/// enough.
pub(super) fn wait_end(since: Timestamp, now: Timestamp) -> Option<Timestamp> {
    // `since` can be in the future if the clock was ahead then. Such a reminder does not wait any longer.
    let has_waited = now.duration_since(since).abs() >= MAX_WAIT;
    (!has_waited).then(|| since.saturating_add(MAX_WAIT).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::{engine::Parts, reminders::condition::Condition, store::Store, workspace::Workspace};

    /// A notification service that may be unavailable.
    #[derive(Default)]
    struct Service(AtomicBool);

    impl Notifier for Service {
        fn show(&self, _: Notification) -> BoxFuture<'static, Result<(), NotShown>> {
            let is_available = self.0.load(Ordering::Relaxed);
            let outcome = is_available.then_some(()).ok_or_else(|| NotShown { reason: "no service".to_owned() });
            Box::pin(std::future::ready(outcome))
        }

        fn withdraw(&self, _: &[ReminderId]) {}
    }

    #[tokio::test]
    async fn engine_wakes_to_retry_delivery_only_while_a_reminder_waits() {
        let now: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        let (store, workspace) = (Store::in_memory().unwrap(), Workspace::example());
        store.add_workspace(&workspace).unwrap();
        store
            .record_due_conditions(&workspace, &[Condition::withdrawn()], now - SignedDuration::from_hours(1))
            .unwrap();
        let service = Arc::new(Service::default());
        let engine = Engine::new(Parts { notifier: Some(service.clone()), ..Parts::at(now, store) }).unwrap();
        engine.deliver();
        tokio::task::yield_now().await;
        assert_eq!(engine.next_delivery_at(now), Some(now + SignedDuration::from_secs(5)));
        assert!(engine.reminders().unwrap()[0].shown_at.is_none());

        service.0.store(true, Ordering::Relaxed);
        engine.deliveries().backoff.reset();
        engine.deliver();
        tokio::task::yield_now().await;
        assert!(engine.reminders().unwrap()[0].shown_at.is_some());
        assert_eq!(engine.next_delivery_at(now), None);
    }
}
