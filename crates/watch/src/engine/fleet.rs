//! The workspaces of a fleet file, which says which ones there are and how they are reached. The state remembers the rest.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use futures_util::future::join_all;
use rocketchat::Route;
use tokio::time::{Instant, timeout_at};

use super::{Engine, EngineEvent, address::identity_match, cache::Entry};
use crate::{
    failure::{Failure, FailureCode},
    vault::Vault,
    workspace::{
        Workspace, WorkspaceId,
        edit::IdentityMatch,
        fleet::{FleetEntry, Match, Others, Placed, Replaced, Stored, matches},
        handling::Handling,
        snapshot::Snapshot,
    },
};

/// Which known workspace an entry is.
enum Place {
    /// This one, which is known by this address.
    Known(WorkspaceId, Workspace),
    /// A new one.
    New(Workspace, Option<Replaced>),
    /// The same as an earlier entry.
    Same(usize),
}

impl Engine {
    /// Makes the workspaces of a fleet file those that are watched, and returns for each entry, in their order, which one it is.
    /// What is known of one stays if only its name, its account or its connection is another. At a new address, the server has to
    /// name the ID that is known; otherwise, it is another workspace, which inherits nothing. Workspaces that are not in the file
    /// are archived, except for `others`, which are in it and not among the entries.
    ///
    /// An entry whose server has to be asked first, and does not answer within `patience`, is not watched, and what is
    /// known under its name is left as it is.
    ///
    /// # Errors
    /// When the state cannot be written. Then nothing is changed.
    pub async fn sync_fleet(
        &self,
        entries: Vec<FleetEntry>,
        others: &Others,
        patience: Duration,
    ) -> Result<Vec<Result<Placed, Failure>>, Failure> {
        let found = self.matches(&entries.iter().map(|entry| &entry.workspace).collect::<Vec<_>>());
        let end = Instant::now() + patience;
        let asked = entries.iter().zip(&found).map(|(entry, found)| self.place(&entry.workspace, *found, end));
        let asked = join_all(asked).await;
        let mut kept = others.clone();
        let failed = entries.iter().zip(&asked).filter(|(_, place)| place.is_err());
        kept.names.extend(failed.map(|(entry, _)| entry.workspace.name.clone()));

        let mut ids: HashSet<_> = self.cache().entries().iter().map(|entry| entry.workspace.id).collect();
        let (mut placed, mut tokens) = (Vec::<Result<Placed, Failure>>::new(), Vec::with_capacity(entries.len()));
        let mut current = Vec::with_capacity(entries.len());
        for (entry, place) in entries.into_iter().zip(asked) {
            let (workspace, replaces) = match place {
                Ok(Place::Same(index)) => {
                    let first = placed[index].clone();
                    placed.push(first);
                    continue;
                }
                Ok(Place::Known(id, workspace)) => (Workspace { id, token: id.into(), ..workspace }, None),
                Ok(Place::New(workspace, replaces)) => {
                    let successors = (0..).map(|successor| WorkspaceId::of_name(&workspace.name, successor));
                    let id = successors.into_iter().find(|id| ids.insert(*id)).unwrap_or_else(WorkspaceId::random);
                    (Workspace { id, token: id.into(), ..workspace }, replaces)
                }
                Err(failure) => {
                    placed.push(Err(failure));
                    continue;
                }
            };
            placed.push(Ok(Placed { id: workspace.id, replaces }));
            tokens.push((workspace.token, entry.token));
            current.push(workspace);
        }
        self.with_vault(move |vault: &dyn Vault| tokens.iter().try_for_each(|(id, token)| vault.keep(*id, token)))
            .await?;
        self.save_fleet(current, &kept)?;
        Ok(placed)
    }

    /// Finds the known workspace for each workspace of a fleet file, in their order, without asking a server; `None` if nothing is
    /// known of it, or nothing at its address.
    pub fn known_fleet(&self, workspaces: &[&Workspace]) -> Vec<Option<WorkspaceId>> {
        let found = self.matches(workspaces);
        let id = |found: &Match| match found {
            Match::Known(id) => Some(*id),
            Match::Moved(_) | Match::New | Match::Same(_) => None,
        };
        let known = |known: &Match| match known {
            Match::Same(first) => found.get(*first).and_then(id),
            Match::Known(_) | Match::Moved(_) | Match::New => id(known),
        };
        found.iter().map(known).collect()
    }

    fn matches(&self, workspaces: &[&Workspace]) -> Vec<Match> {
        let cache = self.cache();
        let stored = cache.entries().iter();
        let stored = stored.map(|e| Stored { workspace: &e.workspace, is_archived: e.handling == Handling::Archived });
        matches(workspaces, &stored.collect::<Vec<_>>())
    }

    async fn place(&self, workspace: &Workspace, found: Match, end: Instant) -> Result<Place, Failure> {
        let known =
            |id| self.cache().entry(id).map(|entry| (entry.workspace.clone(), entry.snapshot.facts.identity.clone()));
        let (workspace, network) = (workspace.clone(), workspace.network());
        let locate = async |workspace: &Workspace| {
            // Only those whose turn it is take the memory of requests.
            let located = async { Box::pin(self.locate(workspace.address.clone(), workspace.plain, &network)).await };
            let located = self.0.turns.take(located);
            let no_answer = |_| {
                let hint = "Increase --timeout, or find out why it takes so long.";
                Failure::new(FailureCode::Timeout, "no response within the time limit", hint)
            };
            Ok::<_, Failure>(timeout_at(end, located).await.map_err(no_answer)??)
        };
        match found {
            Match::Same(index) => Ok(Place::Same(index)),
            // Its address may be that of a page of the one that is known.
            Match::Known(id) => Ok(Place::Known(id, Workspace { address: known(id)?.0.address.clone(), ..workspace })),
            Match::New if workspace.address.may_be_page() => {
                let (address, _) = locate(&workspace).await?;
                Ok(Place::New(Workspace { address, ..workspace }, None))
            }
            Match::New => Ok(Place::New(workspace, None)),
            Match::Moved(id) => {
                let (address, server) = locate(&workspace).await?;
                let workspace = Workspace { address, ..workspace };
                Ok(match identity_match(&known(id)?.1, &server.identity) {
                    IdentityMatch::Same => Place::Known(id, workspace),
                    IdentityMatch::Other { .. } => Place::New(workspace, Some(Replaced::Other)),
                    IdentityMatch::Unverifiable => Place::New(workspace, Some(Replaced::Unverifiable)),
                })
            }
        }
    }

    /// Stores these workspaces, and archives the others, except for these.
    fn save_fleet(&self, current: Vec<Workspace>, kept: &Others) -> Result<(), Failure> {
        let (interval, now) = (self.refresh_interval(), self.now());
        let mut changed = Vec::new();
        let has_any_left = {
            // Locked until it is stored, so that no refresh brings back what is replaced.
            let mut cache = self.cache();
            // Their tokens may be others now.
            cache.reschedule(|entry| {
                let failure = entry.snapshot.failure.as_ref().map(|failure| failure.code);
                let lacks_token = matches!(failure, Some(FailureCode::Unauthorized | FailureCode::CredentialsMissing));
                lacks_token.then(|| entry.schedule.due_now(now))
            });
            self.0.nudge.notify_one();
            let is_current: HashSet<_> = current.iter().map(|workspace| workspace.id).collect();
            let known: HashMap<_, _> = cache.entries().iter().map(|entry| (entry.workspace.id, entry)).collect();
            let is_new = |workspace: &&Workspace| {
                known
                    .get(&workspace.id)
                    .is_none_or(|entry| *entry.workspace != **workspace || entry.handling == Handling::Archived)
            };
            let stored: Vec<_> = current.iter().filter(is_new).map(without_proxy_credentials).collect();
            let has_left = |entry: &&Entry| {
                let Workspace { id, name, .. } = &*entry.workspace;
                !is_current.contains(id)
                    && !kept.names.contains(name)
                    && !kept.ids.contains(id)
                    && entry.handling != Handling::Archived
            };
            let retired: Vec<_> = cache.entries().iter().filter(has_left).map(|entry| entry.workspace.id).collect();
            if stored.is_empty() && retired.is_empty() {
                return Ok(());
            }
            self.store(|store| store.sync_fleet(&stored, &retired, now))?;
            let mut current: HashMap<_, _> = current.into_iter().map(|workspace| (workspace.id, workspace)).collect();
            let retired: HashSet<_> = retired.into_iter().collect();
            for entry in cache.entries_mut() {
                let id = entry.workspace.id;
                if retired.contains(&id) {
                    entry.handling = Handling::Archived;
                    changed.push(id);
                }
                let Some(workspace) = current.remove(&id) else { continue };
                if entry.handling == Handling::Archived || *entry.workspace != workspace {
                    entry.schedule = entry.schedule.due_now(now);
                    entry.handling = Handling::Active;
                    entry.workspace = workspace.into();
                    changed.push(id);
                }
            }
            for workspace in stored.iter().filter_map(|stored| current.remove(&stored.id)) {
                changed.push(workspace.id);
                cache.add(Entry::new(workspace, Snapshot::default(), interval, now));
            }
            !retired.is_empty()
        };
        self.0.channels.anything_may_be_due();
        self.emit(EngineEvent::WorkspacesChanged(changed));
        if has_any_left {
            self.emit(EngineEvent::RemindersChanged);
        }
        self.0.nudge.notify_one();
        Ok(())
    }
}

/// What is stored of a workspace. The fleet file may contain a proxy's password, which is used, but not stored.
fn without_proxy_credentials(workspace: &Workspace) -> Workspace {
    let route = if workspace.route.holds_credentials() { Route::System } else { workspace.route.clone() };
    Workspace { route, ..workspace.clone() }
}
