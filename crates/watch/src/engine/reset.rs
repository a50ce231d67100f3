//! Deleting everything.

use std::collections::BTreeSet;

use super::{Engine, EngineEvent};
use crate::{failure::Failure, workspace::WorkspaceId};

impl Engine {
    /// Deletes everything: every workspace with its secret, the groups, the reminders, and every setting. When the keyring
    /// refuses, the workspaces whose secrets it still holds stay.
    ///
    /// # Errors
    /// When the keyring or the store refuses.
    pub async fn reset(&self) -> Result<(), Failure> {
        // Another process may have added some that this one does not know yet.
        let stored = self.0.store.workspaces()?.into_iter().map(|workspace| workspace.id);
        let mut ids: BTreeSet<WorkspaceId> = stored.collect();
        ids.extend(self.cache().entries().iter().map(|entry| entry.workspace.id));
        for id in ids {
            self.with_vault(move |vault| vault.forget(id)).await?;
            self.forget(id)?;
        }
        // A sign-in that waits for its second factor would bring one back.
        *self.pending() = None;
        self.reset_settings()?;
        self.emit(EngineEvent::GroupsChanged);
        self.emit(EngineEvent::RemindersChanged);
        Ok(())
    }
}
