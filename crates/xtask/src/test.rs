//! `test`: everything that continuous integration runs, step by step.

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::Result;
use clap::ValueEnum;

use crate::{
    bindings, cargo_deny, command, monitoring,
    packages::Purpose,
    paths,
    programs::{self, DESKTOP_TESTS, cargo},
    record, setup,
    summary::{Line, Outcome, Summary},
    ui, windows,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Go on after a failure
    #[arg(long)]
    keep_going: bool,
    /// Run this step only; may be given several times
    #[arg(long, value_name = "STEP")]
    only: Vec<Step>,
}

/// The steps in the order in which they run: the pages come before whatever embeds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// Everything that the others need
    Setup,
    /// Rust is formatted
    Format,
    /// The pages are formatted and clean
    UiLint,
    /// The pages' types agree
    UiCheck,
    /// The pages' tests
    UiTest,
    /// The pages build
    UiBuild,
    /// Every state of the pages passes axe and can be used by keyboard
    UiScreens,
    /// The pages look as in the kept pictures
    UiPictures,
    /// Rust is clean
    Clippy,
    /// Rust is clean for Windows, too
    Windows,
    /// Rust's tests, but for those that need other programs
    RustTests,
    /// What other monitoring programs make of the headless program
    Monitoring,
    /// The committed types of the pages are those that Rust generates
    Bindings,
    /// The pages' sample data is what the engine answers
    Record,
    /// The whole application, in a headless desktop
    Desktop,
    /// The real window looks as in the kept pictures
    DesktopPictures,
    /// The documentation builds
    Docs,
    /// The dependencies' licenses and sources
    Policy,
    /// Known vulnerabilities of the dependencies
    Advisories,
}

/// Runs it.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let mut summary = Summary::default();
    for &step in Step::value_variants() {
        if !args.only.is_empty() && !args.only.contains(&step) {
            continue;
        }
        let name = step.name();
        if summary.failed() && !args.keep_going {
            summary.lines.push(Line { name, outcome: Outcome::NotReached, took: Duration::ZERO });
            continue;
        }
        let started = Instant::now();
        let outcome = step.run().unwrap_or_else(|error| {
            eprintln!("\n✗ {error:#}");
            Outcome::Failed(format!("{error:#}"))
        });
        summary.lines.push(Line { name, outcome, took: started.elapsed() });
    }
    println!("\n{summary}");
    Ok(if summary.failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

impl Step {
    /// Its name on the command line.
    fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Format => "format",
            Self::UiLint => "ui-lint",
            Self::UiCheck => "ui-check",
            Self::UiTest => "ui-test",
            Self::UiBuild => "ui-build",
            Self::UiScreens => "ui-screens",
            Self::UiPictures => "ui-pictures",
            Self::Clippy => "clippy",
            Self::Windows => "windows",
            Self::RustTests => "rust-tests",
            Self::Monitoring => "monitoring",
            Self::Bindings => "bindings",
            Self::Record => "record",
            Self::Desktop => "desktop",
            Self::DesktopPictures => "desktop-pictures",
            Self::Docs => "docs",
            Self::Policy => "policy",
            Self::Advisories => "advisories",
        }
    }

    fn run(self) -> Result<Outcome> {
        match self {
            Self::Setup => setup::make_ready(Purpose::Test)?,
            Self::Format => command::run("check the format of Rust", cargo().args(["fmt", "--all", "--check"]))?,
            Self::UiLint => ui::script("check the pages' format and rules", "lint")?,
            Self::UiCheck => ui::script("check the pages' types", "check")?,
            Self::UiTest => ui::script("test the pages", "test")?,
            Self::UiBuild => ui::build()?,
            Self::UiScreens => return ui::screens(),
            Self::UiPictures => return ui::pictures(),
            Self::Clippy => clippy()?,
            Self::Windows => return windows::clippy(),
            Self::RustTests => rust_tests()?,
            Self::Monitoring => return monitoring::test(),
            Self::Bindings => bindings::check()?,
            Self::Record => record::check()?,
            Self::Desktop => return desktop(),
            Self::DesktopPictures => return desktop_pictures(),
            Self::Docs => docs()?,
            Self::Policy => return cargo_deny::licenses_bans_and_sources(),
            Self::Advisories => return cargo_deny::advisories(),
        }
        Ok(Outcome::Passed)
    }
}

fn clippy() -> Result<()> {
    ui::build_if_absent()?;
    let mut command = cargo();
    command.args(["clippy", "--workspace", "--all-targets", "--features", DESKTOP_TESTS, "--locked"]);
    command.args(["--", "-D", "warnings"]);
    command::run("check the rules of Rust", &mut command)
}

fn rust_tests() -> Result<()> {
    ui::build_if_absent()?;
    command::run("test Rust", cargo().args(["test", "--workspace", "--locked"]))
}

/// How many headless desktops there are at once: one more than a small machine has processors, because their tests wait for
/// a part of the time.
const DESKTOPS: &str = "3";

fn desktop() -> Result<Outcome> {
    if let Some(reason) = no_desktop() {
        return Ok(reason);
    }
    programs::build()?;
    let mut command = cargo();
    command.args(["test", "--workspace", "--locked", "--features", DESKTOP_TESTS, "--test", "desktop"]);
    command.args(["--", "--test-threads", DESKTOPS]);
    command::run("test the application in a headless desktop", &mut command)?;
    Ok(Outcome::Passed)
}

fn desktop_pictures() -> Result<Outcome> {
    if let Some(reason) = no_desktop() {
        return Ok(reason);
    }
    ui::window(&paths::absolute("screens")?)
}

/// Why there is no headless desktop here.
fn no_desktop() -> Option<Outcome> {
    (!cfg!(target_os = "linux")).then(|| Outcome::LeftOut("a headless desktop runs on Linux only".to_owned()))
}

fn docs() -> Result<()> {
    ui::build_if_absent()?;
    let mut command = cargo();
    command.args(["doc", "--workspace", "--no-deps", "--locked"]).env("RUSTDOCFLAGS", "-D warnings");
    command::run("build the documentation", &mut command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_has_the_same_name_everywhere() {
        for step in Step::value_variants() {
            let value = step.to_possible_value().unwrap();
            assert_eq!(value.get_name(), step.name());
        }
    }

    #[test]
    fn the_pages_are_built_before_what_embeds_them() {
        let position = |wanted| Step::value_variants().iter().position(|&step| step == wanted).unwrap();
        for embedding in [
            Step::UiScreens,
            Step::Clippy,
            Step::Windows,
            Step::RustTests,
            Step::Monitoring,
            Step::Bindings,
            Step::Desktop,
            Step::Docs,
        ] {
            assert!(position(Step::UiBuild) < position(embedding), "{}", embedding.name());
        }
        assert!(position(Step::Desktop) < position(Step::DesktopPictures), "which compares what it leaves");
    }
}
