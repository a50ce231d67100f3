//! `demo`: the whole application, on the sandbox, in a temporary profile.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::{
    command,
    packages::Purpose,
    paths,
    sandbox::Sandbox,
    setup,
    temp_profile::{DATA_DIR, Profile},
    terminate, ui,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Show it in a desktop of its own, without a screen, and take a picture of that
    #[arg(long, value_name = "FILE.png")]
    screenshot: Option<PathBuf>,
    /// In dark colors, for a picture
    #[arg(long, requires = "screenshot")]
    dark: bool,
}

/// The default path of the picture.
const PICTURE: &str = "target/demo.png";

/// Runs it.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let picture = picture(args.screenshot.clone(), has_display());
    setup::make_ready(if picture.is_some() { Purpose::Test } else { Purpose::Use })?;
    ui::build()?;
    let mut build = paths::cargo();
    build.args(["build", "--package", "license-watch-desktop", "--package", "agent", "--package", "sandbox"]);
    build.args(["--package", "cli"]);
    if picture.is_some() {
        build.args(["--package", "desktop-tests"]);
    }
    command::run("build the application, the stand-in server and the headless binary", &mut build)?;
    match picture {
        None => inside(),
        Some(picture) => without_display(&picture, args.dark),
    }
}

/// The path of the picture to take: if one is wanted, or if there is no display.
fn picture(wanted: Option<PathBuf>, has_display: bool) -> Option<PathBuf> {
    wanted.or_else(|| (!has_display).then(|| PICTURE.into()))
}

fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Shows it in a headless desktop. That has its own keyring, so everything that touches secrets runs inside.
fn without_display(picture: &Path, dark: bool) -> Result<ExitCode> {
    if !cfg!(target_os = "linux") {
        bail!("a desktop without a screen is made on Linux only: leave out --screenshot");
    }
    let picture = std::path::absolute(picture).with_context(|| format!("cannot find {}", picture.display()))?;
    if let Some(folder) = picture.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    command::begin("open it in a desktop of its own");
    terminate::catch()?;
    let mut command = Command::new(paths::built("debug", "headless-desktop")?);
    if dark {
        command.arg("--dark");
    }
    command.arg("--screenshot").arg(&picture).arg("--").arg(paths::built("debug", "xtask")?).arg("demo-inside");
    println!("  $ {}", command::line(&command));
    let mut desktop = command.spawn().context("the desktop of its own does not start")?;
    let status = terminate::wait(&mut desktop, Duration::from_secs(30))?;
    if status.is_some_and(|status| !status.success()) {
        bail!("the demonstration failed in the desktop of its own; its output is above");
    }
    if status.is_some() {
        println!("\nThe picture is {}", picture.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows it in the desktop that this runs in.
pub(crate) fn inside() -> Result<ExitCode> {
    terminate::catch()?;
    let profile = Profile::create()?;
    let shown = show(&profile);
    // Even after a failure, no secret may stay in the keyring, and no file on the disk.
    let cleaned = profile.delete();
    shown.and(cleaned)?;
    Ok(ExitCode::SUCCESS)
}

fn show(profile: &Profile) -> Result<()> {
    command::begin("start the stand-in server");
    let _sandbox = Sandbox::start(&profile.fleet())?;
    profile.import()?;
    if terminate::requested() {
        return Ok(());
    }
    command::begin("open License Watch");
    println!("  Closing the window leaves the tray. To end: Quit in the tray's menu, or Ctrl-C here.");
    let start = |name: &str| {
        let path = paths::built("debug", name)?;
        let started = Command::new(&path).env(DATA_DIR, profile.folder()).spawn();
        started.with_context(|| format!("the application does not start ({})", path.display()))
    };
    // What ends with Quit in the tray's menu is the agent. It closes the window.
    let mut agent = start("license-watch-agent")?;
    let mut window = start("license-watch-desktop")?;
    let ended = terminate::wait(&mut agent, Duration::from_secs(5))?;
    // The window ends with the agent. This fails if it has.
    let _ = window.kill();
    let _ = window.wait();
    match ended {
        Some(status) if !status.success() => bail!("the application ended with {status}"),
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_taken_where_one_is_wanted_and_where_there_is_no_screen() {
        assert_eq!(picture(None, true), None);
        assert_eq!(picture(None, false), Some(PICTURE.into()));
        assert_eq!(picture(Some("mine.png".into()), true), Some("mine.png".into()));
    }
}
