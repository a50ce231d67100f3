//! `list`: one line for each workspace.

use watch::summary;

use crate::{
    args::{List, Source},
    context::Context,
    error::CommandError,
    load::{self, Watched},
    output,
    show::{exit_code, note_emptiness, note_remarks},
    wording::Reader,
};

/// Runs it; returns the exit code.
pub(crate) async fn run(args: &List, context: &Context) -> Result<u8, CommandError> {
    let source = Source { fleet: args.fleet.clone(), cached: args.fleet.is_none() };
    let watched = load::load(&source, &[], context).await?;
    let now = context.now();
    if args.json {
        note_remarks(&watched);
        output::print(&load::json(&watched, now)?)?;
    } else {
        output::print(&lines(&watched, &Reader { now, zone: context.zone.clone() }))?;
        for (name, failure) in watched.iter().filter_map(|w| Some((&w.name, w.snapshot.failure()?))) {
            output::note(&format!("{name}: {}. {}", failure.message, failure.hint));
        }
        note_emptiness(&watched);
    }
    Ok(exit_code(&watched))
}

/// Status, name, state and address, in columns.
fn lines(watched: &[Watched], reader: &Reader) -> String {
    let rows: Vec<[String; 3]> = watched
        .iter()
        .map(|Watched { name, snapshot, .. }| {
            let status = snapshot.status(reader.now).code().to_owned();
            [status, name.clone(), summary::state(snapshot, &reader.watch())]
        })
        .collect();
    let widths: [usize; 3] =
        std::array::from_fn(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0));
    let line = |(row, watched): (&[String; 3], &Watched)| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}  "));
        format!("{}{}\n", cells.collect::<String>(), watched.url)
    };
    rows.iter().zip(watched).map(line).collect()
}
