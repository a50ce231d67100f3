//! What monitoring wants to know of the workspaces of a fleet.

use std::{collections::HashMap, sync::Arc};

use license::Label;
use watch::{
    Engine, Snapshot, WorkspaceId,
    present::metrics::{Measurable, Measured, Refreshed},
    workspace::interval::Interval,
};

use super::{NotPlaced, Placement, known_ids};

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
    let unknown = Arc::new(Snapshot::default());
    let known = |(placement, id): (&Placement, Option<WorkspaceId>)| {
        let known = id.and_then(|id| by_id.get(&id));
        let failure = match &placement.at {
            Ok(_) | Err(NotPlaced::Unknown) => None,
            Err(NotPlaced::Unusable(error, _)) => Some(error.clone().into()),
            Err(NotPlaced::NotFound(failure)) => Some(failure.clone()),
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
    placements.iter().zip(known_ids(engine, placements)).map(known).collect()
}
