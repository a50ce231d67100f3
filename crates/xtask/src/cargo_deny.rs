//! Checks the dependencies: their licenses, their sources, and known vulnerabilities.

use std::{
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};

use crate::{cargo_tool::Tool, command, paths, summary::Outcome, terminate};

const CARGO_DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2", features: &[] };

/// How long the download of the list of known vulnerabilities may take.
const FETCH: Duration = Duration::from_secs(60);

/// Licenses, bans and sources: offline, so that the result changes only with the tree.
pub(crate) fn licenses_bans_and_sources() -> Result<Outcome> {
    let tool = CARGO_DENY.ready()?;
    command::run("fetch the sources of all platforms", paths::cargo().args(["fetch", "--locked"]))?;
    let mut check = Command::new(tool);
    check.args(["--offline", "check", "licenses", "bans", "sources"]);
    command::run("check licenses, bans and sources", &mut check)?;
    Ok(Outcome::Passed)
}

/// Known vulnerabilities: left out without a network, and reported rather than failed with one, since they appear
/// without a change of the tree.
pub(crate) fn advisories() -> Result<Outcome> {
    let tool = CARGO_DENY.ready()?;
    command::begin("fetch the list of known vulnerabilities");
    let mut fetch = Command::new(&tool);
    // git is not to ask for a password on the terminal.
    fetch.args(["fetch", "db"]).env("GIT_TERMINAL_PROMPT", "0").stdin(Stdio::null());
    println!("  $ {}", command::line(&fetch));
    let mut fetch = fetch.spawn().context("cargo-deny does not start")?;
    if !terminate::wait_at_most(&mut fetch, FETCH)?.is_some_and(|status| status.success()) {
        return Ok(Outcome::LeftOut("the list of advisories cannot be fetched from here".to_owned()));
    }
    let checked = command::run("check advisories", Command::new(tool).args(["--offline", "check", "advisories"]));
    Ok(checked.map_or_else(|_| Outcome::Noted("there are advisories: see above".to_owned()), |()| Outcome::Passed))
}
