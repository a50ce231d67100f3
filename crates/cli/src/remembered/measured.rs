//! What monitoring wants to know of the workspaces of a fleet.

use std::collections::HashMap;

use jiff::Timestamp;
use watch::{
    Engine, Snapshot, WorkspaceId,
    engine::{Refreshed, Watched},
    workspace::interval::Interval,
};

use super::{NotPlaced, Placement};

/// A workspace, with everything that metrics and calendar say about it.
#[expect(dead_code, reason = "rendered once metrics and calendar are")]
pub(crate) struct Measured<'a> {
    /// Its id, which stays the same if it is renamed; `None` if it is not watched.
    pub(crate) id: Option<WorkspaceId>,
    /// Its name in the fleet file.
    pub(crate) name: &'a str,
    /// Its address.
    pub(crate) url: &'a str,
    /// What is known of it.
    pub(crate) snapshot: &'a Snapshot,
    /// When its license last changed; `None` if it never has.
    pub(crate) changed_at: Option<Timestamp>,
    /// How often it is refreshed.
    pub(crate) every: Interval,
    /// How long its latest refresh took, and how many failed since the start, by code; `None` before the first.
    pub(crate) refreshed: Option<&'a Refreshed>,
}

/// Passes on the workspaces of a fleet file with what is known of each, without copying that. `then` must not call the engine.
pub(crate) fn with_measured<T>(
    engine: &Engine,
    placements: &[Placement],
    then: impl FnOnce(&[Measured<'_>]) -> T,
) -> T {
    let every = engine.settings().refresh.interval_hours;
    engine.with_watched(|watched| {
        let by_id: HashMap<_, _> = watched.iter().map(|watched| (watched.workspace.id, watched)).collect();
        let is_active = |watched: &&Watched<'_>| !watched.is_archived;
        let by_name: HashMap<_, _> =
            watched.iter().filter(is_active).map(|watched| (&watched.workspace.name, watched)).collect();
        let known = |placement: &Placement| match &placement.at {
            Ok(id) => by_id.get(id).copied(),
            Err(NotPlaced::Unusable(_)) => by_name.get(&placement.name).copied(),
            Err(NotPlaced::NotFound(_)) => None,
        };
        let failed = |placement: &Placement| {
            let failure = match &placement.at {
                Ok(_) => return None,
                Err(NotPlaced::Unusable(error)) => error.clone().into(),
                Err(NotPlaced::NotFound(failure)) => failure.clone(),
            };
            let snapshot = known(placement).map(|known| known.snapshot.clone()).unwrap_or_default();
            // Few fail, and a snapshot is large.
            Some(Box::new(Snapshot { failure: Some(failure), ..snapshot }))
        };
        let failed: Vec<_> = placements.iter().map(failed).collect();
        let url = |placement: &Placement| match known(placement) {
            Some(known) => known.workspace.address.to_string(),
            None => placement.url.clone(),
        };
        let urls: Vec<_> = placements.iter().map(url).collect();
        let unknown = Snapshot::default();
        let measured = placements.iter().zip(&failed).zip(&urls).map(|((placement, failed), url)| {
            let known = known(placement);
            Measured {
                id: known.map(|known| known.workspace.id),
                name: placement.name.as_str(),
                url,
                snapshot: failed.as_deref().or(known.map(|known| known.snapshot)).unwrap_or(&unknown),
                changed_at: known.and_then(|known| known.changed_at),
                every,
                refreshed: known.and_then(|known| known.refreshed),
            }
        });
        then(&measured.collect::<Vec<_>>())
    })
}
