//! Properties of the verdict and of time, over zones, leap days and far dates.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use license::{
    Attention, Countdown, Deadline, DeadlineKind, Direction, Effect, Entitlement, Headline, License, Limit, LimitKind,
    Max, Module, ModuleId, ModuleState, Nearness, Observation, Renewal, Status, countdown::Amount, diff,
};
use proptest::prelude::*;
use strum::IntoEnumIterator;
use support::{day, license_until, licensed, now, observe};

const ZONES: [&str; 6] =
    ["UTC", "America/Sao_Paulo", "Asia/Tokyo", "Pacific/Kiritimati", "Europe/Berlin", "Asia/Kathmandu"];

fn instant() -> impl Strategy<Value = Timestamp> {
    // From 1996 to 2200, which includes leap days, changes of zone rules and every date that a license may name. (Before
    // that, Kiritimati skipped a whole day, so that its calendar differs by two.)
    (820_454_400_i64..7_258_118_400).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn zone() -> impl Strategy<Value = TimeZone> {
    prop::sample::select(&ZONES[..]).prop_map(|name| TimeZone::get(name).unwrap())
}

fn amount(countdown: Countdown) -> Amount {
    match countdown {
        Countdown::Left(amount) | Countdown::Gone(amount) => amount,
    }
}

/// An instant within some weeks of [`now`], to the minute, so that deadlines and thresholds often meet.
fn near() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        (-60_i64..60).prop_map(day),
        (-86_400_i64..86_400).prop_map(|minute| now() + SignedDuration::from_mins(minute)),
    ]
}

fn any_license() -> impl Strategy<Value = License> {
    let kinds: Vec<_> = DeadlineKind::iter().collect();
    let deadlines = prop::collection::vec((near(), prop::sample::select(kinds)), 0..6);
    let limits: Vec<_> = LimitKind::iter().collect();
    let max = prop_oneof![Just(Max::Unlimited), (0_u64..60).prop_map(Max::AtMost)];
    let limits = prop::collection::vec((prop::sample::select(limits), prop::option::of(0_u64..60), max), 0..3);
    let modules = prop::collection::vec(prop::sample::select(vec!["auditing", "abac", "federation"]), 0..3);
    let plan = prop::sample::select(vec!["Pro", "Enterprise"]);
    (plan, deadlines, limits, modules, any::<[bool; 3]>()).prop_map(|(plan, deadlines, limits, modules, flags)| {
        let [trial, offline, automatic] = flags;
        let module = |id| Module { id: ModuleId::new(id), state: ModuleState::Unstated, external: false };
        let mut license = License {
            trial,
            offline,
            renewal: if automatic { Renewal::Automatic } else { Renewal::Manual },
            limits: limits.into_iter().map(|(kind, used, max)| Limit::new(kind, used, max)).collect(),
            modules: modules.into_iter().map(module).collect(),
            ..License::bare(plan)
        };
        for (at, kind) in deadlines {
            license = license.with_deadline(at, kind);
        }
        license
    })
}

fn any_entitlement() -> impl Strategy<Value = Entitlement> {
    prop_oneof![
        6 => prop::collection::vec(any_license(), 1..4).prop_map(licensed),
        2 => Just(Entitlement::Unlicensed { limits: vec![] }),
        1 => Just(Entitlement::NotPermitted(license::Visible::default())),
    ]
}

/// Every answer that depends on time.
#[derive(Debug, Clone, PartialEq)]
struct Answers {
    status: Status,
    attention: Attention,
    has_ended_long_ago: bool,
    headline: Headline,
    stops: Vec<(Deadline, Nearness)>,
    passed: Vec<Deadline>,
    nearness: Vec<Nearness>,
    modules: Vec<(ModuleId, bool)>,
    limits: Vec<Limit>,
    ends_at: Option<Timestamp>,
    lapsed_at: Option<Timestamp>,
}

fn answers(observation: Observation<'_>, now: Timestamp) -> Answers {
    let licenses = observation.licenses().iter();
    Answers {
        status: observation.status(now),
        attention: observation.attention(now),
        has_ended_long_ago: observation.has_ended_long_ago(now),
        headline: observation.headline(now),
        stops: observation.stops(now).iter().map(|stop| (stop.deadline.clone(), stop.nearness(now))).collect(),
        passed: observation.passed_stops(now).iter().map(|stop| stop.deadline.clone()).collect(),
        nearness: licenses.flat_map(|l| l.deadlines.iter().map(|d| l.nearness(d, now))).collect(),
        modules: observation.modules(now).iter().map(|module| (module.id.clone(), module.is_active)).collect(),
        limits: observation.limits(now),
        ends_at: observation.ends_at(now),
        lapsed_at: observation.lapsed_at(now),
    }
}

proptest! {
    #[test]
    fn a_module_works_as_the_list_of_all_says(entitlement in any_entitlement(), now in near()) {
        let observation = observe(&entitlement);
        for module in observation.modules(now) {
            prop_assert_eq!(observation.module_works(module.id.as_str(), now), Some(module.is_active));
        }
        prop_assert_eq!(observation.module_works("none", now), None);
    }

    #[test]
    fn an_entitlement_is_read_as_it_was_written(entitlement in any_entitlement()) {
        let json = serde_json::to_string(&entitlement).unwrap();
        prop_assert_eq!(serde_json::from_str::<Entitlement>(&json).unwrap(), entitlement);
    }

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
    fn a_deadline_has_passed_at_its_own_instant(now in instant(), at in instant(), zone in zone()) {
        let is_left = matches!(Countdown::between(now, at, &zone), Countdown::Left(_));
        prop_assert_eq!(is_left, now < at);
        prop_assert_eq!(Deadline::new(at, DeadlineKind::Expiry).has_come(now), !is_left);
    }

    #[test]
    fn nothing_changes_before_the_next_change_and_something_does_then(
        latest in any_entitlement(), known in prop::collection::vec(any_license(), 0..3), now in near(), within in 0.0..1.0_f64,
    ) {
        let observation = Observation { latest: Some(&latest), last_known_licenses: &known, facts: license::ServerFacts::unknown() };
        let before = answers(observation, now);
        let Some(next) = observation.next_change_at(now) else {
            let far = now + SignedDuration::from_hours(24 * 365 * 20);
            prop_assert_eq!(answers(observation, far), before);
            return Ok(());
        };
        prop_assert!(next > now);
        let instant = SignedDuration::from_nanos(1);
        let between = now + SignedDuration::from_secs((next.duration_since(now).as_secs_f64() * within) as i64);
        for still in [between.min(next - instant), next - instant] {
            prop_assert_eq!(&answers(observation, still), &before);
        }
        prop_assert_ne!(answers(observation, next), before);
    }

    #[test]
    fn stops_are_sorted_still_to_come_and_only_of_licenses_that_decide(latest in any_entitlement(), now in near()) {
        let observation = observe(&latest);
        let stops = observation.stops(now);
        prop_assert!(stops.is_sorted_by_key(|stop| stop.at()));
        let in_force = latest.licenses().iter().any(|license| license.is_in_force(now));
        for stop in &stops {
            prop_assert!(stop.at() > now && matches!(stop.deadline.kind.effect(), Effect::Stops(_)));
            let license = stop.license().unwrap();
            prop_assert!(license.deadlines.contains(stop.deadline), "the license is the deadline's own");
            prop_assert!(license.effect(stop.deadline) == Effect::Stops(stop.kind));
            prop_assert!(license.is_in_force(now) || !in_force);
            prop_assert!(!license.has_ended(now));
        }
        let soonest = latest.licenses().iter().filter(|l| l.is_in_force(now)).filter_map(|l| l.next_stop(now)).min();
        if in_force {
            prop_assert_eq!(observation.next_stop(now).map(|stop| stop.deadline), soonest);
        }
        prop_assert!(observation.passed_stops(now).iter().all(|stop| stop.at() <= now));
    }

    #[test]
    fn the_headline_agrees_with_the_status(latest in any_entitlement(), known in prop::collection::vec(any_license(), 0..3), now in near()) {
        let observation = Observation { latest: Some(&latest), last_known_licenses: &known, facts: license::ServerFacts::unknown() };
        let headline = observation.headline(now);
        let agrees = match observation.status(now) {
            Status::Valid | Status::Expiring => matches!(headline, Headline::Ends { at, .. }
                | Headline::Renews { at, .. }
                | Headline::TrialEnds { at, .. }
                | Headline::ModulesStop { at, .. } if at > now)
                || matches!(headline, Headline::NoEnd { .. } | Headline::EndUnreadable { .. })
                || matches!(&headline, Headline::Finding { finding } if observation.findings(now).contains(finding)),
            Status::Expired => matches!(headline, Headline::Ended { at, .. }
                | Headline::RenewalMissed { at, .. }
                | Headline::TrialEnded { at, .. } if at <= now),
            Status::Lapsed => matches!(headline, Headline::Lapsed { at, .. } if Some(at) == observation.lapsed_at(now)),
            Status::Invalid => matches!(headline, Headline::NotHonored { .. } | Headline::NotBegun { .. }),
            Status::Community => headline == Headline::Community,
            Status::NotPermitted => headline == Headline::NotPermitted,
            Status::Unknown => matches!(headline, Headline::EndUnreadable { .. } | Headline::NeverRead),
        };
        prop_assert!(agrees, "{:?}: {headline:?}", observation.status(now));
    }

    #[test]
    fn reverting_a_change_reverses_its_direction(a in any_entitlement(), b in any_entitlement()) {
        let directions = |old: &Entitlement, new: &Entitlement| {
            let mut directions: Vec<_> = diff(old, new).iter().map(|change| change.direction()).collect();
            directions.sort();
            directions
        };
        let mut back: Vec<_> = directions(&b, &a).into_iter().map(|direction| match direction {
            Direction::Worse => Direction::Better,
            Direction::Neither => Direction::Neither,
            Direction::Better => Direction::Worse,
        }).collect();
        back.sort();
        prop_assert_eq!(directions(&a, &b), back);
        prop_assert_eq!(diff(&a, &a), []);
    }

    #[test]
    fn a_license_is_valid_then_expiring_then_expired(
        end in instant(), mut at in prop::collection::vec(-100_i64..100, 2..20),
    ) {
        at.sort();
        let rank = |status| match status {
            Status::Valid => 0,
            Status::Expiring => 1,
            Status::Expired => 2,
            other => panic!("{other:?}"),
        };
        let latest = licensed([license_until(end)]);
        let status = |days: i64| observe(&latest).status(end + SignedDuration::from_hours(days * 24));
        prop_assert!(at.iter().map(|days| rank(status(*days))).is_sorted());
    }
}
