//! `show`: everything that is known of each workspace.

use jiff::Timestamp;

use crate::{
    args::Show,
    context::Context,
    error::CommandError,
    load::{self, Watched},
    output, text,
    wording::{self, Reader},
};

/// Some workspace was not read.
pub(crate) const NOT_ALL_READ: u8 = 3;

/// Runs it; returns the exit code.
pub(crate) async fn run(args: &Show, context: &Context) -> Result<u8, CommandError> {
    let watched = load::load(&args.source, &[], args.timeout, context).await?;
    let now = context.now();
    note_served(&watched, context);
    if args.json {
        note_remarks(&watched);
        output::print(&load::json(&watched, now)?)?;
    } else {
        let reader = Reader { now, zone: context.zone.clone() };
        let blocks: Vec<_> = watched.iter().map(|watched| text::render(watched, &reader)).collect();
        output::print(&blocks.join("\n"))?;
        note_emptiness(&watched);
    }
    Ok(exit_code(&watched))
}

/// The exit code of a command that shows workspaces.
pub(crate) fn exit_code(watched: &[Watched]) -> u8 {
    if watched.iter().all(|watched| watched.is_archived || watched.was_read()) { 0 } else { NOT_ALL_READ }
}

/// Prints which parts of the licenses could not be read: the JSON has no field for it.
pub(crate) fn note_remarks(watched: &[Watched]) {
    for Watched { name, snapshot, .. } in watched {
        for license in snapshot.observation().licenses() {
            for remark in wording::remarks(license) {
                output::note(&format!("{name}: {}: {remark}", license.plan));
            }
        }
    }
}

/// Prints that it was `serve` that read the workspaces, and how long ago.
pub(crate) fn note_served(watched: &[Watched], context: &Context) {
    let reader = Reader { now: context.now(), zone: context.zone.clone() };
    if let Some(oldest) = oldest_served(watched, reader.now) {
        let ago = reader.distance(oldest);
        output::note(&format!("serve is using the state file: this is what it has read, the oldest {ago}"));
    }
}

/// When `serve` read the workspace that it read the longest ago; `None` if it has read none.
pub(crate) fn oldest_served(watched: &[Watched], now: Timestamp) -> Option<Timestamp> {
    let served = watched.iter().filter(|watched| watched.is_served);
    // Now is in whole seconds.
    served.filter_map(|watched| watched.snapshot.fetched_at).min().map(|oldest| oldest.min(now))
}

/// Prints that there is no workspace, and what to do about it.
pub(crate) fn note_emptiness(watched: &[Watched]) {
    if watched.is_empty() {
        output::note("no workspaces: add one in the desktop application or with “workspace import”, or use --fleet");
    }
}
