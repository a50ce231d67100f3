//! What is known already, for commands that use no network: in the desktop's store, or in the state of a fleet.

use std::collections::HashMap;

use watch::{Engine, WorkspaceId};

use crate::{args::Stored, context::Context, desktop, error::CommandError, fleet, output, state};

/// An engine for reading only, and which of its workspaces are meant, in their order: those that are not archived or, with a
/// fleet file, those in it.
///
/// # Errors
/// If the fleet file, its state or the store cannot be used.
pub(crate) fn open(stored: &Stored, context: &Context) -> Result<(Engine, Vec<WorkspaceId>), CommandError> {
    let Some(file) = &stored.fleet else {
        let engine = desktop::engine_to_read(context)?;
        let archived = engine.archived();
        let ids = engine.order().into_iter().filter(|id| !archived.contains(id)).collect();
        return Ok((engine, ids));
    };
    let entries = fleet::read(file)?;
    let path = state::path(stored.state.as_deref(), file)?;
    let path = path.ok_or_else(|| CommandError::Usage("a fleet file has no history: use --state FILE".to_owned()))?;
    let engine = state::known(&path, context)?;
    let archived = engine.archived();
    let known = engine.snapshots().into_iter().map(|(workspace, _)| workspace);
    let known = known.filter(|workspace| !archived.contains(&workspace.id));
    let by_name: HashMap<_, _> = known.map(|workspace| (workspace.name.clone(), workspace.id)).collect();
    let mut ids = Vec::with_capacity(entries.len());
    for entry in entries {
        match by_name.get(&entry.name) {
            Some(id) => ids.push(*id),
            None => output::note(&format!("{}: nothing is known yet", entry.name)),
        }
    }
    Ok((engine, ids))
}
