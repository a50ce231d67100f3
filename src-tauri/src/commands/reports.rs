//! Commands for reports and tables: to save, to print, to copy.

use tauri::AppHandle;
use watch::{
    Failure, FailureCode, WorkspaceId,
    present::{
        report::whole_seconds,
        reports::{ExportedTable, ReportFormat, ReportRequest},
    },
};

use super::engine;
use crate::{
    file_manager, link_opener,
    save_dialog::{self, SavedFile},
};

pub(super) async fn export_table(
    app: &AppHandle,
    ids: Vec<WorkspaceId>,
    table: ExportedTable,
) -> Result<Option<SavedFile>, Failure> {
    let name = match table {
        ExportedTable::Workspaces => "workspaces",
        ExportedTable::Modules => "modules",
    };
    let engine = engine(app).clone();
    let name = dated(&format!("license-watch-{name}"), "csv", app);
    let text = blocking(move || engine.table(&ids, table)).await?;
    save_dialog::save(app, &name, text).await
}

pub(super) async fn save_report(
    app: &AppHandle,
    report: ReportRequest,
    format: ReportFormat,
) -> Result<Option<SavedFile>, Failure> {
    let extension = match format {
        ReportFormat::Html => "html",
        ReportFormat::Csv => "csv",
    };
    let engine = engine(app).clone();
    let name = dated(&format!("license-watch-{}", name_of(&report)), extension, app);
    let text = blocking(move || engine.report(&report, format)).await?;
    save_dialog::save(app, &name, text).await
}

pub(super) fn report_text(app: &AppHandle, report: ReportRequest) -> Result<String, Failure> {
    engine(app).report_text(&report)
}

/// A web view's own print dialog would block the main thread, and with it the tray, while it is open.
pub(super) async fn print_report(app: &AppHandle, report: ReportRequest) -> Result<Option<SavedFile>, Failure> {
    let saved = save_report(app, report, ReportFormat::Html).await?;
    if let Some(file) = &saved {
        link_opener::open_report(file.path()).await?;
    }
    Ok(saved)
}

pub(super) async fn show_saved_file(app: &AppHandle) -> Result<(), Failure> {
    match save_dialog::last_saved(app) {
        Some(file) => file_manager::show(&file).await,
        None => Ok(()),
    }
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
fn dated(name: &str, extension: &str, app: &AppHandle) -> String {
    let audience = engine(app).audience();
    let day = audience.zone.to_datetime(whole_seconds(audience.now)).date();
    format!("{name}-{day}.{extension}")
}

/// Runs what uses the store on a thread that may block.
async fn blocking(work: impl FnOnce() -> Result<String, Failure> + Send + 'static) -> Result<String, Failure> {
    let done = tauri::async_runtime::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(Failure::new(FailureCode::Internal, error.to_string(), "")))
}
