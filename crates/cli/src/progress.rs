//! How far a command has got that reads many workspaces: one line on a terminal's standard error, rewritten. There is none in
//! a pipe or on a terminal that cannot rewrite a line, and no color or other escape sequence.

use std::io::{self, IsTerminal, Write};

/// From how many workspaces on it is worth a line.
const MANY: usize = 3;

/// The line, as long as this value lives.
pub(crate) struct Progress<W: Write> {
    /// `None` where nobody sees it.
    out: Option<W>,
    done: usize,
    all: usize,
}

impl Progress<io::Stderr> {
    /// The progress of a command that reads this many workspaces.
    pub(crate) fn of(all: usize) -> Self {
        let is_dumb = std::env::var_os("TERM").is_none_or(|terminal| terminal.is_empty() || terminal == "dumb");
        // The console of Windows has no TERM.
        let can_rewrite = cfg!(windows) || !is_dumb;
        let is_seen = all >= MANY && can_rewrite && io::stderr().is_terminal();
        Self::on(is_seen.then(io::stderr), all)
    }
}

impl<W: Write> Progress<W> {
    fn on(out: Option<W>, all: usize) -> Self {
        let mut progress = Self { out, done: 0, all };
        progress.write();
        progress
    }

    /// One more was read.
    pub(crate) fn advance(&mut self) {
        self.done += 1;
        self.write();
    }

    fn write(&mut self) {
        let line = self.line();
        if let Some(out) = &mut self.out {
            // A closed standard error is nobody's loss.
            let _ = write!(out, "\r{line}").and_then(|()| out.flush());
        }
    }

    fn line(&self) -> String {
        format!("{} of {}", self.done, self.all)
    }
}

impl<W: Write> Drop for Progress<W> {
    /// Leaves nothing of it.
    fn drop(&mut self) {
        let width = self.line().len();
        if let Some(out) = &mut self.out {
            let _ = write!(out, "\r{:width$}\r", "").and_then(|()| out.flush());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_rewritten_and_leaves_nothing() {
        let mut out = Vec::new();
        let mut progress = Progress::on(Some(&mut out), 12);
        progress.advance();
        drop(progress);
        assert_eq!(String::from_utf8(out).unwrap(), "\r0 of 12\r1 of 12\r       \r");
    }
}
