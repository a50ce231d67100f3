//! `check`: a monitoring plugin. One line, `LICENSE STATE - text | perfdata`, more lines if asked for, and the state as exit
//! code.

mod line;
mod perfdata;

use crate::{
    args::Check,
    context::Context,
    error::CommandError,
    finding::{Finding, State, findings},
    load, misplaced, output,
    policy::Thresholds,
    show::oldest_served,
    wording::Reader,
};

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Critical => "CRITICAL",
            Self::Unknown => "UNKNOWN",
        }
    }

    fn exit_code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Warning => 1,
            Self::Critical => 2,
            Self::Unknown => 3,
        }
    }
}

/// Runs it; returns the exit code.
pub(crate) async fn run(args: &Check, context: &Context) -> Result<u8, CommandError> {
    if args.crit > args.warn {
        return Err(CommandError::Usage(format!("--crit {} must not be longer than --warn {}", args.crit, args.warn)));
    }
    let mut watched = load::load(&args.source, &args.only, args.timeout, context).await?;
    let is_there = |name: &&String| watched.iter().any(|watched| watched.answers_to(name));
    if let Some(missing) = args.only.iter().find(|name| !is_there(name)) {
        return Err(CommandError::Usage(format!("no workspace is called “{}”", misplaced::shown(missing))));
    }
    // A workspace that is archived in the desktop application is checked only if it is named.
    let archived = watched.iter().filter(|watched| watched.is_archived && args.only.is_empty()).count();
    watched.retain(|watched| !watched.is_archived || !args.only.is_empty());
    if archived > 0 {
        output::note(&format!("{archived} archived in the desktop application and not checked"));
    }
    if watched.is_empty() {
        return Err(CommandError::Usage("no workspaces".to_owned()));
    }
    let reader = Reader::in_whole_days(context.now());
    let thresholds = Thresholds { warn: args.warn, crit: args.crit };
    let of =
        |watched| findings(watched, thresholds, &reader).into_iter().map(|finding| counted(finding, &watched.name));
    let mut findings: Vec<_> = watched.iter().flat_map(of).collect();
    line::sort(&mut findings);
    let (state, mut text) = line::text(&findings, watched.len());
    if let Some(oldest) = oldest_served(&watched, reader.now) {
        let which = if watched.len() == 1 { "checked" } else { "oldest check" };
        text += &format!(" ({which} {})", reader.distance(oldest));
    }
    let perfdata = perfdata::of(&watched, thresholds, reader.now);
    let more = if args.verbose > 0 { line::more(&findings) } else { String::new() };
    output::print(&(line::line(state, &text, &perfdata) + &more))?;
    Ok(state.exit_code())
}

/// A finding of a workspace as it counts: what is muted is well.
fn counted(finding: Finding, workspace: &str) -> Finding {
    let text = format!("{workspace}: {}", finding.text);
    match finding.is_muted {
        true => Finding { state: State::Ok, text: text + " (muted)", ..finding },
        false => Finding { text, ..finding },
    }
}

/// The exit code after help or version: a plugin that a mistake in the configuration makes print its help has checked
/// nothing, and is not OK.
pub(crate) fn unchecked() -> u8 {
    State::Unknown.exit_code()
}

/// Prints UNKNOWN with the reason; returns the exit code. A check with wrong usage is reported this way, because its
/// result is unknown.
pub(crate) fn unknown(why: &str) -> u8 {
    // The state is in the exit code as well.
    let _ = output::print(&line::line(State::Unknown, why, ""));
    State::Unknown.exit_code()
}
