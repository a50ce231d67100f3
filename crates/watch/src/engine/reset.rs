//! Resetting the application.

use std::collections::BTreeMap;

use super::{Engine, EngineEvent};
use crate::{
    failure::Failure,
    workspace::{TokenId, WorkspaceId},
};

impl Engine {
    /// Deletes all workspaces with their tokens, all channels with their secrets, all groups, reminders, settings and copies of
    /// them. What the keyring does not delete now is deleted later.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn reset(&self) -> Result<(), Failure> {
        // Another process may have added workspaces that are not in the cache.
        let stored =
            self.store(|store| store.workspaces())?.into_iter().map(|workspace| (workspace.id, workspace.token));
        let mut tokens: BTreeMap<WorkspaceId, TokenId> = stored.collect();
        tokens.extend(self.cache().entries().iter().map(|entry| (entry.workspace.id, entry.workspace.token)));
        for (id, token) in tokens {
            self.delete(id)?;
            self.delete_token(token).await;
        }
        for channel in self.store(|store| store.channels())? {
            self.remove_channel(channel.channel.id).await?;
        }
        self.store(|store| store.delete_copies());
        // A sign-in that waits for its second factor would add a workspace again.
        *self.pending() = None;
        self.reset_settings()?;
        self.reload_group_reminders()?;
        self.emit(EngineEvent::GroupsChanged);
        self.emit(EngineEvent::RemindersChanged);
        Ok(())
    }
}
