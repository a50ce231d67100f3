//! How long to wait before what was not shown is tried again.

use jiff::{SignedDuration, Timestamp};

/// After the first failure: a service that starts with the desktop is there after a few seconds.
const SHORTEST: SignedDuration = SignedDuration::from_secs(5);

/// After many.
const LONGEST: SignedDuration = SignedDuration::from_mins(5);

/// The wait between attempts: 5 seconds after the first failure, twice as long after each further one, and 5 minutes at most.
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
    /// Until when to wait; `None` if an attempt may be made now.
    pub(crate) fn until(&self, now: Timestamp) -> Option<Timestamp> {
        // One that ends later than the longest was begun before the clock was set back.
        self.last.map(|wait| wait.until).filter(|until| *until > now && until.duration_since(now) <= LONGEST)
    }

    /// An attempt failed. Several that fail together are one.
    pub(crate) fn failed(&mut self, now: Timestamp) {
        if self.until(now).is_none() {
            let length = self.last.map_or(SHORTEST, |wait| (wait.length * 2).min(LONGEST));
            self.last = Some(Wait { length, until: now.saturating_add(length).unwrap_or(Timestamp::MAX) });
        }
    }

    /// An attempt succeeded, or there is a reason to expect that one will.
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
    fn each_wait_is_twice_as_long_as_the_one_before_up_to_five_minutes() {
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
        assert_eq!(backoff.until(now), Some(now + SHORTEST));
    }

    #[test]
    fn several_that_fail_together_are_one_failure() {
        let mut backoff = Backoff::default();
        for second in [0, 0, 1, 4] {
            backoff.failed(at(second));
        }
        assert_eq!(backoff.until(at(4)), Some(at(5)));
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_prolong_a_wait() {
        let mut backoff = Backoff::default();
        backoff.failed(at(3_600));
        assert_eq!(backoff.until(at(0)), None);
    }
}
