//! What the first reading of an added workspace finds: it is recorded as sent, and reported once for all workspaces that
//! were added together.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{Engine, cache::Entry};
use crate::{
    deliver::Notifier,
    failure::FailureCode,
    reminders::{self, added},
    store::StoreError,
    workspace::{WorkspaceId, snapshot::Snapshot},
};

/// For how long nothing was added before the additions are reported together.
const BATCH: SignedDuration = SignedDuration::from_secs(10);

impl Engine {
    /// Records what is due of a workspace as sent, if it was added and has just been read for the first time.
    pub(super) fn record_baseline(&self, id: WorkspaceId) {
        if !self.reaches_anybody() {
            return;
        }
        let now = self.now();
        let Some(state) = self.state(id).filter(|state| is_read(&state.snapshot)) else { return };
        let is_audible = {
            let (of_all, cache) = (self.reminder_settings(), self.cache());
            cache.entry(id).is_ok_and(|entry| cache.applied_reminders(&of_all, entry).is_some())
        };
        let record = || -> Result<bool, StoreError> {
            let due = reminders::due_deadlines(&state.snapshot, &state.settings.lead, now);
            let found = state.conditions(&self.0.store, now)?;
            let is_reported = is_audible && self.0.notifier.is_some();
            let to_channels_at = now.saturating_add(BATCH).ok().filter(|_| is_audible);
            self.0.store.record_baseline(id, &due, &found, is_reported, to_channels_at, now)
        };
        if let Err(error) = record() {
            tracing::error!(workspace = %id, %error, "failed to record what was due when it was added; it stays due");
        }
    }

    /// Reports the workspaces that were added, once nothing more is added.
    pub(super) fn deliver_additions(&self, notifier: &Arc<dyn Notifier>, now: Timestamp) -> Result<(), StoreError> {
        let is_quiet = self.reminder_settings().quiet.is_some_and(|quiet| quiet.contain(now, &self.0.zone));
        let Some((ids, last)) = self.0.store.additions()? else { return Ok(()) };
        if is_quiet || batch_end(last, now).is_some() || self.deliveries().is_reporting_additions {
            return Ok(());
        }
        let notification = {
            let (of_all, cache) = (self.reminder_settings(), self.cache());
            let entries = ids.iter().filter_map(|id| cache.entry(*id).ok());
            // Those that were muted, snoozed or archived meanwhile are not reported.
            let entries = entries.filter(|entry| cache.applied_reminders(&of_all, entry).is_some());
            let added: Vec<_> = entries.map(Entry::known).collect();
            added::summary(&added, &self.audience())
        };
        let Some(notification) = notification else { return self.0.store.forget_additions(&ids) };
        self.deliveries().is_reporting_additions = true;
        let outcome = notifier.show(notification);
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            let outcome = engine.0.stopping.run_until_cancelled(outcome).await;
            match outcome {
                Some(Ok(())) => {
                    if let Err(error) = engine.0.store.forget_additions(&ids) {
                        tracing::error!(%error, "failed to note that additions were reported; they may be again");
                    }
                }
                Some(Err(not_shown)) => {
                    tracing::warn!(reason = not_shown.reason, "additions were not reported and will be retried");
                    engine.deliveries().fail(engine.now());
                }
                // Whether it was shown is unknown, so the next run shows it again.
                None => {}
            }
            engine.deliveries().is_reporting_additions = false;
            engine.0.nudge.notify_one();
        });
        Ok(())
    }

    /// When additions that wait can be reported; `None` if none wait, or if nothing but an event can change that.
    pub(super) fn next_additions_at(&self, now: Timestamp) -> Option<Timestamp> {
        let additions = self.0.store.additions().unwrap_or_else(|error| {
            tracing::error!(%error, "failed to read which workspaces were added");
            None
        });
        let (_, last) = additions?;
        let quiet = self.reminder_settings().quiet.filter(|quiet| quiet.contain(now, &self.0.zone));
        let quiet_end = quiet.map(|quiet| quiet.end_after(now, &self.0.zone));
        [batch_end(last, now), quiet_end, self.deliveries().retry_at(now)].into_iter().flatten().max()
    }
}

/// When a batch ends whose last addition was read at `last`; `None` if it has ended. One from the future was read while the
/// clock was ahead.
fn batch_end(last: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let end = last.checked_add(BATCH).ok()?;
    (last <= now && end > now).then_some(end)
}

/// Whether a workspace has been read, or will not be before somebody acts.
fn is_read(snapshot: &Snapshot) -> bool {
    match &snapshot.failure {
        None => snapshot.answer.is_some() && !snapshot.is_unreported(),
        Some(failure) => failure.code == FailureCode::Forbidden,
    }
}
