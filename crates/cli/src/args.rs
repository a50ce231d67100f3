//! The command line's arguments.

use std::{net::SocketAddr, path::PathBuf};

use clap::{ArgAction, ArgGroup, Args, CommandFactory, Parser, Subcommand, ValueEnum, error::ErrorKind};
use clap_complete::Shell;

use crate::duration::{self, Span};

const AFTER_HELP: &str = "\
Exit codes:
  show, list, export  0 all workspaces checked, 3 some could not be checked
  metrics             0 written, even if some could not be checked
  serve               0 stopped by a signal
  diff, forecast      0 printed
  workspace import    0 all added, 3 some could not be added
  workspace verify    0 all can be read, 3 some cannot
  renew               0 applied, or the server has this key already, 3 nothing was changed, 4 the server rejected it,
                      5 not confirmed
  all of these        2 usage error, 1 any other error
  check               0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN or any error

Environment variables:
  LICENSE_WATCH_DATA_DIR  the data folder
  LICENSE_WATCH_STATE     the state file of a fleet, without --state
  LICENSE_WATCH_NOW       the time to assume, in RFC 3339
  RUST_LOG                what is logged to standard error";

/// Shows what the licenses of Rocket.Chat workspaces contain, and when they expire.
#[derive(Debug, Parser)]
#[command(name = "license-watch", version, after_help = AFTER_HELP)]
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
    /// Print what has changed, without using the network
    Diff(Diff),
    /// Print which limits will run out and when, at the current rate, without using the network
    Forecast(Forecast),
    /// Print all workspaces as a table, JSON, a calendar or a report
    Export(Export),
    /// Apply a license key to a workspace in the desktop application's store
    Renew(Renew),
    /// Add, list, change and remove workspaces in the desktop application's store
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
    /// Remember what is known about the workspaces of the fleet in this file
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
                conflict("--modules works only with csv")
            }
            Command::Export(Export { form: Form::Json | Form::Ics, changes: Some(_), .. }) => {
                conflict("--changes works only with csv, md or html")
            }
            Command::Show(_)
            | Command::List(_)
            | Command::Check(_)
            | Command::Metrics(_)
            | Command::Serve(_)
            | Command::Diff(_)
            | Command::Forecast(_)
            | Command::Export(_)
            | Command::Renew(_)
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
    /// Write them to this file, replacing it atomically; the textfile collector reads files that end in .prom
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    #[command(flatten)]
    pub(crate) stored: Stored,
    /// How far back to look
    #[arg(long, value_name = "TIME", default_value = "30d")]
    pub(crate) since: Span,
    /// Print one JSON object (schema 1)
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Forecast {
    #[command(flatten)]
    pub(crate) stored: Stored,
    /// Print one JSON object (schema 1)
    #[arg(long)]
    pub(crate) json: bool,
}

/// Where what is known comes from: the desktop application's store, or the state of a fleet.
#[derive(Debug, Args)]
pub(crate) struct Stored {
    /// Use the workspaces in this file, instead of those of the desktop application
    #[arg(long, value_name = "FILE")]
    pub(crate) fleet: Option<PathBuf>,
    /// The state file of the fleet
    #[arg(long, value_name = "FILE", requires = "fleet")]
    pub(crate) state: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Watch the workspaces in this file; SIGHUP reloads it
    #[arg(long, value_name = "FILE")]
    pub(crate) fleet: PathBuf,
    /// Remember what is known about the workspaces of the fleet in this file. Required, unless the environment names one
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// The IP address and port to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9877")]
    pub(crate) listen: SocketAddr,
    /// Require clients to send the token in this file (at least 16 characters)
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Check each workspace this often: from 1h to 24h, in whole hours
    #[arg(long, value_name = "TIME", default_value = "6h")]
    pub(crate) every: Span,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The form
    #[arg(value_name = "FORM")]
    pub(crate) form: Form,
    /// Check the workspaces in this file, instead of using the stored data of the desktop application
    #[arg(long, value_name = "FILE")]
    pub(crate) fleet: Option<PathBuf>,
    /// Remember what is known about the workspaces of the fleet in this file
    #[arg(long, value_name = "FILE", requires = "fleet")]
    pub(crate) state: Option<PathBuf>,
    /// Stop waiting after this time, and report the remaining workspaces as not checked
    #[arg(long, value_name = "TIME", default_value = "60s")]
    pub(crate) timeout: Span,
    /// Print which workspace has which module, as csv
    #[arg(long, conflicts_with = "changes")]
    pub(crate) modules: bool,
    /// Report what changed in the last DAYS days, as csv, md or html; for a fleet, use diff
    #[arg(long, value_name = "DAYS", conflicts_with = "fleet")]
    pub(crate) changes: Option<u16>,
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// A table of the workspaces
    Csv,
    /// One JSON object, like that of show --json
    Json,
    /// A calendar of all deadlines
    Ics,
    /// A report in Markdown, to paste
    Md,
    /// A report as an HTML page
    Html,
}

/// Where workspaces come from.
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// Check the workspaces in this file, without the desktop application's store and keyring
    #[arg(long, value_name = "FILE", conflicts_with = "cached")]
    pub(crate) fleet: Option<PathBuf>,
    /// Remember what is known about the workspaces of the fleet in this file
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
    /// Add a workspace to the store, and its token to the keyring
    Add(Add),
    /// List the IDs, names and addresses of the workspaces in the store
    List,
    /// Check whether workspaces can be read with their sign-in, one line each
    Verify {
        /// Its name or ID; without one, all that are not archived
        #[arg(value_name = "NAME", conflicts_with = "all")]
        names: Vec<String>,
        /// All that are not archived
        #[arg(long)]
        all: bool,
        /// Stop waiting after this time, and report the remaining workspaces as failed
        #[arg(long, value_name = "TIME", default_value = "60s")]
        timeout: Span,
    },
    /// Change the name of a workspace, and what is noted about it
    Edit(Edit),
    /// Export workspaces, groups, channels and settings without secrets, to import them in another License Watch
    Export {
        /// Write this file instead of printing it
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
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
pub(crate) struct Renew {
    /// The name or ID of the workspace
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// The license key is in this file; without it, on standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Do not ask for confirmation. A key that leaves the workspace without a license is refused
    #[arg(long)]
    pub(crate) yes: bool,
    /// Apply even a key that leaves the workspace without a license
    #[arg(long, requires = "yes")]
    pub(crate) force: bool,
    /// Print one JSON object (schema 1)
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Its address, as shown in the browser
    #[arg(value_name = "URL")]
    pub(crate) url: String,
    /// What to call it
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    /// The ID of the user to whom the token belongs; asked for on a terminal
    #[arg(long, value_name = "ID")]
    pub(crate) user_id: Option<String>,
    #[command(flatten)]
    pub(crate) token: TokenSource,
    /// Allow http://, which is not encrypted
    #[arg(long)]
    pub(crate) allow_http: bool,
    /// Also trust the certificate authority in this file
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
    /// Connect through this proxy; “direct” uses none
    #[arg(long, value_name = "PROXY")]
    pub(crate) proxy: Option<String>,
    /// Put it into this group, which is added if there is none of this name
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Option<String>,
    /// Add it as written, without connecting to it first
    #[arg(long)]
    pub(crate) unchecked: bool,
}

/// Where a token comes from. It is never an argument, which every user of the computer could see.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct TokenSource {
    /// The personal access token is in this file. Without one of these, it is asked for on a terminal
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// It is in this environment variable
    #[arg(long, value_name = "NAME")]
    pub(crate) token_env: Option<String>,
    /// It is in this credential of systemd
    #[arg(long, value_name = "NAME")]
    pub(crate) token_credential: Option<String>,
    /// It is read from standard input
    #[arg(long)]
    pub(crate) token_stdin: bool,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true)
    .args(["new_name", "owner", "contract", "cost", "currency", "note", "contact"]))]
pub(crate) struct Edit {
    /// Its name or ID
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// The new name
    #[arg(long = "name", value_name = "NEW NAME")]
    pub(crate) new_name: Option<String>,
    /// Who is responsible for it. An empty text deletes what is noted, here and below
    #[arg(long, value_name = "TEXT")]
    pub(crate) owner: Option<String>,
    /// The number of its contract
    #[arg(long, value_name = "TEXT")]
    pub(crate) contract: Option<String>,
    /// What its license costs for one term, as in 12400.50
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) cost: Option<String>,
    /// The currency of that, as in EUR
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<String>,
    /// What to know when it is renewed
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// The mail address to write to about a renewal
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) contact: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell that the completions are for
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
