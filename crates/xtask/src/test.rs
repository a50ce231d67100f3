//! `test`: everything that is known to prove the tree right, in one go.

use std::{
    env,
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::{
    packages::Purpose,
    policy, record, root, setup, step,
    summary::{Line, Outcome, Summary},
    ui,
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

/// What is run, in this order: the pages come before whatever embeds them, the bindings after the tests that write them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// What the others need
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
    /// The pages look as they are known to, and everybody can use them
    UiScreens,
    /// Rust is clean
    Clippy,
    /// Rust's tests, but for the next two
    RustTests,
    /// The types that the pages share with Rust are the committed ones
    Bindings,
    /// The pages' sample data is what the engine says
    Record,
    /// The whole application, in a desktop of its own
    Desktop,
    /// The documentation builds
    Docs,
    /// The dependencies' licenses and sources
    Policy,
    /// What is known against the dependencies
    Advisories,
}

/// Where Rust's tests write the types that the pages share.
const BINDINGS: &str = "ui/src/lib/backend/bindings";

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
    /// As it is called on the command line.
    fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Format => "format",
            Self::UiLint => "ui-lint",
            Self::UiCheck => "ui-check",
            Self::UiTest => "ui-test",
            Self::UiBuild => "ui-build",
            Self::UiScreens => "ui-screens",
            Self::Clippy => "clippy",
            Self::RustTests => "rust-tests",
            Self::Bindings => "bindings",
            Self::Record => "record",
            Self::Desktop => "desktop",
            Self::Docs => "docs",
            Self::Policy => "policy",
            Self::Advisories => "advisories",
        }
    }

    fn run(self) -> Result<Outcome> {
        match self {
            Self::Setup => setup::make_ready(Purpose::Test)?,
            Self::Format => step::run("check the format of Rust", cargo().args(["fmt", "--all", "--check"]))?,
            Self::UiLint => ui::script("check the pages' format and rules", "lint")?,
            Self::UiCheck => ui::script("check the pages' types", "check")?,
            Self::UiTest => ui::script("test the pages", "test")?,
            Self::UiBuild => ui::build()?,
            Self::UiScreens => return ui::screens(),
            Self::Clippy => clippy()?,
            Self::RustTests => rust_tests()?,
            Self::Bindings => return bindings(),
            Self::Record => record::check()?,
            Self::Desktop => return desktop(),
            Self::Docs => docs()?,
            Self::Policy => return policy::licenses_bans_and_sources(),
            Self::Advisories => return policy::advisories(),
        }
        Ok(Outcome::Passed)
    }
}

/// Cargo, as the tests call it.
fn cargo() -> Command {
    let mut cargo = root::cargo();
    if env::var_os("CI").is_some() {
        // What is built once is not built again: keeping notes for that costs time and disk.
        cargo.env("CARGO_INCREMENTAL", "0");
    }
    cargo
}

fn clippy() -> Result<()> {
    ui::build_if_absent()?;
    let mut command = cargo();
    command.args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]);
    step::run("check the rules of Rust", &mut command)
}

fn rust_tests() -> Result<()> {
    ui::build_if_absent()?;
    let mut command = cargo();
    command.args(["test", "--workspace", "--exclude", "desktop-tests", "--locked"]);
    step::run("test Rust", &mut command)
}

fn bindings() -> Result<Outcome> {
    let status =
        step::output(Command::new("git").args(["status", "--porcelain", "--untracked-files=all", "--", BINDINGS]));
    match status {
        Err(error) => {
            Ok(Outcome::LeftOut(format!("without a git checkout there is nothing to compare with ({error})")))
        }
        Ok(changes) if changes.trim().is_empty() => Ok(Outcome::Passed),
        Ok(changes) => {
            // The lines that differ; new files have none, and are in the list.
            let _ =
                step::run("compare the shared types", Command::new("git").args(["--no-pager", "diff", "--", BINDINGS]));
            bail!(
                "the types in {BINDINGS} are not the committed ones: look at them and commit them\n{}",
                changes.trim_end()
            )
        }
    }
}

fn desktop() -> Result<Outcome> {
    if !cfg!(target_os = "linux") {
        return Ok(Outcome::LeftOut("the desktop of its own is made on Linux only".to_owned()));
    }
    ui::build_if_absent()?;
    let mut build = cargo();
    build.args(["build", "--locked", "--package", "license-watch-desktop", "--package", "sandbox", "--package", "cli"]);
    step::run("build the application", &mut build)?;
    step::run(
        "test the application in a desktop of its own",
        cargo().args(["test", "--locked", "--package", "desktop-tests"]),
    )?;
    ui::window(&root::absolute("screens")?)?;
    Ok(Outcome::Passed)
}

fn docs() -> Result<()> {
    ui::build_if_absent()?;
    let mut command = cargo();
    command.args(["doc", "--workspace", "--no-deps", "--locked"]).env("RUSTDOCFLAGS", "-D warnings");
    step::run("build the documentation", &mut command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_called_the_same_everywhere() {
        for step in Step::value_variants() {
            let value = step.to_possible_value().unwrap();
            assert_eq!(value.get_name(), step.name());
        }
    }

    #[test]
    fn the_pages_come_before_what_embeds_them_and_the_bindings_after_what_writes_them() {
        let place = |wanted| Step::value_variants().iter().position(|&step| step == wanted).unwrap();
        assert!(place(Step::UiBuild) < place(Step::Clippy));
        assert!(place(Step::UiBuild) < place(Step::UiScreens));
        assert!(place(Step::UiBuild) < place(Step::Desktop));
        assert!(place(Step::RustTests) < place(Step::Bindings));
    }
}
