//! `show`: everything that is known of each workspace.

use crate::{
    args::Show,
    block,
    gather::{self, Watched},
    output,
    setting::Setting,
    trouble::Trouble,
    words::{self, Reader},
};

/// Some workspace was not read.
pub(crate) const NOT_ALL_READ: u8 = 3;

/// Runs it; returns the exit code.
pub(crate) async fn run(args: &Show, setting: &Setting) -> Result<u8, Trouble> {
    let watched = gather::gather(&args.source, &[], setting).await?;
    let now = setting.now();
    if args.json {
        note_remarks(&watched);
        output::print(&gather::json(&watched, now)?)?;
    } else {
        let reader = Reader { now, zone: setting.zone.clone() };
        let blocks: Vec<_> = watched.iter().map(|watched| block::text(watched, &reader)).collect();
        output::print(&blocks.join("\n"))?;
        note_emptiness(&watched);
    }
    Ok(exit_code(&watched))
}

/// The exit code of a command that tells about workspaces.
pub(crate) fn exit_code(watched: &[Watched]) -> u8 {
    if watched.iter().all(Watched::was_read) { 0 } else { NOT_ALL_READ }
}

/// Says what could not be read of the licenses, beside a JSON that has no place for it.
pub(crate) fn note_remarks(watched: &[Watched]) {
    for Watched { name, snapshot, .. } in watched {
        for license in snapshot.observation().licenses() {
            for remark in words::remarks(license) {
                output::note(&format!("{name}: {}: {remark}", license.plan));
            }
        }
    }
}

/// Says that there is nothing to tell, and what to do about it.
pub(crate) fn note_emptiness(watched: &[Watched]) {
    if watched.is_empty() {
        output::note(
            "no workspace is watched: add one in the desktop application, with “workspace import”, or use --fleet",
        );
    }
}
