//! Delivering reminders: each is taken from the store, handed to the notifier, and marked as shown when it was. What was
//! not shown is put back and tried again; what is shown and no longer true is withdrawn.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

use super::{Engine, EngineEvent};
use crate::{
    deliver::{Backoff, NotShown, Notifier},
    reminders::{
        self, Reminder,
        condition::conditions,
        notification::{Grouping, Notification, ReminderId},
        settings::QuietHoursException,
        urgency::Urgency,
    },
    store::{StoreError, Taken},
    workspace::WorkspaceId,
};

/// How long something that is due waits for the workspaces that are being refreshed, so that what comes due together is
/// shown together.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

/// How many notifications are remembered as being on the screen.
const ON_SCREEN: usize = 100;

/// How long the engine waits, when it stops, for the answer whether a notification was shown.
const LAST_ANSWER: Duration = Duration::from_secs(1);

/// What the engine knows of its deliveries, for as long as it runs.
#[derive(Default)]
pub(super) struct Deliveries {
    backoff: Backoff,
    /// The newest last.
    on_screen: VecDeque<OnScreen>,
}

/// A notification that was shown.
struct OnScreen {
    ids: Vec<ReminderId>,
    /// What of it the user has neither snoozed nor dismissed, and is still true.
    open: Vec<(ReminderId, Reminder)>,
}

/// A notification on its way, with the reminders that it shows.
struct Sent {
    notification: Notification,
    reminders: Vec<(ReminderId, Reminder)>,
}

impl Engine {
    /// Records and delivers what is due of one workspace, and withdraws what is no longer true of it.
    pub(super) fn remind(&self, id: WorkspaceId) {
        self.record_due(id);
        self.withdraw_outdated(id);
        self.deliver();
    }

    /// Hands what waits to be shown to the notifier, unless workspaces are being refreshed that may add to it.
    pub(super) fn deliver(&self) {
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
            Err(error) => tracing::error!(%error, "what is due cannot be delivered, and waits"),
        }
    }

    fn take_due(&self, now: Timestamp) -> Result<Vec<Sent>, StoreError> {
        let _recorded = self.recording();
        let wishes = self.reminder_settings();
        let least = match (wishes.quiet.filter(|quiet| quiet.contain(now, &self.0.zone)), wishes.exception) {
            (None, _) => Urgency::Low,
            (Some(_), QuietHoursException::Critical) => Urgency::Critical,
            (Some(_), QuietHoursException::None) => return Ok(Vec::new()),
        };
        let Some(since) = self.0.store.waiting_since(self.0.run, least, now)? else { return Ok(Vec::new()) };
        let is_refreshing = self.cache().entries().iter().any(|entry| entry.gate.available_permits() == 0);
        // What waits from the future was recorded by a clock that was wrong, and waits no longer.
        let has_waited = now.duration_since(since).abs() >= PATIENCE;
        if is_refreshing && !has_waited {
            return Ok(Vec::new());
        }
        let taken = self.0.store.take_reminders(self.0.run, least, now)?;
        let (due, over): (Vec<_>, Vec<_>) = taken.into_iter().partition(|taken| self.is_worth_showing(taken));
        let over: Vec<_> = over.into_iter().map(|taken| taken.id).collect();
        self.0.store.mark_shown(&over, now)?;
        let due: Vec<_> = due.into_iter().map(|taken| (taken.id, taken.reminder)).collect();
        let mut reminders: HashMap<_, _> = due.iter().cloned().collect();
        let grouping = if wishes.quiet.is_some_and(|quiet| quiet.contain(since, &self.0.zone)) {
            Grouping::Digest
        } else {
            Grouping::Separate
        };
        let sent = Notification::of(due, grouping, &self.reader()).into_iter().map(|notification| Sent {
            reminders: notification.ids.iter().filter_map(|id| reminders.remove_entry(id)).collect(),
            notification,
        });
        let sent = sent.collect();
        self.emit(EngineEvent::RemindersChanged);
        Ok(sent)
    }

    fn is_worth_showing(&self, taken: &Taken) -> bool {
        let cause = &taken.reminder.cause;
        // It may have been shown right before a crash: that is worth repeating only if it would be missed.
        let would_be_missed = cause.deadline().is_some() || cause.urgency() > Urgency::Low;
        (would_be_missed || !taken.is_unconfirmed) && self.is_still_true(&taken.reminder)
    }

    /// Waits for the notifier's answer, and keeps it.
    async fn await_outcome(self, sent: Sent, outcome: BoxFuture<'static, Result<(), NotShown>>) {
        let given_up = async {
            self.0.stopping.cancelled().await;
            tokio::time::sleep(LAST_ANSWER).await;
        };
        tokio::select! {
            outcome = outcome => self.keep_outcome(sent, outcome),
            // Nobody knows whether it was shown: the next start shows it again.
            () = given_up => {}
        }
    }

    fn keep_outcome(&self, Sent { notification, reminders }: Sent, outcome: Result<(), NotShown>) {
        let ids = notification.ids;
        match outcome {
            Ok(()) => {
                self.deliveries().backoff.reset();
                match self.0.store.confirm_shown(self.0.run, &ids, self.now()) {
                    Ok(marked) => self.keep_on_screen(ids, reminders, &marked),
                    Err(error) => tracing::error!(%error, "a notification that was shown may be shown again"),
                }
                self.emit(EngineEvent::RemindersChanged);
            }
            Err(NotShown { reason }) => {
                tracing::warn!(reason, "a notification was not shown, and is tried again");
                if let Err(error) = self.0.store.put_back(self.0.run, &ids) {
                    tracing::error!(%error, "a notification that was not shown waits for the next start");
                }
                self.deliveries().backoff.failed(self.now());
            }
        }
        self.0.nudge.notify_one();
    }

    fn keep_on_screen(&self, ids: Vec<ReminderId>, reminders: Vec<(ReminderId, Reminder)>, marked: &[ReminderId]) {
        // The user may have dealt with it, or it may have been mended, while it was on its way.
        let open = reminders.into_iter().filter(|(id, reminder)| marked.contains(id) && self.is_still_true(reminder));
        let shown = OnScreen { ids, open: open.collect() };
        if shown.open.is_empty() {
            return self.withdraw(&shown.ids);
        }
        let mut deliveries = self.deliveries();
        deliveries.on_screen.push_back(shown);
        if deliveries.on_screen.len() > ON_SCREEN {
            deliveries.on_screen.pop_front();
        }
    }

    /// Withdraws what is shown of a workspace and no longer true.
    pub(super) fn withdraw_outdated(&self, workspace: WorkspaceId) {
        self.withdraw_unless(|(_, reminder)| reminder.workspace != workspace || self.is_still_true(reminder));
    }

    /// Withdraws what is shown of reminders that the user has dealt with.
    pub(super) fn withdraw_reminders(&self, ids: &[ReminderId]) {
        self.withdraw_unless(|(id, _)| !ids.contains(id));
    }

    /// Withdraws each notification of which nothing is left open.
    fn withdraw_unless(&self, is_open: impl Fn(&(ReminderId, Reminder)) -> bool) {
        let mut over = Vec::new();
        self.deliveries().on_screen.retain_mut(|shown| {
            shown.open.retain(&is_open);
            if shown.open.is_empty() {
                over.push(std::mem::take(&mut shown.ids));
            }
            !shown.ids.is_empty()
        });
        for ids in over {
            self.withdraw(&ids);
        }
    }

    fn withdraw(&self, ids: &[ReminderId]) {
        if let Some(notifier) = &self.0.notifier {
            notifier.withdraw(ids);
        }
    }

    /// Whether a reminder is still true: the workspace may have been renewed, mended or removed since.
    fn is_still_true(&self, reminder: &Reminder) -> bool {
        let now = self.now();
        let cache = self.cache();
        let Ok(entry) = cache.entry(reminder.workspace) else { return false };
        if let Some(due) = reminder.cause.deadline() {
            return reminders::deadlines(&entry.snapshot, now).any(|stop| *stop.deadline == due.deadline);
        }
        reminder.cause.condition().is_none_or(|kind| {
            let found = conditions(&entry.workspace, &entry.snapshot, &[], now);
            let found = found.iter().find(|condition| condition.kind == kind);
            // What cannot be known at this moment is as it was.
            found.is_none_or(|condition| condition.cause.is_some())
        })
    }

    /// The next instant at which something may be delivered that cannot be now: a snooze, quiet hours or a wait end.
    pub(super) fn next_delivery_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.0.notifier.as_ref()?;
        let snoozed = self.0.store.next_snoozed(now).unwrap_or_else(|error| {
            tracing::error!(%error, "what is snoozed cannot be read");
            None
        });
        let waiting = self.0.store.waiting_since(self.0.run, Urgency::Low, now).unwrap_or_else(|error| {
            tracing::error!(%error, "what waits to be shown cannot be read");
            None
        });
        let possible_at = waiting.map(|since| {
            let quiet = self.reminder_settings().quiet.filter(|quiet| quiet.contain(now, &self.0.zone));
            let quiet_end = quiet.map(|quiet| quiet.end_after(now, &self.0.zone));
            let patience_end = since.checked_add(PATIENCE).ok().filter(|end| *end > now);
            [quiet_end, patience_end, self.deliveries().backoff.until(now)]
        });
        [snoozed].into_iter().chain(possible_at.into_iter().flatten()).flatten().min()
    }

    /// Tries again at once what was not shown, whenever the notifier's service appears.
    pub(super) async fn follow_notifier(&self, notifier: Arc<dyn Notifier>) {
        loop {
            notifier.appeared().await;
            self.deliveries().backoff.reset();
            self.0.nudge.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use jiff::tz::TimeZone;
    use rocketchat::Bounds;

    use super::*;
    use crate::{
        engine::Parts,
        i18n::language::Language,
        reminders::{
            Cause, CauseKind,
            causes::withdrawn::LicenseWithdrawn,
            condition::{Condition, ConditionKind},
        },
        schedule::clock::FixedClock,
        store::Store,
        vault::SessionMemory,
        workspace::Workspace,
    };

    /// A service that is there or not.
    #[derive(Default)]
    struct Service(AtomicBool);

    impl Notifier for Service {
        fn show(&self, _: Notification) -> BoxFuture<'static, Result<(), NotShown>> {
            let is_there = self.0.load(Ordering::Relaxed);
            let outcome = is_there.then_some(()).ok_or_else(|| NotShown { reason: "no service".to_owned() });
            Box::pin(std::future::ready(outcome))
        }

        fn withdraw(&self, _: &[ReminderId]) {}
    }

    #[tokio::test]
    async fn the_engine_wakes_for_what_was_not_shown_and_for_nothing_when_nothing_waits() {
        let now: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        let (store, workspace) = (Store::in_memory().unwrap(), Workspace::example());
        store.add_workspace(&workspace).unwrap();
        let withdrawn =
            Condition::new(ConditionKind::of(CauseKind::Withdrawn), Some(Cause::Withdrawn(LicenseWithdrawn {})));
        store.record_due_conditions(&workspace, &[withdrawn], now - SignedDuration::from_hours(1)).unwrap();
        let service = Arc::new(Service::default());
        let engine = Engine::new(Parts {
            store,
            vault: Box::new(SessionMemory::default()),
            clock: Arc::new(FixedClock(now)),
            zone: TimeZone::UTC,
            system_language: Language::English,
            bounds: Bounds::default(),
            notifier: Some(service.clone()),
        })
        .unwrap();
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
