//! The inbox: completing, snoozing, reopening, and what leaves it by itself; kinds, thresholds of limits and groups.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jiff::SignedDuration;
use rocketchat::Token;
use serde_json::json;
use support::{Service, World, add_due, settled};
use watch::{
    Engine, Snooze, Vault,
    engine::TestNotification,
    reminders::{
        CauseKind,
        inbox::{Outcome, Place, Section},
        notification::{ReminderId, ReminderRecord},
        settings::WorkspaceReminderSettings,
    },
    workspace::groups::Group,
};

fn of_kind(engine: &Engine, cause: CauseKind) -> Vec<ReminderRecord> {
    engine.reminders().unwrap().into_iter().filter(|record| record.cause == cause).collect()
}

/// The place, the title and the outcome of each reminder of a deadline.
fn deadlines(engine: &Engine) -> Vec<(Place, String, Option<Outcome>)> {
    let of_each = of_kind(engine, CauseKind::Deadline).into_iter();
    of_each.map(|record| (record.place, record.title, record.outcome)).collect()
}

fn ids(records: &[ReminderRecord]) -> Vec<ReminderId> {
    records.iter().map(|record| record.id).collect()
}

fn custom(off: &[CauseKind]) -> WorkspaceReminderSettings {
    WorkspaceReminderSettings::Custom { lead: None, steps: None, off: Some(off.iter().copied().collect()) }
}

#[tokio::test]
async fn done_is_out_of_the_inbox_and_the_next_threshold_is_a_new_reminder() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    let first = of_kind(&engine, CauseKind::Deadline);
    engine.complete_reminders(&ids(&first)).unwrap();
    assert_eq!(deadlines(&engine), [(Place::Done, "Trial ends in 6 days".to_owned(), Some(Outcome::Completed))]);
    world.notifier.shown().await;

    let engine = world.desktop();
    engine.refresh(id).await.unwrap();
    assert_eq!(world.notifier.shown().await.len(), 0, "not shown again, also after a restart");
    world.clock.advance(SignedDuration::from_hours(4 * 24));
    engine.refresh(id).await.unwrap();
    assert_eq!(world.notifier.shown().await.len(), 1);
    let expected = [
        (Place::Inbox, "Trial ends in 2 days".to_owned(), None),
        (Place::Done, "Trial ends in 6 days".to_owned(), Some(Outcome::Completed)),
    ];
    assert_eq!(deadlines(&engine), expected);
}

#[tokio::test]
async fn a_tighter_threshold_takes_the_place_of_the_wider_one() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    engine.snooze_reminders(&ids(&of_kind(&engine, CauseKind::Deadline)), Snooze::Week).unwrap();
    world.clock.advance(SignedDuration::from_hours(4 * 24));
    engine.refresh(id).await.unwrap();
    let expected = [
        (Place::Inbox, "Trial ends in 2 days".to_owned(), None),
        (Place::Done, "Trial ends in 2 days".to_owned(), Some(Outcome::Replaced)),
    ];
    assert_eq!(deadlines(&engine), expected);
}

#[tokio::test]
async fn what_is_no_longer_true_leaves_the_inbox_by_itself() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let eight = add_due(&world, &engine, &sandbox, "eight").await.id;
    assert_eq!(deadlines(&engine)[0].0, Place::Inbox);
    support::renew(&engine, &sandbox, eight, "eight").await;
    assert!(deadlines(&engine).contains(&(
        Place::Done,
        deadlines(&engine).last().unwrap().1.clone(),
        Some(Outcome::Resolved)
    )));

    let six = add_due(&world, &engine, &sandbox, "six").await.id;
    let token = world.vault.token(six.into()).unwrap().unwrap();
    world.vault.keep(six.into(), &Token::new("revoked")).unwrap();
    engine.refresh(six).await.unwrap();
    let refused = |engine: &Engine| of_kind(engine, CauseKind::Refused).remove(0);
    assert_eq!((refused(&engine).place, refused(&engine).outcome), (Place::Inbox, None));
    world.vault.keep(six.into(), &token).unwrap();
    engine.refresh(six).await.unwrap();
    assert_eq!((refused(&engine).place, refused(&engine).outcome), (Place::Done, Some(Outcome::Resolved)));
    engine.reopen_reminders(&[refused(&engine).id]).unwrap();
    engine.snooze_reminders(&[refused(&engine).id], Snooze::Hour).unwrap();
    assert_eq!(refused(&engine).place, Place::Done, "only what the user completed can be moved back");
}

#[tokio::test]
async fn what_was_resolved_while_the_application_did_not_run_leaves_the_inbox_at_its_start() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let eight = add_due(&world, &engine, &sandbox, "eight").await.id;
    assert_eq!(deadlines(&engine)[0].0, Place::Inbox);
    drop(engine);
    let headless = world.engine();
    support::renew(&headless, &sandbox, eight, "eight").await;
    let engine = world.desktop();
    let running = support::run(&engine);
    while deadlines(&engine).iter().any(|(place, _, _)| *place == Place::Inbox) {
        tokio::task::yield_now().await;
    }
    running.abort();
}

#[tokio::test]
async fn snoozed_reminders_return_to_the_inbox() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    world.notifier.shown().await;
    let deadline = ids(&of_kind(&engine, CauseKind::Deadline));
    engine.snooze_reminders(&deadline, Snooze::Hour).unwrap();
    let record = || of_kind(&engine, CauseKind::Deadline).remove(0);
    let until = engine.now() + SignedDuration::from_hours(1);
    assert_eq!((record().place, record().snoozed_until), (Place::Snoozed, Some(until)));
    world.clock.advance(SignedDuration::from_mins(61));
    assert_eq!((record().place, record().snoozed_until), (Place::Inbox, None), "at once, not when it is shown");
    engine.refresh(id).await.unwrap();
    assert_eq!(world.notifier.shown().await[0].ids, deadline);
}

#[tokio::test]
async fn done_and_snooze_can_be_undone_without_another_notification() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    world.notifier.shown().await;
    let deadline = ids(&of_kind(&engine, CauseKind::Deadline));
    let place = || of_kind(&engine, CauseKind::Deadline)[0].place;
    engine.complete_reminders(&deadline).unwrap();
    engine.reopen_reminders(&deadline).unwrap();
    assert_eq!(place(), Place::Inbox);
    engine.snooze_reminders(&deadline, Snooze::Hour).unwrap();
    engine.complete_reminders(&deadline).unwrap();
    engine.reopen_reminders(&deadline).unwrap();
    assert_eq!(place(), Place::Snoozed, "where it was before it was completed");
    engine.reopen_reminders(&deadline).unwrap();
    assert_eq!(place(), Place::Inbox);
    world.clock.advance(SignedDuration::from_mins(61));
    engine.refresh(id).await.unwrap();
    assert_eq!(world.notifier.shown().await, [], "nothing is due");
}

#[tokio::test]
async fn reminders_that_are_done_are_withdrawn_from_the_screen_and_not_shown_later() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    engine.pause(Some(Snooze::Hour)).unwrap();
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    engine.complete_reminders(&ids(&engine.reminders().unwrap())).unwrap();
    engine.pause(None).unwrap();
    engine.refresh(id).await.unwrap();
    assert_eq!(world.notifier.shown().await, []);

    let eight = add_due(&world, &engine, &sandbox, "eight").await.id;
    let shown = world.notifier.shown().await.remove(0);
    assert_eq!(shown.workspace(), Some(eight));
    engine.complete_reminders(&shown.ids).unwrap();
    assert_eq!(world.notifier.withdrawn(), shown.ids);
}

#[tokio::test]
async fn the_nearest_is_first_and_a_later_one_never_above_it() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    for slug in ["modern", "trial", "eight"] {
        add_due(&world, &engine, &sandbox, slug).await;
    }
    let inbox: Vec<_> = engine.reminders().unwrap();
    let sections: Vec<_> = inbox.iter().map(|record| record.section).collect();
    assert!(sections.is_sorted(), "{sections:?}");
    assert_eq!(inbox[0].section, Section::Week);
    let ahead: Vec<_> = inbox.iter().filter_map(|record| record.due_at).collect();
    assert!(ahead.len() >= 3 && ahead.is_sorted(), "{ahead:?}");
}

#[tokio::test]
async fn a_kind_that_is_off_is_neither_shown_nor_listed_until_it_is_on() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let off = |kinds: &[CauseKind]| {
        let off = kinds.iter().copied().collect();
        engine.update_settings(|settings| settings.reminders.off = off).unwrap();
    };
    off(&[CauseKind::Limit]);
    add_due(&world, &engine, &sandbox, "trial").await;
    let shown = world.notifier.shown().await.remove(0);
    assert_eq!((shown.ids.len(), of_kind(&engine, CauseKind::Limit).len()), (1, 0), "{}", shown.body);
    off(&[]);
    let shown = world.notifier.shown().await.remove(0);
    assert_eq!((shown.ids.len(), of_kind(&engine, CauseKind::Limit).len()), (3, 3), "{}", shown.body);
    off(&[CauseKind::Deadline, CauseKind::Limit]);
    assert_eq!(engine.reminders().unwrap(), []);
    off(&[]);
    assert_eq!(engine.reminders().unwrap().len(), 4);
    assert_eq!(world.notifier.shown().await, [], "each was shown once");
}

#[tokio::test]
async fn thresholds_of_limits_can_be_chosen_and_the_title_has_the_real_value() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let steps = |percents: &[u32]| {
        let steps = percents.to_vec().try_into().unwrap();
        engine.update_settings(|settings| settings.reminders.steps = steps).unwrap();
    };
    steps(&[100]);
    add_due(&world, &engine, &sandbox, "modern").await;
    assert_eq!(of_kind(&engine, CauseKind::Limit), []);
    steps(&[75, 95]);
    let seats = of_kind(&engine, CauseKind::Limit).remove(0);
    assert!(seats.title.contains("82") && seats.body.starts_with("41 of 50"), "{}: {}", seats.title, seats.body);
}

#[tokio::test]
async fn a_group_has_settings_that_a_workspace_overrides() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let group: Group = serde_json::from_value(json!({
        "id": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "name": "Customers", "color": "blue",
    }))
    .unwrap();
    engine.set_groups(std::slice::from_ref(&group)).unwrap();
    engine.set_group_reminders(group.id, &WorkspaceReminderSettings::Muted).unwrap();
    let (trial, eight) =
        (add_due(&world, &engine, &sandbox, "trial").await.id, add_due(&world, &engine, &sandbox, "eight").await.id);
    world.notifier.shown().await;
    let of = |id| engine.reminders().unwrap().into_iter().filter(|record| record.workspace == id).count();
    let before = (of(trial), of(eight));
    engine.move_workspaces(&[trial], Some(group.id), None).unwrap();
    assert_eq!((of(trial), of(eight)), (0, before.1), "muted by its group");

    engine.set_workspace_reminders(trial, custom(&[CauseKind::Limit])).unwrap();
    assert_eq!(of(trial), before.0 - 3, "its own settings count");
    engine.set_workspace_reminders(trial, WorkspaceReminderSettings::Default).unwrap();
    engine.set_group_reminders(group.id, &custom(&[CauseKind::Deadline])).unwrap();
    assert_eq!(of(trial), 3);
    drop(engine);
    let engine = world.desktop();
    assert_eq!(engine.group_reminders().len(), 1, "also after a restart");
    let there = World::new().desktop();
    there.import_settings(&engine.export().unwrap()).unwrap();
    assert_eq!(there.group_reminders(), engine.group_reminders(), "also on another machine");
    engine.set_groups(&[]).unwrap();
    assert_eq!((engine.group_reminders().len(), engine.reminders().unwrap().len()), (0, before.0 + before.1));
}

#[tokio::test]
async fn a_group_that_does_not_exist_has_no_settings() {
    let engine = World::new().desktop();
    let unknown = serde_json::from_value(json!("6f9619ff-8b86-4d01-b42d-00cf4fc964ff")).unwrap();
    assert!(engine.set_group_reminders(unknown, &WorkspaceReminderSettings::Muted).is_err());
}

#[tokio::test]
async fn a_test_notification_goes_through_the_notifier_and_reports_whether_it_was_shown() {
    let world = World::new();
    let engine = world.desktop();
    assert_eq!(engine.send_test_notification().await, TestNotification::Shown);
    let shown = world.notifier.shown().await.remove(0);
    assert_eq!((shown.title.as_str(), shown.ids.len(), shown.workspace()), ("Notifications work", 0, None));
    world.notifier.set(Service::Absent);
    let reason = "no service".to_owned();
    assert_eq!(engine.send_test_notification().await, TestNotification::NotShown { reason });
    settled().await;
    assert_eq!(engine.reminders().unwrap(), [], "it is no reminder");
}

#[tokio::test]
async fn what_is_acknowledged_is_done_and_what_is_archived_is_neither_listed_nor_on_the_screen() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    let shown = world.notifier.shown().await.remove(0);
    engine.archive_workspaces(&[id]).unwrap();
    assert_eq!(engine.reminders().unwrap(), []);
    assert_eq!(world.notifier.withdrawn(), shown.ids);
    engine.reactivate_workspaces(&[id]).unwrap();
    assert!(engine.reminders().unwrap().iter().all(|record| record.place == Place::Inbox));
    engine.acknowledge_workspaces(&[id]).unwrap();
    let outcomes: Vec<_> = engine.reminders().unwrap().iter().map(|record| record.outcome).collect();
    assert_eq!(outcomes, [Some(Outcome::Completed); 4]);
    assert_eq!(world.notifier.shown().await, [], "it was shown before");
}

#[tokio::test]
async fn undoing_an_acknowledgement_reopens_the_reminders_that_it_completed() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    world.notifier.shown().await;
    let records = || engine.reminders().unwrap();
    let [own, snoozed] = [records()[0].id, records()[1].id];
    engine.complete_reminders(&[own]).unwrap();
    engine.snooze_reminders(&[snoozed], Snooze::Week).unwrap();
    let places = || records().iter().map(|record| (record.id, record.place)).collect::<Vec<_>>();
    let before = places();

    engine.acknowledge_workspaces(&[id]).unwrap();
    assert!(records().iter().all(|record| record.place == Place::Done));
    engine.undo_handling(&[id]).unwrap();
    assert_eq!(places(), before, "what the user completed stays done, and what was snoozed is snoozed");
    assert_eq!(world.notifier.shown().await, [], "it was shown before");
}
