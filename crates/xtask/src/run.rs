//! `run`: the application as it is released, on the user's own profile.

use std::{
    ffi::OsString,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::{command, packages::Purpose, paths, setup, ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Passed to the application, for instance --hidden
    #[arg(last = true)]
    arguments: Vec<OsString>,
}

/// Runs it.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    setup::make_ready(Purpose::Use)?;
    ui::build()?;
    let mut build = paths::cargo();
    build.args(["build", "--release", "--package", "license-watch-desktop", "--package", "agent"]);
    command::run("build the application (the first time, five to ten minutes)", &mut build)?;
    command::begin("open License Watch");
    println!("  Closing the window leaves the tray. To end: Quit in the tray's menu.");
    let path = paths::built("release", "license-watch-desktop")?;
    let status = Command::new(&path)
        .args(&args.arguments)
        .status()
        .with_context(|| format!("the application does not start ({})", path.display()))?;
    // Without a code it was ended by a signal, most often by Ctrl-C.
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}
