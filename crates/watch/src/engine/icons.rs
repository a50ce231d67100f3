//! The icons of workspaces. One is fetched when its workspace is added or reconnected, and never by a refresh.

use std::sync::Arc;

use rocketchat::Icon;

use super::Engine;
use crate::{failure::Failure, workspace::WorkspaceId};

impl Engine {
    /// The icon of a workspace, as a `data:` URL of a small PNG; `None` if it has none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn icon(&self, id: WorkspaceId) -> Result<Option<String>, Failure> {
        Ok(self.0.store.icon(id)?.map(|icon| icon.to_data_url()))
    }

    pub(super) fn save_icon(&self, id: WorkspaceId, icon: Option<&Icon>) -> Result<(), Failure> {
        self.0.store.set_icon(id, icon)?;
        if let Some(snapshot) = self.0.store.snapshot(id)?
            && let Some(entry) = self.cache().entry_mut(id)
        {
            Arc::make_mut(&mut entry.snapshot).icon = snapshot.icon;
        }
        self.emit_changed(id);
        Ok(())
    }
}
