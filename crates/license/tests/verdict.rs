//! The verdict on one workspace, by example.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jiff::SignedDuration;
use license::{
    AddressPattern, Attention, Deadline, DeadlineKind, Effect, Entitlement, Fill, Headline, Label, License, Limit,
    LimitKind, Max, Module, ModuleId, ModuleState, Nearness, Observation, PatternKind, Remark, RemarkKind, Renewal,
    ServerFacts, Status, Thresholds, Visible,
};
use support::{day, license_until, licensed, now, observe};

fn plan() -> Label {
    "Enterprise".into()
}

fn stops(latest: &Entitlement) -> Vec<(DeadlineKind, i64)> {
    let stops = observe(latest).stops(now());
    stops.iter().map(|stop| (stop.deadline.kind, stop.deadline.whole_days_left(now()))).collect()
}

fn headline(license: License) -> Headline {
    observe(&licensed([license])).headline(now())
}

fn renewing(license: License) -> License {
    License { renewal: Renewal::Automatic, ..license }
}

#[test]
fn a_grace_period_stops_nothing() {
    let license = license_until(day(25)).with_deadline(day(21), DeadlineKind::FairUse);
    let latest = licensed([license]);
    assert_eq!(stops(&latest), [(DeadlineKind::Expiry, 25)]);
    assert_eq!(observe(&latest).headline(now()), Headline::Ends { plan: plan(), at: day(25) });
    assert_eq!(DeadlineKind::FairUse.effect(), Effect::Notice);
}

#[test]
fn what_stops_is_of_the_licenses_and_of_the_workspace() {
    let license = license_until(day(25))
        .with_deadline(day(-1), DeadlineKind::ModulesDisabled)
        .with_deadline(day(10), DeadlineKind::ModulesDisabled)
        .with_deadline(day(12), DeadlineKind::FairUse);
    let mut facts = ServerFacts::default();
    facts.set_deadline(DeadlineKind::VersionSupportEnd, Some(day(90)));
    let latest = licensed([license.clone(), license_until(day(5))]);
    let stops = Observation { facts: &facts, ..observe(&latest) }.stops(now());
    let shown: Vec<_> = stops.iter().map(|stop| (stop.deadline.kind, stop.at())).collect();
    assert_eq!(
        shown,
        [
            (DeadlineKind::Expiry, day(5)),
            (DeadlineKind::ModulesDisabled, day(10)),
            (DeadlineKind::Expiry, day(25)),
            (DeadlineKind::VersionSupportEnd, day(90)),
        ]
    );
    let dropped = Entitlement::Unlicensed { limits: Vec::new() };
    let observation =
        Observation { latest: Some(&dropped), last_known_licenses: &[license], facts: ServerFacts::unknown() };
    assert_eq!(observation.stops(now()), []);
}

#[test]
fn modules_that_stop_with_their_license_are_no_stop_of_their_own() {
    let mut license = license_until(day(20));
    let modules = vec![ModuleId::new("abac")];
    license.deadlines.push(Deadline { at: day(20), kind: DeadlineKind::ModulesDisabled, modules: modules.clone() });
    assert_eq!(stops(&licensed([license.clone()])), [(DeadlineKind::Expiry, 20)]);
    license.deadlines.push(Deadline { at: day(19), kind: DeadlineKind::ModulesDisabled, modules });
    assert_eq!(stops(&licensed([license])), [(DeadlineKind::ModulesDisabled, 19), (DeadlineKind::Expiry, 20)]);
}

#[test]
fn only_the_end_of_its_license_ends_a_trial() {
    let bought = license_until(day(300)).with_deadline(day(5), DeadlineKind::TrialEnd);
    let latest = licensed([bought.clone()]);
    assert_eq!(stops(&latest), [(DeadlineKind::Expiry, 300)]);
    assert_eq!(observe(&latest).status(now()), Status::Valid);
    assert_eq!(observe(&latest).headline(now()), Headline::Ends { plan: plan(), at: day(300) });

    let trial = licensed([License { trial: true, ..bought }]);
    assert_eq!(stops(&trial), [(DeadlineKind::Expiry, 300)], "the server enforces nothing at the other date");
    assert_eq!(observe(&trial).status(now()), Status::Valid);
    assert_eq!(observe(&trial).headline(now()), Headline::TrialEnds { plan: plan(), at: day(300) });
}

#[test]
fn a_replaced_license_does_not_affect_the_one_in_force() {
    let old = License { plan: "Old".into(), ..renewing(license_until(day(-365))) };
    let latest = licensed([license_until(day(20)), old]);
    let observation = observe(&latest);
    assert_eq!(observation.headline(now()), Headline::Ends { plan: plan(), at: day(20) });
    let next = observation.next_stop(now()).unwrap();
    assert_eq!((next.plan().as_str(), next.renewal()), ("Enterprise", Renewal::Manual));
    assert_eq!(observation.passed_stops(now()), []);
    assert_eq!((observation.status(now()), observation.ends_at(now())), (Status::Expiring, Some(day(20))));
}

#[test]
fn a_license_that_renews_itself_is_one_step_softer() {
    let nearness = |days, renewal| {
        let license = License { renewal, ..license_until(day(days)) };
        let latest = licensed([license]);
        let nearness = observe(&latest).next_stop(now()).unwrap().nearness(now());
        (nearness, observe(&latest).status(now()), observe(&latest).attention(now()))
    };
    use Attention::{Calm, Critical};
    assert_eq!(nearness(31, Renewal::Manual), (Nearness::Far, Status::Valid, Calm));
    assert_eq!(nearness(30, Renewal::Manual), (Nearness::Soon, Status::Expiring, Attention::Soon));
    assert_eq!(nearness(7, Renewal::Manual), (Nearness::Critical, Status::Expiring, Critical));
    assert_eq!(nearness(20, Renewal::Automatic), (Nearness::Far, Status::Valid, Calm));
    assert_eq!(nearness(7, Renewal::Automatic), (Nearness::Soon, Status::Expiring, Attention::Soon));
    assert_eq!(nearness(1, Renewal::Automatic), (Nearness::Soon, Status::Expiring, Attention::Soon));
}

#[test]
fn a_trial_and_an_offline_license_cannot_renew_themselves() {
    for license in [
        License { trial: true, ..renewing(license_until(day(20))) },
        License { offline: true, ..renewing(license_until(day(20))) },
    ] {
        assert_eq!(license.effective_renewal(), Renewal::Manual);
        assert_eq!(observe(&licensed([license])).status(now()), Status::Expiring);
    }
}

#[test]
fn thresholds_of_a_monitoring_check_can_differ() {
    let license = license_until(day(20));
    let latest = licensed([license]);
    let stop = observe(&latest).next_stop(now()).unwrap();
    let hours = jiff::SignedDuration::from_hours;
    let thresholds = Thresholds { soon: hours(24 * 90), critical: hours(24 * 21) };
    assert_eq!(stop.nearness_within(&thresholds, now()), Nearness::Critical);
    assert_eq!(stop.nearness(now()), Nearness::Soon);
}

#[test]
fn a_notice_is_soon_at_most() {
    let license = license_until(day(300));
    let nearness = |days| license.nearness(&Deadline::new(day(days), DeadlineKind::FairUse), now());
    assert_eq!([8, 7, 1, 0].map(nearness), [Nearness::Far, Nearness::Soon, Nearness::Soon, Nearness::Passed]);
}

#[test]
fn a_limit_at_90_percent_has_one_level() {
    let license = License {
        limits: vec![Limit::new(LimitKind::ActiveUsers, Some(45), Max::AtMost(50))],
        ..license_until(day(300))
    };
    let latest = licensed([license]);
    let limit = observe(&latest).limit(LimitKind::ActiveUsers, now()).unwrap();
    assert_eq!((limit.fill(), limit.attention()), (Fill::NearlyFull, Attention::Soon));
    assert_eq!(limit.share().unwrap().percent(), 90);
    assert_eq!(observe(&latest).attention(now()), Attention::Soon);
}

#[test]
fn the_lowest_maximum_of_several_licenses_counts_and_a_replaced_license_limits_nothing() {
    let with = |license: License, used, max| License {
        limits: vec![Limit::new(LimitKind::ActiveUsers, used, Max::AtMost(max))],
        ..license
    };
    let latest = licensed([
        with(license_until(day(300)), None, 100),
        with(license_until(day(200)), Some(40), 200),
        with(license_until(day(-1)), Some(40), 10),
    ]);
    let seats = observe(&latest).limit(LimitKind::ActiveUsers, now()).unwrap();
    assert_eq!((seats.used, seats.max, seats.left()), (Some(40), Max::AtMost(100), Some(60)));
    assert_eq!(observe(&latest).attention(now()), Attention::Calm);
}

#[test]
fn a_license_that_ended_is_said_by_its_status_and_not_by_a_finding() {
    let (none, licenses) = (Entitlement::Unlicensed { limits: Vec::new() }, [license_until(day(-2))]);
    let observation =
        Observation { latest: Some(&none), last_known_licenses: &licenses, facts: ServerFacts::unknown() };
    assert_eq!((observation.status(now()), observation.findings(now())), (Status::Lapsed, vec![]));
    let mut facts = ServerFacts::default();
    facts.identity.address = Some(Label::new("new.example"));
    let addresses = vec![AddressPattern::new("old.example", PatternKind::Url)];
    let licenses = [License { addresses, ..license_until(day(-2)) }];
    let observation = Observation { facts: &facts, last_known_licenses: &licenses, ..observation };
    assert_eq!(observation.findings(now()).len(), 1, "it would not be honored even if it had not ended");
}

#[test]
fn two_readings_of_one_countdown_are_one_deadline() {
    let at = |hours: i64| Deadline::new(now() + SignedDuration::from_hours(hours), DeadlineKind::ReadOnly);
    assert!(at(96).is_same(&at(72)) && !at(96).is_same(&at(71)));
    let end = |hours: i64| Deadline { kind: DeadlineKind::Expiry, ..at(hours) };
    assert!(end(96).is_same(&end(96)) && !end(96).is_same(&end(95)) && !at(96).is_same(&end(96)));
}

#[test]
fn the_states_without_a_license_are_different() {
    let none = Entitlement::Unlicensed { limits: vec![] };
    let ended = [license_until(day(-2))];
    let running = [license_until(day(120))];
    let later = [license_until(day(120)).with_deadline(day(5), DeadlineKind::NotYetValid)];
    let verdict = |latest, last_known_licenses| {
        let observation = Observation { latest, last_known_licenses, facts: ServerFacts::unknown() };
        (observation.status(now()), observation.headline(now()))
    };
    assert_eq!(verdict(None, &[]), (Status::Unknown, Headline::NeverRead));
    assert_eq!(verdict(Some(&none), &[]), (Status::Community, Headline::Community));
    assert_eq!(verdict(Some(&none), &ended), (Status::Lapsed, Headline::Lapsed { plan: plan(), at: day(-2) }));
    let not_honored = Headline::NotHonored { plan: plan() };
    assert_eq!(verdict(Some(&none), &running), (Status::Invalid, not_honored.clone()));
    assert_eq!(verdict(Some(&none), &later), (Status::Invalid, not_honored), "dropped before it began is not lapsed");
    let not_permitted = (Status::NotPermitted, Headline::NotPermitted);
    assert_eq!(verdict(Some(&Entitlement::NotPermitted(Visible::default())), &running), not_permitted);

    let lapsed = Observation { latest: Some(&none), last_known_licenses: &ended, facts: ServerFacts::unknown() };
    assert_eq!((lapsed.lapsed_at(now()), lapsed.licenses()), (Some(day(-2)), &ended[..]));
    let withdrawn = Observation { latest: Some(&none), last_known_licenses: &running, facts: ServerFacts::unknown() };
    assert_eq!(withdrawn.stops(now()), [], "everything has stopped already");
    assert_eq!(lapsed.passed_stops(now()).len(), 1);
}

#[test]
fn every_state_of_a_license_has_its_headline() {
    assert_eq!(headline(renewing(license_until(day(20)))), Headline::Renews { plan: plan(), at: day(20) });
    assert_eq!(headline(license_until(day(-1))), Headline::Ended { plan: plan(), at: day(-1) });
    assert_eq!(headline(renewing(license_until(day(-1)))), Headline::RenewalMissed { plan: plan(), at: day(-1) });
    let trial = License { trial: true, ..license_until(day(-1)) };
    assert_eq!(headline(trial), Headline::TrialEnded { plan: plan(), at: day(-1) });
    assert_eq!(headline(License::bare("Enterprise")), Headline::NoEnd { plan: plan() });
    let later = license_until(day(200)).with_deadline(day(3), DeadlineKind::NotYetValid);
    assert_eq!(headline(later), Headline::NotBegun { plan: plan(), at: day(3) });
    let remark = Remark { kind: RemarkKind::UnreadableExpiry, field: "expiry".into(), value: "soon".into() };
    let unreadable = License { remarks: vec![remark], ..License::bare("Enterprise") };
    let answer = licensed([unreadable.clone()]);
    assert_eq!(observe(&answer).status(now()), Status::Valid, "the server never finds that it has ended");
    assert_eq!(observe(&answer).attention(now()), Attention::Problem);
    assert_eq!(headline(unreadable), Headline::EndUnreadable { plan: plan() });

    let modules = vec![ModuleId::new("abac")];
    let mut losing = license_until(day(200));
    losing.deadlines.push(Deadline { at: day(8), kind: DeadlineKind::ModulesDisabled, modules: modules.clone() });
    assert_eq!(headline(losing), Headline::ModulesStop { plan: plan(), at: day(8), modules });
}

#[test]
fn a_headline_is_tagged_with_its_kind() {
    let json = serde_json::to_value(Headline::Ends { plan: plan(), at: now() }).unwrap();
    assert_eq!(json, serde_json::json!({"kind": "ends", "plan": "Enterprise", "at": "2026-06-01T00:00:00Z"}));
    assert_eq!(serde_json::to_value(Headline::NeverRead).unwrap(), serde_json::json!({"kind": "never_read"}));
}

#[test]
fn nothing_is_left_to_stop_after_the_end() {
    let license = license_until(day(-3)).with_deadline(day(5), DeadlineKind::ModulesDisabled);
    let latest = licensed([license]);
    assert_eq!(stops(&latest), []);
    assert_eq!(observe(&latest).passed_stops(now()).len(), 1);
}

#[test]
fn a_license_without_an_end_ends_after_any_other() {
    let ends_at = |licenses: Vec<License>| observe(&licensed(licenses)).ends_at(now());
    assert_eq!(ends_at(vec![license_until(day(10)), license_until(day(20))]), Some(day(20)));
    assert_eq!(ends_at(vec![license_until(day(10)), License::bare("Pro")]), None);
}

#[test]
fn a_module_works_if_it_works_by_any_license() {
    let module = |id: &str, state| Module { id: ModuleId::new(id), state, external: false };
    let granting = |license: License, modules| License { modules, ..license };
    let latest = licensed([
        granting(
            license_until(day(9)),
            vec![module("auditing", ModuleState::Unstated), module("abac", ModuleState::Inactive)],
        ),
        granting(
            license_until(day(-9)),
            vec![module("federation", ModuleState::Unstated), module("abac", ModuleState::Active)],
        ),
    ]);
    let states = |observation: Observation<'_>| -> Vec<(String, bool, usize)> {
        let modules = observation.modules(now());
        modules.iter().map(|m| (m.id.to_string(), m.is_active, m.licenses.len())).collect()
    };
    let state = |id: &str, is_active, licenses| (id.to_owned(), is_active, licenses);
    assert_eq!(
        states(observe(&latest)),
        [state("auditing", true, 1), state("abac", true, 2), state("federation", false, 1)]
    );
    let none = Entitlement::Unlicensed { limits: vec![] };
    let dropped =
        Observation { latest: Some(&none), last_known_licenses: latest.licenses(), facts: ServerFacts::unknown() };
    assert!(states(dropped).iter().all(|(_, is_active, _)| !is_active), "a dropped license activates nothing");
}

#[test]
fn a_new_license_is_what_to_get_first_once_something_of_it_ends_soon() {
    let needs = |license: License| observe(&licensed([license])).needs_license(now());
    assert!(!needs(license_until(day(31))), "far away");
    assert!(needs(license_until(day(29))));
    assert!(needs(license_until(day(-1))), "it has ended");
    assert!(needs(license_until(day(300)).with_deadline(day(12), DeadlineKind::ModulesDisabled)));
    assert!(!needs(renewing(license_until(day(6)))), "it renews itself");
    assert!(needs(renewing(license_until(day(-1)))), "it should have renewed itself");

    let community = Entitlement::Unlicensed { limits: Vec::new() };
    let with = |kind, at| {
        let mut facts = ServerFacts::default();
        facts.set_deadline(kind, Some(at));
        Observation { facts: &facts, ..observe(&community) }.needs_license(now())
    };
    assert!(!observe(&community).needs_license(now()), "a community workspace lacks nothing");
    assert!(with(DeadlineKind::ReadOnly, day(5)));
    assert!(with(DeadlineKind::ReadOnly, day(-1)));
    assert!(!with(DeadlineKind::VersionSupportEnd, day(5)), "no license extends the support of a version");
    assert!(!observe(&Entitlement::NotPermitted(Visible::default())).needs_license(now()));
}

#[test]
fn a_module_is_lost_if_it_was_there_or_is_granted_and_does_not_work() {
    let module = |id: &str, state| Module { id: ModuleId::new(id), state, external: false };
    let modules = vec![module("auditing", ModuleState::Active), module("federation", ModuleState::Inactive)];
    let granted = License { modules, ..license_until(day(25)) };
    let earlier = ["auditing", "scalability"].map(ModuleId::new).into();
    let lost = |latest: &Entitlement, known: &[License]| {
        let observation = Observation { last_known_licenses: known, ..observe(latest) };
        observation.lost_modules(&earlier, now()).into_iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(lost(&licensed([granted.clone()]), &[]), ["federation", "scalability"]);
    let dropped = Entitlement::Unlicensed { limits: Vec::new() };
    assert_eq!(lost(&dropped, &[granted]), ["auditing", "federation", "scalability"]);
}
