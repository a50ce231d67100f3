//! The command line's arguments.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};

use crate::duration::Span;

const EXIT_CODES: &str = "\
Exit codes of show and list: 0 every workspace was read, 3 some were not, 2 wrong usage, 1 License Watch itself failed.
Exit codes of check: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, also for wrong usage.

Environment: LICENSE_WATCH_DATA_DIR moves the store, LICENSE_WATCH_NOW (an instant in RFC 3339) sets the clock,
RUST_LOG turns on a log on standard error.";

/// Shows what the licenses of Rocket.Chat workspaces contain, and when they end.
#[derive(Debug, Parser)]
#[command(name = "license-watch", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show everything that is known of each workspace's license
    Show(Show),
    /// List the workspaces, one line each
    List(List),
    /// Check the licenses as a monitoring plugin: one line, perfdata, and an exit code
    Check(Check),
    /// Print what the desktop's store has as CSV or as an HTML page, without using the network
    Export(Export),
    /// Add workspaces to the desktop's store, list them, remove them
    #[command(subcommand)]
    Workspace(Workspace),
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    #[command(flatten)]
    pub(crate) source: Source,
    /// Show what is known after this time; the rest is reported as unread
    #[arg(long, value_name = "TIME", default_value = "60s")]
    pub(crate) timeout: Span,
    /// Print one JSON object (schema 1)
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Fetch the workspaces in this file, instead of showing the cached data of the desktop's store
    #[arg(long, value_name = "FILE")]
    pub(crate) fleet: Option<PathBuf>,
    /// List what is known after this time; the rest is reported as unread
    #[arg(long, value_name = "TIME", default_value = "60s")]
    pub(crate) timeout: Span,
    /// Print one JSON object (schema 1)
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) source: Source,
    /// WARNING when something stops within this time: 30d, 12h, 90m. A fleet file may say otherwise for a workspace
    #[arg(long, value_name = "TIME", default_value = "30d")]
    pub(crate) warn: Span,
    /// CRITICAL when something stops within this time
    #[arg(long, value_name = "TIME", default_value = "7d")]
    pub(crate) crit: Span,
    /// Report what is known after this time; the rest is UNKNOWN
    #[arg(long, value_name = "TIME", default_value = "50s")]
    pub(crate) timeout: Span,
    /// Check this workspace only; may be given several times
    #[arg(long = "workspace", value_name = "NAME")]
    pub(crate) only: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// csv: a table of the workspaces; html: a report of them
    #[arg(value_name = "FORM")]
    pub(crate) form: Form,
    /// Which workspace has which module, as csv
    #[arg(long, conflicts_with = "changes")]
    pub(crate) modules: bool,
    /// What changed in the last days
    #[arg(long, value_name = "DAYS")]
    pub(crate) changes: Option<u16>,
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    Csv,
    Html,
}

/// Where workspaces come from.
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// Fetch the workspaces in this file, without using the desktop's store and keyring
    #[arg(long, value_name = "FILE", conflicts_with = "cached")]
    pub(crate) fleet: Option<PathBuf>,
    /// Show the cached data of the desktop's store, without using the network
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
        /// Add them without connecting to them first, with their addresses as written
        #[arg(long)]
        unchecked: bool,
    },
    /// List the ids, names and addresses of the workspaces in the store
    List,
    /// Remove workspaces from the store, with their tokens
    #[command(group = ArgGroup::new("which").required(true))]
    Remove {
        /// Its name or its id
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
