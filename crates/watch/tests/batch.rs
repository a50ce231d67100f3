//! Adding many workspaces at once.
#![allow(clippy::unwrap_used)]

mod support;

use sandbox::Sandbox;
use support::*;
use watch::{
    Engine, FailureCode,
    batch::{BatchRowEdit, BatchView, RowState},
};

/// A row of CSV for a workspace of the sandbox.
fn row(sandbox: &Sandbox, slug: &str, name: &str) -> String {
    let login = sandbox.credentials(slug);
    format!("{name},{},{},{},Customers,yes,100,EUR", sandbox.url(slug), login.user_id, login.token)
}

fn list(rows: &[String]) -> String {
    format!("name,url,user_id,token,group,allow_http,cost,currency\n{}\n", rows.join("\n"))
}

fn states(batch: &BatchView) -> Vec<&'static str> {
    let code = |state: &RowState| match state {
        RowState::Waiting => "waiting",
        RowState::Checking => "checking",
        RowState::Ready => "ready",
        RowState::Duplicate { .. } => "duplicate",
        RowState::NeedsSignIn => "needs_sign_in",
        RowState::Failed { failure } if failure.code == FailureCode::Unauthorized => "unauthorized",
        RowState::Failed { .. } => "failed",
        RowState::Added { .. } => "added",
    };
    batch.rows.iter().map(|row| code(&row.state)).collect()
}

async fn check(engine: &Engine, batch: &BatchView) -> BatchView {
    let all: Vec<_> = (0..batch.rows.len()).collect();
    engine.check_batch(batch.id, &all).await.unwrap()
}

#[tokio::test]
async fn rows_are_checked_corrected_and_added() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    add(&engine, &sandbox, "six").await;
    let wrong = row(&sandbox, "trial", "Trial").replace(&sandbox.credentials("trial").token, "wrong");
    let signed_out = format!(",{},,,,yes,,", sandbox.url("four"));
    let text = list(&[
        row(&sandbox, "modern", "Acme"),
        row(&sandbox, "six", "Again"),
        wrong,
        signed_out,
        "No,,,,,,,".to_owned(),
    ]);
    let batch = engine.read_batch(&text).await.unwrap();
    assert_eq!(states(&batch), ["waiting"; 5]);
    let batch = check(&engine, &batch).await;
    assert_eq!(states(&batch), ["ready", "duplicate", "unauthorized", "needs_sign_in", "failed"]);
    assert_eq!(engine.views().len(), 1, "a check stores nothing");
    let shown = serde_json::to_string(&batch).unwrap();
    assert!(!shown.contains(&sandbox.credentials("modern").token), "the window sees no token");

    let edit = BatchRowEdit {
        address: batch.rows[2].address.clone(),
        name: "Trial".to_owned(),
        user_id: batch.rows[2].user_id.clone(),
        token: Some(sandbox.credentials("trial").token.into()),
        allow_http: true,
    };
    engine.edit_batch_row(batch.id, 2, edit).unwrap();
    engine.check_batch(batch.id, &[2]).await.unwrap();
    let all: Vec<_> = (0..5).collect();
    let batch = engine.add_batch(batch.id, &all).await.unwrap();
    assert_eq!(states(&batch), ["added", "duplicate", "added", "added", "failed"]);

    let arrangement = engine.arrangement().unwrap();
    assert_eq!(arrangement.groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["Customers"]);
    assert_eq!(arrangement.places.iter().filter(|place| place.group.is_some()).count(), 2);
    let views = engine.views();
    let acme = views.iter().find(|view| view.name == "Acme").unwrap();
    assert_eq!((acme.details.cost.as_deref(), acme.error.as_ref()), (Some("100.00"), None));
    assert!(acme.fetched_at.is_some());
    let waiting = views.iter().find(|view| view.url == sandbox.url("four")).unwrap();
    assert_eq!(waiting.error.as_ref().unwrap().code, FailureCode::CredentialsMissing);
    drop(engine);
    let engine = world.desktop();
    assert_eq!(engine.views().len(), 4);
    let stored = std::fs::read(world.folder.path().join("license-watch.db")).unwrap();
    let token = sandbox.credentials("modern").token;
    assert!(!stored.windows(token.len()).any(|bytes| bytes == token.as_bytes()));
}

#[tokio::test]
async fn two_rows_for_one_workspace_are_one_workspace() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let text = list(&[row(&sandbox, "modern", "One"), row(&sandbox, "modern", "Two")]);
    let batch = engine.read_batch(&text).await.unwrap();
    let mut found = states(&check(&engine, &batch).await);
    found.sort_unstable();
    assert_eq!(found, ["duplicate", "ready"]);
    engine.add_batch(batch.id, &[0, 1]).await.unwrap();
    assert_eq!(engine.views().len(), 1);
}

#[tokio::test]
async fn an_address_with_and_without_a_user_is_one_workspace_in_either_order() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let rows = [row(&sandbox, "modern", "Acme"), format!(",{},,,,yes,,", sandbox.url("modern"))];
    for (order, expected) in [([0, 1], ["ready", "duplicate"]), ([1, 0], ["needs_sign_in", "duplicate"])] {
        let batch = engine.read_batch(&list(&order.map(|at| rows[at].clone()))).await.unwrap();
        engine.check_batch(batch.id, &[0]).await.unwrap();
        assert_eq!(states(&engine.check_batch(batch.id, &[1]).await.unwrap()), expected);
    }
}

#[tokio::test]
async fn a_stopped_check_keeps_what_it_found_and_can_go_on() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    sandbox.set_fault("trial", sandbox::Fault::Hold);
    let text = list(&[row(&sandbox, "modern", "Acme"), row(&sandbox, "trial", "Trial")]);
    let batch = engine.read_batch(&text).await.unwrap();
    let mut events = engine.subscribe();
    let checking = tokio::spawn({
        let (engine, id) = (engine.clone(), batch.id);
        async move { engine.check_batch(id, &[0, 1]).await }
    });
    let is_ready = |batch: BatchView| states(&batch)[0] == "ready";
    next(&mut events, |_| engine.batch().is_some_and(is_ready).then_some(())).await;
    engine.stop_batch(batch.id).unwrap();
    let stopped = checking.await.unwrap().unwrap();
    assert_eq!(states(&stopped), ["ready", "waiting"]);
    sandbox.set_fault("trial", None);
    assert_eq!(states(&engine.check_batch(batch.id, &[1]).await.unwrap()), ["ready", "ready"]);
}

#[tokio::test]
async fn a_closed_batch_is_forgotten() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let batch = engine.read_batch(&list(&[row(&sandbox, "modern", "Acme")])).await.unwrap();
    engine.close_batch(batch.id);
    assert!(engine.batch().is_none());
    let error = engine.add_batch(batch.id, &[0]).await.unwrap_err();
    assert_eq!(error.code, FailureCode::BatchGone);
    assert_eq!(engine.read_batch("nothing,here").await.unwrap_err().code, FailureCode::BadList);
}

#[tokio::test]
async fn at_most_sixteen_rows_are_checked_at_a_time() {
    let world = World::new();
    let sandbox = Sandbox::builder().now(watch::Clock::now(&world.clock)).copies(40).start().await.unwrap();
    let engine = world.desktop();
    let rows: Vec<_> = (1..=40).map(|n| row(&sandbox, &format!("modern-{n:03}"), "Acme")).collect();
    let batch = check(&engine, &engine.read_batch(&list(&rows)).await.unwrap()).await;
    assert_eq!(states(&batch), ["ready"; 40]);
    // Each reading sends several requests at a time.
    assert!(sandbox.peak_in_flight() <= 16 * 8, "{}", sandbox.peak_in_flight());
}
