//! Properties of time and order, over zones, leap days and far dates.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use license::{
    Countdown, Deadline, DeadlineKind, Entitlement, Last, License, Renewal, Status, Thresholds, countdown::Amount,
};
use proptest::prelude::*;
use support::license_until;

const ZONES: [&str; 6] =
    ["UTC", "America/Sao_Paulo", "Asia/Tokyo", "Pacific/Kiritimati", "Europe/Berlin", "Asia/Kathmandu"];

fn instant() -> impl Strategy<Value = Timestamp> {
    // From 1996 to 2200, which holds leap days, changes of zone rules and every date that a license may name. (Before that,
    // Kiritimati left out a whole day, so that its calendar differs by two.)
    (820_454_400_i64..7_258_118_400).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn zone() -> impl Strategy<Value = TimeZone> {
    prop::sample::select(&ZONES[..]).prop_map(|name| TimeZone::get(name).unwrap())
}

fn license(end: Timestamp, renewal: Renewal) -> License {
    License { renewal, ..license_until(end) }
}

fn status(entitlement: &Entitlement, named: &[License], now: Timestamp) -> Status {
    Last { answer: Some(entitlement), named }.status(&Thresholds::default(), now)
}

fn amount(countdown: Countdown) -> Amount {
    match countdown {
        Countdown::Left(amount) | Countdown::Gone(amount) => amount,
    }
}

proptest! {
    #[test]
    fn the_time_left_never_grows_as_time_goes_by(a in instant(), b in instant(), c in instant(), zone in zone()) {
        let mut order = [a, b, c];
        order.sort();
        let [earlier, later, at] = order;
        prop_assume!(later < at);
        let (first, then) = (Countdown::between(earlier, at, &zone), Countdown::between(later, at, &zone));
        prop_assert!(amount(first) >= amount(then), "{first:?} then {then:?}");
    }

    #[test]
    fn days_are_those_of_the_calendar_and_differ_by_one_at_most_between_zones(now in instant(), at in instant(), zone in zone()) {
        let here = amount(Countdown::between(now, at, &zone));
        let whole = at.duration_since(now).abs();
        match here {
            Amount::Days(days) => {
                prop_assert!(whole >= SignedDuration::from_hours(24));
                // Clocks that were set in between make the reader's time longer or shorter than the time that passes.
                let read = zone.to_datetime(at).duration_since(zone.to_datetime(now)).abs();
                prop_assert!((0..=1).contains(&(days - read.as_hours() / 24)), "{days} days for {read}");
                prop_assert!(days >= 1);
            }
            Amount::Hours { hours, minutes } => prop_assert_eq!(hours * 60 + minutes, whole.as_mins()),
            Amount::Minutes { minutes, seconds } => prop_assert_eq!(minutes * 60 + seconds, whole.as_secs()),
        }
    }

    #[test]
    fn before_and_after_are_told_apart_at_the_very_instant(now in instant(), at in instant(), zone in zone()) {
        let is_left = matches!(Countdown::between(now, at, &zone), Countdown::Left(_));
        prop_assert_eq!(is_left, now < at);
        prop_assert_eq!(Deadline::new(at, DeadlineKind::Expiry).has_come(now), !is_left);
    }

    #[test]
    fn a_license_goes_from_valid_over_expiring_to_expired_and_never_back(
        end in instant(), mut at in prop::collection::vec(-100_i64..100, 2..20),
    ) {
        at.sort();
        let rank = |status| match status { Status::Valid => 0, Status::Expiring => 1, Status::Expired => 2, other => panic!("{other:?}") };
        let answer = Entitlement::Licensed { licenses: vec![license(end, Renewal::Manual)] };
        let ranks: Vec<_> = at.iter().map(|d| rank(status(&answer, &[], end + SignedDuration::from_hours(d * 24)))).collect();
        prop_assert!(ranks.is_sorted(), "{ranks:?}");
    }

    #[test]
    fn the_next_deadline_is_the_soonest_that_is_still_to_come(now in instant(), mut ends in prop::collection::vec(instant(), 1..8)) {
        let mut held = license(ends[0], Renewal::Manual);
        held.deadlines = ends.iter().map(|end| Deadline::new(*end, DeadlineKind::Expiry)).collect();
        held.deadlines.push(Deadline::new(now + SignedDuration::from_secs(1), DeadlineKind::AdminsNotified));
        ends.sort();
        prop_assert_eq!(held.next_deadline(now).map(|d| d.at), ends.into_iter().find(|end| *end > now));
    }
}

#[test]
fn a_countdown_reads_as_a_person_says_it() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let text = |now: &str, at: &str| {
        Countdown::between(now.parse().unwrap(), at.parse().unwrap(), &berlin).sentence("expired")
    };
    assert_eq!(text("2026-03-01T10:00:00Z", "2026-03-26T08:00:00Z"), "25 days");
    assert_eq!(text("2028-02-28T12:00:00Z", "2028-03-01T12:00:00Z"), "2 days");
    assert_eq!(text("2027-02-28T12:00:00Z", "2027-03-01T12:00:00Z"), "1 day");
    assert_eq!(text("2026-03-01T10:00:00Z", "2026-03-01T13:05:59Z"), "3 h 05 m");
    assert_eq!(text("2026-03-01T10:00:00Z", "2026-03-01T10:07:09Z"), "7 m 09 s");
    assert_eq!(text("2026-03-03T10:00:00Z", "2026-03-01T09:00:00Z"), "expired 2 days ago");
    // The day of the change to winter time has 25 hours: 24 of them and a half fit into one date.
    assert_eq!(text("2026-10-24T22:10:00Z", "2026-10-25T22:40:00Z"), "1 day");
    // The same instant is a day further off where the day has not begun.
    assert_eq!(text("2026-03-01T23:30:00Z", "2026-03-04T00:30:00Z"), "2 days");
}

#[test]
fn the_states_without_a_license_are_told_apart() {
    let now: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
    let none = Entitlement::Unlicensed { limits: vec![] };
    let ended = license("2026-05-30T00:00:00Z".parse().unwrap(), Renewal::Manual);
    let running = license("2026-09-30T00:00:00Z".parse().unwrap(), Renewal::Manual);
    assert_eq!(status(&none, &[], now), Status::Community);
    assert_eq!(status(&none, std::slice::from_ref(&ended), now), Status::Lapsed);
    assert_eq!(status(&none, std::slice::from_ref(&running), now), Status::Invalid);
    assert_eq!(status(&Entitlement::NotPermitted, &[running], now), Status::NotPermitted);
    let remembered = Last { answer: Some(&none), named: std::slice::from_ref(&ended) };
    assert_eq!(remembered.lapsed_at(now), ended.expires_at());
    assert_eq!(remembered.licenses(), std::slice::from_ref(&ended));
}

#[test]
fn a_license_that_renews_itself_is_called_soon_later() {
    let now: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
    let in_days = |days: i64| now + SignedDuration::from_hours(24 * days);
    let of =
        |days, renewal| status(&Entitlement::Licensed { licenses: vec![license(in_days(days), renewal)] }, &[], now);
    assert_eq!(of(20, Renewal::Manual), Status::Expiring);
    assert_eq!(of(20, Renewal::Automatic), Status::Valid);
    assert_eq!(of(7, Renewal::Automatic), Status::Expiring);
    assert_eq!(of(31, Renewal::Manual), Status::Valid);
}

#[test]
fn a_trial_end_counts_only_while_it_is_a_trial_and_a_license_that_has_not_begun_is_not_valid() {
    let now: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
    let day = |days: i64| now + SignedDuration::from_hours(24 * days);
    let mut held = license(day(200), Renewal::Manual);
    held.deadlines.push(Deadline::new(day(5), DeadlineKind::TrialEnd));
    let of = |held: &License| status(&Entitlement::Licensed { licenses: vec![held.clone()] }, &[], now);
    assert_eq!(of(&held), Status::Valid);
    held.trial = true;
    assert_eq!(of(&held), Status::Expiring);
    held.deadlines.push(Deadline::new(day(1), DeadlineKind::NotYetValid));
    assert_eq!(of(&held), Status::Invalid);
}
