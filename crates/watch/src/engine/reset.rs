//! Resetting the application.

use std::collections::BTreeSet;

use super::{Engine, EngineEvent};
use crate::{failure::Failure, workspace::WorkspaceId};

impl Engine {
    /// Deletes all workspaces with their tokens, all groups, reminders, settings and copies of them. What the keyring does
    /// not delete now is deleted later.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn reset(&self) -> Result<(), Failure> {
        // Another process may have added workspaces that are not in the cache.
        let stored = self.0.store.workspaces()?.into_iter().map(|workspace| workspace.id);
        let mut ids: BTreeSet<WorkspaceId> = stored.collect();
        ids.extend(self.cache().entries().iter().map(|entry| entry.workspace.id));
        for id in ids {
            self.delete(id)?;
            self.delete_token(id).await;
        }
        self.0.store.delete_copies();
        // A sign-in that waits for its second factor would add a workspace again.
        *self.pending() = None;
        self.reset_settings()?;
        self.reload_group_reminders()?;
        self.emit(EngineEvent::GroupsChanged);
        self.emit(EngineEvent::RemindersChanged);
        Ok(())
    }
}
