//! Life in the background: asking and reminding when it is time, and sleeping in between.

use std::time::Duration;

use jiff::Timestamp;

use super::{Engine, EngineEvent};
use crate::{
    schedule::{network_monitor::Network, next_change::next_change_at, wall_timer},
    workspace::WorkspaceId,
};

impl Engine {
    /// Watches: asks each workspace when it is due, tells what comes due, and sleeps until the next of both. Never ends.
    pub async fn run(&self) {
        tokio::select! {
            () = self.take_turns() => {}
            () = self.follow_network() => {}
        }
    }

    /// Asks every workspace that could not be reached for whatever may have passed with the network's return.
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
        // What was due while nothing ran is told at the first turn, which is now: for a workspace that is about to be
        // asked, after its answer.
        let (mut turn, mut at_start) = (Some(self.now()), true);
        loop {
            let now = self.now();
            let asked = self.start_due(now);
            if turn.is_some_and(|turn| turn <= now) {
                self.tell(EngineEvent::TimePassed);
                self.remind_all_but(&asked, std::mem::replace(&mut at_start, false));
            }
            self.hand_out();
            let next_ask;
            (next_ask, turn) = {
                let (usual, cache) = (self.reminder_settings().lead, self.cache());
                let known = cache.entries().iter().map(|entry| (&entry.snapshot, entry.reminding.lead(&usual)));
                let due = cache.entries().iter().map(|entry| entry.schedule.due).min();
                (due, next_change_at(known, now, &self.0.zone))
            };
            // What is put off ends by itself, and is shown as ended.
            turn = [turn, self.paused_until()].into_iter().flatten().min();
            let next = [next_ask, turn, self.next_told(now)].into_iter().flatten().min();
            tokio::select! {
                () = wall_timer::sleep(wait(next, self.now())) => {}
                () = self.0.nudge.notified() => {}
            }
        }
    }

    /// Starts to ask every workspace that is due, and returns which.
    fn start_due(&self, now: Timestamp) -> Vec<WorkspaceId> {
        let (every, mut asked) = (self.every(), Vec::new());
        for entry in self.cache().entries_mut().iter_mut().filter(|entry| entry.schedule.is_due(every, now)) {
            // It is due again when the answer says so; until then it must not be started once more.
            entry.schedule.due = now.saturating_add(every.duration()).unwrap_or(Timestamp::MAX);
            asked.push(entry.workspace.id);
        }
        for id in &asked {
            let (engine, id) = (self.clone(), *id);
            tokio::spawn(async move {
                if let Err(error) = engine.refresh(id).await {
                    tracing::error!(workspace = %id, %error, "what came cannot be kept");
                }
            });
        }
        asked
    }

    /// Tells what is due of every workspace, but of those that are being asked: their turn comes with the answer, or
    /// with its failure. At the start that is also what another process has found in the meantime.
    fn remind_all_but(&self, asked: &[WorkspaceId], at_start: bool) {
        let ids: Vec<_> = self.cache().entries().iter().map(|entry| entry.workspace.id).collect();
        for id in ids.into_iter().filter(|id| !asked.contains(id)) {
            match at_start {
                true => self.remind_of_all(id),
                false => self.remind(id),
            }
        }
    }
}

/// How long to sleep until then; a moment at least, so that a clock that stands still does not keep a processor busy.
fn wait(next: Option<Timestamp>, now: Timestamp) -> Duration {
    let Some(next) = next else { return Duration::MAX };
    Duration::try_from(next.duration_since(now)).unwrap_or_default().max(Duration::from_millis(20))
}
