//! What takes time to render: the metrics and the calendar, piece by piece.

use watch::{
    Failure,
    present::metrics::{Format, Pieces},
};

use super::fleet::Fleet;
use crate::{
    output,
    remembered::{known, known_ids},
};

/// What is rendered.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rendering {
    Metrics(Format),
    Calendar,
}

/// What is left of it.
pub(super) type Rest = Box<dyn Iterator<Item = Result<String, Failure>> + Send>;

impl Rendering {
    /// Its pieces, made of what is known. No workspace is contacted, and no refresh has to wait.
    pub(super) fn of(self, fleet: &Fleet) -> Rest {
        match self {
            Self::Metrics(format) => {
                // A failure here is no reason to hide what is known of workspaces.
                let channels = fleet.measured_alerts().unwrap_or_else(|error| {
                    output::note(&format!("the state of the alerts cannot be read: {error}. {}", error.hint));
                    Vec::new()
                });
                let pieces = fleet.with_placements(|engine, placements| {
                    Pieces::new(known(engine, placements), channels, format, engine.now())
                });
                Box::new(pieces.map(Ok))
            }
            Self::Calendar => {
                let pieces = fleet.with_placements(|engine, placements| {
                    engine.calendar_pieces(known_ids(engine, placements).into_iter().flatten().collect())
                });
                Box::new(pieces)
            }
        }
    }

    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Metrics(format) => format.content_type(),
            Self::Calendar => "text/calendar; charset=utf-8",
        }
    }
}
