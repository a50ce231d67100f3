//! Loads workspaces with their data, from a fleet file or from the desktop's store.

use futures_util::{StreamExt, future::join_all, stream};
use jiff::Timestamp;
use rocketchat::{Bounds, Client, Credentials, Error, Reading};
use watch::{
    Clock, Engine, Failure, FailureCode, Snapshot, Workspace, WorkspaceId,
    present::report::{Report, SCHEMA, WorkspaceReport},
    schedule::refresh::AT_ONCE,
    vault::VaultError,
    workspace::interval::Interval,
};

use crate::{
    args::Source,
    context::Context,
    desktop,
    error::CommandError,
    fleet::{self, Member},
};

/// A workspace with its data.
pub(crate) struct Watched {
    id: WorkspaceId,
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) snapshot: Snapshot,
    /// The interval at which the desktop application refreshes it.
    every: Interval,
}

impl Watched {
    #[cfg(test)]
    pub(crate) fn named(name: &str, snapshot: Snapshot) -> Self {
        let url = "https://chat.example".to_owned();
        Self { id: WorkspaceId::random(), name: name.to_owned(), url, snapshot, every: Interval::default() }
    }

    fn new(workspace: &Workspace, snapshot: Snapshot, every: Interval) -> Self {
        let (name, url) = (workspace.name.to_string(), workspace.address.to_string());
        Self { id: workspace.id, name, url, snapshot, every }
    }

    /// Whether this is its name or its id.
    pub(crate) fn answers_to(&self, name: &str) -> bool {
        self.name == name || self.id.to_string() == name
    }

    /// Whether the last attempt to read it succeeded.
    pub(crate) fn was_read(&self) -> bool {
        self.snapshot.fetched_at.is_some() && self.snapshot.failure().is_none()
    }

    /// Its part of the public JSON.
    pub(crate) fn report(&self, now: Timestamp) -> WorkspaceReport {
        WorkspaceReport::new(&self.name, &self.url, &self.snapshot, self.every, now)
    }
}

/// The public JSON of all of them.
///
/// # Errors
/// Never in practice: everything in a report can be written as JSON.
pub(crate) fn json(watched: &[Watched], now: Timestamp) -> Result<String, CommandError> {
    let workspaces = watched.iter().map(|watched| watched.report(now)).collect();
    let report = Report { schema: SCHEMA, generated_at: now, workspaces };
    let text = serde_json::to_string_pretty(&report);
    Ok(text.map_err(|error| CommandError::Internal(format!("the report cannot be written ({error})")))? + "\n")
}

/// The workspaces of a source; only those with these names or ids, if any are given.
///
/// # Errors
/// If the fleet file or the store cannot be used. A workspace that cannot be read is not an error: its data say why.
pub(crate) async fn load(source: &Source, only: &[String], context: &Context) -> Result<Vec<Watched>, CommandError> {
    match (&source.fleet, source.cached) {
        (Some(file), _) => {
            let members = fleet::read(file)?.into_iter().filter(|member| is_wanted(&member.workspace, only));
            Ok(read_all(members.collect(), context).await)
        }
        (None, true) => Ok(known(&desktop::without_keyring(context)?, only)),
        (None, false) => match desktop::with_keyring(context).await? {
            Ok(engine) => refresh(&engine, only).await,
            Err(absent) => {
                let known = known(&desktop::without_keyring(context)?, only);
                Ok(known.into_iter().map(|watched| without_token(watched, &absent)).collect())
            }
        },
    }
}

fn is_wanted(workspace: &Workspace, only: &[String]) -> bool {
    only.is_empty() || only.iter().any(|name| *name == workspace.name.as_str() || *name == workspace.id.to_string())
}

/// Reads every workspace of a fleet, in their order, a limited number at once.
async fn read_all(members: Vec<Member>, context: &Context) -> Vec<Watched> {
    let reads = stream::iter(members).map(|member| read_member(member, context.clock.as_ref()));
    reads.buffered(AT_ONCE).collect().await
}

async fn read_member(member: Member, clock: &dyn Clock) -> Watched {
    let Member { workspace, token, .. } = member;
    let credentials = Credentials { user_id: workspace.user_id.clone(), token };
    let snapshot = match read(&workspace, &credentials).await {
        Ok(reading) => Snapshot::default().after(reading, clock.now()),
        Err(error) => Snapshot { failure: Some(error.into()), ..Snapshot::default() },
    };
    Watched::new(&workspace, snapshot, Interval::default())
}

/// Reads a workspace once, over the network.
async fn read(workspace: &Workspace, credentials: &Credentials) -> Result<Reading, Error> {
    let client = Client::new(workspace.address.clone(), workspace.plain, &workspace.network(), Bounds::default())?;
    client.read(credentials, None).await
}

/// The cached data in the store.
fn known(engine: &Engine, only: &[String]) -> Vec<Watched> {
    let snapshots = engine.snapshots().into_iter().filter(|(workspace, _)| is_wanted(workspace, only));
    let every = engine.settings().refresh.interval_hours;
    snapshots.map(|(workspace, snapshot)| Watched::new(&workspace, public(snapshot), every)).collect()
}

/// Refreshes the workspaces of the store, and returns what it contains afterwards.
async fn refresh(engine: &Engine, only: &[String]) -> Result<Vec<Watched>, CommandError> {
    let wanted = engine.snapshots().into_iter().filter(|(workspace, _)| is_wanted(workspace, only));
    // The engine limits the number of concurrent refreshes.
    for kept in join_all(wanted.map(|(workspace, _)| engine.refresh(workspace.id))).await {
        kept?;
    }
    Ok(known(engine, only))
}

/// The cached data of a workspace that cannot be refreshed, because no keyring provides its token.
fn without_token(watched: Watched, absent: &VaultError) -> Watched {
    let failure = Some(absent.clone().into());
    Watched { snapshot: public(Snapshot { failure, ..watched.snapshot }), ..watched }
}

/// A snapshot whose failure has one of the codes in the public JSON: to a script, a keyring that does not open is a
/// missing token.
fn public(snapshot: Snapshot) -> Snapshot {
    let code = |code: FailureCode| if code.is_of_vault() { FailureCode::CredentialsMissing } else { code };
    let failure = snapshot.failure.map(|failure| Failure { code: code(failure.code), ..failure });
    Snapshot { failure, ..snapshot }
}
