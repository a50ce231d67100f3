//! What monitoring wants to know of the workspaces of a fleet.

use std::{collections::HashMap, sync::Arc};

use license::Label;
use watch::{
    Engine, Snapshot,
    engine::Watched,
    present::metrics::{Measurable, Measured, Refreshed},
    workspace::interval::Interval,
};

use super::{NotPlaced, Placement};

/// An entry of a fleet file with what is known of it.
pub(crate) struct Known {
    name: Label,
    url: String,
    snapshot: Arc<Snapshot>,
    every: Interval,
    refreshed: Option<Refreshed>,
}

impl Measurable for Known {
    fn measured(&self) -> Measured<'_> {
        let Self { name, url, snapshot, every, refreshed } = self;
        let (name, every, refreshed) = (name.as_str(), *every, refreshed.as_ref());
        Measured { name, url, snapshot, every, is_archived: false, refreshed }
    }
}

/// The workspaces of a fleet file with what is known of each now, without copying that.
pub(crate) fn known(engine: &Engine, placements: &[Placement]) -> Vec<Known> {
    let (every, watched) = (engine.settings().refresh.interval_hours, engine.watched());
    let by_id: HashMap<_, _> = watched.iter().map(|watched| (watched.workspace.id, watched)).collect();
    let is_active = |watched: &&Watched| !watched.is_archived;
    let by_name: HashMap<_, _> =
        watched.iter().filter(is_active).map(|watched| (&watched.workspace.name, watched)).collect();
    let unknown = Arc::new(Snapshot::default());
    let known = |placement: &Placement| {
        let (known, failure) = match &placement.at {
            Ok(id) => (by_id.get(id), None),
            Err(NotPlaced::Unusable(error)) => (by_name.get(&placement.name), Some(error.clone().into())),
            Err(NotPlaced::NotFound(failure)) => (None, Some(failure.clone())),
        };
        let snapshot = known.map_or(&unknown, |known| &known.snapshot);
        Known {
            name: placement.name.clone(),
            url: known.map_or_else(|| placement.url.clone(), |known| known.workspace.address.to_string()),
            snapshot: match failure {
                Some(_) => Snapshot { failure, ..Snapshot::clone(snapshot) }.into(),
                None => snapshot.clone(),
            },
            every,
            refreshed: known.and_then(|known| known.refreshed.clone()),
        }
    };
    placements.iter().map(known).collect()
}
