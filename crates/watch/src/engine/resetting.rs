//! Forgetting everything.

use std::sync::PoisonError;

use super::{Engine, EngineEvent};
use crate::{failure::Failure, form::TokenFate, workspace::WorkspaceId};

impl Engine {
    /// Forgets everything: every workspace with its secret, the groups, what was told, and what was chosen. When the
    /// keyring refuses, what it still holds a secret of stays.
    ///
    /// # Errors
    /// When the keyring or the store refuses.
    pub async fn reset(&self) -> Result<(), Failure> {
        let ids: Vec<WorkspaceId> = self.book().entries().iter().map(|entry| entry.workspace.id).collect();
        for id in ids {
            self.remove(id, TokenFate::Leave).await?;
        }
        self.0.store.clear()?;
        *self.paused() = None;
        *self.wishes() = Default::default();
        *self.0.asking.lock().unwrap_or_else(PoisonError::into_inner) = Default::default();
        *self.0.language.lock().unwrap_or_else(PoisonError::into_inner) = Default::default();
        for event in [EngineEvent::Arranged, EngineEvent::Told, EngineEvent::Reworded, EngineEvent::Turned] {
            self.tell(event);
        }
        self.0.nudge.notify_one();
        Ok(())
    }
}
