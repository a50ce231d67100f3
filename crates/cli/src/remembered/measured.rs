//! What monitoring wants to know of the workspaces of a fleet.

use std::collections::HashMap;

use watch::{
    Engine, Snapshot,
    engine::{Refreshes, Watched},
    workspace::interval::Interval,
};

use super::{NotPlaced, Placement};

/// A workspace, with everything that metrics and calendar say about it.
#[expect(dead_code, reason = "rendered once metrics and calendar are")]
pub(crate) struct Measured<'a> {
    /// Its name in the fleet file.
    pub(crate) name: &'a str,
    /// Its address.
    pub(crate) url: String,
    /// What is known of it.
    pub(crate) snapshot: &'a Snapshot,
    /// How often it is refreshed.
    pub(crate) every: Interval,
    /// How long its latest refresh took, and how many failed since the start, by code; `None` if it is not watched.
    pub(crate) refreshes: Option<&'a Refreshes>,
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
            Some(Snapshot { failure: Some(failure), ..snapshot })
        };
        let failed: Vec<_> = placements.iter().map(failed).collect();
        let unknown = Snapshot::default();
        let measured = |(placement, failed)| {
            let (known, failed): (_, &Option<Snapshot>) = (known(placement), failed);
            Measured {
                name: placement.name.as_str(),
                url: known.map_or(placement.url.clone(), |known| known.workspace.address.to_string()),
                snapshot: failed.as_ref().or(known.map(|known| known.snapshot)).unwrap_or(&unknown),
                every,
                refreshes: known.map(|known| known.refreshes),
            }
        };
        then(&placements.iter().zip(&failed).map(measured).collect::<Vec<_>>())
    })
}
