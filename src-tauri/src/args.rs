//! How the application was started.

use clap::Parser;

/// Knows when Rocket.Chat licenses end, and tells in time.
#[derive(Debug, Clone, Parser)]
#[command(name = "license-watch-desktop", version)]
pub(crate) struct Args {
    /// Start in the tray, without a window.
    #[arg(long)]
    pub(crate) hidden: bool,
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
}
