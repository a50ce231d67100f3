//! The results of several steps, as a table.

use std::{fmt, time::Duration};

use crate::command::elapsed;

/// How one command went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It passed.
    Passed,
    /// It passed, with a note to read.
    Noted(String),
    /// It failed, and why.
    Failed(String),
    /// It cannot run here, and this is why.
    LeftOut(String),
    /// An earlier one failed.
    NotReached,
}

/// One line of the summary.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) outcome: Outcome,
    pub(crate) took: Duration,
}

/// The results of all steps.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    pub(crate) lines: Vec<Line>,
}

impl Summary {
    /// Whether a command failed.
    pub(crate) fn failed(&self) -> bool {
        self.lines.iter().any(|line| matches!(line.outcome, Outcome::Failed(_)))
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.lines.iter().map(|line| line.name.len()).max().unwrap_or(0);
        for Line { name, outcome, took } in &self.lines {
            let (sign, word, why) = match outcome {
                Outcome::Passed => ("✓", "passed", None),
                Outcome::Noted(note) => ("✓", "passed", Some(note)),
                Outcome::Failed(why) => ("✗", "FAILED", Some(why)),
                Outcome::LeftOut(why) => ("-", "left out", Some(why)),
                Outcome::NotReached => ("-", "not reached", None),
            };
            let took = if *outcome == Outcome::NotReached { String::new() } else { elapsed(*took) };
            write!(f, "  {sign} {name:<width$}  {word:<11}  {took:>12}")?;
            match why.and_then(|why| why.lines().next()) {
                Some(why) => writeln!(f, "  {why}")?,
                None => writeln!(f)?,
            }
        }
        let total = elapsed(self.lines.iter().map(|line| line.took).sum());
        let count = |of: fn(&Outcome) -> bool| self.lines.iter().filter(|line| of(&line.outcome)).count();
        let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
        let left_out = count(|outcome| matches!(outcome, Outcome::LeftOut(_)));
        let passed = count(|outcome| matches!(outcome, Outcome::Passed | Outcome::Noted(_)));
        write!(f, "\n  {passed} passed, {failed} failed, {left_out} left out, in {total}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &'static str, outcome: Outcome, seconds: u64) -> Line {
        Line { name, outcome, took: Duration::from_secs(seconds) }
    }

    #[test]
    fn only_a_failure_fails_it() {
        let mut summary = Summary::default();
        assert!(!summary.failed());
        summary.lines.push(line("a", Outcome::Passed, 1));
        summary.lines.push(line("b", Outcome::LeftOut("no net".to_owned()), 1));
        summary.lines.push(line("c", Outcome::Noted("read this".to_owned()), 1));
        assert!(!summary.failed());
        summary.lines.push(line("d", Outcome::Failed("it broke".to_owned()), 1));
        assert!(summary.failed());
    }

    #[test]
    fn it_is_a_table_with_reasons_of_one_line() {
        let summary = Summary {
            lines: vec![
                line("format", Outcome::Passed, 2),
                line("rust-tests", Outcome::Failed("tests: ended with exit status: 101\nmore".to_owned()), 75),
                line("docs", Outcome::NotReached, 0),
                line("advisories", Outcome::LeftOut("offline".to_owned()), 1),
            ],
        };
        let expected = "  ✓ format      passed              2.0 s\n  \
                        ✗ rust-tests  FAILED         1 min 15 s  tests: ended with exit status: 101\n  \
                        - docs        not reached              \n  \
                        - advisories  left out            1.0 s  offline\n\n  \
                        1 passed, 1 failed, 1 left out, in 1 min 18 s";
        assert_eq!(summary.to_string(), expected);
    }
}
