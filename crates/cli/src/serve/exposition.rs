//! Metrics and calendar of what is known.

use watch::{
    Engine, Failure,
    present::metrics::{self, Format, MeasuredChannel},
};

use crate::remembered::{Placement, with_measured};

/// The metrics of these workspaces and channels.
pub(super) fn metrics(
    engine: &Engine,
    placements: &[Placement],
    channels: &[MeasuredChannel],
    format: Format,
) -> String {
    let now = engine.now();
    with_measured(engine, placements, |measured| metrics::metrics(measured, channels, format, now))
}

/// The calendar of these workspaces, without those that were never reached.
///
/// # Errors
/// When the state cannot be read.
pub(super) fn calendar(engine: &Engine, placements: &[Placement]) -> Result<String, Failure> {
    let ids: Vec<_> = placements.iter().filter_map(Placement::id).collect();
    engine.calendar(&ids)
}
