//! The time.

use jiff::{SignedDuration, Timestamp};

/// The environment variable that sets the clock, for tests: an instant in RFC 3339.
pub const NOW_VARIABLE: &str = "LICENSE_WATCH_NOW";

/// Where the engine gets the time from.
pub trait Clock: Send + Sync + 'static {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The system's clock, or one that runs beside it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock {
    ahead: SignedDuration,
}

impl SystemClock {
    /// A clock that shows `now` at this moment and runs on from there.
    pub fn starting_at(now: Timestamp) -> Self {
        Self { ahead: now.duration_since(Timestamp::now()) }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now().saturating_add(self.ahead).unwrap_or(Timestamp::MAX)
    }
}

/// A clock that stands still: one run of the headless binary happens at one instant.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// The instant that the environment sets the clock to, if it does.
///
/// # Errors
/// When the variable is there and holds no instant.
pub fn from_environment() -> Result<Option<Timestamp>, NotAnInstant> {
    let Some(text) = std::env::var_os(NOW_VARIABLE) else { return Ok(None) };
    let text = text.to_string_lossy();
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| NotAnInstant(text.to_owned())),
    }
}

/// What the environment gives for the time is no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{NOW_VARIABLE}={0:?} is not an instant such as 2026-01-31T12:00:00Z")]
pub struct NotAnInstant(String);
