//! The arguments of the command line.

use std::{process::ExitCode, str::FromStr};

use clap::{CommandFactory, Parser, error::ErrorKind};
use ipc::message::Screen;
use uuid::Uuid;

/// Tracks the licenses of Rocket.Chat workspaces, and warns before they expire.
#[derive(Debug, Clone, Parser)]
#[command(name = "license-watch-desktop", version)]
pub(crate) struct Args {
    /// Start in the tray, without a window.
    #[arg(long)]
    pub(crate) hidden: bool,

    /// Print the manual page, for packages.
    #[arg(long, hide = true, exclusive = true)]
    man: bool,

    /// The workspace to open: license-watch://workspace/ID.
    link: Option<Link>,
}

/// A link into the application. Any web page can contain one, so a link only opens a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link(Uuid);

/// The text is not a [`Link`].
#[derive(Debug, thiserror::Error)]
#[error("not a link of the form {}ID", Link::WORKSPACE)]
pub(crate) struct InvalidLink;

impl Link {
    /// The prefix of the id of a workspace.
    const WORKSPACE: &str = "license-watch://workspace/";

    /// The screen that it opens.
    pub(crate) fn screen(self) -> Screen {
        Screen::Workspace { id: self.0 }
    }
}

impl FromStr for Link {
    type Err = InvalidLink;

    fn from_str(text: &str) -> Result<Self, InvalidLink> {
        let id = text.strip_prefix(Self::WORKSPACE).map(|id| id.trim_end_matches('/'));
        id.and_then(|id| id.parse().ok()).map(Self).ok_or(InvalidLink)
    }
}

impl Args {
    /// Parses the arguments of this process. If there is nothing to start, prints why, and returns the exit code.
    pub(crate) fn read() -> Result<Self, ExitCode> {
        let args = Self::try_parse().map_err(|error| {
            print(&error);
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        })?;
        if args.man {
            let page = clap_mangen::Man::new(Self::command()).render(&mut std::io::stdout());
            return Err(page.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS));
        }
        Ok(args)
    }

    /// The screen to open; `None` for the one that was shown last.
    pub(crate) fn screen(&self) -> Option<Screen> {
        self.link.map(Link::screen)
    }
}

/// What is wrong with the arguments. Does not repeat them: a link that another program opens may hold a secret.
const INVALID: &str = "error: invalid arguments. Expected --hidden, or a link of the form license-watch://workspace/ID\n\n\
                       For more information, try --help";

#[expect(clippy::print_stderr, reason = "users who start it from a terminal read the reason there")]
fn print(error: &clap::Error) {
    match error.kind() {
        // If the output is closed, there is nobody to report that to.
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => drop(error.print()),
        _ => eprintln!("{INVALID}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn link_only_opens_a_workspace() {
        let id = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
        let opens = |link: &str| link.parse::<Link>().ok().map(Link::screen);
        let workspace = Some(Screen::Workspace { id: id.parse().unwrap() });
        assert_eq!(opens(&format!("license-watch://workspace/{id}")), workspace);
        assert_eq!(opens(&format!("license-watch://workspace/{id}/")), workspace);
        for wrong in ["license-watch://workspace/", "license-watch://workspace/x?y", "https://workspace/", "--hidden"] {
            assert_eq!(opens(wrong), None, "{wrong}");
        }
    }
}
