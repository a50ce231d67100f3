//! `completions`: what a shell needs to complete the commands and their options.

use clap::CommandFactory;

use crate::{
    args::{Arguments, Completions},
    error::CommandError,
    output,
};

/// Prints them; returns the exit code.
pub(crate) fn run(args: &Completions) -> Result<u8, CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "license-watch", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(0)
}
