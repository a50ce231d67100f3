//! The time.

use jiff::{SignedDuration, Timestamp};

/// The environment variable that sets the clock, for tests: a timestamp in RFC 3339.
pub const NOW_VARIABLE: &str = "LICENSE_WATCH_NOW";

/// The source of the current time.
pub trait Clock: Send + Sync + 'static {
    /// The current time.
    fn now(&self) -> Timestamp;
}

/// The system's clock, optionally with an offset.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock {
    offset: SignedDuration,
}

impl SystemClock {
    /// A clock that starts at `now` and runs from there.
    pub fn starting_at(now: Timestamp) -> Self {
        Self { offset: now.duration_since(Timestamp::now()) }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now().saturating_add(self.offset).unwrap_or(Timestamp::MAX)
    }
}

/// A clock that does not advance. A run of the headless program uses one, so that all of its output is for the same
/// time.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// A clock that a test sets.
#[cfg(test)]
#[derive(Debug)]
pub(crate) struct SetClock(pub(crate) std::sync::Mutex<Timestamp>);

#[cfg(test)]
impl SetClock {
    pub(crate) fn at(now: Timestamp) -> std::sync::Arc<Self> {
        std::sync::Arc::new(Self(std::sync::Mutex::new(now)))
    }
}

#[cfg(test)]
impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// The time to which the environment sets the clock; `None` if it does not.
///
/// # Errors
/// When the variable is set, but not to a timestamp.
pub fn from_environment() -> Result<Option<Timestamp>, NotAnInstant> {
    let Some(text) = std::env::var_os(NOW_VARIABLE) else { return Ok(None) };
    let text = text.to_string_lossy();
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| NotAnInstant(text.to_owned())),
    }
}

/// The environment variable does not contain a timestamp.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{NOW_VARIABLE}={0:?} is not a timestamp such as 2026-01-31T12:00:00Z")]
pub struct NotAnInstant(String);
