//! Acknowledging, snoozing and archiving workspaces.

use std::collections::HashMap;

use super::{Engine, EngineEvent, cache::Entry, disk::on_disk};
use crate::{
    failure::Failure,
    reminders::{notification::ReminderId, snooze::Snooze},
    workspace::{
        WorkspaceId,
        handling::{Acknowledged, Handling},
        snapshot::Snapshot,
    },
};

/// What a decision about a workspace replaced.
#[derive(Clone)]
pub(super) struct EarlierHandling {
    handling: Handling,
    /// The reminders that the decision completed.
    completed: Vec<ReminderId>,
}

/// What the last decision replaced, by workspace, to undo it.
pub(super) type EarlierHandlings = HashMap<WorkspaceId, EarlierHandling>;

impl Engine {
    /// Acknowledges the state of workspaces: they do not count as needing attention until something about them changes.
    ///
    /// # Errors
    /// When there is no such workspace, or the store cannot be written. Then nothing is changed.
    pub fn acknowledge_workspaces(&self, ids: &[WorkspaceId]) -> Result<(), Failure> {
        let now = self.now();
        self.set_handling(ids, |_, snapshot| Handling::Acknowledged(Acknowledged::new(snapshot, now)))
    }

    /// Snoozes workspaces: until then, they do not count as needing attention and there are no reminders of them.
    ///
    /// # Errors
    /// As [`Engine::acknowledge_workspaces`].
    pub fn snooze_workspaces(&self, ids: &[WorkspaceId], snooze: Snooze) -> Result<(), Failure> {
        let snoozed = Handling::snoozed(snooze, self.now(), &self.0.zone);
        self.set_handling(ids, |_, _| snoozed.clone())
    }

    /// Archives workspaces: they are kept with their history, but not refreshed by themselves, and neither count nor are
    /// reminded of.
    ///
    /// # Errors
    /// As [`Engine::acknowledge_workspaces`].
    pub fn archive_workspaces(&self, ids: &[WorkspaceId]) -> Result<(), Failure> {
        self.set_handling(ids, |_, _| Handling::Archived)
    }

    /// Takes back that workspaces were acknowledged, snoozed or archived.
    ///
    /// # Errors
    /// As [`Engine::acknowledge_workspaces`].
    pub fn reactivate_workspaces(&self, ids: &[WorkspaceId]) -> Result<(), Failure> {
        self.set_handling(ids, |_, _| Handling::Active)
    }

    /// Undoes the last decision about workspaces: what was decided before holds again, unless it has ended by itself in the
    /// meantime, and the reminders that an acknowledgement completed are back where they were. A workspace that the last
    /// decision was not about is reactivated.
    ///
    /// # Errors
    /// As [`Engine::acknowledge_workspaces`].
    pub fn undo_handling(&self, ids: &[WorkspaceId]) -> Result<(), Failure> {
        let now = self.now();
        let earlier = self.earlier_handlings().clone();
        for id in ids {
            // Before the due reminders are recorded, so that they are not recorded again.
            if let Some(earlier) = earlier.get(id) {
                self.reopen_completed(*id, &earlier.completed)?;
            }
        }
        self.set_handling(ids, |id, snapshot| {
            earlier.get(&id).map_or(Handling::Active, |earlier| earlier.handling.updated(snapshot, now))
        })?;
        self.earlier_handlings().clear();
        Ok(())
    }

    fn set_handling(
        &self,
        ids: &[WorkspaceId],
        decide: impl Fn(WorkspaceId, &Snapshot) -> Handling,
    ) -> Result<(), Failure> {
        let now = self.now();
        // The cache stays locked until it is stored, so that a refresh does not end an acknowledgement of another answer.
        let mut earlier = on_disk(|| -> Result<_, Failure> {
            let mut cache = self.cache();
            let mut decided = Vec::with_capacity(ids.len());
            for id in ids {
                decided.push((*id, decide(*id, &cache.entry(*id)?.snapshot)));
            }
            self.store(|store| store.set_handling(&decided))?;
            let mut earlier = EarlierHandlings::new();
            for (id, handling) in decided {
                let Some(entry) = cache.entry_mut(id) else { continue };
                // While it was archived, it was not refreshed.
                if entry.handling == Handling::Archived && handling != Handling::Archived {
                    entry.schedule = entry.schedule.due_now(now);
                }
                let replaced = std::mem::replace(&mut entry.handling, handling);
                earlier.insert(id, EarlierHandling { handling: replaced, completed: Vec::new() });
            }
            Ok(earlier)
        })?;
        self.emit(EngineEvent::WorkspacesChanged(ids.to_vec()));
        for id in ids {
            let completed = self.withdraw_handled(*id);
            if let Some(earlier) = earlier.get_mut(id) {
                earlier.completed = completed;
            }
            self.record_due(*id);
        }
        *self.earlier_handlings() = earlier;
        self.deliver();
        self.emit(EngineEvent::RemindersChanged);
        self.0.nudge.notify_one();
        Ok(())
    }

    /// Updates what was decided about every workspace because time has passed: see [`Engine::update_handling`]. Returns
    /// those of which there are reminders again.
    pub(super) fn update_all_handling(&self) -> Vec<WorkspaceId> {
        let is_handled = |entry: &&Entry| entry.handling != Handling::Active;
        let ids: Vec<_> = self.cache().entries().iter().filter(is_handled).map(|entry| entry.workspace.id).collect();
        ids.into_iter().filter(|id| self.update_handling(*id)).collect()
    }

    /// Ends the acknowledgement of a workspace about which something has changed, and a snooze that is over. Returns whether
    /// there are reminders of the workspace again.
    pub(super) fn update_handling(&self, id: WorkspaceId) -> bool {
        on_disk(|| {
            let now = self.now();
            let mut cache = self.cache();
            let Some(entry) = cache.entry_mut(id) else { return false };
            let updated = entry.handling.updated(&entry.snapshot, now);
            if updated == entry.handling {
                return false;
            }
            let is_audible_again = entry.handling.is_silent() && !updated.is_silent();
            // The view is worked out from what is true now, so a store that cannot be written does no harm until the next start.
            if let Err(error) = self.store(|store| store.set_handling(&[(id, updated.clone())])) {
                tracing::error!(workspace = %id, %error, "failed to store that its acknowledgement has ended");
            }
            entry.handling = updated;
            self.0.channels.anything_may_be_due();
            is_audible_again
        })
    }
}
