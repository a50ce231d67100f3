//! `diff`: what has changed at the workspaces, newest first.

use std::cmp::Reverse;

use jiff::Timestamp;
use serde::Serialize;
use watch::{present::document::sign, present::view::WorkspaceView, reminders::causes::changed, store::ChangeRecord};

use crate::{args::Diff, columns, context::Context, error::CommandError, output, stored, wording::Reader};

/// The number of the JSON's schema.
const SCHEMA: u32 = 1;

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    schema: u32,
    generated_at: Timestamp,
    /// Changes before this instant are left out.
    since: Timestamp,
    workspaces: Vec<Changed>,
}

/// A workspace, and its changes, newest first.
#[derive(Serialize)]
struct Changed {
    name: String,
    url: String,
    /// When what is known of it was fetched.
    fetched_at: Option<Timestamp>,
    /// Whether changes may be missing.
    stale: bool,
    changes: Vec<ChangeRecord>,
}

/// Runs it; returns the exit code.
pub(crate) fn run(args: &Diff, context: &Context) -> Result<u8, CommandError> {
    let (engine, ids) = stored::open(&args.stored, context)?;
    let now = context.now();
    let since = now.checked_sub(args.since.length()).unwrap_or(Timestamp::MIN);
    let mut workspaces = Vec::with_capacity(ids.len());
    for id in ids {
        let WorkspaceView { name, url, fetched_at, stale, error, .. } = engine.view(id)?;
        let mut changes = engine.history(id)?;
        changes.retain(|change| change.at >= since);
        workspaces.push(Changed { name, url, fetched_at, stale: stale || error.is_some(), changes });
    }
    if args.json {
        output::print(&output::json(&Report { schema: SCHEMA, generated_at: now, since, workspaces })?)?;
        return Ok(0);
    }
    let reader = Reader { now, zone: context.zone.clone() };
    output::print(&lines(&workspaces, &reader))?;
    for Changed { name, fetched_at, .. } in workspaces.iter().filter(|workspace| workspace.stale) {
        output::note(&match fetched_at {
            Some(at) => {
                format!("{name}: later changes may be missing, because its data is from {}", reader.instant(*at))
            }
            None => format!("{name}: it could not be read yet"),
        });
    }
    if workspaces.iter().all(|workspace| workspace.changes.is_empty()) {
        output::note(&format!("no changes were found since {}", reader.instant(since)));
    }
    Ok(0)
}

/// One line for each change: when it was found, where, and what.
fn lines(workspaces: &[Changed], reader: &Reader) -> String {
    let all = workspaces.iter().flat_map(|workspace| workspace.changes.iter().map(|change| (&workspace.name, change)));
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(_, change)| Reverse(change.at));
    let row = |(name, ChangeRecord { at, change, direction }): (&String, &ChangeRecord)| {
        let what = format!("{} {}", sign(*direction), changed::line(change, &reader.watch()));
        [reader.instant(*at), name.clone(), what]
    };
    columns::lines(&all.into_iter().map(row).collect::<Vec<_>>())
}
