//! `license-watch`, the headless face: it reads what it is asked for, calls the engine and prints what comes.
//!
//! - [`args`], [`duration`]: what can be asked for; [`setting`]: the time and the zone that a run stands on;
//! - [`fleet`]: workspaces named in a file; [`desktop`]: those of the desktop's store; [`gather`]: either, with what is
//!   known of them;
//! - [`show`] and its [`block`], [`list`], [`check`], [`workspaces`]: the commands;
//! - [`words`], [`output`], [`logs`], [`trouble`]: what they have in common.
//!
//! A workspace that cannot be read is data. What the commands themselves cannot do is a [`trouble::Trouble`].

mod args;
mod block;
mod check;
mod desktop;
mod duration;
mod fleet;
mod gather;
mod list;
mod logs;
mod output;
mod setting;
mod show;
mod trouble;
mod words;
mod workspaces;

use std::process::ExitCode;

use clap::{Parser, error::ErrorKind};

use args::{Arguments, Command};
use setting::Setting;
use trouble::Trouble;

fn main() -> ExitCode {
    logs::start();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return ExitCode::from(misused(&error)),
    };
    let is_check = matches!(arguments.command, Command::Check(_));
    let code = run(&arguments.command).unwrap_or_else(|trouble| {
        output::note(&trouble.to_string());
        if is_check { check::unknown(&trouble.to_string()) } else { trouble.exit_code() }
    });
    ExitCode::from(code)
}

fn run(command: &Command) -> Result<u8, Trouble> {
    let setting = Setting::from_environment()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Trouble::Own(format!("the system gives no threads ({error})")))?;
    runtime.block_on(async {
        match command {
            Command::Show(args) => show::run(args, &setting).await,
            Command::List(args) => list::run(args, &setting).await,
            Command::Check(args) => check::run(args, &setting).await,
            Command::Workspace(args) => workspaces::run(args, &setting).await,
        }
    })
}

/// Prints what clap says, and returns the exit code: help and version are no misuse.
fn misused(error: &clap::Error) -> u8 {
    // When nobody reads it, nothing is left to do about that.
    let _ = error.print();
    let is_check = std::env::args_os().nth(1).is_some_and(|command| command == "check");
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => 0,
        _ if is_check => check::unknown("wrong usage: see standard error, or license-watch check --help"),
        _ => 2,
    }
}
