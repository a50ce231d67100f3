//! Forgetting everything.

use std::collections::BTreeSet;

use super::{Engine, EngineEvent, lock};
use crate::{failure::Failure, workspace::WorkspaceId};

impl Engine {
    /// Forgets everything: every workspace with its secret, the groups, what was told, and what was chosen. When the
    /// keyring refuses, what it still holds a secret of stays.
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
        self.0.store.forget_choices()?;
        *self.paused() = None;
        *self.wishes() = Default::default();
        *lock(&self.0.asking) = Default::default();
        *lock(&self.0.language) = Default::default();
        for event in [
            EngineEvent::GroupsChanged,
            EngineEvent::RemindersChanged,
            EngineEvent::LanguageChanged,
            EngineEvent::TimePassed,
        ] {
            self.emit(event);
        }
        self.0.nudge.notify_one();
        Ok(())
    }
}
