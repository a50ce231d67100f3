//! Recording a workspace's due reminders, before they are shown.

use std::sync::Arc;

use jiff::Timestamp;
use license::{Change, Direction, Finding, Status};

use super::{Engine, EngineEvent};
use crate::{
    reminders::{
        self, Cause, CauseKind, Reminder,
        causes::{changed::LicenseChanged, finding::is_reported},
        condition::{Condition, conditions},
        inbox::settled,
        nearest_first,
        settings::{AppliedReminderSettings, LeadTimes},
    },
    store::{Store, StoreError},
    workspace::{Workspace, WorkspaceId, handling::Handling, snapshot::Snapshot, usage::forecast},
};

/// A workspace, its snapshot and the reminder settings that apply to it, from which due reminders are worked out.
pub(super) struct WorkspaceState {
    pub(super) workspace: Arc<Workspace>,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) settings: AppliedReminderSettings,
    pub(super) handling: Handling,
}

impl WorkspaceState {
    /// Its conditions at `now`, of every kind.
    pub(super) fn conditions(&self, store: &Store, now: Timestamp) -> Result<Vec<Condition>, StoreError> {
        let ends_at = self.snapshot.observation().ends_at(now);
        let usage = store.usage(self.workspace.id)?.into_iter();
        let forecasts: Vec<_> = usage.map(|(kind, samples)| (kind, forecast(&samples, ends_at, now))).collect();
        Ok(conditions(&self.workspace, &self.snapshot, &forecasts, &self.settings.steps, now))
    }
}

/// Records which deadlines of a workspace are due at `now`, and stores and returns one reminder of the nearest of them;
/// `None` if nothing new is due.
///
/// # Errors
/// When it cannot be recorded. Then it stays due.
pub fn record_due_deadlines(
    store: &Store,
    workspace: &Workspace,
    snapshot: &Snapshot,
    lead: &LeadTimes,
    now: Timestamp,
) -> Result<Option<Reminder>, StoreError> {
    let due = reminders::due_deadlines(snapshot, lead, now);
    store.record_due_deadlines(workspace.id, &due, now, |fresh| {
        let fresh = fresh.into_iter().map(|due| Reminder::of(workspace, Cause::Deadline(due)));
        nearest_first(fresh, now).into_iter().next()
    })
}

impl Engine {
    /// Records all due reminders of a workspace, so that they are delivered together, and moves those to Done that are no
    /// longer true.
    pub(super) fn record_due(&self, id: WorkspaceId) {
        let _recording = self.recording();
        self.record_due_deadlines(id);
        self.record(id, |state| {
            let now = self.now();
            let WorkspaceState { workspace, snapshot, settings, handling: _ } = &state;
            let findings = snapshot.observation().findings(now);
            self.store(|store| {
                store.record_due_changes(workspace, now, |changes| {
                    // Changes are news: one that nobody wanted to know about when it happened is not reported later.
                    let is_wanted = !settings.off.contain(CauseKind::Changed);
                    changes_to_report(changes, snapshot, &findings, now).filter(|_| is_wanted)
                })
            })?;
            let mut found = self.store(|store| state.conditions(store, now))?;
            found.retain(|condition| !settings.off.contain(condition.kind.cause()));
            self.store(|store| store.record_due_conditions(workspace, &found, now))
        });
        self.settle_reminders(id);
    }

    /// Records which deadlines of a workspace are due. Only deadlines become due by the passing of time alone.
    pub(super) fn record_due_deadlines(&self, id: WorkspaceId) {
        self.record_baseline(id);
        self.record(id, |WorkspaceState { workspace, snapshot, settings, handling }| {
            if settings.off.contain(CauseKind::Deadline) {
                return Ok(());
            }
            let now = self.now();
            if matches!(handling, Handling::Acknowledged(_)) {
                // What has passed was acknowledged. What is still ahead has its next threshold.
                let mut passed = reminders::due_deadlines(&snapshot, &settings.lead, now);
                passed.retain(|due| due.tightest.deadline.has_come(now));
                self.store(|store| store.record_due_deadlines(workspace.id, &passed, now, |_| None))?;
            }
            self.store(|store| record_due_deadlines(store, &workspace, &snapshot, &settings.lead, now)).map(drop)
        });
    }

    /// Moves the reminders of a workspace to Done that are no longer true or that a newer one replaces, and withdraws
    /// their notifications.
    pub(super) fn settle_reminders(&self, id: WorkspaceId) {
        if self.reaches_anybody()
            && let Err(error) = self.try_settle_reminders(id)
        {
            tracing::error!(workspace = %id, %error, "failed to move reminders to those that are done");
        }
        self.withdraw_outdated(id);
    }

    fn try_settle_reminders(&self, id: WorkspaceId) -> Result<(), StoreError> {
        let open = self.store(|store| store.open_reminders(id))?;
        let Some(state) = self.state(id).filter(|_| !open.is_empty()) else { return Ok(()) };
        let now = self.now();
        let found = self.store(|store| state.conditions(store, now))?;
        let outcomes = settled(&open, |reminder| is_true(&reminder.cause, &state.snapshot, &found, now));
        if !outcomes.is_empty() {
            self.store(|store| store.complete(&outcomes, now))?;
            let ids: Vec<_> = outcomes.iter().map(|(id, _)| *id).collect();
            self.withdraw_reminders(&ids);
            self.emit(EngineEvent::RemindersChanged);
            self.emit_other_waits();
        }
        Ok(())
    }

    /// Whether a reminder is still true. The workspace may have been renewed or removed since, or work again.
    pub(super) fn is_still_true(&self, reminder: &Reminder) -> bool {
        let now = self.now();
        let Some(state) = self.state(reminder.workspace) else { return false };
        let found = conditions(&state.workspace, &state.snapshot, &[], &state.settings.steps, now);
        is_true(&reminder.cause, &state.snapshot, &found, now)
    }

    pub(super) fn state(&self, id: WorkspaceId) -> Option<WorkspaceState> {
        let of_all = self.reminder_settings();
        let cache = self.cache();
        let entry = cache.entry(id).ok()?;
        Some(WorkspaceState {
            workspace: entry.workspace.clone(),
            snapshot: entry.snapshot.clone(),
            // What has been recorded stays true while there are no reminders of the workspace.
            settings: cache.applied_reminders(&of_all, entry).unwrap_or_default(),
            handling: entry.handling.updated(&entry.snapshot, self.now()),
        })
    }

    /// Records a workspace's unseen changes without making a reminder of them, because the user who made them knows.
    pub(super) fn record_changes_as_seen(&self, workspace: &Workspace) {
        if let Err(error) = self.store(|store| store.record_due_changes(workspace, self.now(), |_| None)) {
            tracing::error!(workspace = %workspace.id, %error, "failed to mark changes as seen");
        }
    }

    /// Records due reminders of a workspace with `record`, unless they reach nobody, or the workspace is muted, snoozed
    /// or archived: a reminder that is recorded but never shown would be lost.
    fn record(&self, id: WorkspaceId, record: impl FnOnce(WorkspaceState) -> Result<(), StoreError>) {
        if !self.reaches_anybody() || self.is_silent(id) {
            return;
        }
        let Some(state) = self.state(id) else { return };
        if let Err(error) = record(state) {
            tracing::error!(workspace = %id, %error, "failed to record a reminder; it stays due");
        }
    }

    /// Whether reminders reach anybody: there is a notifier, or a channel.
    pub(super) fn reaches_anybody(&self) -> bool {
        self.0.notifier.is_some() || self.0.channels.is_any_enabled()
    }

    /// Whether there are no reminders of a workspace: it is muted, snoozed or archived.
    fn is_silent(&self, id: WorkspaceId) -> bool {
        let of_all = self.reminder_settings();
        let cache = self.cache();
        cache.entry(id).is_ok_and(|entry| cache.applied_reminders(&of_all, entry).is_none())
    }
}

/// Whether what a reminder reports is still so, given the conditions of its workspace. A condition that cannot be worked
/// out now is taken as unchanged.
fn is_true(cause: &Cause, snapshot: &Snapshot, found: &[Condition], now: Timestamp) -> bool {
    if let Some(due) = cause.deadline() {
        return snapshot.is_unreported()
            || reminders::deadlines(snapshot, now).any(|stop| stop.deadline.is_same(&due.deadline));
    }
    cause.condition().is_none_or(|kind| {
        let found = found.iter().find(|condition| condition.kind == kind);
        found.is_none_or(Condition::holds)
    })
}

/// The cause for a reminder of changes for the better or worse; `None` if there are none, or if findings report them. A
/// license that has ended by its own date is reported by its deadline, so that the server drops it, or names it again, is
/// no news.
fn changes_to_report(
    mut changes: Vec<Change>,
    snapshot: &Snapshot,
    findings: &[Finding],
    now: Timestamp,
) -> Option<Cause> {
    let has_ended = matches!(snapshot.status(now), Status::Expired | Status::Lapsed);
    changes.retain(|change| match change {
        Change::LicenseLost { .. } | Change::LicenseGained { .. } if has_ended => false,
        change => change.direction() != Direction::Neither && !is_reported(change, findings),
    });
    (!changes.is_empty()).then_some(Cause::Changed(LicenseChanged { changes }))
}
