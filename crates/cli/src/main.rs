//! `license-watch`, the headless program: it parses its arguments, calls the engine and prints the result.
//!
//! - [`args`], [`duration`], [`time_limit`]: the arguments; [`context`]: the time and the time zone;
//! - [`fleet`]: workspaces named in a file; [`desktop`]: those of the desktop's store; [`load`]: either, with
//!   their data; [`policy`]: how each is judged; [`finding`]: what is found about it;
//! - [`show`] and its [`text`], [`list`], [`check`], [`metrics`], [`serve`], [`diff`], [`forecast`], [`export`],
//!   [`renew`], [`workspaces`], [`completions`], [`man`]: the commands;
//! - [`state`], [`remembered`]: what is remembered of a fleet from run to run; [`stored`]: that or the desktop's store, to read;
//! - [`misuse`], [`misplaced`]: messages that repeat no secret;
//! - [`wording`], [`output`], [`progress`], [`terminal`], [`logs`], [`error`]: what they share.
//!
//! A workspace that cannot be read is data. A command that fails returns a [`error::CommandError`].

mod args;
mod check;
mod columns;
mod completions;
mod context;
mod desktop;
mod diff;
mod duration;
mod error;
mod export;
mod finding;
mod fleet;
mod forecast;
mod list;
mod load;
mod logs;
mod man;
mod metrics;
mod misplaced;
mod misuse;
mod output;
mod policy;
mod progress;
mod remembered;
mod renew;
mod serve;
mod show;
mod state;
mod stored;
mod terminal;
mod text;
mod time_limit;
mod wording;
mod workspaces;

use std::process::ExitCode;

use clap::{Parser, error::ErrorKind};

use args::{Arguments, Command};
use context::Context;
use error::CommandError;

fn main() -> ExitCode {
    ipc::core_dumps::prevent();
    let arguments = match Arguments::try_parse().and_then(Arguments::checked) {
        Ok(arguments) => arguments,
        Err(error) => return ExitCode::from(misused(&misuse::without_values(error))),
    };
    let is_check = matches!(arguments.command, Command::Check(_));
    // Nobody looks at a service while it runs.
    logs::start(matches!(arguments.command, Command::Serve(_)).then_some("warn"));
    let code = run(&arguments.command).unwrap_or_else(|error| {
        output::note(&error.to_string());
        if is_check { check::unknown(&error.to_string()) } else { error.exit_code() }
    });
    ExitCode::from(code)
}

fn run(command: &Command) -> Result<u8, CommandError> {
    let context = match command {
        Command::Serve(_) => Context::running()?,
        _ => Context::from_environment()?,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| CommandError::Internal(format!("the system gives no threads ({error})")))?;
    let code = runtime.block_on(async {
        match command {
            Command::Show(args) => show::run(args, &context).await,
            Command::List(args) => list::run(args, &context).await,
            Command::Check(args) => check::run(args, &context).await,
            Command::Metrics(args) => metrics::run(args, &context).await,
            Command::Serve(args) => serve::run(args, &context).await,
            Command::Diff(args) => diff::run(args, &context),
            Command::Forecast(args) => forecast::run(args, &context),
            Command::Export(args) => export::run(args, &context).await,
            Command::Renew(args) => renew::run(args, &context).await,
            Command::Workspace(args) => workspaces::run(args, &context).await,
            Command::Completions(args) => completions::run(args),
            Command::Man(args) => man::run(args),
        }
    });
    // A name server, a disk or a keyring that gives no answer must not hold up the end.
    runtime.shutdown_background();
    code
}

/// Prints clap's message, and returns the exit code: help and version are not errors, but no check either.
fn misused(error: &clap::Error) -> u8 {
    // If standard output is closed, there is nobody to report that to.
    let _ = error.print();
    let is_check = std::env::args_os().nth(1).is_some_and(|command| command == "check");
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion if is_check => check::unchecked(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => 0,
        _ if is_check => check::unknown("wrong usage: see standard error, or license-watch check --help"),
        _ => 2,
    }
}
