//! Life in the background: refreshing and reminding when it is time, and sleeping in between.

use std::{collections::HashSet, time::Duration};

use jiff::Timestamp;

use super::{Engine, EngineEvent};
use crate::{
    schedule::{network_monitor::Network, next_change::next_change_at, wall_timer},
    workspace::WorkspaceId,
};

/// How long a turn that was asked for before its time waits for further reasons.
const NUDGE_DELAY: Duration = Duration::from_millis(50);

impl Engine {
    /// Watches: refreshes each workspace when it is due, reminds of what comes due, and sleeps until the next of both.
    /// Ends when the engine is stopped: see [`Engine::stop`].
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
            () = self.take_turns() => {}
            () = self.follow_network() => {}
            () = follow_notifier => {}
        }
    }

    /// Refreshes every workspace that could not be reached, for a reason that the network's return may have removed.
    pub fn came_online(&self) {
        let now = self.now();
        for entry in self.cache().entries_mut() {
            if entry.snapshot.failure.as_ref().is_some_and(|failure| failure.code.may_pass()) {
                entry.schedule = entry.schedule.hurried(now);
            }
        }
        self.0.nudge.notify_one();
    }

    async fn follow_network(&self) {
        let mut network = Network::new();
        loop {
            network.came_back().await;
            self.came_online();
        }
    }

    async fn take_turns(&self) {
        // What came due while nothing ran is recorded at the first turn, which is now: for a workspace that is about to
        // be refreshed, after its answer.
        let (mut turn, mut at_start) = (Some(self.now()), true);
        loop {
            let now = self.now();
            let refreshing = self.start_due(now);
            if turn.is_some_and(|turn| turn <= now) {
                self.emit(EngineEvent::TimePassed);
                self.record_due_of_all_but(&refreshing, std::mem::replace(&mut at_start, false));
            }
            self.deliver();
            let next_refresh;
            (next_refresh, turn) = {
                let (usual, cache) = (self.reminder_settings().lead, self.cache());
                let known = cache.entries().iter().map(|entry| (&entry.snapshot, entry.reminding.lead(&usual)));
                let due = cache.entries().iter().map(|entry| entry.schedule.due).min();
                (due, next_change_at(known, now, &self.0.zone))
            };
            // A pause ends by itself, and is shown as ended.
            turn = [turn, self.paused_until()].into_iter().flatten().min();
            let next = [next_refresh, turn, self.next_delivery_at(now)].into_iter().flatten().min();
            tokio::select! {
                () = wall_timer::sleep(wait(next, self.now())) => {}
                // The refreshes of a large fleet end one after the other: a few at a time are one turn.
                () = self.0.nudge.notified() => tokio::time::sleep(NUDGE_DELAY).await,
            }
        }
    }

    /// Starts to refresh every workspace that is due, and returns which.
    fn start_due(&self, now: Timestamp) -> Vec<WorkspaceId> {
        let (every, mut due) = (self.every(), Vec::new());
        for entry in self.cache().entries_mut().iter_mut().filter(|entry| entry.schedule.is_due(every, now)) {
            // It is due again when the answer says so; until then it must not be started once more.
            entry.schedule.due = now.saturating_add(every.duration()).unwrap_or(Timestamp::MAX);
            due.push(entry.workspace.id);
        }
        for id in &due {
            let (engine, id) = (self.clone(), *id);
            self.0.tasks.spawn(async move {
                if let Err(error) = engine.refresh(id).await {
                    tracing::error!(workspace = %id, %error, "what a refresh brought cannot be kept");
                }
            });
        }
        due
    }

    /// Records what is due of every workspace but those that are being refreshed: their turn comes with the answer, or
    /// with its failure. At the start that is also what another process has found in the meantime.
    fn record_due_of_all_but(&self, refreshing: &[WorkspaceId], at_start: bool) {
        let refreshing: HashSet<_> = refreshing.iter().collect();
        let ids: Vec<_> = self.cache().entries().iter().map(|entry| entry.workspace.id).collect();
        for id in ids.into_iter().filter(|id| !refreshing.contains(id)) {
            if at_start {
                self.record_due(id);
            } else {
                self.record_due_deadlines(id);
            }
        }
    }
}

/// How long to sleep until then; a moment at least, so that a clock that stands still does not keep a processor busy.
fn wait(next: Option<Timestamp>, now: Timestamp) -> Duration {
    let Some(next) = next else { return Duration::MAX };
    Duration::try_from(next.duration_since(now)).unwrap_or_default().max(Duration::from_millis(20))
}
