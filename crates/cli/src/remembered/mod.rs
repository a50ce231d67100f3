//! A fleet that is remembered: its workspaces are read by the engine, which knows from the state file what they were before.

mod measured;

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use license::Label;
use tokio::time::{Instant, timeout_at};
use watch::{
    Engine, Failure, Snapshot, Workspace, WorkspaceId,
    engine::CONFIRMATION_PAUSE,
    workspace::fleet::{FleetEntry, Others, Placed, Replaced},
};

use crate::{
    context::Context,
    error::CommandError,
    fleet::{Draft, Entry, EntryError, Member},
    load::{Missing, Watched, bug, refresh_each},
    output,
    policy::Policy,
    state::{self, Opened},
    time_limit::TimeLimit,
};

pub(crate) use measured::known;

/// An entry of a fleet file, and where what is known of it is.
#[derive(Clone)]
pub(crate) struct Placement {
    name: Label,
    url: String,
    policy: Policy,
    at: Result<WorkspaceId, NotPlaced>,
}

impl Placement {
    /// The workspace, if it is watched.
    pub(crate) fn id(&self) -> Option<WorkspaceId> {
        self.at.as_ref().ok().copied()
    }
}

/// Why an entry is not watched.
#[derive(Clone)]
enum NotPlaced {
    /// It cannot be used. What is known of this workspace at its address, or else of the one with its name, is still that of
    /// this entry.
    Unusable(EntryError, Option<WorkspaceId>),
    /// At its address, no server could be asked where or which workspace it is.
    NotFound(Failure),
    /// Nothing is known of it, and no server is asked.
    Unknown,
}

impl Placement {
    /// The name of the entry.
    pub(crate) fn name(&self) -> &Label {
        &self.name
    }

    /// Why it cannot be used; `None` if that is not the reason why it is not watched, or it is.
    pub(crate) fn entry_error(&self) -> Option<&EntryError> {
        match &self.at {
            Err(NotPlaced::Unusable(error, _)) => Some(error),
            Ok(_) | Err(NotPlaced::NotFound(_) | NotPlaced::Unknown) => None,
        }
    }

    /// Why its server has to be asked again before it can be watched; `None` if it does not have to be.
    pub(crate) fn awaited(&self) -> Option<&Failure> {
        match &self.at {
            Err(NotPlaced::NotFound(failure)) => Some(failure),
            Ok(_) | Err(NotPlaced::Unusable(..) | NotPlaced::Unknown) => None,
        }
    }
}

/// Makes the engine watch the workspaces in these entries of a fleet file. `others` are in it as well.
///
/// # Errors
/// When the state cannot be written.
pub(crate) async fn synchronize(
    engine: &Engine,
    entries: Vec<Entry>,
    mut others: Others,
    patience: Duration,
) -> Result<Vec<Placement>, Failure> {
    let known = known_entries(engine, &entries);
    // Files can take their time, on a network's disk.
    let resolved = tokio::task::spawn_blocking(move || entries.into_iter().map(resolve).collect::<Vec<_>>()).await;
    let resolved = resolved.map_err(|_| bug())?;
    let (mut usable, mut placements) = (Vec::new(), Vec::with_capacity(resolved.len()));
    for ((name, url, policy, member), known) in resolved.into_iter().zip(known) {
        let at = match member {
            Ok(Member { workspace, token }) => {
                usable.push((placements.len(), FleetEntry { workspace, token }));
                // Replaced below.
                Err(NotPlaced::NotFound(bug()))
            }
            Err(error) => {
                others.names.insert(name.clone());
                others.ids.extend(known);
                Err(NotPlaced::Unusable(error, known))
            }
        };
        placements.push(Placement { name, url, policy, at });
    }
    let (places, usable): (Vec<_>, Vec<_>) = usable.into_iter().unzip();
    let placed = engine.sync_fleet(usable, &others, patience).await?;
    for (place, placed) in places.into_iter().zip(placed) {
        let Some(Placement { name, at, .. }) = placements.get_mut(place) else { continue };
        *at = match placed {
            Ok(Placed { id, replaces }) => {
                if let Some(replaced) = replaces {
                    output::note(&format!("{name}: {}", news(replaced)));
                }
                Ok(id)
            }
            Err(failure) => Err(NotPlaced::NotFound(failure)),
        };
    }
    Ok(placements)
}

/// Finds the workspaces that the engine knows for these entries of a fleet file. No server is asked.
pub(crate) fn recognize(engine: &Engine, entries: Vec<Entry>) -> Vec<Placement> {
    let known = known_entries(engine, &entries);
    let placement = |(Entry { name, url, policy, workspace }, known): (Entry, Option<WorkspaceId>)| {
        let at = match workspace {
            Ok(_) => known.ok_or(NotPlaced::Unknown),
            Err(error) => Err(NotPlaced::Unusable(error, known)),
        };
        Placement { name, url, policy, at }
    };
    entries.into_iter().zip(known).map(placement).collect()
}

/// The workspaces that the engine knows at the addresses of these entries, in their order. No server is asked.
fn known_entries(engine: &Engine, entries: &[Entry]) -> Vec<Option<WorkspaceId>> {
    let readable: Vec<_> = entries.iter().filter_map(|entry| entry.workspace.as_ref().ok()).collect();
    let mut known = engine.known_fleet(&readable.into_iter().map(Draft::workspace).collect::<Vec<_>>()).into_iter();
    entries.iter().map(|entry| entry.workspace.as_ref().ok().and_then(|_| known.next().flatten())).collect()
}

/// These, so that they stay while others of the same fleet file are synchronized.
pub(crate) fn as_others<'a>(placements: impl Iterator<Item = &'a Placement>) -> Others {
    let mut others = Others::default();
    for Placement { name, at, .. } in placements {
        others.names.insert(name.clone());
        others.ids.extend(match at {
            Ok(id) | Err(NotPlaced::Unusable(_, Some(id))) => Some(*id),
            Err(NotPlaced::Unusable(_, None) | NotPlaced::NotFound(_) | NotPlaced::Unknown) => None,
        });
    }
    others
}

/// The workspaces of these entries, in their order, as far as they are known.
pub(crate) fn known_ids(engine: &Engine, placements: &[Placement]) -> Vec<Option<WorkspaceId>> {
    let archived = engine.archived();
    let known = engine.snapshots().into_iter().map(|(workspace, _)| workspace);
    let active = known.filter(|workspace| !archived.contains(&workspace.id));
    let by_name: HashMap<_, _> = active.map(|workspace| (workspace.name.clone(), workspace.id)).collect();
    let id = |placement: &Placement| match &placement.at {
        Ok(id) => Some(*id),
        Err(NotPlaced::Unusable(_, known)) => known.or_else(|| by_name.get(&placement.name).copied()),
        Err(NotPlaced::NotFound(_) | NotPlaced::Unknown) => None,
    };
    placements.iter().map(id).collect()
}

fn news(replaced: Replaced) -> &'static str {
    match replaced {
        Replaced::Other => "there is another workspace at the new address, so this entry starts without history",
        Replaced::Unverifiable => {
            "the server at the new address does not confirm that it is the same workspace, so this entry starts without history"
        }
    }
}

fn resolve(entry: Entry) -> (Label, String, Policy, Result<Member, EntryError>) {
    let Entry { name, url, policy, workspace } = entry;
    (name, url, policy, workspace.and_then(|draft| draft.resolve()))
}

/// The workspaces of a fleet file, with what is known of each.
pub(crate) fn watched(engine: &Engine, placements: Vec<Placement>) -> Vec<Watched> {
    let every = engine.settings().refresh.interval_hours;
    let ids = known_ids(engine, &placements);
    let known: HashMap<_, _> = engine.snapshots().into_iter().map(|known| (known.0.id, known)).collect();
    let of = |id: WorkspaceId| {
        let unknown = || (None, Snapshot::default());
        known.get(&id).map_or_else(unknown, |(workspace, snapshot)| (Some(&**workspace), Snapshot::clone(snapshot)))
    };
    let watched = |(Placement { name, url, policy, at }, id): (Placement, Option<WorkspaceId>)| {
        let url_of = |workspace: Option<&Workspace>| workspace.map_or(url.clone(), |known| known.address.to_string());
        let new = |id, workspace, snapshot| Watched {
            policy,
            every,
            ..Watched::new(id, name.to_string(), url_of(workspace), snapshot)
        };
        match at {
            Ok(id) => {
                let (workspace, snapshot) = of(id);
                new(id, workspace, snapshot)
            }
            Err(NotPlaced::Unusable(error, _)) => {
                let (workspace, snapshot) = id.map_or((None, Snapshot::default()), of);
                let mut watched = new(id.unwrap_or_else(WorkspaceId::random), workspace, snapshot);
                watched.fail(error.clone().into());
                watched.entry_error = Some(error);
                watched
            }
            // What is known may be about another workspace.
            Err(NotPlaced::NotFound(failure)) => {
                let mut watched = new(WorkspaceId::random(), None, Snapshot::default());
                watched.fail(failure);
                watched
            }
            Err(NotPlaced::Unknown) => new(WorkspaceId::random(), None, Snapshot::default()),
        }
    };
    placements.into_iter().zip(ids).map(watched).collect()
}

/// Reads the wanted workspaces of a fleet until the limit, and returns them in the order of the file, with the engine that knows
/// them. While `serve` runs, they are as it has read them.
pub(crate) async fn read(
    entries: Vec<Entry>,
    is_wanted: impl Fn(&Entry) -> bool,
    state: &std::path::Path,
    limit: TimeLimit,
    context: &Context,
) -> Result<(Vec<Watched>, Engine), CommandError> {
    let (wanted, others): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_wanted);
    let state = match state::open(state, limit, context).await? {
        Opened::Own(state) => state,
        Opened::Served(engine) => {
            let mut watched = watched(&engine, recognize(&engine, wanted));
            watched.iter_mut().for_each(|watched| watched.is_served = true);
            return Ok((watched, engine));
        }
    };
    let engine = state.engine.clone();
    // The rest of the time is for reading them.
    let patience = limit.end.saturating_duration_since(Instant::now()) / 2;
    let others = as_others(recognize(&engine, others).iter());
    let synchronized = timeout_at(limit.end, synchronize(&engine, wanted, others, patience)).await;
    let placements = synchronized.map_err(|_| limit.no_answer())??;
    let mut missing: HashSet<_> =
        placements.iter().filter_map(|placement| placement.at.as_ref().ok().copied()).collect();
    let refresh = |id| {
        let engine = engine.clone();
        async move { engine.refresh(id).await }
    };
    let failure = match refresh_each(refresh, std::future::pending(), &mut missing, limit).await? {
        Some(Missing::Failed(failure)) => failure,
        Some(Missing::GaveWay) | None => bug(),
    };
    // What is worse than before is read again, in case that only one of several nodes says so.
    if let Ok(confirmed) = timeout_at(limit.end, engine.confirm(CONFIRMATION_PAUSE)).await {
        confirmed?;
    }
    engine.stop().await;
    engine.copy_store();
    let mut watched = watched(&engine, placements);
    for watched in watched.iter_mut().filter(|watched| missing.contains(&watched.id)) {
        watched.fail(failure.clone());
    }
    Ok((watched, engine))
}
