//! The metrics of what is known.

use watch::{
    Engine,
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
