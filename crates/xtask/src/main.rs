//! `cargo xtask …`: what developers and continuous integration run.
//!
//! - [`setup`] makes sure of what is needed, with [`packages`] and [`ui`];
//! - [`demo`], [`run`] start the application, [`mod@test`] proves it, [`fuzz`] tries to break it, [`mod@bench`] measures it;
//! - [`record`] writes the data that the pages show in a plain browser;
//! - [`step`] runs and times a command, [`summary`] tells how a row of them went, [`ending`] ends what was started;
//! - [`sandbox`], [`profile`]: what the application is shown on; [`policy`], [`processes`]: what tests and measurements ask;
//! - [`tool`]: programs of others.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "telling a developer what happens is the job")]

mod bench;
mod demo;
mod ending;
mod fuzz;
mod packages;
mod policy;
mod processes;
mod profile;
mod record;
mod root;
mod run;
mod sandbox;
mod setup;
mod step;
mod summary;
mod test;
mod tool;
mod ui;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Sets up, shows, runs, tests and measures License Watch
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make sure of everything that building and running needs
    Setup(setup::Args),
    /// Build the application and open it on a stand-in server, in a profile that is thrown away
    Demo(demo::Args),
    /// What the demonstration runs in the headless desktop
    #[command(hide = true)]
    DemoInside,
    /// Build the application for release and open it on your own profile
    Run(run::Args),
    /// Run everything that continuous integration runs
    Test(test::Args),
    /// Record the pages' sample data from the real engine
    Record(record::Args),
    /// Feed the decoding with what no server should send
    Fuzz(fuzz::Args),
    /// Measure the application: sizes, time to the window, what it costs when idle
    Bench,
    /// What the measurements run in the headless desktop
    #[command(hide = true)]
    BenchInside,
}

fn main() -> ExitCode {
    match dispatch(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\n✗ {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> anyhow::Result<ExitCode> {
    root::enter()?;
    match command {
        Command::Setup(args) => setup::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::DemoInside => demo::inside(),
        Command::Run(args) => run::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Record(args) => record::run(&args),
        Command::Fuzz(args) => fuzz::run(&args),
        Command::Bench => bench::run(),
        Command::BenchInside => bench::inside(),
    }
}
