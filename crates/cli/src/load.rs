//! Loads workspaces with their data, from a fleet file or from the desktop's store, within a limit of time.

use std::{collections::HashSet, sync::Arc};

use jiff::Timestamp;
use rocketchat::{Address, Bounds, Client, Credentials, Error, Reading, locate::locate};
use tokio::{task::JoinSet, time::timeout_at};
use watch::{
    Clock, Engine, Failure, FailureCode, Snapshot, Workspace, WorkspaceId,
    present::{
        metrics::Measured,
        report::{Report, SCHEMA, WorkspaceReport},
    },
    schedule::turns::Turns,
    workspace::{details::DetailsEntry, interval::Interval},
};

use crate::{
    args::Source,
    context::Context,
    desktop::{self, Desktop, Known},
    duration::Span,
    error::CommandError,
    fleet::{self, Draft, Entry, EntryError, Member},
    output,
    policy::Policy,
    progress::Progress,
    remembered, state,
    time_limit::TimeLimit,
};

/// A workspace with its data.
pub(crate) struct Watched {
    pub(crate) id: WorkspaceId,
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) snapshot: Snapshot,
    /// Whether the user has archived it in the desktop application.
    pub(crate) is_archived: bool,
    /// What the user has noted about it there.
    pub(crate) details: DetailsEntry,
    /// How it is judged.
    pub(crate) policy: Policy,
    /// Why its entry in the fleet file cannot be used. That is also the failure of its snapshot.
    pub(crate) entry_error: Option<EntryError>,
    /// The interval at which it is refreshed by itself.
    pub(crate) every: Interval,
    /// Whether it was read by `serve`, and not by this command.
    pub(crate) is_served: bool,
}

impl Watched {
    #[cfg(test)]
    pub(crate) fn named(name: &str, snapshot: Snapshot) -> Self {
        Self::new(WorkspaceId::random(), name.to_owned(), "https://chat.example".to_owned(), snapshot)
    }

    pub(crate) fn new(id: WorkspaceId, name: String, url: String, snapshot: Snapshot) -> Self {
        let policy = Policy::default();
        Self {
            id,
            name,
            url,
            snapshot,
            is_archived: false,
            details: DetailsEntry::default(),
            policy,
            entry_error: None,
            every: Interval::default(),
            is_served: false,
        }
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
        WorkspaceReport {
            archived: self.is_archived,
            details: self.details.clone(),
            ..WorkspaceReport::new(&self.name, &self.url, &self.snapshot, self.every, now)
        }
    }

    /// What is measured of it.
    pub(crate) fn measured(&self) -> Measured<'_> {
        Measured {
            name: &self.name,
            url: &self.url,
            snapshot: &self.snapshot,
            every: self.every,
            is_archived: self.is_archived,
            refreshed: None,
        }
    }

    pub(crate) fn fail(&mut self, failure: Failure) {
        self.snapshot.failure = Some(failure);
    }

    /// The cached data of a workspace of the store that could not be refreshed: no keyring provides its token, there was not
    /// enough time, or the agent that could do it does not respond.
    fn not_refreshed(self, failure: &Failure) -> Self {
        let snapshot = public(Snapshot { failure: Some(failure.clone()), ..self.snapshot });
        Self { snapshot, ..self }
    }
}

/// The public JSON of all of them.
///
/// # Errors
/// Never in practice: everything in a report can be written as JSON.
pub(crate) fn json(watched: &[Watched], now: Timestamp) -> Result<String, CommandError> {
    let workspaces = watched.iter().map(|watched| watched.report(now)).collect();
    let report = Report { schema: SCHEMA, generated_at: now, workspaces };
    output::json(&report)
}

/// The workspaces of a source; only those with these names or ids, if any are given. What has not answered in time is among
/// them, with that failure.
///
/// # Errors
/// If the fleet file or the store cannot be used. A workspace that cannot be read is not an error: its data say why.
pub(crate) async fn load(
    source: &Source,
    only: &[String],
    timeout: Span,
    context: &Context,
) -> Result<Vec<Watched>, CommandError> {
    Ok(load_remembered(source, only, timeout, context).await?.0)
}

/// The same, with the engine that remembers the workspaces of a fleet; `None` if they are not remembered, or those of the store.
///
/// # Errors
/// As [`load`].
pub(crate) async fn load_remembered(
    source: &Source,
    only: &[String],
    timeout: Span,
    context: &Context,
) -> Result<(Vec<Watched>, Option<Engine>), CommandError> {
    let limit = TimeLimit::of(timeout)?;
    match (&source.fleet, source.cached) {
        (Some(file), _) => {
            let entries = fleet::read(file)?;
            let is_wanted = |entry: &Entry| only.is_empty() || only.iter().any(|name| *name == entry.name.as_str());
            let (watched, engine) = match state::path(source.state.as_deref(), file)? {
                Some(state) => {
                    let (watched, engine) = remembered::read(entries, is_wanted, &state, limit, context).await?;
                    (watched, Some(engine))
                }
                None => (read_all(entries.into_iter().filter(is_wanted).collect(), limit, context).await, None),
            };
            for error in watched.iter().filter_map(|watched| watched.entry_error.as_ref()) {
                output::note(&error.to_string());
            }
            Ok((watched, engine))
        }
        (None, true) => Ok((known(desktop::known(context)?, only), None)),
        (None, false) => match open(limit, context).await? {
            Ok(desktop) => Ok((refresh(desktop, only, limit, context).await?, None)),
            Err(unusable) => {
                let watched = known(desktop::known(context)?, only);
                Ok((watched.into_iter().map(|watched| watched.not_refreshed(&unusable)).collect(), None))
            }
        },
    }
}

fn is_wanted(workspace: &Workspace, only: &[String]) -> bool {
    only.is_empty() || only.iter().any(|name| *name == workspace.name.as_str() || *name == workspace.id.to_string())
}

/// The result of reading a workspace of a fleet file.
#[derive(Default)]
struct Read {
    /// The address at which it was read.
    found_at: Option<String>,
    snapshot: Snapshot,
    entry_error: Option<EntryError>,
}

impl Read {
    fn failed(failure: Failure) -> Self {
        Self { snapshot: Snapshot { failure: Some(failure), ..Snapshot::default() }, ..Self::default() }
    }
}

/// Reads every workspace of a fleet until the limit, and returns them in the order of the file.
async fn read_all(entries: Vec<Entry>, limit: TimeLimit, context: &Context) -> Vec<Watched> {
    let turns = Arc::new(Turns::default());
    let mut reads = JoinSet::new();
    let mut watched = Vec::with_capacity(entries.len());
    let mut missing = HashSet::new();
    for (place, Entry { name, url, policy, workspace }) in entries.into_iter().enumerate() {
        let read = Watched::new(WorkspaceId::random(), name.to_string(), url, Snapshot::default());
        let mut entry = Watched { policy, ..read };
        match workspace {
            Ok(draft) => {
                let (turns, clock) = (turns.clone(), context.clock.clone());
                // On tasks of their own, so that several processors decode.
                reads.spawn(async move { (place, turns.take(read_entry(draft, clock.as_ref())).await) });
                missing.insert(place);
            }
            Err(error) => {
                entry.fail(error.clone().into());
                entry.entry_error = Some(error);
            }
        }
        watched.push(entry);
    }
    let mut progress = Progress::of(missing.len());
    let in_time = timeout_at(limit.end, async {
        while let Some(joined) = reads.join_next().await {
            let Ok((place, Read { found_at, snapshot, entry_error })) = joined else { continue };
            missing.remove(&place);
            progress.advance();
            if let Some(entry) = watched.get_mut(place) {
                entry.url = found_at.unwrap_or_else(|| std::mem::take(&mut entry.url));
                (entry.snapshot, entry.entry_error) = (snapshot, entry_error);
            }
        }
    });
    let in_time = in_time.await;
    drop(progress);
    let failure = match in_time {
        Ok(()) => bug(),
        Err(_) => limit.no_answer(),
    };
    for (_, entry) in watched.iter_mut().enumerate().filter(|(place, _)| missing.contains(place)) {
        entry.fail(failure.clone());
    }
    watched
}

async fn read_entry(draft: Draft, clock: &dyn Clock) -> Read {
    // A file can take its time as well, on a network's disk.
    let Member { workspace, token } = match tokio::task::spawn_blocking(move || draft.resolve()).await {
        Ok(Ok(member)) => member,
        Ok(Err(error)) => return Read { entry_error: Some(error.clone()), ..Read::failed(error.into()) },
        Err(_) => return Read::failed(bug()),
    };
    let credentials = Credentials { user_id: workspace.user_id.clone(), token };
    match read(workspace, &credentials).await {
        Ok((address, reading)) => {
            let snapshot = Snapshot::default().after(reading, clock.now());
            Read { found_at: Some(address.to_string()), snapshot, entry_error: None }
        }
        Err(error) => Read::failed(error.into()),
    }
}

pub(crate) fn bug() -> Failure {
    Failure::new(FailureCode::Internal, "the check failed", "This is a bug in License Watch. Please report it.")
}

/// Reads a workspace once, over the network, and returns the address at which it is.
async fn read(workspace: Workspace, credentials: &Credentials) -> Result<(Address, Reading), Error> {
    let network = workspace.network();
    let client = |address: &Address| Client::new(address.clone(), workspace.plain, &network, Bounds::default());
    let address = match workspace.address.may_be_page() {
        true => locate(workspace.address.candidates(), client).await?.0,
        false => workspace.address,
    };
    let reading = client(&address)?.read(credentials, None).await?;
    Ok((address, reading))
}

/// The cached data in the store.
fn known(known: Known, only: &[String]) -> Vec<Watched> {
    let Known { workspaces, archived, interval: every } = known;
    let workspaces = workspaces.into_iter().filter(|(workspace, _)| is_wanted(workspace, only));
    let watched = |(workspace, snapshot): (Workspace, _)| Watched {
        every,
        is_archived: archived.contains(&workspace.id),
        details: DetailsEntry::from(&workspace.details),
        ..Watched::new(workspace.id, workspace.name.to_string(), workspace.address.to_string(), public(snapshot))
    };
    workspaces.map(watched).collect()
}

/// Opens the desktop's store until the limit.
async fn open(limit: TimeLimit, context: &Context) -> Result<Result<Desktop, Failure>, CommandError> {
    match timeout_at(limit.end, Desktop::open(context)).await {
        Ok(opened) => opened,
        Err(_) if desktop::has_agent() => {
            let what = "no response from License Watch, which runs in the background,";
            Ok(Err(limit.exceeded(FailureCode::AgentUnreachable, what)))
        }
        Err(_) => Ok(Err(limit.exceeded(FailureCode::Vault, "no response from the keyring"))),
    }
}

/// Refreshes the workspaces of the store until the limit, and returns what it contains afterwards.
async fn refresh(
    mut desktop: Desktop,
    only: &[String],
    limit: TimeLimit,
    context: &Context,
) -> Result<Vec<Watched>, CommandError> {
    let Known { workspaces, archived, .. } = desktop.known(context)?;
    let wanted = workspaces.into_iter().map(|(workspace, _)| workspace);
    // An archived workspace is read only if it is named.
    let is_read = |workspace: &Workspace| !only.is_empty() || !archived.contains(&workspace.id);
    let wanted = wanted.filter(|workspace| is_wanted(workspace, only) && is_read(workspace));
    let mut missing: HashSet<_> = wanted.map(|workspace| workspace.id).collect();
    let mut failure = bug();
    loop {
        let refresh = |id| {
            let desktop = desktop.clone();
            async move { desktop.refresh(id).await }
        };
        let Some(why) = refresh_each(refresh, desktop.awaited(), &mut missing, limit).await? else { break };
        match why {
            Missing::Failed(why) => {
                failure = why;
                break;
            }
            Missing::GaveWay => {
                desktop.stop().await;
                desktop = match open(limit, context).await? {
                    Ok(desktop) => desktop,
                    Err(unusable) => {
                        return Ok(with_failures(known(desktop::known(context)?, only), &missing, &unusable));
                    }
                };
            }
        }
    }
    // What is worse than before is read again, in case that only one of several nodes says so. What is still not confirmed
    // at the end of the time is a finding.
    match timeout_at(limit.end, desktop.confirm()).await {
        Ok(Err(failure)) if failure.code != FailureCode::AgentUnreachable => return Err(failure.into()),
        Ok(Ok(()) | Err(_)) | Err(_) => {}
    }
    desktop.copy_store();
    Ok(with_failures(known(desktop.known(context)?, only), &missing, &failure))
}

/// Why some workspaces were not refreshed.
pub(crate) enum Missing {
    /// The time is over, or the agent has ended.
    Failed(Failure),
    /// An agent that starts waits for the store.
    GaveWay,
}

/// Refreshes workspaces until the limit, or until this process has to give way. Those that have answered are not missing any more.
pub(crate) async fn refresh_each<F>(
    refresh: impl Fn(WorkspaceId) -> F,
    gives_way: impl Future<Output = ()>,
    missing: &mut HashSet<WorkspaceId>,
    limit: TimeLimit,
) -> Result<Option<Missing>, CommandError>
where
    F: Future<Output = Result<(), Failure>> + Send + 'static,
{
    let mut progress = Progress::of(missing.len());
    let mut refreshes = JoinSet::new();
    for id in missing.iter().copied() {
        let refreshed = refresh(id);
        // The engine limits the number of concurrent refreshes.
        refreshes.spawn(async move { (id, refreshed.await) });
    }
    let all = async {
        while let Some(joined) = refreshes.join_next().await {
            let Ok((id, refreshed)) = joined else { continue };
            match refreshed {
                Ok(()) => {}
                // It was removed meanwhile, in the window.
                Err(failure) if failure.code == FailureCode::UnknownWorkspace => {}
                Err(failure) => return Err(failure),
            }
            missing.remove(&id);
            progress.advance();
        }
        Ok(())
    };
    let why = tokio::select! {
        all = timeout_at(limit.end, all) => match all {
            Ok(Ok(())) => None,
            Ok(Err(lost)) if lost.code == FailureCode::AgentUnreachable => Some(Missing::Failed(lost)),
            Ok(Err(failure)) => return Err(failure.into()),
            Err(_) => Some(Missing::Failed(limit.no_answer())),
        },
        () = gives_way => Some(Missing::GaveWay),
    };
    refreshes.shutdown().await;
    Ok(why)
}

fn with_failures(watched: Vec<Watched>, missing: &HashSet<WorkspaceId>, failure: &Failure) -> Vec<Watched> {
    let failed =
        |watched: Watched| if missing.contains(&watched.id) { watched.not_refreshed(failure) } else { watched };
    watched.into_iter().map(failed).collect()
}

/// A snapshot whose failure has one of the codes in the public JSON: to a script, a keyring that does not open, or an agent
/// that does not respond, is a missing token.
fn public(snapshot: Snapshot) -> Snapshot {
    let is_of_token = |code: FailureCode| code.is_of_vault() || code == FailureCode::AgentUnreachable;
    let code = |code: FailureCode| if is_of_token(code) { FailureCode::CredentialsMissing } else { code };
    let failure = snapshot.failure.map(|failure| Failure { code: code(failure.code), ..failure });
    Snapshot { failure, ..snapshot }
}
