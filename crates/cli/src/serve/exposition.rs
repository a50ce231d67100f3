//! The metrics of what is known.

use watch::{
    Engine,
    present::metrics::{self, Format},
};

use crate::remembered::{Placement, with_measured};

/// The metrics of these workspaces.
pub(super) fn metrics(engine: &Engine, placements: &[Placement], format: Format) -> String {
    let now = engine.now();
    with_measured(engine, placements, |measured| metrics::metrics(measured, format, now))
}
