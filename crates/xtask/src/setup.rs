//! `setup`: checks everything that the other commands need, and installs what it can.

use std::{
    process::{Command, ExitCode},
    time::Instant,
};

use anyhow::{Result, bail};

use crate::{
    command, monitoring,
    packages::{self, Purpose, System},
    paths, ui,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Also what `cargo xtask test` needs: a desktop without a screen, a keyring, a tray, the vendor's published types
    #[arg(long)]
    test: bool,
}

/// The oldest Node.js that the pages' tools run on.
const NODE: (u32, u32) = (20, 19);

/// Runs it.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    make_ready(if args.test { Purpose::Test } else { Purpose::Use })?;
    println!("\nReady. `cargo xtask demo` shows the application, `cargo xtask test` tests it.");
    Ok(ExitCode::SUCCESS)
}

/// Checks everything that a purpose needs, installs what it can, and fails with exact instructions otherwise.
pub(crate) fn make_ready(purpose: Purpose) -> Result<()> {
    command::begin("set-up");
    timed("Rust's tools", rust_tools)?;
    timed("Node.js", node)?;
    timed("system packages", || system_packages(purpose))?;
    timed("the pages' packages", ui::install)?;
    if purpose == Purpose::Test {
        timed("the monitoring programs", monitoring::make_ready)?;
        timed("the published types", || ui::install_in("tests/contract/types", "the published types"))?;
    }
    Ok(())
}

fn timed(what: &str, check: impl FnOnce() -> Result<()>) -> Result<()> {
    let started = Instant::now();
    check()?;
    println!("  {what}: there ({})", command::elapsed(started.elapsed()));
    Ok(())
}

fn rust_tools() -> Result<()> {
    let missing = [("rustfmt", "fmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(_, command)| !paths::quietly(paths::cargo().args([command, "--version"])))
        .map(|(component, _)| component)
        .collect::<Vec<_>>();
    if missing.is_empty() {
        return Ok(());
    }
    if !paths::quietly(Command::new("rustup").arg("--version")) {
        bail!("{} is missing, and so is rustup: install Rust from https://rustup.rs", missing.join(" and "));
    }
    command::run("install Rust's tools", Command::new("rustup").args(["component", "add"]).args(missing))
}

fn node() -> Result<()> {
    let wanted = format!("Node.js {}.{} or newer, with npm, from https://nodejs.org", NODE.0, NODE.1);
    let Ok(version) = command::output(Command::new("node").arg("--version")) else {
        bail!("Node.js is missing: install {wanted}");
    };
    if node_version(&version).is_none_or(|version| version < NODE) {
        bail!("Node.js {} is too old: install {wanted}", version.trim());
    }
    if command::output(ui::npm().arg("--version")).is_err() {
        bail!("npm is missing: install {wanted}");
    }
    Ok(())
}

/// The first two numbers of `v20.19.4`.
fn node_version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

fn system_packages(purpose: Purpose) -> Result<()> {
    match System::here() {
        System::Debian => debian(purpose),
        system @ (System::Fedora | System::Arch | System::OtherLinux) => {
            if purpose == Purpose::Test {
                println!(
                    "  The desktop of its own is set up by itself on Debian and Ubuntu only: elsewhere, see CONTRIBUTING.md."
                );
            }
            let libraries = ["webkit2gtk-4.1", "ayatana-appindicator3-0.1", "librsvg-2.0"];
            if paths::quietly(Command::new("pkg-config").arg("--exists").args(libraries)) {
                return Ok(());
            }
            bail!("the libraries for windows and trays are missing. Install them:\n  {}", system.advice())
        }
        System::MacOs if paths::quietly(Command::new("xcode-select").arg("-p")) => Ok(()),
        system @ System::MacOs => bail!("Apple's compilers are missing. Install {}", system.advice()),
        system @ System::Windows => {
            println!("  Needed on Windows, and not checked: {}", system.advice());
            Ok(())
        }
    }
}

fn debian(purpose: Purpose) -> Result<()> {
    let missing = packages::missing_on_debian(&packages::of_debian(purpose));
    if missing.is_empty() {
        return Ok(());
    }
    println!("  missing: {}", missing.join(" "));
    let Some(prefix) = administrator() else {
        bail!(
            "system packages are missing, and only an administrator may install them. Run this, and then the same command again:\n  \
             sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
            missing.join(" ")
        );
    };
    command::run("update the list of packages", &mut as_administrator(prefix, &["apt-get", "update"]))?;
    let mut install = as_administrator(
        prefix,
        &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends"],
    );
    command::run("install system packages", install.args(missing))
}

/// The prefix of a command that only an administrator may run; `None` if that needs a password.
fn administrator() -> Option<&'static [&'static str]> {
    let user = command::output(Command::new("id").arg("-u")).unwrap_or_default();
    if user.trim() == "0" {
        Some(&[])
    } else if paths::quietly(Command::new("sudo").args(["-n", "true"])) {
        Some(&["sudo", "-n"])
    } else {
        None
    }
}

fn as_administrator(prefix: &[&str], words: &[&str]) -> Command {
    let mut words = prefix.iter().chain(words);
    let mut command = Command::new(words.next().copied().unwrap_or_default());
    command.args(words);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_node_is_read_and_compared_by_numbers() {
        assert_eq!(node_version("v20.19.4\n"), Some((20, 19)));
        assert!(node_version("v20.9.0").unwrap() < NODE);
        assert!(node_version("v22.1.0").unwrap() > NODE);
        assert_eq!(node_version("v24.0.0-nightly"), Some((24, 0)));
        assert_eq!(node_version("command not found"), None);
    }

    #[test]
    fn an_administrator_runs_the_command_itself_and_others_through_sudo() {
        assert_eq!(command::line(&as_administrator(&[], &["apt-get", "update"])), "apt-get update");
        assert_eq!(command::line(&as_administrator(&["sudo", "-n"], &["apt-get", "update"])), "sudo -n apt-get update");
    }
}
