//! How the refreshes of each workspace went, for a program that reports it to monitoring.

use std::time::Duration;

use super::Engine;
use crate::{
    failure::FailureCode,
    present::metrics::Refreshed,
    workspace::{Workspace, WorkspaceId, handling::Handling, snapshot::Snapshot},
};

/// How the refreshes of a workspace went since the engine was created.
#[derive(Debug, Default)]
pub(super) struct Refreshes {
    /// `None` before the first one.
    refreshed: Option<Refreshed>,
    /// Whether the first one is not awaited, because an answer of just before was stored.
    is_recent: bool,
}

impl Refreshes {
    /// Whether the workspace was read, or could not be, since the start or just before.
    fn is_tried(&self) -> bool {
        self.is_recent || self.refreshed.is_some()
    }

    pub(super) fn starting(is_recent: bool) -> Self {
        Self { is_recent, ..Self::default() }
    }

    /// Counts a refresh that took so long, and failed like this.
    pub(super) fn count(&mut self, took: Duration, failed: Option<FailureCode>) {
        let refreshed = self.refreshed.get_or_insert_default();
        refreshed.duration = took;
        if let Some(code) = failed {
            let count = refreshed.failures.entry(code).or_default();
            *count = count.saturating_add(1);
        }
    }
}

/// A workspace with what is known of it and how its refreshes went.
#[derive(Debug, Clone, Copy)]
pub struct Watched<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// What is known of it.
    pub snapshot: &'a Snapshot,
    /// How its refreshes went; `None` before the first one.
    pub refreshed: Option<&'a Refreshed>,
    /// Whether it is archived.
    pub is_archived: bool,
}

impl Engine {
    /// Passes on every workspace, without copying what is known. Nothing else can be read or stored meanwhile, and `then` must
    /// not call the engine.
    pub fn with_watched<T>(&self, then: impl FnOnce(&[Watched<'_>]) -> T) -> T {
        let cache = self.cache();
        let watched = cache.entries().iter().map(|entry| Watched {
            workspace: &entry.workspace,
            snapshot: &entry.snapshot,
            refreshed: entry.refreshes.refreshed.as_ref(),
            is_archived: entry.handling == Handling::Archived,
        });
        then(&watched.collect::<Vec<_>>())
    }

    /// Whether each workspace that is not archived was read, or could not be read, at least once since the start.
    pub fn has_tried_all(&self) -> bool {
        let cache = self.cache();
        let mut active = cache.entries().iter().filter(|entry| entry.handling != Handling::Archived);
        active.all(|entry| entry.refreshes.is_tried())
    }

    /// The workspaces that were read, or could not be, since the start or just before.
    pub(super) fn tried(&self) -> Vec<WorkspaceId> {
        let cache = self.cache();
        let tried = cache.entries().iter().filter(|entry| entry.refreshes.is_tried());
        tried.map(|entry| entry.workspace.id).collect()
    }
}
