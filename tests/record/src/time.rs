//! The time of the recording.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use watch::Clock;

/// When the data is recorded, in seconds since 1970: 2026-11-24T09:00:00Z. The pages start their clock here.
const RECORDED_AT: i64 = 1_795_510_800;

/// The instant this many days before the recording; negative days are after it.
pub(crate) fn at(days_ago: f64) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "a few years in seconds")]
    let seconds = (days_ago * 86_400.0).round() as i64;
    Timestamp::from_second(RECORDED_AT - seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A clock that only moves when it is set.
#[derive(Clone)]
pub(crate) struct SetClock(Arc<Mutex<Timestamp>>);

impl SetClock {
    /// A clock at the end of the recording.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(at(0.0))))
    }

    /// Sets it to this many days before the recording.
    pub(crate) fn set(&self, days_ago: f64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at(days_ago);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
