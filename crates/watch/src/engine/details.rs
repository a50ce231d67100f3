//! The name and the details of a workspace, as the user edits them.

use std::sync::Arc;

use license::Label;

use super::{Engine, cache::Entry};
use crate::{
    failure::Failure,
    present::{
        renewals::{RenewalTotal, renewal_totals},
        view::WorkspaceView,
    },
    workspace::{WorkspaceId, edit::WorkspaceEdit, handling::Handling},
};

impl Engine {
    /// Changes the name and the details of a workspace, as far as the edit names them. Without a name, it is called as its
    /// host.
    ///
    /// # Errors
    /// When there is no such workspace, a detail cannot be used, or the store cannot be written. Then nothing is changed.
    pub fn edit_workspace(&self, id: WorkspaceId, edit: WorkspaceEdit) -> Result<WorkspaceView, Failure> {
        let details = edit.details.map(TryInto::try_into).transpose()?;
        let (name, details) = {
            let cache = self.cache();
            let workspace = &cache.entry(id)?.workspace;
            let name = edit.name.map(|name| Label::new(&name)).unwrap_or_else(|| workspace.name.clone());
            let name = if name.is_empty() { Label::new(workspace.address.host()) } else { name };
            (name, details.unwrap_or_else(|| workspace.details.clone()))
        };
        self.0.store.edit_workspace(id, &name, &details)?;
        let is_renamed = self.cache().entry_mut(id).is_some_and(|entry| {
            let workspace = Arc::make_mut(&mut entry.workspace);
            workspace.details = details;
            std::mem::replace(&mut workspace.name, name.clone()) != name
        });
        self.emit_changed(id);
        if is_renamed {
            self.emit(super::EngineEvent::RemindersChanged);
        }
        self.view(id)
    }

    /// What renewing costs soon, one total for each currency; empty if no cost is known. Archived workspaces are left out. Uses neither disk nor network.
    pub fn renewal_totals(&self) -> Vec<RenewalTotal> {
        let cache = self.cache();
        let counted = cache.entries().iter().filter(|entry| entry.handling != Handling::Archived);
        renewal_totals(counted.map(Entry::known), self.now())
    }
}
