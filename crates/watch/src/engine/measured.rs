//! How the refreshes of each workspace went, for a program that reports it to monitoring.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;

use super::Engine;
use crate::{
    failure::FailureCode,
    workspace::{Workspace, handling::Handling, snapshot::Snapshot},
};

/// How the refreshes of a workspace went since the engine was created.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refreshed {
    /// How long the latest one took.
    pub duration: Duration,
    /// How many failed, by code.
    pub failures: BTreeMap<FailureCode, u64>,
}

impl Refreshed {
    /// Counts a refresh that took so long, and failed like this.
    pub(super) fn count(&mut self, took: Duration, failed: Option<FailureCode>) {
        self.duration = took;
        if let Some(code) = failed {
            let count = self.failures.entry(code).or_default();
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
    /// When its license last changed; `None` if it never has.
    pub changed_at: Option<Timestamp>,
    /// How its refreshes went; `None` before the first.
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
            changed_at: entry.changed_at,
            refreshed: entry.refreshed.as_ref(),
            is_archived: entry.handling == Handling::Archived,
        });
        then(&watched.collect::<Vec<_>>())
    }

    /// Whether each workspace that is not archived was read, or could not be read, at least once since the start.
    pub fn has_tried_all(&self) -> bool {
        let cache = self.cache();
        let mut active = cache.entries().iter().filter(|entry| entry.handling != Handling::Archived);
        active.all(|entry| entry.was_recent || entry.refreshed.is_some())
    }
}
