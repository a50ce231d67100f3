//! What changed between two answers, by example.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use license::{Change, Entitlement, License, Limit, LimitKind, Max, Module, ModuleId, ModuleState, Renewal, diff};
use support::{license_until, licensed};

fn license(end: &str, modules: &[&str], seats: Max) -> License {
    let module = |id: &&str| Module { id: ModuleId::new(id), state: ModuleState::Active, external: false };
    License {
        modules: modules.iter().map(module).collect(),
        limits: vec![Limit::new(LimitKind::ActiveUsers, Some(3), seats)],
        ..license_until(end.parse().unwrap())
    }
}

#[test]
fn a_renewal_changes_the_end_the_modules_and_the_seats() {
    let old = licensed([license("2026-01-01T00:00:00Z", &["auditing", "federation"], Max::AtMost(50))]);
    let new = licensed([license("2027-01-01T00:00:00Z", &["auditing", "abac"], Max::AtMost(40))]);
    assert_eq!(
        diff(&old, &new),
        [
            Change::ExpiryChanged {
                before: Some("2026-01-01T00:00:00Z".parse().unwrap()),
                after: Some("2027-01-01T00:00:00Z".parse().unwrap()),
            },
            Change::ModuleLost { module: ModuleId::new("federation") },
            Change::ModuleGained { module: ModuleId::new("abac") },
            Change::LimitLowered { limit: LimitKind::ActiveUsers, before: Max::AtMost(50), after: Max::AtMost(40) },
        ]
    );
}

#[test]
fn another_plan_a_bought_trial_and_another_renewal_are_changes() {
    let old = License { trial: true, ..license_until("2026-01-01T00:00:00Z".parse().unwrap()) };
    let new = License { trial: false, plan: "Pro".into(), renewal: Renewal::Automatic, ..old.clone() };
    assert_eq!(
        diff(&licensed([old]), &licensed([new])),
        [
            Change::PlanChanged { before: "Enterprise".into(), after: "Pro".into() },
            Change::TrialEnded,
            Change::RenewalChanged { before: Renewal::Manual, after: Renewal::Automatic },
        ]
    );
}

#[test]
fn a_change_of_use_alone_is_no_change() {
    let old = license("2026-01-01T00:00:00Z", &["auditing"], Max::AtMost(50));
    let mut new = old.clone();
    new.limits[0].used = Some(49);
    assert_eq!(diff(&licensed([old]), &licensed([new])), []);
}

#[test]
fn a_removed_limit_is_a_raised_limit() {
    let old = license("2026-01-01T00:00:00Z", &[], Max::AtMost(50));
    let mut new = old.clone();
    new.limits.clear();
    let raised = Change::LimitRaised { limit: LimitKind::ActiveUsers, before: Max::AtMost(50), after: Max::Unlimited };
    assert_eq!(diff(&licensed([old]), &licensed([new])), [raised]);
}

#[test]
fn a_license_without_permission_to_see_it_is_not_lost() {
    let held = licensed([license("2026-01-01T00:00:00Z", &["auditing"], Max::Unlimited)]);
    let none = Entitlement::Unlicensed { limits: vec![] };
    assert_eq!(diff(&held, &Entitlement::NotPermitted(license::Visible::default())), []);
    assert_eq!(diff(&Entitlement::NotPermitted(license::Visible::default()), &held), []);
    assert_eq!(diff(&held, &none), [Change::LicenseLost { plan: "Enterprise".into() }]);
    assert_eq!(diff(&none, &held), [Change::LicenseGained { plan: "Enterprise".into() }]);
}
