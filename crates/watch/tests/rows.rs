//! What the window's list has of each workspace: little, however much its own page has.
#![allow(clippy::unwrap_used)]

mod support;

use sandbox::{Endpoint, Fault};
use serde_json::{Value, json};
use support::*;
use watch::{Clock, Engine, WorkspaceId};

/// The answer of `licenses.get` with so many licenses, each with a dozen deadlines and every limit.
fn licenses(world: &World, count: i64) -> Fault {
    let day = |days: i64| world.clock.now() + jiff::SignedDuration::from_hours(days * 24);
    let license = |number: i64| {
        let notices = (1..12)
            .map(|notice| json!({"invalidBehavior": "start_fair_policy", "validUntil": day(300 + number - notice)}));
        let end = json!({"invalidBehavior": "invalidate_license", "validUntil": day(300 + number)});
        let steps = json!([{"max": 40, "behavior": "start_fair_policy"}, {"max": 50, "behavior": "prevent_action"}]);
        let limits = ["activeUsers", "guestUsers", "privateApps", "marketplaceApps", "monthlyActiveContacts"];
        json!({"modules": [], "license": {
            "version": "3.0",
            "information": {"id": format!("{number:024}"), "autoRenew": false, "trial": false, "offline": false,
                "tags": [{"name": "Enterprise", "color": "#F3BE08"}]},
            "validation": {"serverUrls": [], "validPeriods": notices.chain([end]).collect::<Vec<_>>()},
            "grantedModules": (0..20).map(|module| json!({"module": format!("module-{module}")})).collect::<Vec<_>>(),
            "limits": limits.map(|limit| (limit.to_owned(), steps.clone()))
                .into_iter().collect::<serde_json::Map<_, _>>(),
        }})
    };
    let licenses: Vec<_> = (0..count).map(license).collect();
    Fault::Body { status: 200, json: json!({"success": true, "licenses": licenses}) }
}

/// The length of a workspace in a list, and that of its own page, as JSON.
fn lengths(engine: &Engine, id: WorkspaceId) -> (usize, usize) {
    let length = |view: Value| view.to_string().len();
    let row = serde_json::to_value(engine.view(id).unwrap()).unwrap();
    (length(row), length(serde_json::to_value(engine.full_view(id).unwrap()).unwrap()))
}

#[tokio::test]
async fn a_row_stays_small_however_much_the_page_of_its_workspace_has() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "four").await.id;
    let of = async |count| {
        sandbox.set_fault_at("four", Endpoint::LicensesGet, licenses(&world, count));
        engine.refresh(id).await.unwrap();
        assert_eq!(engine.view(id).unwrap().license_count, usize::try_from(count).unwrap());
        lengths(&engine, id)
    };
    let (one, ten) = (of(1).await, of(10).await);
    assert!(one.0 < 4_000 && one.0 * 3 < one.1, "{one:?}");
    assert!(ten.0 < 6_000 && ten.0 * 10 < ten.1, "{ten:?}");
}

#[tokio::test]
async fn the_page_of_a_workspace_has_what_its_row_has() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "modern").await.id;
    let row = serde_json::to_value(engine.view(id).unwrap()).unwrap();
    let full = serde_json::to_value(engine.full_view(id).unwrap()).unwrap();
    let (row, mut full) = (row.as_object().unwrap().clone(), full.as_object().unwrap().clone());
    let more: Vec<_> = ["licenses", "limits", "timeline"].into_iter().filter_map(|field| full.remove(field)).collect();
    assert_eq!((more.len(), full), (3, row));
}
