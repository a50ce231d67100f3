//! What is done to several workspaces at once.

use futures_util::{StreamExt, stream};
use serde::Serialize;
use ts_rs::TS;

use super::Engine;
use crate::{
    failure::Failure,
    reminders::settings::WorkspaceReminderSettings,
    schedule::refresh::AT_ONCE,
    workspace::{WorkspaceId, sign_in::TokenFate},
};

/// A workspace that could not be removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct NotRemoved {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name.
    pub name: String,
    /// Why.
    pub failure: Failure,
}

impl Engine {
    /// Refreshes several workspaces, as [`Engine::refresh`] does one. Ids of workspaces that were removed are ignored.
    ///
    /// # Errors
    /// The first error of [`Engine::refresh`], after all workspaces were refreshed.
    pub async fn refresh_many(&self, ids: &[WorkspaceId]) -> Result<(), Failure> {
        self.0.vault.ask_to_unlock();
        self.refresh_each(self.existing(ids)).await
    }

    /// Mutes the reminders of several workspaces, or has those that are muted reminded of again: as by default or, where the
    /// group is muted, apart from the group. Ids of workspaces that were removed are ignored.
    ///
    /// # Errors
    /// When the store cannot be written. Then some of them may have changed.
    pub fn mute_many(&self, ids: &[WorkspaceId], muted: bool) -> Result<(), Failure> {
        for id in self.existing(ids) {
            let (own, unmuted) = {
                let cache = self.cache();
                let entry = cache.entry(id)?;
                (entry.reminders.clone(), cache.unmuted(entry))
            };
            let settings = if muted { WorkspaceReminderSettings::Muted } else { unmuted };
            if settings != own {
                self.set_workspace_reminders(id, settings)?;
            }
        }
        Ok(())
    }

    /// Removes several workspaces, as [`Engine::remove`] does one. Returns those that could not be removed, and why.
    pub async fn remove_many(&self, ids: &[WorkspaceId], fate: TokenFate) -> Vec<NotRemoved> {
        let name = |id| self.cache().entry(id).map(|entry| entry.workspace.name.to_string());
        let named = self.existing(ids).into_iter().filter_map(|id| Some((id, name(id).ok()?)));
        let removals: Vec<_> = named
            .map(|(id, name)| async move {
                let failure = self.remove(id, fate).await.err()?;
                Some(NotRemoved { id, name, failure })
            })
            .collect();
        stream::iter(removals).buffered(AT_ONCE).filter_map(std::future::ready).collect().await
    }

    /// Those of several workspaces that were not removed, each once.
    fn existing(&self, ids: &[WorkspaceId]) -> Vec<WorkspaceId> {
        let cache = self.cache();
        cache.entries().iter().map(|entry| entry.workspace.id).filter(|id| ids.contains(id)).collect()
    }
}
