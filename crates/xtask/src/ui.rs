//! The pages, by their own tools.

use std::{fs, path::Path, process::Command, time::SystemTime};

use anyhow::Result;

use crate::{command, summary::Outcome};

/// npm, in the folder of the pages.
pub(crate) fn npm() -> Command {
    npm_in("ui")
}

fn npm_in(folder: &str) -> Command {
    // On Windows it is a script, which only its whole name starts.
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(folder);
    npm
}

/// Installs the pages' packages.
pub(crate) fn install() -> Result<()> {
    install_in("ui", "the pages' packages")
}

/// Installs the packages of a folder when those that are there are not the ones that are asked for.
pub(crate) fn install_in(folder: &str, what: &str) -> Result<()> {
    // npm writes the second when all is installed.
    let (asked, done) = (format!("{folder}/package-lock.json"), format!("{folder}/node_modules/.package-lock.json"));
    if newer(changed(&asked), changed(&done)) {
        command::run(&format!("install {what}"), npm_in(folder).args(["ci", "--no-audit", "--no-fund"]))?;
    }
    Ok(())
}

/// Runs one of the pages' scripts.
pub(crate) fn script(what: &str, name: &str) -> Result<()> {
    command::run(what, npm().args(["run", name]))
}

/// Builds the pages, which every build of the application embeds.
pub(crate) fn build() -> Result<()> {
    script("build the pages", "build")
}

/// The browser in which the pages are looked at, unless another is named in `CHROMIUM`.
const CHROMIUM: &str = "/usr/bin/chromium";

/// Looks at the pages in a browser: compares them with the kept pictures, walks through them by keyboard, and has axe look
/// at every state.
pub(crate) fn screens() -> Result<Outcome> {
    let browser = std::env::var("CHROMIUM").unwrap_or_else(|_| CHROMIUM.to_owned());
    if !Path::new(&browser).exists() {
        return Ok(Outcome::LeftOut(format!("there is no Chromium at {browser}: install it, or name one in CHROMIUM")));
    }
    script("compare the screens with the kept pictures", "screens")?;
    script("walk through the screens by keyboard", "walk")?;
    command::run("have axe look at every state", npm().args(["run", "a11y", "--", "--once"]))?;
    Ok(Outcome::Passed)
}

/// Compares the pictures of the real window, in that folder, with the kept ones.
pub(crate) fn window(pictures: &Path) -> Result<()> {
    command::run("compare the real window with the kept pictures", npm().args(["run", "window", "--"]).arg(pictures))
}

/// Builds the pages if there are none at all: without them the application does not compile.
pub(crate) fn build_if_absent() -> Result<()> {
    if Path::new("ui/dist/index.html").exists() { Ok(()) } else { build() }
}

fn changed(path: &str) -> Option<SystemTime> {
    fs::metadata(path).and_then(|data| data.modified()).ok()
}

/// Whether what was asked for changed after what was done, or nothing was done yet.
fn newer(asked: Option<SystemTime>, done: Option<SystemTime>) -> bool {
    done.is_none_or(|done| asked.is_some_and(|asked| asked > done))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn packages_are_installed_once_and_again_when_the_list_changed() {
        let before = SystemTime::UNIX_EPOCH;
        let after = before + Duration::from_secs(1);
        assert!(newer(Some(before), None), "never installed");
        assert!(newer(Some(after), Some(before)), "changed since");
        assert!(!newer(Some(before), Some(after)), "installed since");
        assert!(!newer(Some(before), Some(before)), "unpacked together");
    }
}
