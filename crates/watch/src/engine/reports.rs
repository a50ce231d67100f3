//! Reports and tables for people who have no License Watch.

use std::collections::HashMap;

use jiff::Timestamp;
use license::diff;

use super::Engine;
use crate::{
    failure::Failure,
    present::{
        calendar::{Calendared, calendar},
        document::{self, Document},
        reports::{self, ExportedTable, ReportFormat, ReportRequest, Subject},
        view::{ChangeView, FullWorkspaceView, WorkspaceView},
    },
    workspace::{Workspace, WorkspaceId, revision::RevisionId, snapshot::Snapshot, usage::UsageHistory},
};

/// How many earlier revisions of a license are looked through for deadlines that are gone.
const MOST_REVISIONS: usize = 10;

impl Engine {
    /// The text of a report's file.
    ///
    /// # Errors
    /// When there is no such workspace, or the store cannot be read.
    pub fn report(&self, request: &ReportRequest, format: ReportFormat) -> Result<String, Failure> {
        let (document, reader) = (self.document(request)?, self.audience());
        Ok(match format {
            ReportFormat::Html => document::html(&document, self.language(), &reader),
            ReportFormat::Csv => document::csv(&document, reader.zone),
        })
    }

    /// A report as Markdown, to paste it elsewhere.
    ///
    /// # Errors
    /// As [`Engine::report`].
    pub fn report_text(&self, request: &ReportRequest) -> Result<String, Failure> {
        Ok(document::markdown(&self.document(request)?, &self.audience()))
    }

    /// A table of these workspaces, in this order, as CSV. Workspaces that were removed are left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn table(&self, ids: &[WorkspaceId], table: ExportedTable) -> Result<String, Failure> {
        let (subjects, reader) = (self.subjects(ids, None)?, self.audience());
        Ok(document::csv(&reports::table::exported(table, &subjects, &reader), reader.zone))
    }

    /// What stops at these workspaces, in this order, as a calendar, with the lead times of each. Workspaces that were removed
    /// are left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn calendar(&self, ids: &[WorkspaceId]) -> Result<String, Failure> {
        struct Remembered<'a> {
            key: String,
            url: String,
            known: &'a (Workspace, Snapshot),
            changed_at: Option<Timestamp>,
            earlier: Vec<Snapshot>,
        }
        let all: HashMap<_, _> = self.snapshots().into_iter().map(|known| (known.0.id, known)).collect();
        let reminders = self.applied_reminders();
        let mut remembered = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(known) = all.get(id) else { continue };
            let earlier = self.store(|store| store.newest_revisions(*id, MOST_REVISIONS))?;
            remembered.push(Remembered {
                key: id.to_string(),
                url: known.0.address.to_string(),
                known,
                changed_at: earlier.first().and_then(|snapshot| snapshot.fetched_at),
                earlier,
            });
        }
        let calendared = remembered.iter().map(|Remembered { key, url, known, changed_at, earlier }| Calendared {
            key,
            name: known.0.name.as_str(),
            url,
            snapshot: &known.1,
            changed_at: *changed_at,
            lead: reminders.get(&known.0.id).and_then(Option::as_ref).map(|settings| &settings.lead),
            earlier,
        });
        let calendared: Vec<_> = calendared.collect();
        Ok(calendar(&calendared, self.refresh_interval(), &self.audience()))
    }

    /// What changed at a workspace from one of its revisions to another; `None` is now.
    ///
    /// # Errors
    /// When there is no such workspace or revision, or the store cannot be read.
    pub fn changes_between(
        &self,
        id: WorkspaceId,
        from: Option<RevisionId>,
        to: Option<RevisionId>,
    ) -> Result<Vec<ChangeView>, Failure> {
        let answer = |revision: Option<RevisionId>| {
            let snapshot = match revision {
                Some(revision) => {
                    self.store(|store| store.snapshot_at(id, revision))?.ok_or_else(Failure::unknown_workspace)?
                }
                None => self.cache().entry(id)?.snapshot.clone(),
            };
            Ok::<_, Failure>(snapshot.answer)
        };
        let (Some(from), Some(to)) = (answer(from)?, answer(to)?) else { return Ok(Vec::new()) };
        Ok(diff(&from, &to).into_iter().map(ChangeView::from).collect())
    }

    fn document(&self, request: &ReportRequest) -> Result<Document, Failure> {
        let reader = self.audience();
        Ok(match request {
            ReportRequest::Workspace { id, period } => {
                let subjects = self.subjects(&[*id], Some(*period))?;
                let subject = subjects.first().ok_or_else(Failure::unknown_workspace)?;
                reports::workspace(subject, *period, &reader)
            }
            ReportRequest::Workspaces { ids } => {
                reports::workspaces(&self.subjects(ids, None)?, &self.fleet_summary_of(Some(ids)), &reader)
            }
            ReportRequest::Changes { ids, period } => {
                reports::changes(&self.subjects(ids, Some(*period))?, *period, &reader)
            }
            ReportRequest::Comparison { sheet } => reports::comparison(sheet, &reader),
            ReportRequest::Inbox { ids } => {
                let all = self.reminders()?;
                let chosen = ids.iter().filter_map(|id| all.iter().find(|reminder| reminder.id == *id)).cloned();
                reports::inbox(&chosen.collect::<Vec<_>>(), &reader)
            }
        })
    }

    /// What reports say about workspaces, in this order, with their changes in a period.
    fn subjects(&self, ids: &[WorkspaceId], period: Option<reports::Period>) -> Result<Vec<Subject>, Failure> {
        let reader = self.audience();
        let bounds = period.map(|period| period.bounds(reader.now, reader.zone));
        let subject = |view: FullWorkspaceView| {
            let WorkspaceView { id, ends_at, .. } = view.row;
            let usage = UsageHistory::all(self.store(|store| store.usage(id))?, ends_at, reader.now);
            let changes = match bounds {
                Some((from, until)) => self.store(|store| store.changes_between(id, from, until))?,
                None => Vec::new(),
            };
            Ok(Subject { view, usage, changes })
        };
        self.full_views_of(ids).into_iter().map(subject).collect()
    }
}
