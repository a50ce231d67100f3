//! The pages, by their own tools.

use std::{fs, path::Path, process::Command, time::SystemTime};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

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

/// What the pages' test runner leaves.
const REPORT: &str = "ui/test-results/report.json";

/// Walks through the pages by keyboard in a browser, and has axe check every state.
pub(crate) fn screens() -> Result<Outcome> {
    in_browser("check every state by axe and by keyboard", "screens")
}

/// Compares the pages in a browser with the kept pictures.
pub(crate) fn pictures() -> Result<Outcome> {
    in_browser("compare the pages with the kept pictures", "pictures")
}

/// Compares the pictures of the real window that the desktop tests left in that folder with the kept ones.
pub(crate) fn window(pictures: &Path) -> Result<Outcome> {
    if !pictures.exists() {
        bail!("there are no pictures in {}: the step `desktop` takes them", pictures.display());
    }
    let mut compare = npm();
    compare.args(["run", "window"]).env("SCREENS", pictures);
    browser_tests("compare the real window with the kept pictures", &mut compare)
}

fn in_browser(what: &str, name: &str) -> Result<Outcome> {
    let browser = std::env::var("CHROMIUM").unwrap_or_else(|_| CHROMIUM.to_owned());
    if !Path::new(&browser).exists() {
        return Ok(Outcome::LeftOut(format!("there is no Chromium at {browser}: install it, or name one in CHROMIUM")));
    }
    browser_tests(what, npm().args(["run", name]))
}

/// Runs tests of the pages' test runner, which succeeds where it has skipped all of them: its report tells.
fn browser_tests(what: &str, command: &mut Command) -> Result<Outcome> {
    // A report of an earlier run is not one of this.
    if Path::new(REPORT).exists() {
        fs::remove_file(REPORT).with_context(|| format!("cannot remove {REPORT}"))?;
    }
    command::run(what, command)?;
    let report = fs::read_to_string(REPORT).with_context(|| format!("{what}: no report in {REPORT}"))?;
    outcome_of(&report)
}

/// A report of Playwright's JSON reporter, as far as it matters here.
#[derive(Deserialize)]
struct Report {
    stats: Stats,
    suites: Vec<Suite>,
}

/// How many tests went how.
#[derive(Deserialize)]
struct Stats {
    expected: u32,
    skipped: u32,
}

#[derive(Deserialize)]
struct Suite {
    #[serde(default)]
    suites: Vec<Suite>,
    specs: Vec<Spec>,
}

#[derive(Deserialize)]
struct Spec {
    tests: Vec<Test>,
}

#[derive(Deserialize)]
struct Test {
    annotations: Vec<Annotation>,
}

#[derive(Deserialize)]
struct Annotation {
    #[serde(rename = "type")]
    kind: String,
    description: Option<String>,
}

impl Suite {
    /// Why one of its tests was skipped.
    fn reason(&self) -> Option<&str> {
        let annotations = self.specs.iter().flat_map(|spec| &spec.tests).flat_map(|test| &test.annotations);
        annotations
            .filter(|annotation| annotation.kind == "skip")
            .find_map(|annotation| annotation.description.as_deref())
            .or_else(|| self.suites.iter().find_map(Self::reason))
    }
}

/// How a run went that did not fail: it passed only where every test did.
fn outcome_of(report: &str) -> Result<Outcome> {
    let Report { stats, suites } = serde_json::from_str(report).context("the report cannot be read")?;
    if stats.skipped > 0 {
        let reason = suites.iter().find_map(Suite::reason).unwrap_or("without a reason");
        let all = stats.skipped + stats.expected;
        return Ok(Outcome::LeftOut(format!("{} of {all} tests: {reason}", stats.skipped)));
    }
    if stats.expected == 0 {
        bail!("there was not one test");
    }
    Ok(Outcome::Passed)
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

    fn report(expected: u32, skipped: u32, annotations: &str) -> String {
        format!(
            r#"{{"config": {{}}, "suites": [{{"title": "pictures.spec.ts", "specs": [], "suites": [{{"specs": [
                {{"title": "a", "tests": [{{"annotations": []}}]}},
                {{"title": "b", "tests": [{{"annotations": [{annotations}]}}]}}
            ]}}]}}], "stats": {{"expected": {expected}, "skipped": {skipped}, "unexpected": 0, "flaky": 0}}}}"#
        )
    }

    #[test]
    fn tests_that_were_skipped_have_not_passed() {
        let skip = r#"{"type": "skip", "description": "made with Chromium 156, and not with Chromium 157"}"#;
        let left_out = |why: &str| Outcome::LeftOut(why.to_owned());
        assert_eq!(outcome_of(&report(2, 0, "")).unwrap(), Outcome::Passed);
        assert_eq!(
            outcome_of(&report(0, 7, skip)).unwrap(),
            left_out("7 of 7 tests: made with Chromium 156, and not with Chromium 157")
        );
        assert_eq!(
            outcome_of(&report(6, 1, skip)).unwrap(),
            left_out("1 of 7 tests: made with Chromium 156, and not with Chromium 157"),
            "not even one"
        );
        assert_eq!(
            outcome_of(&report(0, 1, r#"{"type": "skip"}"#)).unwrap(),
            left_out("1 of 1 tests: without a reason")
        );
    }

    #[test]
    fn no_test_at_all_is_an_error() {
        assert_eq!(outcome_of(&report(0, 0, "")).unwrap_err().to_string(), "there was not one test");
        assert!(outcome_of("").is_err());
    }

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
