//! `cargo xtask …`: what developers and continuous integration run.
//!
//! - [`setup`] checks and installs what is needed, with [`packages`] and [`ui`];
//! - [`demo`], [`run`] start the application, [`mod@test`] tests it, [`fuzz`] feeds its decoder, [`mod@bench`] measures it;
//! - [`bindings`], [`notices`], [`record`] generate files, [`bundle`] makes the packages for Linux;
//! - [`command`] runs and times a command, [`summary`] prints the result of several, [`terminate`] ends a program;
//! - [`sandbox`], [`temp_profile`]: what the application is shown on; [`cargo_deny`]: what the tests ask of the dependencies;
//! - [`cargo_tool`]: programs of others.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "its output is for a developer")]

mod bench;
mod bindings;
mod bundle;
mod cargo_deny;
mod cargo_tool;
mod command;
mod demo;
mod fuzz;
mod monitoring;
mod notices;
mod packages;
mod paths;
mod programs;
mod record;
mod run;
mod sandbox;
mod setup;
mod summary;
mod temp_profile;
mod terminate;
mod test;
mod ui;
mod windows;

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
    /// Check everything that building and running needs, and install it where possible
    Setup(setup::Args),
    /// Build the application and open it on the sandbox, in a temporary profile
    Demo(demo::Args),
    /// What the demonstration runs in the headless desktop
    #[command(hide = true)]
    DemoInside,
    /// Build the application for release and open it on your own profile
    Run(run::Args),
    /// Run everything that continuous integration runs
    Test(test::Args),
    /// Generate the types that the pages share with Rust, and update the committed ones
    Bindings,
    /// Write the license texts and copyright notices of every library, to be distributed with the application
    Notices,
    /// Make the packages for Debian and Fedora
    Bundle(bundle::Args),
    /// Record the pages' sample data from the real engine
    Record(record::Args),
    /// Feed the decoder with random input
    Fuzz(fuzz::Args),
    /// Measure the application, each figure beside a reference in the same run
    Bench(bench::Args),
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
    paths::enter()?;
    match command {
        Command::Setup(args) => setup::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::DemoInside => demo::inside(),
        Command::Run(args) => run::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Bindings => bindings::run(),
        Command::Notices => notices::run(),
        Command::Bundle(args) => bundle::run(&args),
        Command::Record(args) => record::run(&args),
        Command::Fuzz(args) => fuzz::run(&args),
        Command::Bench(args) => bench::run(&args),
    }
}
