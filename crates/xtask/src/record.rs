//! `record`: the data that the pages show in a plain browser, from the real engine on the sandbox.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::{command, paths, programs};

/// Where the pages find it.
const FOLDER: &str = "ui/src/lib/backend/recorded";

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Compare with what is recorded, and write nothing
    #[arg(long)]
    check: bool,
}

/// Runs it.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    if args.check {
        check()?;
    } else {
        command::run("record the pages' data", recorder()?.arg(FOLDER))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Fails when the engine answers something else than is recorded.
pub(crate) fn check() -> Result<()> {
    command::run("compare the pages' data with the engine", recorder()?.args(["--check", FOLDER]))
}

fn recorder() -> Result<Command> {
    programs::build()?;
    Ok(Command::new(paths::built("debug", "record")?))
}
