//! When to ask a workspace again, and how somebody wishes that.

use std::ops::Range;

use crate::workspace::interval::Interval;
use jiff::{SignedDuration, Timestamp};

/// The most workspaces that are asked at the same time.
pub const AT_ONCE: usize = 16;

/// How much that is stretched or shortened by chance, so that workspaces do not all ask at once: a tenth.
const JITTER: Range<f64> = 0.9..1.1;

/// How long after the first failure it is tried again. Each further one doubles it, up to the interval.
const FIRST_RETRY: SignedDuration = SignedDuration::from_mins(1);

/// When a workspace is asked again, and how many times in a row it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Not before then by itself.
    pub due: Timestamp,
    /// Not before then even on demand: the server asked for a pause.
    pub silent_until: Option<Timestamp>,
    failures: u32,
}

/// How an attempt ended, as far as the next one depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// With an answer.
    Answered,
    /// With a failure that may pass.
    Failed,
    /// With a failure that lasts until somebody does something about it: to insist would only be a nuisance.
    NeedsSomebody,
    /// With the server's wish for a pause.
    Paused {
        /// Until when.
        until: Timestamp,
    },
}

impl Schedule {
    /// The schedule of a workspace that was last read then, or never: at start it is due at once unless the answer is
    /// young.
    pub fn starting(fetched_at: Option<Timestamp>, every: Interval, now: Timestamp) -> Self {
        const YOUNG: SignedDuration = SignedDuration::from_mins(5);
        let due = match fetched_at {
            // An answer from the future was stored by a clock that was wrong.
            Some(at) if at <= now && now.duration_since(at) < YOUNG => after(at, every.duration()),
            Some(_) | None => now,
        };
        Self { due, silent_until: None, failures: 0 }
    }

    /// Whether it is to be asked at a given now. What is due later than any schedule goes was planned by a clock that
    /// was ahead: it is asked now, and planned anew.
    pub fn is_due(&self, every: Interval, now: Timestamp) -> bool {
        self.due <= now || self.due > after(now, every.duration().saturating_mul(2))
    }

    /// The same where the interval has become another: no later than that allows.
    pub fn at_latest(self, every: Interval, now: Timestamp) -> Self {
        let due = self.due.min(after(now, jittered(every.duration())));
        Self { due: self.silent_until.map_or(due, |until| due.max(until)), ..self }
    }

    /// The same, due at a given now, as if it had not failed before; unless the server asked for a pause.
    pub fn hurried(self, now: Timestamp) -> Self {
        match self.silent_until {
            Some(until) if until > now => self,
            Some(_) | None => Self { due: now, silent_until: None, failures: 0 },
        }
    }

    /// The schedule after an attempt that ended at a given now.
    pub fn after(self, outcome: Outcome, every: Interval, now: Timestamp) -> Self {
        let every = every.duration();
        match outcome {
            Outcome::Answered => Self { due: after(now, jittered(every)), silent_until: None, failures: 0 },
            Outcome::NeedsSomebody => {
                Self { due: after(now, jittered(every)), silent_until: None, failures: self.failures }
            }
            Outcome::Failed => {
                let wait = FIRST_RETRY.saturating_mul(1 << self.failures.min(16)).min(every);
                Self { due: after(now, jittered(wait)), silent_until: None, failures: self.failures.saturating_add(1) }
            }
            Outcome::Paused { until } => Self { due: until, silent_until: Some(until), failures: self.failures },
        }
    }
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

    fn every() -> Interval {
        Interval::default()
    }

    const INTERVAL: SignedDuration = SignedDuration::from_hours(6);

    fn now() -> Timestamp {
        "2026-03-01T00:00:00Z".parse().unwrap()
    }

    proptest! {
        #[test]
        fn failures_are_tried_again_ever_later_and_never_later_than_the_interval(failures in 0_u32..100) {
            let mut schedule = Schedule::starting(None, every(), now());
            for _ in 0..=failures {
                schedule = schedule.after(Outcome::Failed, every(), now());
            }
            let wait = schedule.due.duration_since(now());
            prop_assert!(wait <= INTERVAL * 11 / 10);
            prop_assert!(wait >= (FIRST_RETRY * (1 << failures.min(9))).min(INTERVAL) * 9 / 10 , "{wait}");
        }
    }

    #[test]
    fn a_pause_is_kept_to_the_second_and_an_answer_forgets_failures() {
        let until = now() + SignedDuration::from_secs(42);
        let paused = Schedule::starting(None, every(), now()).after(Outcome::Failed, every(), now()).after(
            Outcome::Paused { until },
            every(),
            now(),
        );
        assert_eq!((paused.due, paused.silent_until), (until, Some(until)));
        let answered = paused.after(Outcome::Answered, every(), now());
        assert_eq!((answered.failures, answered.silent_until), (0, None));
    }

    #[test]
    fn what_was_planned_by_a_clock_that_was_ahead_is_not_waited_for() {
        let planned = Schedule::starting(None, every(), now() + SignedDuration::from_hours(24 * 365));
        let schedule = planned.after(Outcome::Answered, every(), now() + SignedDuration::from_hours(24 * 365));
        assert!(schedule.is_due(every(), now()));
        let right = Schedule::starting(None, every(), now()).after(Outcome::Answered, every(), now());
        assert!(!right.is_due(every(), now()) && right.is_due(every(), right.due));
    }

    #[test]
    fn what_needs_somebody_is_not_insisted_on() {
        let schedule = Schedule::starting(None, every(), now()).after(Outcome::NeedsSomebody, every(), now());
        assert!(schedule.due.duration_since(now()) >= INTERVAL * 9 / 10);
        assert_eq!(schedule.silent_until, None, "on demand it is asked at once");
    }

    #[test]
    fn a_young_answer_is_not_asked_for_again_at_start_and_one_from_the_future_is() {
        let minutes = |m: i64| Schedule::starting(Some(now() + SignedDuration::from_mins(m)), every(), now()).due;
        assert!(minutes(-4) > now());
        assert_eq!(minutes(-6), now());
        assert_eq!(minutes(10), now());
        assert_eq!(Schedule::starting(None, every(), now()).due, now());
    }

    #[test]
    fn a_shorter_interval_holds_for_what_is_planned_already_and_a_longer_one_from_the_next_answer_on() {
        let planned = Schedule::starting(None, every(), now()).after(Outcome::Answered, every(), now());
        let hourly = planned.at_latest(Interval::try_from(1).unwrap(), now());
        assert!(hourly.due.duration_since(now()) <= SignedDuration::from_mins(66));
        assert_eq!(planned.at_latest(Interval::try_from(24).unwrap(), now()), planned);
        let until = now() + SignedDuration::from_hours(3);
        let paused = planned.after(Outcome::Paused { until }, every(), now());
        assert_eq!(
            paused.at_latest(Interval::try_from(1).unwrap(), now()).due,
            until,
            "a pause that the server asked for stays"
        );
        assert!(serde_json::from_str::<Interval>("0").is_err() && serde_json::from_str::<Interval>("25").is_err());
    }
}
