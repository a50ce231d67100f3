//! What goes wrong in the window is written to standard error. The log belongs to the agent.

use std::fmt::Display;

/// Writes a line.
#[expect(clippy::print_stderr, reason = "this is the window's log")]
pub(crate) fn warn(what: &str, why: &dyn Display) {
    eprintln!("license-watch-desktop: {what}: {why}");
}
