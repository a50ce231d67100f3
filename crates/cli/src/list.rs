//! `list`: one line for each workspace.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use watch::present::state::state;

use crate::{
    args::{List, Source},
    columns,
    context::Context,
    error::CommandError,
    finding::{self, Finding, State},
    load::{self, Watched},
    output,
    policy::Thresholds,
    show::{exit_code, note_emptiness, note_remarks, note_served},
    terminal,
    wording::Reader,
};

/// Runs it; returns the exit code.
pub(crate) async fn run(args: &List, context: &Context) -> Result<u8, CommandError> {
    let source = Source { fleet: args.fleet.clone(), state: args.state.clone(), cached: args.fleet.is_none() };
    let watched = load::load(&source, &[], args.timeout, context).await?;
    let now = context.now();
    note_served(&watched, context);
    if args.json {
        note_remarks(&watched);
        output::print(&load::json(&watched, now)?)?;
    } else {
        let reader = Reader { now, zone: context.zone.clone() };
        output::print(&lines(&watched, &reader, terminal::width()))?;
        let failed = watched.iter().filter(|watched| watched.entry_error.is_none());
        for (name, failure) in failed.filter_map(|w| Some((&w.name, w.snapshot.failure()?))) {
            output::note(&format!("{name}: {}. {}", failure.message, failure.hint));
        }
        note_emptiness(&watched);
    }
    Ok(exit_code(&watched))
}

/// The findings that are in no other line.
fn findings(watched: &Watched, reader: &Reader) -> Vec<Finding> {
    let mut findings = finding::findings(watched, Thresholds::default(), reader);
    findings.retain(|finding| finding.subject.needs_a_line() && finding.state > State::Ok && !finding.is_muted);
    findings
}

/// The least that is left of a state, so that it still says something.
const LEAST: usize = 12;

/// Status, name, state and address, in columns. Where they do not fit the terminal, states are cut off.
fn lines(watched: &[Watched], reader: &Reader, terminal: Option<usize>) -> String {
    let mut rows: Vec<[String; 4]> = watched
        .iter()
        .map(|watched| {
            let Watched { name, snapshot, url, .. } = watched;
            let status = snapshot.status(reader.now).code().to_owned();
            let unmet = findings(watched, reader).into_iter().map(|finding| finding.text);
            let archived = watched.is_archived.then(|| "archived".to_owned());
            let state: Vec<_> = archived.into_iter().chain([state(snapshot, &reader.watch())]).chain(unmet).collect();
            [status, name.clone(), state.join("; "), url.clone()]
        })
        .collect();
    if let Some(terminal) = terminal {
        let others = [0, 1, 3].map(|column| columns::width(&rows, column)).iter().sum::<usize>() + 3 * columns::GAP;
        let room = terminal.saturating_sub(others).max(LEAST);
        for [_, _, state, _] in &mut rows {
            cut_off(state, room);
        }
    }
    columns::lines(&rows)
}

/// Cuts off what is wider than this many columns of a terminal.
fn cut_off(text: &mut String, most: usize) {
    if text.width() <= most {
        return;
    }
    let mut width = 1;
    let end = text.char_indices().find(|(_, c)| {
        width += c.width().unwrap_or(0);
        width > most
    });
    if let Some((end, _)) = end {
        text.truncate(end);
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use watch::Snapshot;

    use super::*;

    #[test]
    fn a_narrow_terminal_cuts_off_states_and_never_an_address() {
        let watched = [Watched::named("Acme", Snapshot::default())];
        let reader = Reader { now: "2026-03-01T00:00:00Z".parse().unwrap(), zone: TimeZone::UTC };
        assert_eq!(lines(&watched, &reader, Some(49)), "unknown  Acme  not checked…  https://chat.example\n");
        assert_eq!(lines(&watched, &reader, Some(20)), "unknown  Acme  not checked…  https://chat.example\n");
        let mut wide = "東京支社".to_owned();
        cut_off(&mut wide, 6);
        assert_eq!(wide, "東京…");
    }
}
