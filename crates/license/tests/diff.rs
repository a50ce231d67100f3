//! What changed, read as an example.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use license::{
    Change, ChangeKind, Direction, Entitlement, License, Limit, LimitKind, Max, Module, ModuleId, ModuleState, diff,
};
use support::license_until;

fn license(end: &str, modules: &[&str], seats: Max) -> License {
    let module = |id: &&str| Module { id: ModuleId::new(id), state: ModuleState::Active, external: false };
    License {
        modules: modules.iter().map(module).collect(),
        limits: vec![Limit::new(LimitKind::ActiveUsers, Some(3), seats)],
        ..license_until(end.parse().unwrap())
    }
}

fn licensed(license: License) -> Entitlement {
    Entitlement::Licensed { licenses: vec![license] }
}

#[test]
fn a_renewal_tells_the_new_end_the_modules_and_the_seats() {
    let old = licensed(license("2026-01-01T00:00:00Z", &["auditing", "federation"], Max::AtMost(50)));
    let new = licensed(license("2027-01-01T00:00:00Z", &["auditing", "abac"], Max::AtMost(40)));
    let told: Vec<_> = diff(&old, &new)
        .into_iter()
        .map(|c| format!("{:?} {} {:?} {:?}", c.kind, c.subject, c.before, c.after))
        .collect();
    assert_eq!(
        told,
        [
            r#"ExpiryChanged  Some("2026-01-01T00:00:00Z") Some("2027-01-01T00:00:00Z")"#,
            "ModuleLost federation None None",
            "ModuleGained abac None None",
            r#"LimitLowered active_users Some("50") Some("40")"#,
        ]
    );
}

#[test]
fn a_change_of_use_alone_is_no_change() {
    let old = license("2026-01-01T00:00:00Z", &["auditing"], Max::AtMost(50));
    let mut new = old.clone();
    new.limits[0].used = Some(49);
    assert_eq!(diff(&licensed(old), &licensed(new)), []);
}

#[test]
fn a_limit_taken_away_is_a_limit_raised() {
    let old = license("2026-01-01T00:00:00Z", &[], Max::AtMost(50));
    let mut new = old.clone();
    new.limits.clear();
    let changes = diff(&licensed(old), &licensed(new));
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].kind, changes[0].after.as_deref()), (ChangeKind::LimitRaised, Some("unlimited")));
}

#[test]
fn what_may_not_be_seen_is_not_lost() {
    let held = licensed(license("2026-01-01T00:00:00Z", &["auditing"], Max::Unlimited));
    let none = Entitlement::Unlicensed { limits: vec![] };
    assert_eq!(diff(&held, &Entitlement::NotPermitted), []);
    assert_eq!(diff(&Entitlement::NotPermitted, &held), []);
    assert_eq!(diff(&held, &none)[0].kind, ChangeKind::LicenseLost);
    assert_eq!(diff(&none, &held)[0].kind, ChangeKind::LicenseGained);
}

#[test]
fn less_and_sooner_is_worse_and_no_end_is_later_than_any() {
    let direction = |kind, before: Option<&str>, after: Option<&str>| {
        Change::new(kind, "", before.map(str::to_owned), after.map(str::to_owned)).direction()
    };
    let (soon, late) = (Some("2026-03-12T00:00:00Z"), Some("2027-03-12T00:00:00Z"));
    let end = |before, after| direction(ChangeKind::ExpiryChanged, before, after);
    assert_eq!([end(late, soon), end(None, late)], [Direction::Worse; 2]);
    assert_eq!([end(soon, late), end(late, None)], [Direction::Better; 2]);
    assert_eq!(end(None, None), Direction::Neither);
    assert_eq!(direction(ChangeKind::ModuleLost, None, None), Direction::Worse);
    assert_eq!(direction(ChangeKind::LimitRaised, None, None), Direction::Better);
    assert_eq!(direction(ChangeKind::PlanChanged, None, None), Direction::Neither);
}
