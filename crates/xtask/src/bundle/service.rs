//! The service, in a Debian that is booted: installed, configured as its examples say, broken, upgraded and removed.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use super::debian::Debian;
use crate::command;

/// What is done in it, and what must come of that.
const SCRIPT: &str = include_str!("service.sh");

/// Where the script says what it does.
const LOG: &str = "check.log";

/// A unit that runs the script once the system is up, and ends the system with the script's exit code.
const UNIT: &str = "\
    [Unit]\nSuccessAction=exit\nFailureAction=exit\n\
    [Install]\nWantedBy=multi-user.target\n\
    [Service]\nType=oneshot\nTimeoutStartSec=5min\nStandardOutput=file:/check.log\nStandardError=inherit\n";

/// How the check went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Checked {
    /// Everything is right.
    Yes,
    /// A Debian cannot be booted here, and why.
    NotHere(&'static str),
}

/// Checks the service of the package `first`, and its upgrade to another. Both are paths in the Debian. `sandbox` is the
/// program of the sandbox.
pub(super) fn check(debian: &Debian, first: &str, upgrade: &str, sandbox: &Path) -> Result<Checked> {
    debian.run(
        "install systemd, and what the package depends on",
        "apt-get update -qq
        apt-get install -qq --no-install-recommends ca-certificates dbus systemd-sysv > /dev/null",
    )?;
    fs::copy(sandbox, debian.path("sandbox")).with_context(|| format!("cannot copy {}", sandbox.display()))?;
    fs::write(debian.path("check"), SCRIPT).context("cannot write the script")?;
    let unit = format!("{UNIT}ExecStart=/bin/sh /check {first} {upgrade}\n");
    fs::write(debian.path("etc/systemd/system/check.service"), unit).context("cannot write the unit")?;
    debian.run("have systemd run the check", "systemctl enable --quiet check.service")?;

    let ended = command::run("boot it, and check the service in it", &mut debian.boot());
    // Nothing is written before the system is up, which is none of the package's doing.
    let Ok(log) = fs::read_to_string(debian.path(LOG)) else {
        return Ok(Checked::NotHere("systemd-nspawn cannot boot a system here"));
    };
    print!("{log}");
    match ended {
        Ok(()) => Ok(Checked::Yes),
        Err(error) => bail!("{error:#}; what it found is above"),
    }
}
