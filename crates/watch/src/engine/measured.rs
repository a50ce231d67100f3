//! How the refreshes of each workspace went, for a program that reports it to monitoring.

use std::{sync::Arc, time::Duration};

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

/// A workspace with what is known of it and how its refreshes went, at one time.
#[derive(Debug, Clone)]
pub struct Watched {
    /// The workspace.
    pub workspace: Arc<Workspace>,
    /// What is known of it.
    pub snapshot: Arc<Snapshot>,
    /// How its refreshes went; `None` before the first one.
    pub refreshed: Option<Refreshed>,
    /// Whether it is archived.
    pub is_archived: bool,
}

impl Engine {
    /// Every workspace, without copying what is known. Whatever takes time can be done with that while workspaces are refreshed.
    pub fn watched(&self) -> Vec<Watched> {
        let cache = self.cache();
        let watched = cache.entries().iter().map(|entry| Watched {
            workspace: entry.workspace.clone(),
            snapshot: entry.snapshot.clone(),
            refreshed: entry.refreshes.refreshed.clone(),
            is_archived: entry.handling == Handling::Archived,
        });
        watched.collect()
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use license::{Entitlement, License};

    use super::*;
    use crate::{engine::Parts, store::Store};

    fn licensed(plan: &str) -> Snapshot {
        // With room for more, as after decoding.
        let mut licenses = Vec::with_capacity(100);
        licenses.push(License::bare(plan));
        Snapshot { answer: Some(Entitlement::Licensed { licenses }), ..Snapshot::default() }
    }

    #[test]
    fn what_is_being_rendered_neither_locks_what_is_known_nor_changes_with_it() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let (store, workspace) = (Store::in_memory().unwrap(), Workspace::example());
        store.add_workspace(&workspace).unwrap();
        let engine = Engine::new(Parts::at(now, store)).unwrap();
        engine.set_snapshot(workspace.id, licensed("Pro"));
        let watched = engine.watched();
        let mut calendar = engine.calendar_pieces(vec![workspace.id]);
        assert!(engine.0.cache.try_lock().is_ok());
        engine.set_snapshot(workspace.id, licensed("Enterprise"));
        let plan = |snapshot: &Snapshot| snapshot.last_known_licenses()[0].plan.to_string();
        assert_eq!(
            (plan(&watched[0].snapshot), plan(&engine.watched()[0].snapshot)),
            ("Pro".into(), "Enterprise".into())
        );
        assert!(calendar.next().unwrap().unwrap().ends_with("END:VCALENDAR\r\n") && calendar.next().is_none());
    }

    #[test]
    fn what_is_kept_has_no_room_to_spare() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let (store, workspace) = (Store::in_memory().unwrap(), Workspace::example());
        store.add_workspace(&workspace).unwrap();
        let engine = Engine::new(Parts::at(now, store)).unwrap();
        engine.set_snapshot(workspace.id, licensed("Pro"));
        let watched = engine.watched();
        let Some(Entitlement::Licensed { licenses }) = &watched[0].snapshot.answer else { panic!("no license") };
        assert_eq!(licenses.capacity(), 1);
    }
}
