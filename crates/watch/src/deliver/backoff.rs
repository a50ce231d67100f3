//! How long to wait before retrying a notification that was not shown.

use jiff::{SignedDuration, Timestamp};

/// The wait after the first failure: a service that starts with the desktop appears after a few seconds.
const MIN_WAIT: SignedDuration = SignedDuration::from_secs(5);

/// The longest wait.
const MAX_WAIT: SignedDuration = SignedDuration::from_mins(5);

/// The wait between attempts: 5 seconds after the first failure, doubled after each further one, up to 5 minutes.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    last: Option<Wait>,
}

#[derive(Debug, Clone, Copy)]
struct Wait {
    length: SignedDuration,
    until: Timestamp,
}

impl Backoff {
    /// When the current wait ends; `None` if an attempt may be made now.
    pub(crate) fn until(&self, now: Timestamp) -> Option<Timestamp> {
        // A wait that would last longer than the longest was started before the clock was set back.
        self.last.map(|wait| wait.until).filter(|until| *until > now && until.duration_since(now) <= MAX_WAIT)
    }

    /// Records that an attempt failed. Failures during a wait do not prolong it.
    pub(crate) fn failed(&mut self, now: Timestamp) {
        if self.until(now).is_none() {
            let length = self.last.map_or(MIN_WAIT, |wait| (wait.length * 2).min(MAX_WAIT));
            self.last = Some(Wait { length, until: now.saturating_add(length).unwrap_or(Timestamp::MAX) });
        }
    }

    /// Ends the wait, because an attempt succeeded or is now likely to.
    pub(crate) fn reset(&mut self) {
        self.last = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).unwrap()
    }

    #[test]
    fn waits_double_up_to_five_minutes() {
        let (mut backoff, mut now, mut waits) = (Backoff::default(), at(0), Vec::new());
        for _ in 0..9 {
            backoff.failed(now);
            let until = backoff.until(now).unwrap();
            waits.push(until.duration_since(now).as_secs());
            now = until;
            assert_eq!(backoff.until(now), None, "the wait is over");
        }
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        backoff.reset();
        backoff.failed(now);
        assert_eq!(backoff.until(now), Some(now + MIN_WAIT));
    }

    #[test]
    fn failures_during_a_wait_count_once() {
        let mut backoff = Backoff::default();
        for second in [0, 0, 1, 4] {
            backoff.failed(at(second));
        }
        assert_eq!(backoff.until(at(4)), Some(at(5)));
    }

    #[test]
    fn setting_the_clock_back_does_not_prolong_a_wait() {
        let mut backoff = Backoff::default();
        backoff.failed(at(3_600));
        assert_eq!(backoff.until(at(0)), None);
    }
}
