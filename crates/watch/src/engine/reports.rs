//! Reports and tables for people who have no License Watch.

use license::diff;

use super::Engine;
use crate::{
    failure::Failure,
    present::{
        document::{self, Document},
        reports::{self, ExportedTable, ReportFormat, ReportRequest, Subject},
        view::{ChangeView, FullWorkspaceView, WorkspaceView},
    },
    workspace::{WorkspaceId, revision::RevisionId, usage::UsageHistory},
};

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
            let answer = match revision {
                Some(revision) => {
                    self.0.store.snapshot_at(id, revision)?.ok_or_else(Failure::unknown_workspace)?.answer
                }
                None => self.cache().entry(id)?.snapshot.answer.clone(),
            };
            Ok::<_, Failure>(answer)
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
            let usage = UsageHistory::all(self.0.store.usage(id)?, ends_at, reader.now);
            let changes = match bounds {
                Some((from, until)) => self.0.store.changes_between(id, from, until)?,
                None => Vec::new(),
            };
            Ok(Subject { view, usage, changes })
        };
        self.full_views_of(ids).into_iter().map(subject).collect()
    }
}
