//! The programs of the workspace, built together with its tests.

use std::{env, process::Command};

use anyhow::Result;

use crate::{command, paths, ui};

/// Cargo with the environment of the steps.
pub(crate) fn cargo() -> Command {
    let mut cargo = paths::cargo();
    if env::var_os("CI").is_some() {
        // Nothing is rebuilt there: incremental data would only cost time and disk.
        cargo.env("CARGO_INCREMENTAL", "0");
    }
    cargo
}

/// The feature with which the tests of the whole application are compiled.
pub(crate) const DESKTOP_TESTS: &str = "desktop-tests/headless";

/// Builds every program of the workspace.
///
/// Always all packages with all targets: cargo enables the features that the chosen packages and targets need between
/// them, so that another choice compiles hundreds of crates again, differently.
pub(crate) fn build() -> Result<()> {
    ui::build_if_absent()?;
    let mut build = cargo();
    build.args(["build", "--workspace", "--all-targets", "--locked"]);
    if cfg!(windows) {
        // A running program, which this is, cannot be replaced there.
        build.args(["--exclude", "xtask"]);
    }
    command::run("build the programs", &mut build)
}
