//! The calendar of the workspaces, in pieces: that of a large fleet is tens of megabytes.

use super::Engine;
use crate::{
    failure::Failure,
    present::calendar::{CalendarText, Calendared},
    workspace::WorkspaceId,
};

/// How many earlier revisions of a license are looked through for deadlines that are gone.
const MOST_REVISIONS: usize = 10;

/// How long a piece is, at least, except the last.
const PIECE: usize = 128 << 10;

impl Engine {
    /// What stops at these workspaces, in this order, as a calendar, with the lead times of each. Workspaces that were removed
    /// are left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn calendar(&self, ids: &[WorkspaceId]) -> Result<String, Failure> {
        self.calendar_pieces(ids.to_vec()).collect()
    }

    /// The same, in pieces. Workspaces can be refreshed and stored between them.
    pub fn calendar_pieces(&self, ids: Vec<WorkspaceId>) -> CalendarPieces {
        let text = Some(CalendarText::begin(self.refresh_interval()));
        CalendarPieces { engine: self.clone(), ids: ids.into_iter(), text }
    }

    fn add_to_calendar(&self, id: WorkspaceId, text: &mut CalendarText) -> Result<(), Failure> {
        let (workspace, snapshot, settings) = {
            let of_all = self.reminder_settings();
            let cache = self.cache();
            let Ok(entry) = cache.entry(id) else { return Ok(()) };
            (entry.workspace.clone(), entry.snapshot.clone(), cache.applied_reminders(&of_all, entry))
        };
        let earlier = self.0.store.newest_revisions(id, MOST_REVISIONS)?;
        let calendared = Calendared {
            key: &id.to_string(),
            name: workspace.name.as_str(),
            url: &workspace.address.to_string(),
            snapshot: &snapshot,
            changed_at: earlier.first().and_then(|snapshot| snapshot.fetched_at),
            lead: settings.as_ref().map(|settings| &settings.lead),
            earlier: &earlier,
        };
        text.add(&calendared, &self.audience());
        Ok(())
    }
}

/// A calendar in pieces. After an error, there are none.
pub struct CalendarPieces {
    engine: Engine,
    /// The workspaces that are still to be added.
    ids: std::vec::IntoIter<WorkspaceId>,
    /// `None` at the end.
    text: Option<CalendarText>,
}

impl Iterator for CalendarPieces {
    type Item = Result<String, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut text = self.text.take()?;
        for id in self.ids.by_ref() {
            if let Err(failure) = self.engine.add_to_calendar(id, &mut text) {
                return Some(Err(failure));
            }
            if let Some(piece) = text.take(PIECE) {
                self.text = Some(text);
                return Some(Ok(piece));
            }
        }
        Some(Ok(text.end()))
    }
}
