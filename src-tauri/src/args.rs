//! How the application was started.

use std::str::FromStr;

use clap::Parser;
use watch::WorkspaceId;

use crate::window::Place;

/// Knows when Rocket.Chat licenses end, and tells in time.
#[derive(Debug, Clone, Parser)]
#[command(name = "license-watch-desktop", version)]
pub(crate) struct Args {
    /// Start in the tray, without a window.
    #[arg(long)]
    pub(crate) hidden: bool,

    /// What to open: license-watch://workspace/ID.
    link: Option<Link>,
}

/// A link into the application. Anybody can write one, so that it opens something and does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link(WorkspaceId);

/// The text is no link into the application.
#[derive(Debug, thiserror::Error)]
#[error("not a link of the form {}ID", Link::WORKSPACE)]
pub(crate) struct NotALink;

impl Link {
    /// Before the id of a workspace.
    const WORKSPACE: &str = "license-watch://workspace/";

    /// What it opens.
    pub(crate) fn place(self) -> Place {
        Place::Workspace(self.0)
    }
}

impl FromStr for Link {
    type Err = NotALink;

    fn from_str(text: &str) -> Result<Self, NotALink> {
        let id = text.strip_prefix(Self::WORKSPACE).map(|id| id.trim_end_matches('/'));
        id.and_then(|id| id.parse().ok()).map(Self).ok_or(NotALink)
    }
}

impl Args {
    /// The arguments of this process; a wrong one ends it with a message.
    pub(crate) fn read() -> Self {
        Self::parse()
    }

    /// The arguments of a second start; nothing when they make no sense.
    pub(crate) fn of_second_start(arguments: &[String]) -> Option<Self> {
        Self::try_parse_from(arguments).ok()
    }

    /// What to open.
    pub(crate) fn place(&self) -> Place {
        self.link.map_or(Place::Start, Link::place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_a_workspace_and_nothing_else() {
        let id = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
        let opens = |link: &str| link.parse::<Link>().ok().map(Link::place);
        let workspace = Some(Place::Workspace(id.parse().unwrap()));
        assert_eq!(opens(&format!("license-watch://workspace/{id}")), workspace);
        assert_eq!(opens(&format!("license-watch://workspace/{id}/")), workspace);
        for wrong in ["license-watch://workspace/", "license-watch://workspace/x?y", "https://workspace/", "--hidden"] {
            assert_eq!(opens(wrong), None, "{wrong}");
        }
    }
}
