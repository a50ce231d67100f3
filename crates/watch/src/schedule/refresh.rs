//! When a workspace is refreshed next.

use std::ops::Range;

use crate::workspace::interval::Interval;
use jiff::{SignedDuration, Timestamp};

/// How many workspaces are refreshed at the same time, not counting those that are slow: see [`Turns`](super::turns::Turns).
pub const AT_ONCE: usize = 16;

/// The random factor for waits, so that workspaces are not all refreshed at once.
const JITTER: Range<f64> = 0.9..1.1;

/// How long to wait after the first failure. Each further one doubles it, up to the interval.
const FIRST_RETRY: SignedDuration = SignedDuration::from_mins(1);

/// When a workspace is refreshed next, and how many times in a row that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// When the next automatic refresh is due.
    pub due: Timestamp,
    /// No refresh before then, not even on demand, because of the server's rate limit; `None` if there is none.
    pub rate_limited_until: Option<Timestamp>,
    failures: u32,
}

/// How a refresh ended, as far as the next one depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The server answered.
    Answered,
    /// The server answered, and another reading should confirm that.
    Unconfirmed {
        /// When.
        at: Timestamp,
    },
    /// It failed, for a reason that may pass by itself.
    Failed,
    /// It failed, for a reason that a user or an admin has to resolve: frequent retries would not help.
    NeedsUser,
    /// No server was asked, because the vault is locked or not there. The vault says when it is due: see
    /// [`Schedule::due_now`].
    AwaitsVault,
    /// The server asked for a pause.
    Paused {
        /// For how long.
        wait: SignedDuration,
    },
}

impl Schedule {
    /// The schedule at start of a workspace that was last read at `fetched_at` (`None` for never): due now, unless that
    /// was less than five minutes ago.
    pub fn starting(fetched_at: Option<Timestamp>, interval: Interval, now: Timestamp) -> Self {
        const RECENT: SignedDuration = SignedDuration::from_mins(5);
        let due = match fetched_at {
            // An answer from the future was stored while the clock was ahead.
            Some(at) if at <= now && now.duration_since(at) < RECENT => after(at, interval.duration()),
            Some(_) | None => now,
        };
        Self { due, rate_limited_until: None, failures: 0 }
    }

    /// The schedule with the next refresh due at `at`, if that is sooner.
    pub fn no_later_than(self, at: Option<Timestamp>) -> Self {
        Self { due: at.map_or(self.due, |at| self.due.min(at)), ..self }
    }

    /// Whether a refresh is due at `now`. Also if it is planned later than any schedule can be: then the clock was
    /// ahead when it was planned.
    pub fn is_due(&self, interval: Interval, now: Timestamp) -> bool {
        self.due <= now || self.due > after(now, interval.duration().saturating_mul(2))
    }

    /// The schedule after the interval was changed: due no later than the new interval allows.
    pub fn with_interval(self, interval: Interval, now: Timestamp) -> Self {
        let due = self.due.min(after(now, jittered(interval.duration())));
        Self { due: self.rate_limited_until.map_or(due, |until| due.max(until)), ..self }
    }

    /// The schedule with the next refresh due at `now` and its failures forgotten, unless the server's rate limit is in
    /// effect.
    pub fn due_now(self, now: Timestamp) -> Self {
        if self.is_rate_limited(now) { self } else { Self { due: now, rate_limited_until: None, failures: 0 } }
    }

    /// Whether the server's rate limit is in effect at `now`. One that lasts longer than any was set by a clock that was
    /// ahead.
    pub fn is_rate_limited(&self, now: Timestamp) -> bool {
        const LONGEST: SignedDuration = SignedDuration::from_hours(24);
        self.rate_limited_until.is_some_and(|until| until > now && until.duration_since(now) <= LONGEST)
    }

    /// The schedule after a refresh that ended at `now`.
    pub fn after(self, outcome: Outcome, interval: Interval, now: Timestamp) -> Self {
        let interval = interval.duration();
        match outcome {
            Outcome::Answered => Self { due: after(now, jittered(interval)), rate_limited_until: None, failures: 0 },
            Outcome::Unconfirmed { at } => {
                Self { due: at.max(now).min(after(now, interval)), rate_limited_until: None, failures: 0 }
            }
            Outcome::AwaitsVault => Self { due: after(now, jittered(interval)), ..self },
            Outcome::NeedsUser => {
                Self { due: after(now, jittered(interval)), rate_limited_until: None, failures: self.failures }
            }
            Outcome::Failed => Self {
                due: after(now, jittered(backoff(self.failures).min(interval))),
                rate_limited_until: None,
                failures: self.failures.saturating_add(1),
            },
            Outcome::Paused { wait } => {
                // A server that still limits the rate after its own pause gets longer ones.
                let wait = match self.rate_limited_until {
                    Some(_) => wait.max(backoff(self.failures.saturating_sub(1)).min(interval)),
                    None => wait,
                };
                let until = after(now, wait);
                Self { due: until, rate_limited_until: Some(until), failures: self.failures.saturating_add(1) }
            }
        }
    }
}

/// The wait after a failure, given the number of failures in a row before it.
fn backoff(failures: u32) -> SignedDuration {
    FIRST_RETRY.saturating_mul(1 << failures.min(16))
}

fn after(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

fn jittered(wait: SignedDuration) -> SignedDuration {
    let factor = JITTER.start + (JITTER.end - JITTER.start) * fastrand::f64();
    SignedDuration::try_from_secs_f64(wait.as_secs_f64() * factor).unwrap_or(wait)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn interval() -> Interval {
        Interval::default()
    }

    const INTERVAL: SignedDuration = SignedDuration::from_hours(6);

    fn now() -> Timestamp {
        "2026-03-01T00:00:00Z".parse().unwrap()
    }

    proptest! {
        #[test]
        fn retries_back_off_up_to_the_interval(failures in 0_u32..100) {
            let mut schedule = Schedule::starting(None, interval(), now());
            for _ in 0..=failures {
                schedule = schedule.after(Outcome::Failed, interval(), now());
            }
            let wait = schedule.due.duration_since(now());
            prop_assert!(wait <= INTERVAL * 11 / 10);
            prop_assert!(wait >= (FIRST_RETRY * (1 << failures.min(9))).min(INTERVAL) * 9 / 10 , "{wait}");
        }
    }

    #[test]
    fn rate_limit_is_respected_and_an_answer_clears_failures() {
        let until = now() + SignedDuration::from_secs(42);
        let paused = Schedule::starting(None, interval(), now()).after(Outcome::Failed, interval(), now()).after(
            Outcome::Paused { wait: SignedDuration::from_secs(42) },
            interval(),
            now(),
        );
        assert_eq!((paused.due, paused.rate_limited_until), (until, Some(until)));
        let answered = paused.after(Outcome::Answered, interval(), now());
        assert_eq!((answered.failures, answered.rate_limited_until), (0, None));
    }

    #[test]
    fn rate_limit_from_a_clock_that_was_ahead_is_none() {
        let ahead = now() + SignedDuration::from_hours(24 * 365);
        let wait = SignedDuration::from_mins(1);
        let paused = Schedule::starting(None, interval(), ahead).after(Outcome::Paused { wait }, interval(), ahead);
        assert!(paused.is_rate_limited(ahead) && !paused.is_rate_limited(now()));
        assert_eq!(paused.due_now(now()).due, now());
    }

    #[test]
    fn pauses_in_a_row_get_longer_up_to_the_interval() {
        let (mut schedule, mut at, mut waits) = (Schedule::starting(None, interval(), now()), now(), Vec::new());
        for _ in 0..12 {
            let paused = Outcome::Paused { wait: SignedDuration::from_secs(10) };
            schedule = schedule.after(paused, interval(), at);
            waits.push(schedule.due.duration_since(at).as_secs());
            at = schedule.due;
        }
        assert_eq!(waits, [10, 60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 21_600, 21_600]);
    }

    #[test]
    fn schedule_from_a_clock_that_was_ahead_is_due_now() {
        let planned = Schedule::starting(None, interval(), now() + SignedDuration::from_hours(24 * 365));
        let schedule = planned.after(Outcome::Answered, interval(), now() + SignedDuration::from_hours(24 * 365));
        assert!(schedule.is_due(interval(), now()));
        let right = Schedule::starting(None, interval(), now()).after(Outcome::Answered, interval(), now());
        assert!(!right.is_due(interval(), now()) && right.is_due(interval(), right.due));
    }

    #[test]
    fn failure_that_needs_the_user_is_retried_after_the_interval() {
        let schedule = Schedule::starting(None, interval(), now()).after(Outcome::NeedsUser, interval(), now());
        assert!(schedule.due.duration_since(now()) >= INTERVAL * 9 / 10);
        assert_eq!(schedule.rate_limited_until, None, "a refresh on demand is possible");
    }

    #[test]
    fn recent_answer_is_not_refreshed_at_start_but_one_from_the_future_is() {
        let minutes = |m: i64| Schedule::starting(Some(now() + SignedDuration::from_mins(m)), interval(), now()).due;
        assert!(minutes(-4) > now());
        assert_eq!(minutes(-6), now());
        assert_eq!(minutes(10), now());
        assert_eq!(Schedule::starting(None, interval(), now()).due, now());
    }

    #[test]
    fn shorter_interval_applies_now_and_longer_one_after_the_next_answer() {
        let planned = Schedule::starting(None, interval(), now()).after(Outcome::Answered, interval(), now());
        let hourly = planned.with_interval(Interval::try_from(1).unwrap(), now());
        assert!(hourly.due.duration_since(now()) <= SignedDuration::from_mins(66));
        assert_eq!(planned.with_interval(Interval::try_from(24).unwrap(), now()), planned);
        let until = now() + SignedDuration::from_hours(3);
        let paused = planned.after(Outcome::Paused { wait: SignedDuration::from_hours(3) }, interval(), now());
        assert_eq!(
            paused.with_interval(Interval::try_from(1).unwrap(), now()).due,
            until,
            "the rate limit still holds"
        );
        assert!(serde_json::from_str::<Interval>("0").is_err() && serde_json::from_str::<Interval>("25").is_err());
    }
}
