//! The window, the tray, `show` and `check` agree about each workspace, because they only word one verdict.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jiff::{SignedDuration, Timestamp};
use license::{Attention, DeadlineKind, Effect, Fill, Headline, LimitKind, Nearness, Renewal, Status, StopKind};
use rocketchat::Bounds;
use sandbox::{Endpoint, Fault};
use serde_json::{Value, json};
use support::{NOW, Run, Stage};
use watch::{
    Engine, FixedClock, Store,
    engine::Parts,
    i18n::language::Language,
    present::view::{DeadlineView, FullWorkspaceView},
    vault::SessionMemory,
};

/// An instant this many days after [`NOW`].
fn day(days: i64) -> Timestamp {
    NOW.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(days * 24)
}

/// A license of the third generation, as JSON.
fn license(plan: &str, periods: &Value, more: Value) -> Value {
    let mut license = json!({
        "version": "3.0",
        "information": {"autoRenew": false, "trial": false, "offline": false, "tags": [{"name": plan}]},
        "validation": {"serverUrls": [], "validPeriods": periods},
        "grantedModules": [{"module": "auditing"}],
        "limits": {},
    });
    for (key, value) in more.as_object().unwrap() {
        for (field, value) in value.as_object().unwrap() {
            license[key][field] = value.clone();
        }
    }
    license
}

fn ends(days: i64) -> Value {
    json!([{"invalidBehavior": "invalidate_license", "validUntil": day(days)}])
}

/// The answer of `licenses.info` with one license and its seats in use.
fn info(license: &Value, seats: &Value) -> Fault {
    let limits = json!({"activeUsers": seats});
    let license = json!({"license": license, "activeModules": ["auditing"], "preventedActions": {}, "limits": limits,
        "tags": license["information"]["tags"], "trial": license["information"]["trial"]});
    Fault::Body { status: 200, json: json!({"success": true, "license": license}) }
}

/// The answer of `licenses.get` with several licenses.
fn get(licenses: &[Value]) -> Fault {
    Fault::Body { status: 200, json: json!({"success": true, "licenses": licenses}) }
}

/// The verdict on one workspace in every interface.
struct Faces {
    window: FullWorkspaceView,
    tray: watch::present::summary::Line,
    show: Value,
    text: Run,
    check: Run,
}

/// Reads a sandbox workspace with this answer into the store, and returns what every interface shows.
async fn faces(slug: &str, endpoint: Endpoint, answer: Fault) -> Faces {
    let stage = Stage::new().await;
    stage.sandbox.set_fault_at(slug, endpoint, answer);
    let now = NOW.parse().unwrap();
    let parts = Parts {
        store: Store::open(&stage.folder.path().join("data"), now).unwrap(),
        vault: Box::new(SessionMemory::default()),
        clock: std::sync::Arc::new(FixedClock(now)),
        zone: jiff::tz::TimeZone::UTC,
        system_language: Language::English,
        bounds: Bounds::default(),
        notifier: None,
        channels: Default::default(),
    };
    let engine = Engine::new(parts).unwrap();
    let (workspace, token) = stage.workspace(slug, "Acme");
    let id = workspace.id;
    engine.import(workspace, token).await.unwrap();
    engine.refresh(id).await.unwrap();
    let window = engine.full_view(id).unwrap();
    assert_eq!(window.row.error, None);
    let tray = engine.summary(usize::MAX).lines.remove(0);
    drop(engine);
    let faces = Faces {
        window,
        tray,
        show: stage.run(&["show", "--cached", "--json"]).workspace(),
        text: stage.run(&["show", "--cached"]),
        check: stage.run(&["check", "--cached"]),
    };
    faces.agree();
    faces
}

impl Faces {
    /// Asserts what must hold for every workspace.
    fn agree(&self) {
        let Self { window, tray, show, text, check } = self;
        assert_eq!(tray.attention, window.row.attention);
        assert_eq!(show["status"], window.row.status.code());
        // The tray says why a workspace counts, or else its state; the terminal has one in `check` and the other in `show`.
        let state = tray.state.to_lowercase();
        assert_eq!(window.row.counted.is_some(), window.row.attention > Attention::Calm);
        let said = match &window.row.counted {
            Some(counted) => {
                assert_eq!(counted.to_lowercase(), state);
                format!("{}{}", text.out, check.out)
            }
            None => text.out.clone(),
        };
        assert!(said.to_lowercase().contains(&state), "{state} in {said}");
        let worst = window.row.stops.iter().map(|stop| stop.nearness).max();
        assert_eq!(window.row.nearest, worst);
        // The default thresholds of `check` are those of the product, so the exit code follows from the attention.
        let expected = match window.row.attention {
            Attention::Calm => 0,
            Attention::Soon => 1,
            Attention::Critical | Attention::Ended => 2,
            Attention::Problem => 3,
        };
        assert_eq!(check.code, expected, "{}", check.out);
        let of_license = |stop: &&DeadlineView| stop.kind != DeadlineKind::VersionSupportEnd;
        if let (Some(next), Some(at)) = (window.row.stops.iter().find(of_license), window.row.headline.at()) {
            assert_eq!(at, next.at, "the headline is about what stops next");
            let of_license = window.licenses.iter().any(|license| license.next_stop.as_ref() == Some(next));
            assert!(of_license || next.kind == DeadlineKind::ReadOnly);
        }
    }
}

#[tokio::test]
async fn a_notice_before_the_end_does_not_hide_the_end() {
    let periods = json!([
        {"invalidBehavior": "start_fair_policy", "validUntil": day(21)},
        {"invalidBehavior": "invalidate_license", "validUntil": day(25)},
    ]);
    let answer = info(&license("Enterprise", &periods, json!({})), &json!({"value": 4, "max": 50}));
    let Faces { window, tray, check, .. } = faces("modern", Endpoint::LicensesInfo, answer).await;
    assert_eq!(window.row.headline, Headline::Ends { plan: "Enterprise".into(), at: day(25) });
    let stops: Vec<_> = window.row.stops.iter().map(|stop| (stop.kind, stop.at, stop.nearness)).collect();
    assert_eq!(stops[0], (DeadlineKind::Expiry, day(25), Nearness::Soon));
    assert_eq!((stops[1].0, stops[1].2), (DeadlineKind::VersionSupportEnd, Nearness::Far));
    let effects: Vec<_> =
        window.licenses[0].deadlines.iter().map(|deadline| (deadline.kind, deadline.effect)).collect();
    assert_eq!(
        effects[..2],
        [(DeadlineKind::FairUse, Effect::Notice), (DeadlineKind::Expiry, Effect::Stops(StopKind::Expiry))]
    );
    assert_eq!(tray.state, "Expires in 25 days");
    assert!(
        check.out.starts_with("LICENSE WARNING - Acme: Enterprise expires in 25 days | 'Acme days'=25;"),
        "{}",
        check.out
    );
}

#[tokio::test]
async fn the_trial_end_of_a_bought_license_stops_nothing() {
    let bought = json!({"version": 2, "url": "*", "expiry": day(300), "maxActiveUsers": 50, "modules": ["auditing"],
        "tag": {"name": "Pro"}, "meta": {"trial": false, "trialEnd": day(10)}});
    let Faces { window, tray, text, check, .. } = faces("four", Endpoint::LicensesGet, get(&[bought])).await;
    assert_eq!(window.row.headline, Headline::Ends { plan: "Pro".into(), at: day(300) });
    assert_eq!(window.row.stops.iter().map(|stop| stop.kind).collect::<Vec<_>>(), [DeadlineKind::Expiry]);
    assert_eq!((window.row.status, window.row.nearest), (Status::Valid, Some(Nearness::Far)));
    assert_eq!(tray.state, "Expires in 300 days");
    let words: Vec<_> = text.out.split_whitespace().collect();
    assert!(words.join(" ").contains("(no longer a trial)"), "{}", text.out);
    assert!(check.out.starts_with("LICENSE OK - Acme: Pro expires in 300 days"), "{}", check.out);
}

#[tokio::test]
async fn a_replaced_license_does_not_affect_the_renewal_of_another() {
    let old = license("Old", &ends(-365), json!({"information": {"autoRenew": true}}));
    let new = license("New", &ends(20), json!({}));
    let answer = get(&[json!({"license": old, "modules": []}), json!({"license": new, "modules": ["auditing"]})]);
    let Faces { window, tray, check, .. } = faces("four", Endpoint::LicensesGet, answer).await;
    assert_eq!(window.row.headline, Headline::Ends { plan: "New".into(), at: day(20) });
    assert_eq!(window.row.stops[0].renewal, Renewal::Manual);
    assert_eq!((window.row.stops.len(), window.licenses.len()), (1, 2));
    assert_eq!((window.row.ends_at, window.row.nearest), (Some(day(20)), Some(Nearness::Soon)));
    assert_eq!(tray.state, "Expires in 20 days");
    assert!(
        check.out.starts_with("LICENSE WARNING - Acme: New expires in 20 days | 'Acme days'=20;30:;7:"),
        "{}",
        check.out
    );
}

#[tokio::test]
async fn a_renewal_is_softer_than_an_end_and_seats_at_90_percent_are_not_critical() {
    let renewing = json!({"information": {"autoRenew": true},
        "limits": {"activeUsers": [{"max": 50, "behavior": "prevent_action"}]}});
    let plenty = info(&license("Pro", &ends(20), renewing.clone()), &json!({"value": 4, "max": 50}));
    let calm = faces("modern", Endpoint::LicensesInfo, plenty).await;
    assert_eq!(calm.window.row.headline, Headline::Renews { plan: "Pro".into(), at: day(20) });
    assert_eq!((calm.window.row.nearest, calm.window.row.attention), (Some(Nearness::Far), Attention::Calm));
    assert_eq!(calm.window.licenses[0].nearness, Some(Nearness::Far));
    assert_eq!(calm.tray.state, "Renews in 20 days");
    assert!(calm.check.out.starts_with("LICENSE OK - Acme: Pro renews in 20 days"), "{}", calm.check.out);

    let nearly = info(&license("Pro", &ends(20), renewing), &json!({"value": 45, "max": 50}));
    let Faces { window, tray, check, .. } = faces("modern", Endpoint::LicensesInfo, nearly).await;
    let seats = window.limits.iter().find(|limit| limit.kind == LimitKind::ActiveUsers).unwrap();
    assert_eq!((seats.level, seats.attention), (Fill::NearlyFull, Attention::Soon));
    assert_eq!((seats.share.unwrap().thousandths(), seats.left), (900, Some(5)));
    assert_eq!(seats.steps.iter().map(|step| (step.max, step.is_reached)).collect::<Vec<_>>(), [(Some(50), false)]);
    assert_eq!(tray.attention, Attention::Soon);
    assert!(check.out.starts_with("LICENSE WARNING - Acme: 45 of 50 seats in use"), "{}", check.out);
}

#[tokio::test]
async fn a_license_that_cannot_renew_itself_ends_and_one_that_is_dropped_early_is_not_honored() {
    let offline = license("Pro", &ends(20), json!({"information": {"autoRenew": true, "offline": true}}));
    let answer = info(&offline, &json!({"value": 4, "max": 50}));
    let Faces { window, tray, text, check, .. } = faces("modern", Endpoint::LicensesInfo, answer).await;
    assert_eq!(window.row.headline, Headline::Ends { plan: "Pro".into(), at: day(20) });
    assert_eq!(window.licenses[0].renewal, Renewal::Manual);
    assert_eq!(tray.state, "Expires in 20 days");
    assert!(text.out.contains("expires in 20 days") && !text.out.contains("renews in"), "{}", text.out);
    assert_eq!(check.code, 1, "{}", check.out);

    let later = license("Pro", &json!([{"invalidBehavior": "invalidate_license", "validFrom": day(5)}]), json!({}));
    let answer = info(&later, &json!({"value": 4, "max": 50}));
    let Faces { window, tray, check, .. } = faces("modern", Endpoint::LicensesInfo, answer).await;
    assert_eq!(window.row.headline, Headline::NotBegun { plan: "Pro".into(), at: day(5) });
    assert_eq!(tray.state, "Becomes valid in 5 days");
    assert!(check.out.starts_with("LICENSE CRITICAL - Acme: Pro is not valid yet"), "{}", check.out);
}

#[tokio::test]
async fn usage_above_the_maximum_of_a_license_without_a_readable_end_is_over_in_every_interface() {
    let steps = json!([{"max": -1, "behavior": "prevent_action"}, {"max": 10, "behavior": "invalidate_license"}]);
    let open = license("Pro", &ends(300), json!({"limits": {"activeUsers": steps}}));
    let answer = info(&open, &json!({"value": 11, "max": -1}));
    let Faces { window, check, .. } = faces("modern", Endpoint::LicensesInfo, answer).await;
    let seats = &window.limits[0];
    assert_eq!((seats.max, seats.level, seats.attention), (Some(10), Fill::Over, Attention::Critical));
    assert_eq!(seats.steps.iter().map(|step| step.is_reached).collect::<Vec<_>>(), [true, false]);
    assert!(check.out.starts_with("LICENSE CRITICAL - Acme: 11 of 10 seats in use"), "{}", check.out);
}

#[tokio::test]
async fn a_read_only_countdown_is_the_headline_of_every_face() {
    let setting = json!({"_id": "Cloud_Workspace_AirGapped_Restrictions_Remaining_Days", "value": 4});
    let answer = Fault::Body { status: 200, json: json!({"settings": [setting], "success": true}) };
    let Faces { window, tray, text, check, .. } = faces("community", Endpoint::SettingsPublic, answer).await;
    assert_eq!(window.row.headline, Headline::BecomesReadOnly { at: day(4) });
    assert_eq!((window.row.status, window.row.attention), (Status::Community, Attention::Critical));
    assert_eq!(window.timeline[0].kind, DeadlineKind::ReadOnly);
    assert_eq!(tray.state, "Read-only in 4 days");
    assert!(text.out.contains("workspace becomes read-only"), "{}", text.out);
    assert_eq!(check.code, 2, "{}", check.out);
}

#[tokio::test]
async fn modules_that_have_stopped_are_the_headline_of_every_face() {
    let mut answer = license("Pro", &ends(300), json!({}));
    answer["grantedModules"] = json!([{"module": "auditing"}, {"module": "abac"}]);
    let Faces { window, tray, show, text, check } =
        faces("modern", Endpoint::LicensesInfo, info(&answer, &json!({"value": 4, "max": 50}))).await;
    assert_eq!(window.row.findings[0].kind, license::FindingKind::ModulesStopped);
    assert_eq!(show["findings"][0], json!({"kind": "modules_stopped", "attention": "critical"}));
    assert!(tray.state.ends_with("access has stopped"), "{}", tray.state);
    assert!(text.out.contains("turned off by the server"), "{}", text.out);
    assert!(check.code == 2 && check.out.contains("abac has stopped"), "{}", check.out);
}
