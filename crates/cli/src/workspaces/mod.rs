//! `workspace`: adds, lists, changes and removes the workspaces of the desktop's store.
//!
//! - [`add`]: one, with its [`token`];
//! - [`verify`]: whether they can be read; [`edit`]: what is noted about one.

mod add;
mod edit;
mod token;
mod verify;

use watch::{
    Failure, FailureCode, Workspace,
    workspace::import::{Imported, ImportedAs, NotImported, TryOut},
};

use crate::{
    args,
    context::Context,
    desktop::{self, Desktop, Known},
    error::CommandError,
    fleet::{self, Draft, Entry, EntryError, Member},
    misplaced, output,
    show::NOT_ALL_READ,
    terminal,
};

/// Runs it; returns the exit code.
pub(crate) async fn run(args: &args::Workspace, context: &Context) -> Result<u8, CommandError> {
    match args {
        args::Workspace::Import { file, unchecked } => {
            let entries = fleet::read(file)?;
            let all = entries.len();
            let members = usable(entries);
            if members.is_empty() {
                return Err(CommandError::Usage("no workspace in the file can be used. Nothing was added".to_owned()));
            }
            let is_complete = members.len() == all;
            let try_out = if *unchecked { TryOut::No } else { TryOut::Yes };
            let code = import(members, try_out, context).await?;
            Ok(if is_complete { code } else { NOT_ALL_READ })
        }
        args::Workspace::Add(args) => add::run(args, context).await,
        args::Workspace::Verify { names, timeout, all: _ } => verify::run(names, *timeout, context).await,
        args::Workspace::Edit(args) => edit::run(args, context).await,
        args::Workspace::Export { file } => {
            let text = desktop::engine_to_read(context)?.export()?;
            match file {
                Some(file) => output::save(file, &text)?,
                None => output::print(&text)?,
            }
            Ok(0)
        }
        args::Workspace::List => list(desktop::known(context)?),
        args::Workspace::Remove { name, yes, all: _ } => remove(name.as_deref(), *yes, context).await,
    }
}

/// Opens the desktop's workspaces. `then` says what an error leaves undone.
pub(crate) async fn open(context: &Context, then: &str) -> Result<Desktop, CommandError> {
    let unusable = |failure: Failure| CommandError::Internal(format!("{failure}. {} {then}", failure.hint));
    Desktop::open(context).await?.map_err(unusable)
}

/// The entries that can be imported; the others are reported.
fn usable(entries: Vec<Entry>) -> Vec<Member> {
    let mut members = Vec::with_capacity(entries.len());
    for entry in entries {
        match member(entry.workspace) {
            Ok(member) => members.push(member),
            Err(error) => output::note(&format!("{error}. It was not added")),
        }
    }
    members
}

/// A workspace that the store may keep. It must not contain secrets, and the credentials of a proxy may be some.
fn member(workspace: Result<Draft, EntryError>) -> Result<Member, EntryError> {
    let draft = workspace?;
    match draft.proxy_credentials() {
        Some(error) => Err(error),
        None => draft.resolve(),
    }
}

/// Checks the workspaces, and adds those that can be read, all or none.
async fn import(members: Vec<Member>, try_out: TryOut, context: &Context) -> Result<u8, CommandError> {
    let desktop = open(context, "Nothing was added.").await?;
    let new = members.into_iter().map(|Member { workspace, token }| (workspace, token)).collect();
    let imported = desktop.import(new, try_out).await?;
    let code = report(&imported)?;
    desktop.copy_store();
    Ok(code)
}

/// Prints what was added and what was not; returns the exit code.
fn report(imported: &Imported) -> Result<u8, CommandError> {
    let Imported { added, refused, unsaved } = imported;
    let mut code = 0;
    for NotImported { name, failure } in refused {
        if failure.code == FailureCode::DuplicateWorkspace {
            output::note(&format!("{name}: {failure}"));
        } else {
            output::note(&format!("{name} was not added: {failure}. {}", failure.hint));
            code = NOT_ALL_READ;
        }
    }
    for ImportedAs { id, name } in added {
        output::print(&format!("added  {id}  {name}\n"))?;
    }
    if let Some(problem) = unsaved {
        let meanwhile = "Until then, tokens are only in the memory of License Watch, and lost if it quits";
        output::note(&format!("{problem}. {} {meanwhile}", problem.hint));
    }
    Ok(code)
}

fn list(known: Known) -> Result<u8, CommandError> {
    let line =
        |(workspace, _): (Workspace, _)| format!("{}  {}  {}\n", workspace.id, workspace.name, workspace.address);
    output::print(&known.workspaces.into_iter().map(line).collect::<String>())?;
    Ok(0)
}

/// Removes the workspace with this name or id, or all of them.
async fn remove(name: Option<&str>, yes: bool, context: &Context) -> Result<u8, CommandError> {
    let mut desktop = open(context, "Nothing was removed.").await?;
    let workspaces: Vec<_> = desktop.known(context)?.workspaces.into_iter().map(|(workspace, _)| workspace).collect();
    let chosen = match name {
        None => workspaces,
        Some(name) => vec![find(workspaces, name)?],
    };
    if chosen.is_empty() {
        output::note("there is nothing to remove");
        return Ok(0);
    }
    if !yes {
        // An agent that starts does not wait for the answer.
        drop(desktop);
        if !confirm(&chosen)? {
            output::note("nothing was removed");
            return Ok(0);
        }
        desktop = open(context, "Nothing was removed.").await?;
    }
    for workspace in chosen {
        desktop.remove(workspace.id).await?;
        output::print(&format!("removed  {}  {}\n", workspace.id, workspace.name))?;
    }
    Ok(0)
}

/// The workspace with this name or id.
///
/// # Errors
/// If there is none, or several have this name.
pub(crate) fn find(workspaces: Vec<Workspace>, name: &str) -> Result<Workspace, CommandError> {
    let is_meant = |workspace: &Workspace| workspace.name.as_str() == name || workspace.id.to_string() == name;
    let mut meant: Vec<_> = workspaces.into_iter().filter(is_meant).collect();
    match (meant.pop(), meant.len()) {
        (Some(workspace), 0) => Ok(workspace),
        (Some(_), _) => Err(CommandError::Usage(format!(
            "several workspaces are called “{}”: use the ID, which “workspace list” shows",
            misplaced::shown(name)
        ))),
        (None, _) => Err(CommandError::Usage(format!(
            "no workspace is called “{}”: “workspace list” shows all",
            misplaced::shown(name)
        ))),
    }
}

fn confirm(workspaces: &[Workspace]) -> Result<bool, CommandError> {
    if !terminal::can_ask() {
        return Err(CommandError::Usage(
            "no terminal to ask for confirmation: use --yes to remove without it".to_owned(),
        ));
    }
    let names: Vec<_> = workspaces.iter().map(|workspace| workspace.name.as_str()).collect();
    terminal::confirm(&format!("Remove {} with its token and all of its data?", names.join(", ")))
}
