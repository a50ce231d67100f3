//! What monitoring wants to know of the workspaces of a fleet.

use std::collections::HashMap;

use watch::{Engine, Snapshot, engine::Watched, present::metrics::Measured};

use super::{NotPlaced, Placement};

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
            Err(NotPlaced::NotFound(_) | NotPlaced::Unknown) => None,
        };
        let failed = |placement: &Placement| {
            let failure = match &placement.at {
                Ok(_) | Err(NotPlaced::Unknown) => return None,
                Err(NotPlaced::Unusable(error)) => error.clone().into(),
                Err(NotPlaced::NotFound(failure)) => failure.clone(),
            };
            let snapshot = known(placement).map(|known| known.snapshot.clone()).unwrap_or_default();
            Some(Snapshot { failure: Some(failure), ..snapshot })
        };
        let failed: Vec<_> = placements.iter().map(failed).collect();
        let unknown = Snapshot::default();
        let url = |placement: &Placement| match known(placement) {
            Some(known) => known.workspace.address.to_string(),
            None => placement.url.clone(),
        };
        let urls: Vec<_> = placements.iter().map(url).collect();
        let measured = |((placement, failed), url)| {
            let (known, failed): (_, &Option<Snapshot>) = (known(placement), failed);
            Measured {
                name: placement.name.as_str(),
                url,
                snapshot: failed.as_ref().or(known.map(|known| known.snapshot)).unwrap_or(&unknown),
                every,
                is_archived: false,
                refreshed: known.and_then(|known| known.refreshed),
            }
        };
        then(&placements.iter().zip(&failed).zip(urls.iter().map(String::as_str)).map(measured).collect::<Vec<_>>())
    })
}
