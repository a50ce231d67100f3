//! `workspace edit`: the name of a workspace, and what is noted about it.

use rocketchat::holds_token;
use watch::workspace::details::{DetailsEntry, WorkspaceDetails};

use super::{find, open};
use crate::{args::Edit, context::Context, error::CommandError, output};

/// Runs it; returns the exit code.
pub(super) async fn run(args: &Edit, context: &Context) -> Result<u8, CommandError> {
    if args.new_name.as_deref().is_some_and(holds_token) {
        return Err(CommandError::Usage("--name: looks like a token".to_owned()));
    }
    let desktop = open(context, "Nothing was changed.").await?;
    let known = desktop.known(context)?.workspaces.into_iter().map(|(workspace, _)| workspace).collect();
    let workspace = find(known, &args.name)?;
    let details = edited(DetailsEntry::from(&workspace.details), args);
    WorkspaceDetails::try_from(details.clone()).map_err(|error| CommandError::Usage(error.to_string()))?;
    let name = desktop.edit(workspace.id, args.new_name.clone(), details).await?;
    output::print(&format!("changed  {}  {name}\n", workspace.id))?;
    desktop.copy_store();
    Ok(0)
}

/// The details with what the arguments change.
fn edited(details: DetailsEntry, args: &Edit) -> DetailsEntry {
    let or = |new: &Option<String>, old| new.clone().or(old);
    let DetailsEntry { owner, contract, cost, currency, note, contact } = details;
    DetailsEntry {
        owner: or(&args.owner, owner),
        contract: or(&args.contract, contract),
        cost: or(&args.cost, cost),
        currency: or(&args.currency, currency),
        note: or(&args.note, note),
        contact: or(&args.contact, contact),
    }
}
