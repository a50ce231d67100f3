//! The thresholds of a deadline: how many days before and after it there are reminders.

use jiff::{SignedDuration, Timestamp};
use license::{Deadline, DeadlineKind, Effect, Renewal};

use crate::reminders::settings::LeadTimes;

/// For how many days after the end of a license there is a reminder every day.
const DAYS_AFTER_AN_END: i64 = 7;

/// How many days before an automatic renewal there are reminders: in time to fix one that would fail, and no more.
const OF_A_RENEWAL: [i64; 3] = [7, 1, 0];

/// The thresholds of a kind of deadline in days before it, the widest first; negative for days after it.
pub fn thresholds(kind: DeadlineKind, renewal: Renewal, lead: &LeadTimes) -> impl DoubleEndedIterator<Item = i64> {
    let ends_license = match kind.effect() {
        Effect::Stops(stop) => stop.ends_license(),
        Effect::Notice => false,
    };
    let (before, after): (&[i64], i64) = match renewal {
        Renewal::Automatic => (&OF_A_RENEWAL, 0),
        Renewal::Manual => (lead.days(), if ends_license { DAYS_AFTER_AN_END } else { 0 }),
    };
    before.iter().copied().chain((1..=after).map(|day| -day))
}

/// The tightest threshold that a deadline is inside of at a given now; `None` while it is still far.
pub fn threshold(deadline: &Deadline, renewal: Renewal, lead: &LeadTimes, now: Timestamp) -> Option<i64> {
    let left = deadline.at.duration_since(now);
    thresholds(deadline.kind, renewal, lead).rfind(|days| left <= SignedDuration::from_hours(days * 24))
}

/// The next instant after a given now at which a deadline comes inside of a threshold.
pub fn next_threshold(deadline: &Deadline, renewal: Renewal, lead: &LeadTimes, now: Timestamp) -> Option<Timestamp> {
    let inside = thresholds(deadline.kind, renewal, lead);
    let inside = inside.filter_map(|days| deadline.at.checked_sub(SignedDuration::from_hours(days * 24)).ok());
    inside.filter(|at| *at > now).min()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    #[test]
    fn a_deadline_is_inside_the_tightest_threshold() {
        let lead = LeadTimes::default();
        let days =
            |kind, renewal, days: i64| threshold(&Deadline::new(at(0), kind), renewal, &lead, at(-days * 86_400));
        let end = |left| days(DeadlineKind::Expiry, Renewal::Manual, left);
        assert_eq!(
            [91, 90, 31, 30, 10, 1, 0].map(end),
            [None, Some(90), Some(90), Some(30), Some(14), Some(1), Some(0)]
        );
        assert_eq!([-1, -6, -7, -500].map(end), [Some(-1), Some(-6), Some(-7), Some(-7)]);
        let modules = |left| days(DeadlineKind::ModulesDisabled, Renewal::Manual, left);
        assert_eq!([2, -5].map(modules), [Some(3), Some(0)]);
        let renewal = |left| days(DeadlineKind::Expiry, Renewal::Automatic, left);
        assert_eq!([30, 7, 3, 0, -9].map(renewal), [None, Some(7), Some(7), Some(0), Some(0)]);
    }

    proptest! {
        #[test]
        fn the_threshold_changes_at_the_next_one_and_not_before(now in -9_000_000_i64..1_000_000, own in prop::collection::vec(0_i64..200, 0..8)) {
            let (deadline, lead) = (Deadline::new(at(0), DeadlineKind::Expiry), LeadTimes::try_from(own).unwrap());
            let inside = |now| threshold(&deadline, Renewal::Manual, &lead, now);
            let before = inside(at(now));
            match next_threshold(&deadline, Renewal::Manual, &lead, at(now)) {
                Some(next) => {
                    prop_assert_eq!(inside(next - SignedDuration::from_secs(1)), before);
                    prop_assert!(inside(next) < before || before.is_none());
                }
                None => prop_assert_eq!(before, Some(-7)),
            }
        }
    }
}
