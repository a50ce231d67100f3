//! `export`: what the desktop's store has, as CSV or as an HTML page.

use watch::{
    present::reports::{ExportedTable, Period, ReportFormat, ReportRequest},
    workspace::handling::HandlingView,
};

use crate::{
    args::{Export, Form},
    context::Context,
    desktop,
    error::CommandError,
    output,
};

/// Runs it; returns the exit code.
pub(crate) fn run(args: &Export, context: &Context) -> Result<u8, CommandError> {
    let engine = desktop::engine_to_read(context)?;
    let ids: Vec<_> =
        engine.views().into_iter().filter(|view| view.handling != HandlingView::Archived).map(|view| view.id).collect();
    let format = match args.form {
        Form::Csv => ReportFormat::Csv,
        Form::Html => ReportFormat::Html,
    };
    let text = match (args.form, args.changes) {
        (_, Some(days)) => engine.report(&ReportRequest::Changes { ids, period: Period::Last { days } }, format)?,
        (Form::Csv, None) if args.modules => engine.table(&ids, ExportedTable::Modules)?,
        (Form::Csv, None) => engine.table(&ids, ExportedTable::Workspaces)?,
        (Form::Html, None) => engine.report(&ReportRequest::Workspaces { ids }, format)?,
    };
    output::print(&text)?;
    Ok(0)
}
