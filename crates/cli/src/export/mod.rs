//! `export`: all workspaces in a form for other programs or for people who have no License Watch.

mod fleet;

use watch::{
    present::reports::{ExportedTable, Period, ReportFormat, ReportRequest},
    workspace::handling::HandlingView,
};

use crate::{
    args::{Export, Form, Source},
    context::Context,
    desktop,
    error::CommandError,
    load::{self, Watched},
    output,
    show::{exit_code, note_remarks, note_served},
};

/// Runs it; returns the exit code.
pub(crate) async fn run(args: &Export, context: &Context) -> Result<u8, CommandError> {
    match &args.fleet {
        Some(_) => of_fleet(args, context).await,
        None => of_store(args, context).await,
    }
}

async fn of_fleet(args: &Export, context: &Context) -> Result<u8, CommandError> {
    let source = Source { fleet: args.fleet.clone(), state: args.state.clone(), cached: false };
    let (watched, remembered) = load::load_remembered(&source, &[], args.timeout, context).await?;
    note_served(&watched, context);
    let text = match args.form {
        Form::Json => json(&watched, context)?,
        Form::Csv if args.modules => fleet::table(&watched, ExportedTable::Modules, context)?,
        Form::Csv => fleet::table(&watched, ExportedTable::Workspaces, context)?,
        Form::Ics => match remembered {
            // The events are those of the calendar that `serve` has.
            Some(engine) => engine.calendar(&watched.iter().map(|watched| watched.id).collect::<Vec<_>>())?,
            None => fleet::calendar(&watched, context),
        },
        Form::Md => fleet::markdown(&watched, context)?,
        Form::Html => fleet::page(&watched, context)?,
    };
    output::print(&text)?;
    Ok(exit_code(&watched))
}

/// What the desktop's store has. It knows more than a fleet file: owners, changes, the use of limits over time.
async fn of_store(args: &Export, context: &Context) -> Result<u8, CommandError> {
    let engine = desktop::engine_to_read(context)?;
    let ids: Vec<_> =
        engine.views().into_iter().filter(|view| view.handling != HandlingView::Archived).map(|view| view.id).collect();
    let report = || match args.changes {
        Some(days) => ReportRequest::Changes { ids: ids.clone(), period: Period::Last { days } },
        None => ReportRequest::Workspaces { ids: ids.clone() },
    };
    let text = match args.form {
        Form::Csv if args.modules => engine.table(&ids, ExportedTable::Modules)?,
        Form::Csv if args.changes.is_some() => engine.report(&report(), ReportFormat::Csv)?,
        Form::Csv => engine.table(&ids, ExportedTable::Workspaces)?,
        Form::Json => {
            let stored = Source { fleet: None, state: None, cached: true };
            json(&load::load(&stored, &[], args.timeout, context).await?, context)?
        }
        Form::Ics => engine.calendar(&ids)?,
        Form::Md => engine.report_text(&report())?,
        Form::Html => engine.report(&report(), ReportFormat::Html)?,
    };
    output::print(&text)?;
    Ok(0)
}

fn json(watched: &[Watched], context: &Context) -> Result<String, CommandError> {
    note_remarks(watched);
    load::json(watched, context.now())
}
