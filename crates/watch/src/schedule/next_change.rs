//! When the passing of time alone next changes what is shown or due, so that the engine can sleep until then.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::{
    reminders::{self, settings::LeadTimes, threshold::next_threshold},
    workspace::snapshot::Snapshot,
};

/// When something about these workspaces next changes by the passing of time alone: the verdict; a due reminder,
/// for a workspace with lead times; or a countdown, which changes at midnight in `zone`, and every hour in its last day.
/// `None` if nothing ever does.
pub fn next_change_at<'a>(
    workspaces: impl IntoIterator<Item = (&'a Snapshot, Option<&'a LeadTimes>)>,
    now: Timestamp,
    zone: &TimeZone,
) -> Option<Timestamp> {
    let mut next: Option<Timestamp> = None;
    let mut consider = |at: Timestamp| next = Some(next.map_or(at, |next| next.min(at)));
    let midnight = midnight_after(now, zone);
    for (snapshot, lead) in workspaces {
        if let Some(at) = snapshot.observation().next_change_at(now) {
            consider(at);
        }
        if let Some(at) = snapshot.headline(now).at() {
            consider(if at > now { next_count(at, now, midnight) } else { next_age(at, now, midnight) });
        }
        for stop in reminders::deadlines(snapshot, now) {
            let (deadline, renewal) = (stop.deadline, stop.renewal());
            if let Some(at) = lead.and_then(|lead| next_threshold(deadline, renewal, lead, now)) {
                consider(at);
            }
            if !deadline.has_come(now) {
                consider(next_count(deadline.at, now, midnight));
            }
        }
    }
    next
}

/// The next midnight in `zone`.
fn midnight_after(now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let tomorrow = zone.to_datetime(now).date().tomorrow().ok()?;
    zone.to_timestamp(tomorrow.at(0, 0, 0, 0)).ok()
}

/// When the countdown to `at`, shown to the hour, next changes. `midnight` is the next one in the user's time zone.
fn next_count(at: Timestamp, now: Timestamp, midnight: Option<Timestamp>) -> Timestamp {
    const HOUR: SignedDuration = SignedDuration::from_hours(1);
    const DAY: SignedDuration = SignedDuration::from_hours(24);
    let left = at.duration_since(now);
    if left <= DAY {
        // The next time that is a whole number of hours before the deadline.
        let hours = (left.as_nanos() - 1).max(0) / HOUR.as_nanos();
        return at.checked_sub(HOUR * i32::try_from(hours).unwrap_or(0)).unwrap_or(at);
    }
    let midnight = midnight.unwrap_or(at);
    let last_day = at.checked_sub(DAY).unwrap_or(at);
    midnight.min(if last_day > now { last_day } else { at })
}

/// When the time since `at`, shown to the hour on the first day, next changes. `midnight` is the next one in the user's time
/// zone.
fn next_age(at: Timestamp, now: Timestamp, midnight: Option<Timestamp>) -> Timestamp {
    const HOUR: SignedDuration = SignedDuration::from_hours(1);
    match now.duration_since(at).as_hours() {
        hours @ 0..24 => at.saturating_add(HOUR * i32::try_from(hours + 1).unwrap_or(1)).unwrap_or(Timestamp::MAX),
        _ => midnight.unwrap_or(Timestamp::MAX),
    }
}

#[cfg(test)]
mod tests {
    use license::{Countdown, DeadlineKind, Entitlement, License, Nearness, Status, countdown::Amount};
    use proptest::prelude::*;

    use super::*;

    /// What a countdown shows: days, or hours below a day.
    fn shown(now: Timestamp, at: Timestamp, zone: &TimeZone) -> Option<(i64, i64)> {
        match Countdown::between(now, at, zone) {
            Countdown::Left(Amount::Days(days)) => Some((days, 0)),
            Countdown::Left(Amount::Hours { hours, .. }) => Some((0, hours)),
            Countdown::Left(Amount::Minutes { .. }) => Some((0, 0)),
            Countdown::Gone(_) => None,
        }
    }

    #[test]
    fn the_time_since_an_end_changes_by_the_hour_and_then_by_the_day() {
        let end: Timestamp = "2026-03-01T08:30:00Z".parse().unwrap();
        let snapshot = licensed(License::bare("Pro").with_deadline(end, DeadlineKind::Expiry));
        let next = |minutes: i64| {
            let now = end + SignedDuration::from_mins(minutes);
            next_change_at([(&snapshot, None)], now, &TimeZone::UTC).unwrap().to_string()
        };
        assert_eq!(next(0), "2026-03-01T09:30:00Z");
        assert_eq!(next(23 * 60 + 59), "2026-03-02T08:30:00Z");
        assert_eq!(next(24 * 60), "2026-03-03T00:00:00Z");
    }

    fn licensed(license: License) -> Snapshot {
        let answer = Some(Entitlement::Licensed { licenses: vec![license] });
        Snapshot { answer, ..Snapshot::default() }
    }

    #[test]
    fn a_countdown_changes_at_the_whole_hour_after_a_fraction_of_a_second() {
        let at: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
        let now = at - SignedDuration::from_millis(3_600_500);
        assert_eq!(next_count(at, now, None), at - SignedDuration::from_hours(1));
        assert_eq!(next_count(at, at - SignedDuration::from_hours(1), None), at);
    }

    #[test]
    fn status_change_counts_even_without_reminders() {
        let now: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
        let end = now + SignedDuration::from_hours(30 * 24 + 1);
        let snapshot = licensed(License::bare("Pro").with_deadline(end, DeadlineKind::Expiry));
        let soon = next_change_at([(&snapshot, None)], now, &TimeZone::UTC).unwrap();
        assert_eq!(soon, now + SignedDuration::from_hours(1));
        let before = soon - SignedDuration::from_secs(1);
        assert_eq!([before, soon].map(|now| snapshot.status(now)), [Status::Valid, Status::Expiring]);
    }

    #[test]
    fn the_end_of_support_comes_near_at_its_own_instant() {
        let now: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
        let end = now + SignedDuration::from_hours(31 * 24);
        let mut snapshot = Snapshot::default();
        snapshot.facts.set_deadline(DeadlineKind::VersionSupportEnd, Some(end));
        // A minute after midnight, so that no countdown changes before.
        let before = end - SignedDuration::from_hours(31 * 24 - 17);
        let soon = next_change_at([(&snapshot, None)], before, &TimeZone::UTC).unwrap();
        assert_eq!(soon, end - SignedDuration::from_hours(30 * 24));
        let nearest = |now| snapshot.observation().nearest(now);
        assert_eq!([before, soon, end].map(nearest), [Some(Nearness::Far), Some(Nearness::Soon), None]);
    }

    #[test]
    fn countdown_to_a_license_that_has_not_begun_counts() {
        let now: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
        let begin = now + SignedDuration::from_hours(20 * 24);
        let snapshot = licensed(License::bare("Pro").with_deadline(begin, DeadlineKind::NotYetValid));
        let next = next_change_at([(&snapshot, None)], now, &TimeZone::UTC).unwrap();
        assert_eq!(next, "2026-03-02T00:00:00Z".parse().unwrap());
    }

    proptest! {
        #[test]
        fn countdown_in_days_is_constant_until_the_next_change(now in 0_i64..40_000_000, left in 90_000_i64..9_000_000, zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/Sao_Paulo"])) {
            let zone = TimeZone::get(zone).unwrap();
            let now = Timestamp::from_second(1_790_000_000 + now).unwrap();
            let at = now + SignedDuration::from_secs(left);
            let change = next_count(at, now, midnight_after(now, &zone));
            prop_assert!(change > now && change <= at);
            prop_assert_eq!(shown(change - SignedDuration::from_secs(1), at, &zone), shown(now, at, &zone));
        }

        /// So that it can be remembered.
        #[test]
        fn the_next_change_is_the_same_until_then(now in 0_i64..40_000_000, end in -100_000_i64..9_000_000, begin in -9_000_000_i64..9_000_000, part in 0.0..1.0_f64, zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/Sao_Paulo"])) {
            let zone = TimeZone::get(zone).unwrap();
            let now = Timestamp::from_second(1_790_000_000 + now).unwrap();
            let at = |seconds| now + SignedDuration::from_secs(seconds);
            let license = License::bare("Pro").with_deadline(at(begin), DeadlineKind::NotYetValid);
            let mut snapshot = licensed(license.with_deadline(at(end), DeadlineKind::Expiry));
            snapshot.facts.set_deadline(DeadlineKind::VersionSupportEnd, Some(at(end / 2)));
            let lead = LeadTimes::default();
            let next = |now| next_change_at([(&snapshot, Some(&lead))], now, &zone);
            let change = next(now);
            let until = change.unwrap_or_else(|| at(1_000_000)).duration_since(now).as_nanos() - 1;
            let later = now + SignedDuration::from_nanos((until as f64 * part) as i64);
            prop_assert_eq!(next(later), change, "at {} and {}", now, later);
        }

        #[test]
        fn countdown_changes_every_hour_in_the_last_day(left in 1_i64..86_400) {
            let now = Timestamp::from_second(1_790_000_000).unwrap();
            let at = now + SignedDuration::from_secs(left);
            let change = next_count(at, now, midnight_after(now, &TimeZone::UTC));
            prop_assert!(change > now && change <= at);
            prop_assert!(change.duration_since(now) <= SignedDuration::from_hours(1));
            prop_assert_eq!(at.duration_since(change).as_secs() % 3600, 0);
        }
    }
}
