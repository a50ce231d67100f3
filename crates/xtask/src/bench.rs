//! `bench`: what the application costs.

use std::process::ExitCode;

use anyhow::{Result, bail};

/// Runs it.
pub(crate) fn run() -> Result<ExitCode> {
    bail!("not yet")
}
