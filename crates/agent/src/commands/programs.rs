//! Commands that the window's program calls itself.

use serde::Serialize;
use watch::{
    Engine, Failure, WorkspaceId,
    present::{
        report::whole_seconds,
        reports::{ExportedTable, ReportFormat, ReportRequest},
    },
};

use crate::agent::Agent;

/// A text to be saved.
#[derive(Debug, Serialize)]
pub(crate) struct Document {
    /// The proposed name of the file.
    name: String,
    /// Its content.
    text: String,
}

/// What becomes of a window that is about to be closed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Closing {
    /// It closes.
    Close,
    /// It is minimized, because there is no tray from which to open it again.
    Minimize,
}

pub(super) async fn close_window(agent: &Agent) -> Result<Closing, Failure> {
    if agent.is_tray_shown().await {
        return Ok(Closing::Close);
    }
    let agent = agent.clone();
    // This uses the store.
    let explained = tokio::task::spawn_blocking(move || agent.explain_minimizing_once()).await;
    if let Err(error) = explained {
        tracing::warn!(%error, "failed to explain why the window is minimized");
    }
    Ok(Closing::Minimize)
}

pub(super) fn table(agent: &Agent, ids: Vec<WorkspaceId>, table: ExportedTable) -> Result<Document, Failure> {
    let name = match table {
        ExportedTable::Workspaces => "workspaces",
        ExportedTable::Modules => "modules",
    };
    let text = agent.engine().table(&ids, table)?;
    Ok(Document { name: dated(&format!("license-watch-{name}"), "csv", agent.engine()), text })
}

pub(super) fn report(agent: &Agent, report: ReportRequest, format: ReportFormat) -> Result<Document, Failure> {
    let extension = match format {
        ReportFormat::Html => "html",
        ReportFormat::Csv => "csv",
    };
    let text = agent.engine().report(&report, format)?;
    Ok(Document { name: dated(&format!("license-watch-{}", name_of(&report)), extension, agent.engine()), text })
}

/// What a report is called in the name of its file.
fn name_of(report: &ReportRequest) -> &'static str {
    match report {
        ReportRequest::Workspace { .. } => "workspace",
        ReportRequest::Workspaces { .. } => "overview",
        ReportRequest::Changes { .. } => "changes",
        ReportRequest::Comparison { .. } => "comparison",
        ReportRequest::Inbox { .. } => "reminders",
    }
}

/// The name of a file with today's date.
fn dated(name: &str, extension: &str, engine: &Engine) -> String {
    let audience = engine.audience();
    let day = audience.zone.to_datetime(whole_seconds(audience.now)).date();
    format!("{name}-{day}.{extension}")
}
