//! The background loop: refreshes workspaces and delivers reminders when they are due, and sleeps in between.

use std::{
    collections::HashSet,
    ops::Range,
    time::{Duration, Instant},
};

use jiff::Timestamp;

use super::{Engine, EngineEvent, cache::Entry, disk::on_disk, lock};
use crate::{
    failure::FailureCode,
    schedule::{network_monitor::NetworkMonitor, wall_timer},
    workspace::WorkspaceId,
};

/// How long to wait for further nudges after one, to handle them together: at least so long and, for a large fleet, several times
/// as long as an iteration takes.
const NUDGE_DELAY: Range<Duration> = Duration::from_millis(50)..Duration::from_secs(5);

/// How many times as long as an iteration.
const NUDGE_SHARE: u32 = 4;

impl Engine {
    /// Refreshes each workspace and delivers each reminder when it is due. Returns when the engine is stopped: see
    /// [`Engine::stop`].
    pub async fn run(&self) {
        let notifier = self.0.notifier.clone();
        let follow_notifier = async {
            match notifier {
                Some(notifier) => self.follow_notifier(notifier).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = self.0.stopping.cancelled() => {}
            () = self.run_loop() => {}
            () = self.follow_network() => {}
            () = self.follow_vault() => {}
            () = follow_notifier => {}
        }
    }

    /// Schedules a refresh of every workspace whose failure may have gone with the network's return.
    pub fn came_online(&self) {
        let now = self.now();
        self.cache().reschedule(|entry| {
            let may_pass = entry.snapshot.failure.as_ref().is_some_and(|failure| failure.code.may_pass());
            may_pass.then(|| entry.schedule.due_now(now))
        });
        self.retry_channels_after(FailureCode::may_pass);
        self.0.nudge.notify_one();
    }

    async fn follow_network(&self) {
        let mut monitor = NetworkMonitor::new();
        loop {
            monitor.reconnected().await;
            self.came_online();
        }
    }

    async fn run_loop(&self) {
        // The first iteration records what became due while the application was not running. For a workspace that is
        // about to be refreshed, that happens after its answer.
        let mut last_iteration = None;
        loop {
            let (next, delay) = on_disk(|| self.iterate(&mut last_iteration));
            tokio::select! {
                () = wall_timer::sleep(wait(next, self.now())) => {}
                // The refreshes of a large fleet end in quick succession.
                () = self.0.nudge.notified() => tokio::time::sleep(delay).await,
            }
        }
    }

    /// Does all that is due. Returns when something is due next, and for how long to wait for further nudges after one.
    fn iterate(&self, last_iteration: &mut Option<Timestamp>) -> (Option<Timestamp>, Duration) {
        let (now, started) = (self.now(), Instant::now());
        let refreshing = self.start_due(now);
        // Not while there is much to do, and never by a wake-up of its own.
        if last_iteration.is_some() && refreshing.is_empty() {
            self.copy_store_daily(now);
        }
        // Counted from the last iteration and not from now, because a date that was read in between may already
        // have passed.
        let mut next_change = last_iteration.and_then(|last: Timestamp| self.next_change_after(last.min(now)));
        // A clock that was set back changes what is shown, too.
        let is_set_back = last_iteration.is_some_and(|last| now < last);
        if last_iteration.is_none() || is_set_back || next_change.is_some_and(|at| at <= now) {
            let audible_again = self.update_all_handling();
            self.emit(EngineEvent::TimePassed);
            self.record_due_except(&refreshing, last_iteration.is_none());
            for id in audible_again {
                self.record_due(id);
            }
            next_change = self.next_change_after(now);
        }
        *last_iteration = Some(now);
        self.deliver_due();
        let next_refresh = self.cache().entries().iter().filter_map(Entry::refresh_due_at).min();
        let next_delivery = [self.next_delivery_at(now), self.next_channel_delivery_at(now)];
        let next = [next_refresh, next_change].into_iter().chain(next_delivery).flatten().min();
        let delay = started.elapsed().saturating_mul(NUDGE_SHARE).clamp(NUDGE_DELAY.start, NUDGE_DELAY.end);
        (next, delay)
    }

    /// When the next status, countdown, deadline or pause changes by the passing of time alone, after `since`; `None`
    /// if nothing does.
    fn next_change_after(&self, since: Timestamp) -> Option<Timestamp> {
        let pause = lock(&self.0.settings).paused_until;
        let all = self.reminder_settings();
        let cache = self.cache();
        let changes = cache.entries().iter().filter_map(|entry| cache.next_change(entry, &all, since, &self.0.zone));
        // The end of a pause is shown, too.
        [changes.min(), pause.filter(|until| *until > since)].into_iter().flatten().min()
    }

    /// Starts to refresh every workspace that is due, and returns which.
    fn start_due(&self, now: Timestamp) -> Vec<WorkspaceId> {
        let (interval, mut due) = (self.refresh_interval(), Vec::new());
        self.cache().reschedule(|entry| {
            entry.is_due(interval, now).then(|| {
                due.push(entry.workspace.id);
                // The refresh sets the real time once it ends. Until then, it must not be started again.
                let mut schedule = entry.schedule;
                schedule.due = now.saturating_add(interval.duration()).unwrap_or(Timestamp::MAX);
                schedule
            })
        });
        for id in &due {
            let (engine, id) = (self.clone(), *id);
            self.0.tasks.spawn(async move {
                if let Err(error) = engine.refresh_due(id).await {
                    tracing::error!(workspace = %id, %error, "failed to store the result of a refresh");
                }
            });
        }
        due
    }

    /// Records the due reminders of every workspace except those that are being refreshed, which are recorded when
    /// their refresh ends. At start, that includes changes and conditions that another process has stored in the
    /// meantime.
    pub(super) fn record_due_except(&self, refreshing: &[WorkspaceId], at_start: bool) {
        let refreshing: HashSet<_> = refreshing.iter().collect();
        let ids: Vec<_> = self.cache().entries().iter().map(|entry| entry.workspace.id).collect();
        for id in ids.into_iter().filter(|id| !refreshing.contains(id)) {
            if at_start {
                self.record_due(id);
            } else {
                self.record_due_deadlines(id);
                self.settle_reminders(id);
            }
        }
        // Their words count from now.
        self.emit(EngineEvent::RemindersChanged);
    }
}

/// How long to sleep until `next`: at least 20 ms, so that a clock that does not advance causes no busy loop.
fn wait(next: Option<Timestamp>, now: Timestamp) -> Duration {
    let Some(next) = next else { return Duration::MAX };
    Duration::try_from(next.duration_since(now)).unwrap_or_default().max(Duration::from_millis(20))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use license::{DeadlineKind, Entitlement, License};

    use super::*;
    use crate::{
        engine::Parts,
        reminders::settings::WorkspaceReminderSettings,
        store::Store,
        workspace::{Workspace, handling::Handling, snapshot::Snapshot},
    };

    #[test]
    fn what_is_remembered_of_the_next_change_is_forgotten_with_everything_that_it_depends_on() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let (store, workspace) = (Store::in_memory().unwrap(), Workspace::example());
        store.add_workspace(&workspace).unwrap();
        let engine = Engine::new(Parts::at(now, store)).unwrap();
        let id = workspace.id;
        let mut seen = Vec::new();
        let mut check = |what: &str| {
            let remembered = engine.next_change_after(now);
            engine.cache().forget_next_changes();
            assert_eq!(engine.next_change_after(now), remembered, "{what}");
            seen.push(remembered);
        };
        check("nothing is known");
        let end = now + SignedDuration::from_hours(14 * 24 + 5);
        let license = License::bare("Pro").with_deadline(end, DeadlineKind::Expiry);
        let answer = Some(Entitlement::Licensed { licenses: vec![license] });
        engine.set_snapshot(id, Snapshot { answer, ..Snapshot::default() });
        check("a refresh");
        engine.set_workspace_reminders(id, WorkspaceReminderSettings::Muted).unwrap();
        check("muted");
        engine.set_workspace_reminders(id, WorkspaceReminderSettings::Default).unwrap();
        engine.update_settings(|settings| settings.reminders.lead = vec![0].try_into().unwrap()).unwrap();
        check("other lead times");
        let until = now + SignedDuration::from_hours(1);
        engine.cache().entry_mut(id).unwrap().handling = Handling::Snoozed { until };
        check("snoozed");
        let hour = |hours| Some(now + SignedDuration::from_hours(hours));
        assert_eq!(seen, [None, hour(5), hour(12), hour(12), hour(1)]);
    }
}
