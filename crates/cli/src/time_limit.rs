//! The time that a command may take.

use std::time::Duration;

use tokio::time::Instant;
use watch::{Failure, FailureCode};

use crate::{duration::Span, error::CommandError};

/// The time that a command may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TimeLimit {
    length: Span,
    /// When it is over.
    pub(crate) end: Instant,
}

impl TimeLimit {
    /// The limit of a command that begins now.
    pub(crate) fn of(length: Span) -> Result<Self, CommandError> {
        // The longest time that the timer knows is as good as none at all.
        let most = Duration::from_secs(365 * 24 * 60 * 60);
        match Duration::try_from(length.length()) {
            Ok(time) if !time.is_zero() => Ok(Self { length, end: Instant::now() + time.min(most) }),
            Ok(_) | Err(_) => Err(CommandError::Usage("--timeout: must be longer than zero".to_owned())),
        }
    }

    /// How long it is.
    pub(crate) fn length(self) -> Span {
        self.length
    }

    /// That something did not happen in time.
    pub(crate) fn exceeded(self, code: FailureCode, what: &str) -> Failure {
        let hint = "Increase --timeout, or find out why it takes so long.";
        Failure::new(code, format!("{what} within {}", self.length), hint)
    }

    pub(crate) fn no_answer(self) -> Failure {
        self.exceeded(FailureCode::Timeout, "no response")
    }
}
