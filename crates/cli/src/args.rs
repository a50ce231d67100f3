//! The command line's arguments.

use std::{net::SocketAddr, path::PathBuf};

use clap::{ArgAction, ArgGroup, Args, CommandFactory, Parser, Subcommand, ValueEnum, error::ErrorKind};
use clap_complete::Shell;

use crate::duration::{self, Span};

const EXIT_CODES: &str = "\
Exit codes of show and list: 0 all workspaces checked, 3 some could not be checked, 2 usage error, 1 internal error.
Exit codes of metrics: 0 written, also if some could not be checked; otherwise as above.
Exit codes of check: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN or usage error.

Environment: LICENSE_WATCH_DATA_DIR sets the data folder, LICENSE_WATCH_STATE is the state file of a fleet if --state is
not given, LICENSE_WATCH_NOW (RFC 3339) sets the clock, RUST_LOG enables logging to standard error.";

/// Shows what the licenses of Rocket.Chat workspaces contain, and when they expire.
#[derive(Debug, Parser)]
#[command(name = "license-watch", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show all details of each workspace's license
    Show(Show),
    /// List the workspaces, one line each
    List(List),
    /// Check the licenses as a monitoring plugin: one line, perfdata and an exit code
    Check(Check),
    /// Print the metrics of all workspaces once, for Prometheus
    Metrics(Metrics),
    /// Watch the workspaces of a fleet file, serve metrics and a calendar over HTTP, and send its alerts
    Serve(Serve),
    /// Print what has changed at the workspaces, without using the network
    Diff(Diff),
    /// Print when limits run out if their use goes on as it does, without using the network
    Forecast(Forecast),
    /// Print all workspaces as a table, JSON, a calendar or a report
    Export(Export),
    /// Add, list and remove workspaces in the desktop application's store
    #[command(subcommand)]
    Workspace(Workspace),
    /// Print the completions for a shell
    Completions(Completions),
    /// Print the manual page
    Man(Man),
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    #[command(flatten)]
    pub(crate) source: Source,
    /// Stop waiting after this time, and report the remaining workspaces as not checked
    #[arg(long, value_name = "TIME", default_value = "60s")]
    pub(crate) timeout: Span,
    /// Print one JSON object (schema 1)
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Check the workspaces in this file, instead of listing the stored data of the desktop application
    #[arg(long, value_name = "FILE")]
    pub(crate) fleet: Option<PathBuf>,
    /// Remember what is known of the workspaces in the fleet file, in this file
    #[arg(long, value_name = "FILE", requires = "fleet")]
    pub(crate) state: Option<PathBuf>,
    /// Stop waiting after this time, and list the remaining workspaces as not checked
    #[arg(long, value_name = "TIME", default_value = "60s")]
    pub(crate) timeout: Span,
    /// Print one JSON object (schema 1)
    #[arg(long)]
    pub(crate) json: bool,
}

impl Arguments {
    /// Refuses what the grammar of the arguments cannot rule out: a table of modules that is no table, changes that are no
    /// report.
    pub(crate) fn checked(self) -> Result<Self, clap::Error> {
        let conflict = |message| Err(Self::command().error(ErrorKind::ArgumentConflict, message));
        match &self.command {
            Command::Export(Export { form: Form::Json | Form::Ics | Form::Md | Form::Html, modules: true, .. }) => {
                conflict("--modules is a table: use it with csv")
            }
            Command::Export(Export { form: Form::Json | Form::Ics, changes: Some(_), .. }) => {
                conflict("--changes is a report: use it with csv, md or html")
            }
            Command::Show(_)
            | Command::List(_)
            | Command::Check(_)
            | Command::Metrics(_)
            | Command::Serve(_)
            | Command::Diff(_)
            | Command::Forecast(_)
            | Command::Export(_)
            | Command::Workspace(_)
            | Command::Completions(_)
            | Command::Man(_) => Ok(self),
        }
    }
}

/// The short options are those of the plugin convention.
#[derive(Debug, Args)]
#[command(version)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) source: Source,
    /// WARNING when something stops within this time: 30d, 12h, 90m, or 30: for days. A fleet file can override it for a
    /// workspace
    #[arg(short, long, visible_alias = "warning", value_name = "TIME", default_value = "30d", value_parser = duration::threshold)]
    pub(crate) warn: Span,
    /// CRITICAL when something stops within this time
    #[arg(short, long, visible_alias = "critical", value_name = "TIME", default_value = "7d", value_parser = duration::threshold)]
    pub(crate) crit: Span,
    /// Stop waiting after this time, and report the remaining workspaces as UNKNOWN; a number alone is seconds
    #[arg(short, long, value_name = "TIME", default_value = "50s", value_parser = duration::seconds)]
    pub(crate) timeout: Span,
    /// Check only this workspace; can be repeated
    #[arg(long = "workspace", value_name = "NAME")]
    pub(crate) only: Vec<String>,
    /// Also print every finding on a line of its own
    #[arg(short, long, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

#[derive(Debug, Args)]
pub(crate) struct Metrics {
    #[command(flatten)]
    pub(crate) source: Source,
    /// Stop waiting after this time, and report the remaining workspaces as down
    #[arg(long, value_name = "TIME", default_value = "60s")]
    pub(crate) timeout: Span,
    /// Replace this file instead of printing them, in one step: for the textfile collector, a file that ends in .prom
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    #[command(flatten)]
    pub(crate) stored: Stored,
    /// What changed in this time, in days
    #[arg(long, value_name = "TIME", default_value = "30d")]
    pub(crate) since: Span,
}

#[derive(Debug, Args)]
pub(crate) struct Forecast {
    #[command(flatten)]
    pub(crate) stored: Stored,
}

/// Where what is known comes from: the desktop application's store, or the state of a fleet.
#[derive(Debug, Args)]
pub(crate) struct Stored {
    /// Take the workspaces in this file, instead of those of the desktop application
    #[arg(long, value_name = "FILE")]
    pub(crate) fleet: Option<PathBuf>,
    /// What is remembered of them is in this file
    #[arg(long, value_name = "FILE", requires = "fleet")]
    pub(crate) state: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Watch the workspaces in this file. SIGHUP reads it again
    #[arg(long, value_name = "FILE")]
    pub(crate) fleet: PathBuf,
    /// Remember what is known of them in this file
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// The IP address and port to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9877")]
    pub(crate) listen: SocketAddr,
    /// Require the token in this file
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Check each workspace this often: from 1h to 24h, in whole hours
    #[arg(long, value_name = "TIME", default_value = "6h")]
    pub(crate) every: Span,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// In which form
    #[arg(value_name = "FORM")]
    pub(crate) form: Form,
    /// Check the workspaces in this file, instead of using the stored data of the desktop application
    #[arg(long, value_name = "FILE")]
    pub(crate) fleet: Option<PathBuf>,
    /// Remember in this file what is known of the workspaces of the fleet file
    #[arg(long, value_name = "FILE", requires = "fleet")]
    pub(crate) state: Option<PathBuf>,
    /// Stop waiting after this time, and report the remaining workspaces as not checked
    #[arg(long, value_name = "TIME", default_value = "60s")]
    pub(crate) timeout: Span,
    /// Which workspace has which module, as csv
    #[arg(long, conflicts_with = "changes")]
    pub(crate) modules: bool,
    /// What changed in the last days, as csv, md or html: the stored data remembers it
    #[arg(long, value_name = "DAYS", conflicts_with = "fleet")]
    pub(crate) changes: Option<u16>,
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// A table of the workspaces
    Csv,
    /// One JSON object, as of show --json
    Json,
    /// A calendar with what stops
    Ics,
    /// A report, to paste it
    Md,
    /// A report, as one page
    Html,
}

/// Where workspaces come from.
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// Check the workspaces in this file, without the desktop application's store and keyring
    #[arg(long, value_name = "FILE", conflicts_with = "cached")]
    pub(crate) fleet: Option<PathBuf>,
    /// Remember what is known of the workspaces in the fleet file, in this file
    #[arg(long, value_name = "FILE", requires = "fleet")]
    pub(crate) state: Option<PathBuf>,
    /// Show the stored data of the desktop application, without using the network
    #[arg(long)]
    pub(crate) cached: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Workspace {
    /// Add the workspaces of a fleet file to the store, and their tokens to the keyring
    Import {
        /// The fleet file
        #[arg(value_name = "FLEET.toml")]
        file: PathBuf,
        /// Add them as written, without connecting to them first
        #[arg(long)]
        unchecked: bool,
    },
    /// List the IDs, names and addresses of the workspaces in the store
    List,
    /// Remove workspaces from the store, with their tokens
    #[command(group = ArgGroup::new("which").required(true))]
    Remove {
        /// Its name or ID
        #[arg(group = "which", value_name = "NAME")]
        name: Option<String>,
        /// All of them
        #[arg(long, group = "which")]
        all: bool,
        /// Do not ask for confirmation
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell that is to complete the commands and options
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
pub(crate) struct Man {
    /// Write the page, and one for each command, into this folder instead of printing it
    #[arg(long, value_name = "FOLDER")]
    pub(crate) output: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
