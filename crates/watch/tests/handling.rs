//! Acknowledging, snoozing and archiving workspaces; what counts and why; and what is reported of workspaces that are added.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Duration;

use jiff::SignedDuration;
use license::Attention;
use sandbox::{Endpoint, Fault, Sandbox};
use serde_json::json;
use support::{World, add, add_due, next, settled};
use watch::{
    Clock, Engine, EngineEvent, Snooze, WorkspaceId,
    present::{summary::SummaryKind, view::WorkspaceView},
    reminders::{notification::Content, settings::WorkspaceReminderSettings},
    workspace::{groups::Group, handling::HandlingView},
};

fn view(engine: &Engine, id: WorkspaceId) -> WorkspaceView {
    engine.view(id).unwrap()
}

fn counting(engine: &Engine) -> usize {
    let summary = engine.fleet_summary();
    summary.parts.iter().find(|part| part.kind == SummaryKind::Attention).map_or(0, |part| part.ids.len())
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

#[tokio::test]
async fn acknowledged_workspace_does_not_count_until_something_changes() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, "trial").await.id;
    assert_eq!(view(&engine, id).counted.as_deref(), Some("Trial ends in 6 days"));
    assert_eq!((counting(&engine), engine.summary(usize::MAX).worst), (1, Attention::Critical));

    engine.acknowledge_workspaces(&[id]).unwrap();
    let acknowledged = |engine: &Engine| view(engine, id).handling == HandlingView::Acknowledged;
    assert!(acknowledged(&engine));
    assert_eq!((view(&engine, id).counted, counting(&engine)), (None, 0));
    assert_eq!(engine.summary(usize::MAX).worst, Attention::Calm);
    assert!(acknowledged(&world.desktop()), "it survives a restart");

    // Time alone, and a server that is away for some minutes, change nothing.
    world.clock.advance(hours(20));
    sandbox.set_fault("trial", Fault::CloseConnection);
    for _ in 0..3 {
        engine.refresh(id).await.unwrap();
        assert!(acknowledged(&engine));
        world.clock.advance(SignedDuration::from_mins(10));
    }
    sandbox.set_fault("trial", None);
    engine.refresh(id).await.unwrap();
    assert!(acknowledged(&engine));

    // The trial ends.
    world.clock.advance(hours(7 * 24));
    assert_eq!((view(&engine, id).handling, counting(&engine)), (HandlingView::Active, 1));
    engine.refresh(id).await.unwrap();
    assert_eq!(view(&world.desktop(), id).handling, HandlingView::Active);
}

#[tokio::test]
async fn acknowledgement_ends_with_a_failure_that_lasts_and_with_one_that_needs_an_admin() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, "trial").await.id;
    engine.acknowledge_workspaces(&[id]).unwrap();
    sandbox.set_fault("trial", Fault::CloseConnection);
    engine.refresh(id).await.unwrap();
    world.clock.advance(hours(23));
    assert_eq!(view(&engine, id).handling, HandlingView::Acknowledged);
    world.clock.advance(hours(1));
    assert_eq!(view(&engine, id).handling, HandlingView::Active, "the outage has lasted for a day");
    engine.acknowledge_workspaces(&[id]).unwrap();
    world.clock.advance(hours(24));
    assert_eq!(view(&engine, id).handling, HandlingView::Acknowledged, "the outage itself is acknowledged now");
    sandbox.set_fault_at("trial", Endpoint::LicensesInfo, Fault::Status(401));
    sandbox.set_fault("trial", None);
    sandbox.set_fault_at("trial", Endpoint::LicensesInfo, Fault::Status(401));
    engine.refresh(id).await.unwrap();
    assert!(view(&engine, id).error.is_some());
    assert_eq!(view(&engine, id).handling, HandlingView::Active, "it needs somebody");
}

#[tokio::test]
async fn snoozed_workspace_counts_again_by_itself_and_its_reminders_come_then() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, "trial").await.id;
    engine.snooze_workspaces(&[id], Snooze::Week).unwrap();
    assert_eq!(counting(&engine), 0);
    world.clock.advance(hours(4 * 24));
    engine.refresh(id).await.unwrap();
    assert!(world.notifier.shown().await.is_empty(), "3 days before its end");
    world.clock.advance(hours(3 * 24 + 1));
    assert_eq!((view(&engine, id).handling, counting(&engine)), (HandlingView::Active, 1));
    let mut events = engine.subscribe();
    let running = support::run(&engine);
    next(&mut events, |event| matches!(event, EngineEvent::TimePassed).then_some(())).await;
    settled().await;
    let shown = world.notifier.shown().await;
    assert!(shown.iter().any(|shown| shown.workspace() == Some(id)), "{shown:?}");
    running.abort();
}

#[tokio::test]
async fn archived_workspace_is_kept_but_neither_read_nor_counted_nor_listed_in_the_tray() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let (gone, kept) = (add(&engine, &sandbox, "trial").await.id, add(&engine, &sandbox, "modern").await.id);
    engine.archive_workspaces(&[gone]).unwrap();
    let requests = sandbox.requests_to("trial").len();
    engine.refresh_all().await.unwrap();
    assert_eq!(sandbox.requests_to("trial").len(), requests, "not refreshed");
    let in_tray: Vec<_> = engine.summary(usize::MAX).lines.into_iter().map(|line| line.id).collect();
    assert_eq!(in_tray, [kept]);
    let summary = engine.fleet_summary();
    let of = |kind| summary.aside.iter().find(|part| part.kind == kind).map(|part| part.ids.clone());
    assert_eq!(of(SummaryKind::Archived), Some(vec![gone]), "it is found again");
    assert!(!summary.parts.iter().any(|part| part.ids.contains(&gone)), "{summary:?}");
    assert_eq!(engine.views().last().unwrap().id, gone);

    engine.refresh(gone).await.unwrap();
    assert!(sandbox.requests_to("trial").len() > requests, "refreshed on demand");
    engine.reactivate_workspaces(&[gone]).unwrap();
    assert!(view(&engine, gone).counted.is_some());
}

#[tokio::test]
async fn undoing_a_decision_restores_the_one_before_it() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let (one, two) = (add(&engine, &sandbox, "trial").await.id, add(&engine, &sandbox, "modern").await.id);
    engine.snooze_workspaces(&[one], Snooze::Week).unwrap();
    let snoozed = view(&engine, one).handling;
    assert!(matches!(snoozed, HandlingView::Snoozed { .. }));

    engine.archive_workspaces(&[one, two]).unwrap();
    engine.undo_handling(&[one, two]).unwrap();
    assert_eq!((view(&engine, one).handling, view(&engine, two).handling), (snoozed, HandlingView::Active));
    assert_eq!(view(&world.desktop(), one).handling, snoozed, "it is stored");

    engine.acknowledge_workspaces(&[one]).unwrap();
    engine.archive_workspaces(&[one]).unwrap();
    engine.undo_handling(&[one]).unwrap();
    assert_eq!(view(&engine, one).handling, HandlingView::Acknowledged);

    engine.snooze_workspaces(&[one], Snooze::Hour).unwrap();
    engine.archive_workspaces(&[one]).unwrap();
    world.clock.advance(hours(2));
    engine.undo_handling(&[one]).unwrap();
    assert_eq!(view(&engine, one).handling, HandlingView::Active, "the snooze is over");
}

#[tokio::test]
async fn muted_workspace_does_not_count() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, "trial").await.id;
    engine.set_workspace_reminders(id, WorkspaceReminderSettings::Muted).unwrap();
    assert_eq!((view(&engine, id).counted, counting(&engine)), (None, 0));
    assert_eq!(engine.summary(usize::MAX).worst, Attention::Calm);
}

#[tokio::test]
async fn workspace_of_a_muted_group_counts_as_little_as_a_muted_one() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, "trial").await.id;
    add(&engine, &sandbox, "eight").await;
    let group: Group = serde_json::from_value(json!({
        "id": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "name": "Customers", "color": "blue",
    }))
    .unwrap();
    engine.set_groups(std::slice::from_ref(&group)).unwrap();
    engine.move_workspaces(&[id], Some(group.id), None).unwrap();
    let before = counting(&engine);
    let mut events = engine.subscribe();
    engine.set_group_reminders(group.id, &WorkspaceReminderSettings::Muted).unwrap();
    let changed = support::drain(&mut events);
    assert!(changed.contains(&EngineEvent::WorkspacesChanged(vec![id])), "{changed:?}");
    assert_eq!((view(&engine, id).counted, counting(&engine)), (None, before - 1));
    assert_eq!(engine.views().last().unwrap().id, id, "it sinks");
    let summary = engine.fleet_summary();
    let aside: Vec<_> = summary.aside.iter().map(|part| (part.kind, part.ids.clone())).collect();
    assert_eq!(aside, [(SummaryKind::Muted, vec![id])], "it is found again");

    let own = WorkspaceReminderSettings::Custom { lead: None, steps: None, off: None };
    engine.set_workspace_reminders(id, own).unwrap();
    assert!(view(&engine, id).counted.is_some(), "its own settings count");
    engine.set_workspace_reminders(id, WorkspaceReminderSettings::Default).unwrap();
    engine.move_workspaces(&[id], None, None).unwrap();
    assert!(view(&engine, id).counted.is_some(), "it has left the group");
}

#[tokio::test]
async fn decisions_about_unknown_workspaces_change_nothing() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, "trial").await.id;
    assert!(engine.archive_workspaces(&[id, WorkspaceId::random()]).is_err());
    assert_eq!(view(&world.desktop(), id).handling, HandlingView::Active);
}

#[tokio::test]
async fn handling_moves_with_the_settings_file() {
    let (world, other) = (World::new(), World::new());
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let (one, two) = (add(&engine, &sandbox, "trial").await.id, add(&engine, &sandbox, "modern").await.id);
    engine.archive_workspaces(&[one]).unwrap();
    engine.acknowledge_workspaces(&[two]).unwrap();
    let moved = other.desktop();
    moved.import_settings(&engine.export().unwrap()).unwrap();
    let archived = moved.archived();
    let views = moved.views();
    let names: Vec<_> = views.iter().filter(|view| archived.contains(&view.id)).map(|view| view.url.clone()).collect();
    assert_eq!(names, [sandbox.url("trial")]);
}

#[tokio::test]
async fn summary_says_what_needs_attention_what_was_checked_and_what_changed() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    assert_eq!(engine.fleet_summary().line(), "");
    let (id, _) = (add(&engine, &sandbox, "trial").await.id, add(&engine, &sandbox, "six").await);
    assert_eq!(engine.fleet_summary().parts.last().unwrap().kind, SummaryKind::Checked);
    support::renew(&engine, &sandbox, id, "trial").await;
    let line = engine.fleet_summary().line();
    assert!(line.ends_with(" · 2 checked at 12:00 AM · 1 changed since yesterday"), "{line}");
    sandbox.set_fault("six", Fault::CloseConnection);
    engine.refresh_all().await.unwrap();
    let line = engine.fleet_summary().line();
    assert!(line.contains("1 unreachable · 1 checked at 12:00 AM"), "{line}");
    // Two days later, it is no news any more.
    world.clock.advance(hours(48));
    assert!(!engine.fleet_summary().line().contains("changed"));
}

#[tokio::test]
async fn additions_are_reported_together_and_what_is_due_then_is_no_news() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let running = support::run(&engine);
    let mut ids = Vec::new();
    for slug in ["trial", "modern", "six", "four"] {
        ids.push(add(&engine, &sandbox, slug).await.id);
        world.clock.advance(SignedDuration::from_secs(2));
    }
    assert!(world.notifier.shown().await.is_empty(), "more may be added");
    world.clock.advance(SignedDuration::from_secs(11));
    engine.refresh(ids[0]).await.unwrap();
    let shown = world.notifier.shown().await;
    let [summary] = &shown[..] else { panic!("{shown:?}") };
    assert_eq!(summary.title, "4 workspaces added");
    assert!(matches!(&summary.content, Content::Added(added) if *added == ids), "{summary:?}");
    assert!(summary.body.contains(": trial ends in 6 days"), "what is urgent is named: {}", summary.body);
    assert!(engine.reminders().unwrap().is_empty());

    // The next threshold still comes.
    world.clock.advance(hours(4 * 24));
    engine.refresh(ids[0]).await.unwrap();
    // The engine has begun refreshes of its own, because the answers are old: what is due waits for those that run.
    let shown = async { while world.notifier.shown().await.is_empty() {} };
    tokio::time::timeout(Duration::from_secs(30), shown).await.unwrap();
    running.abort();
}

#[tokio::test]
async fn thousand_imported_workspaces_are_reported_in_one_notification() {
    const COUNT: usize = 1_000;
    let world = World::new();
    let sandbox = Sandbox::builder().now(world.clock.now()).copies(COUNT).start().await.unwrap();
    let engine = world.desktop();
    let copies = sandbox.workspaces().iter().filter(|workspace| workspace.slug.starts_with("modern-"));
    let imported = copies.map(|copy| support::imported(&sandbox, &copy.slug)).collect();
    engine.import_all(imported).await.unwrap();
    engine.refresh_all().await.unwrap();
    let id = engine.order()[0];
    assert!(world.notifier.shown().await.is_empty(), "more may be added");
    world.clock.advance(SignedDuration::from_secs(11));
    engine.refresh(id).await.unwrap();
    engine.refresh_all().await.unwrap();
    let shown = world.notifier.shown().await;
    assert_eq!(shown.iter().map(|shown| shown.title.as_str()).collect::<Vec<_>>(), ["1,000 workspaces added"]);
    world.clock.advance(SignedDuration::from_secs(11));
    engine.refresh(id).await.unwrap();
    assert!(world.notifier.shown().await.is_empty());
    assert!(engine.reminders().unwrap().is_empty());
}

#[tokio::test]
async fn workspaces_added_by_the_headless_program_have_their_baseline_at_the_first_start() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let id = add(&world.engine(), &sandbox, "trial").await.id;
    let engine = world.desktop();
    engine.refresh(id).await.unwrap();
    world.clock.advance(SignedDuration::from_secs(11));
    engine.refresh(id).await.unwrap();
    let shown = world.notifier.shown().await;
    assert_eq!(shown.iter().map(|shown| shown.title.as_str()).collect::<Vec<_>>(), ["127.0.0.1 added"], "{shown:?}");
    assert!(world.desktop().reminders().unwrap().is_empty());
}

#[tokio::test]
async fn reminders_of_an_archived_workspace_are_withdrawn_and_not_made() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    assert_eq!(world.notifier.shown().await.len(), 1);
    engine.archive_workspaces(&[id]).unwrap();
    assert!(!world.notifier.withdrawn().is_empty());
    world.clock.advance(hours(5 * 24));
    engine.refresh(id).await.unwrap();
    assert!(world.notifier.shown().await.is_empty());
}
