//! The fleet that is watched now.

use std::{
    collections::HashSet,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use watch::{Engine, Failure, present::metrics::MeasuredChannel, workspace::fleet::Others};

use super::alerts::Alerts;
use crate::{
    error::CommandError,
    fleet::{self, Entry, FleetFile},
    load::bug,
    output,
    remembered::{Placement, as_others, synchronize},
};

/// How long a server may take that has to be asked which workspace is there.
const PATIENCE: Duration = Duration::from_secs(30);

/// The fleet that is watched now. Only one task changes it.
pub(super) struct Fleet {
    file: PathBuf,
    engine: Engine,
    current: Mutex<Arc<Current>>,
}

/// The entries of the file as they were read last.
struct Current {
    placements: Vec<Placement>,
    /// Those whose server has to be asked again, by their place.
    awaited: Vec<(usize, Entry)>,
    alerts: Alerts,
}

impl Fleet {
    /// Reads the file, and has the engine watch the workspaces in it.
    ///
    /// # Errors
    /// If the file cannot be used, or the state cannot be written.
    pub(super) async fn load(file: PathBuf, engine: Engine) -> Result<Self, CommandError> {
        let current = load(file.clone(), &engine).await?;
        Ok(Self { file, engine, current: Mutex::new(Arc::new(current)) })
    }

    /// Reads the file again.
    ///
    /// # Errors
    /// As [`Fleet::load`]. Then nothing changes.
    pub(super) async fn reload(&self) -> Result<(), CommandError> {
        let current = load(self.file.clone(), &self.engine).await?;
        self.set(current);
        Ok(())
    }

    /// Whether every workspace in it is watched whose entry can be used.
    pub(super) fn is_complete(&self) -> bool {
        self.current().awaited.is_empty()
    }

    /// Tries again to watch the others. The file is not read again.
    ///
    /// # Errors
    /// If the state cannot be written.
    pub(super) async fn retry(&self) -> Result<(), CommandError> {
        let old = self.current();
        let (places, entries): (Vec<_>, Vec<_>) = old.awaited.iter().cloned().unzip();
        let is_awaited: HashSet<_> = places.iter().copied().collect();
        let others = old.placements.iter().enumerate().filter(|(place, _)| !is_awaited.contains(place));
        let others = as_others(others.map(|(_, placement)| placement));
        let found = synchronize(&self.engine, entries.clone(), others, PATIENCE).await?;
        let mut placements = old.placements.clone();
        let mut awaited = Vec::new();
        for ((place, entry), placement) in places.into_iter().zip(entries).zip(found) {
            if placement.awaited().is_some() {
                awaited.push((place, entry));
            }
            if let Some(old) = placements.get_mut(place) {
                *old = placement;
            }
        }
        let ids = |placements: &[Placement]| placements.iter().map(Placement::id).collect::<Vec<_>>();
        // Often nothing is new, and no receiver is to hear of it.
        if ids(&placements) != ids(&old.placements) {
            old.alerts.adjust(&self.engine, &placements)?;
        }
        self.set(Current { placements, awaited, alerts: old.alerts.clone() });
        Ok(())
    }

    /// How the alerts fare.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub(super) fn measured_alerts(&self) -> Result<Vec<MeasuredChannel>, Failure> {
        self.current().alerts.measured(&self.engine)
    }

    /// Passes on where each entry is.
    pub(super) fn with_placements<T>(&self, then: impl FnOnce(&Engine, &[Placement]) -> T) -> T {
        then(&self.engine, &self.current().placements)
    }

    fn current(&self) -> Arc<Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, current: Current) {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(current);
    }
}

async fn load(file: PathBuf, engine: &Engine) -> Result<Current, CommandError> {
    let read = tokio::task::spawn_blocking(move || fleet::read_all(&file)).await.map_err(|_| bug())??;
    let FleetFile { entries, alerts } = read;
    let alerts = Alerts::resolve(alerts).await?;
    let placements = synchronize(engine, entries.clone(), Others::default(), PATIENCE).await?;
    // At once, so that nothing that a new workspace reports goes past the alerts that are about it.
    alerts.give(engine, &placements)?;
    for error in placements.iter().filter_map(Placement::entry_error) {
        output::note(&error.to_string());
    }
    for placement in &placements {
        if let Some(failure) = placement.awaited() {
            output::note(&format!("{}: {failure}. It is retried every minute", placement.name()));
        }
    }
    let awaited = entries.into_iter().enumerate().filter(|(place, _)| placements[*place].awaited().is_some()).collect();
    Ok(Current { placements, awaited, alerts })
}
