//! What every command needs: the time and the user's time zone.

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};
use watch::{Clock, FixedClock, SystemClock, present::report::whole_seconds, schedule::clock};

use crate::error::CommandError;

/// The time, and the time zone of the user.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) zone: TimeZone,
}

impl Context {
    /// The system's time, or the instant in `LICENSE_WATCH_NOW`, at which the whole run then takes place.
    ///
    /// # Errors
    /// If `LICENSE_WATCH_NOW` is not an instant.
    pub(crate) fn from_environment() -> Result<Self, CommandError> {
        let clock: Arc<dyn Clock> = match clock::from_environment()? {
            Some(now) => Arc::new(FixedClock(now)),
            None => Arc::new(SystemClock::default()),
        };
        Ok(Self { clock, zone: TimeZone::system() })
    }

    /// The same, with a clock that goes on from that instant.
    ///
    /// # Errors
    /// If `LICENSE_WATCH_NOW` is not an instant.
    pub(crate) fn running() -> Result<Self, CommandError> {
        let clock = clock::from_environment()?.map_or_else(SystemClock::default, SystemClock::starting_at);
        Ok(Self { clock: Arc::new(clock), zone: TimeZone::system() })
    }

    /// Now, in whole seconds.
    pub(crate) fn now(&self) -> Timestamp {
        whole_seconds(self.clock.now())
    }
}
