//! Resetting the application.

use std::collections::BTreeSet;

use super::{Engine, EngineEvent};
use crate::{failure::Failure, workspace::WorkspaceId};

impl Engine {
    /// Deletes all workspaces with their tokens, all groups, reminders and settings. If the keyring fails, the
    /// workspaces whose tokens it still holds stay. If it is not there, locked or hangs, the tokens are deleted later.
    ///
    /// # Errors
    /// When the keyring or the store fails.
    pub async fn reset(&self) -> Result<(), Failure> {
        // Another process may have added workspaces that are not in the cache.
        let stored = self.0.store.workspaces()?.into_iter().map(|workspace| workspace.id);
        let mut ids: BTreeSet<WorkspaceId> = stored.collect();
        ids.extend(self.cache().entries().iter().map(|entry| entry.workspace.id));
        for id in ids {
            self.delete_token(id).await?;
            self.delete(id)?;
        }
        // A sign-in that waits for its second factor would add a workspace again.
        *self.pending() = None;
        self.reset_settings()?;
        self.reload_group_reminders()?;
        self.emit(EngineEvent::GroupsChanged);
        self.emit(EngineEvent::RemindersChanged);
        Ok(())
    }
}
