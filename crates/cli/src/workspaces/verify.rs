//! `workspace verify`: whether each workspace can be read with its sign-in.

use std::collections::HashSet;

use super::find;
use crate::{
    args::Source,
    context::Context,
    desktop,
    duration::Span,
    error::CommandError,
    load, output,
    show::{exit_code, note_emptiness},
};

/// Runs it; returns the exit code.
pub(super) async fn run(names: &[String], timeout: Span, context: &Context) -> Result<u8, CommandError> {
    let known: Vec<_> = desktop::known(context)?.workspaces.into_iter().map(|(workspace, _)| workspace).collect();
    // By their ids, because a name that is used twice names none.
    let ids = names.iter().map(|name| find(known.clone(), name).map(|workspace| workspace.id.to_string()));
    let ids: Vec<_> = ids.collect::<Result<HashSet<_>, _>>()?.into_iter().collect();
    let source = Source { fleet: None, state: None, cached: false };
    let mut watched = load::load(&source, &ids, timeout, context).await?;
    for watched in &mut watched {
        // One that was named is verified although it is archived.
        watched.is_archived &= ids.is_empty();
    }
    watched.retain(|watched| !watched.is_archived);
    for watched in &watched {
        match watched.snapshot.failure() {
            None => output::print(&format!("ok      {}\n", watched.name))?,
            Some(failure) => {
                output::print(&format!("failed  {}  {failure}\n", watched.name))?;
                output::note(&format!("{}: {}", watched.name, failure.hint));
            }
        }
    }
    note_emptiness(&watched);
    Ok(exit_code(&watched))
}
