//! Reminders: each is shown once, also across restarts and crashes; grouping, snoozing, pausing, muting and quiet
//! hours.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Duration;

use jiff::{SignedDuration, civil::time};
use rocketchat::Token;
use sandbox::{Endpoint, Fault};
use serde_json::json;
use support::{Service, World, add_due, next, settled};
use tokio::sync::broadcast::error::TryRecvError;
use watch::{
    Clock, EngineEvent, Snooze, TokenFate, Vault,
    reminders::{
        notification::{Content, Notification},
        settings::{QuietHours, QuietHoursException, ReminderSettings, WorkspaceReminderSettings},
    },
};

#[tokio::test]
async fn each_threshold_is_shown_once_across_restarts_and_without_a_server() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    sandbox.stop().await;
    let mut shown: Vec<_> = thresholds(&world).await;
    // Between six and seven days are left: threshold 7 now, then 3, 1 and 0. No restart repeats one.
    for _ in 0..40 {
        for _ in 0..2 {
            let engine = world.desktop();
            engine.refresh(id).await.unwrap();
            shown.extend(thresholds(&world).await);
        }
        world.clock.advance(SignedDuration::from_hours(6));
    }
    assert_eq!(shown, [7, 3, 1, 0, -1, -2, -3]);
}

/// The thresholds of the notifications about single workspaces that were shown.
async fn thresholds(world: &World) -> Vec<i64> {
    let threshold = |notification: Notification| match notification.content {
        Content::Workspace { nearest, .. } => Some(nearest.cause.deadline()?.threshold),
        Content::Digest(_) | Content::Added(_) | Content::Test => None,
    };
    world.notifier.shown().await.into_iter().filter_map(threshold).collect()
}

#[tokio::test]
async fn reminder_without_confirmation_is_shown_again_after_restart() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    world.notifier.set(Service::Silent);
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    assert_eq!(world.notifier.sent().len(), 1, "sent, but not confirmed before the application ended");
    for (service, expected) in [
        (Service::Silent, 1),
        (Service::Silent, 1),
        (Service::Present, 1),
        (Service::Present, 0),
        (Service::Present, 0),
    ] {
        world.notifier.set(service);
        let engine = world.desktop();
        for _ in 0..2 {
            engine.refresh(id).await.unwrap();
            settled().await;
        }
        assert_eq!(world.notifier.sent().len(), expected, "{service:?}");
    }
}

#[tokio::test]
async fn low_urgency_reminder_without_confirmation_is_not_repeated() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    world.notifier.set(Service::Silent);
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    assert!(world.notifier.sent()[0].body.contains("Also: 80% of Marketplace apps"));
    world.notifier.set(Service::Present);
    let engine = world.desktop();
    engine.refresh(id).await.unwrap();
    assert_eq!(titles(&world).await, ["trial ends in 6 days | Also: all seats in use"]);
    assert!(engine.reminders().unwrap().iter().all(|record| record.shown_at.is_some()));
}

#[tokio::test]
async fn reminder_is_shown_once_the_service_is_available_after_two_restarts() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    world.notifier.set(Service::Absent);
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    settled().await;
    for _ in 0..2 {
        let engine = world.desktop();
        engine.refresh(id).await.unwrap();
        settled().await;
    }
    assert_eq!(world.notifier.sent().len(), 3);
    world.notifier.set(Service::Present);
    let engine = world.desktop();
    engine.refresh(id).await.unwrap();
    let lines = titles(&world).await;
    assert!(
        lines.len() == 1 && lines[0].contains("Also: 80% of Marketplace apps"),
        "including the low urgency ones: {lines:?}"
    );
}

#[tokio::test]
async fn failed_delivery_is_retried_with_backoff() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    world.notifier.set(Service::Absent);
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    let mut attempts = Vec::new();
    for second in 0..70 {
        engine.refresh(id).await.unwrap();
        settled().await;
        attempts.extend(world.notifier.sent().iter().map(|_| second));
        world.clock.advance(SignedDuration::from_secs(1));
        if second == 50 {
            world.notifier.set(Service::Present);
        }
    }
    assert_eq!(attempts, [0, 5, 15, 35]);
    world.clock.advance(SignedDuration::from_secs(5));
    engine.refresh(id).await.unwrap();
    assert_eq!(thresholds(&world).await, [7]);
    engine.refresh(id).await.unwrap();
    assert_eq!(thresholds(&world).await, Vec::<i64>::new(), "shown once");
}

#[tokio::test]
async fn running_engine_retries_when_the_service_appears() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    add_due(&world, &world.engine(), &sandbox, "trial").await;
    world.notifier.set(Service::Absent);
    let engine = world.desktop();
    let mut events = engine.subscribe();
    let running = support::run(&engine);
    let reminders_changed = |event| (event == EngineEvent::RemindersChanged).then_some(());
    next(&mut events, reminders_changed).await;
    settled().await;
    assert_eq!((world.notifier.sent().len(), world.notifier.shown().await.len()), (1, 0));
    support::drain(&mut events);
    world.notifier.appear();
    next(&mut events, reminders_changed).await;
    assert_eq!(thresholds(&world).await, [7]);
    running.abort();
}

#[tokio::test]
async fn obsolete_snoozed_or_completed_notifications_are_withdrawn() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add_due(&world, &engine, &sandbox, "eight").await.id;
    let shown = world.notifier.shown().await.remove(0);
    engine.refresh(id).await.unwrap();
    assert_eq!(world.notifier.withdrawn(), [], "still true");
    support::renew(&engine, &sandbox, id, "eight").await;
    assert_eq!(world.notifier.withdrawn(), shown.ids, "renewed");

    let trial = add_due(&world, &engine, &sandbox, "trial").await.id;
    let shown = world.notifier.shown().await.remove(0);
    engine.snooze_reminders(&shown.ids[1..], Snooze::Hour).unwrap();
    assert_eq!(world.notifier.withdrawn(), [], "one of its reminders is still open");
    engine.complete_reminders(&shown.ids[..1]).unwrap();
    assert_eq!(world.notifier.withdrawn(), shown.ids);

    world.clock.advance(SignedDuration::from_mins(61));
    engine.refresh(trial).await.unwrap();
    let shown = world.notifier.shown().await.remove(0);
    engine.remove(trial, TokenFate::Leave).await.unwrap();
    assert_eq!(world.notifier.withdrawn(), shown.ids, "removed");
}

#[tokio::test]
async fn reminder_snoozed_before_confirmation_is_shown_again() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    world.notifier.set(Service::Silent);
    let id = add_due(&world, &engine, &sandbox, "eight").await.id;
    let sent = world.notifier.sent().remove(0);
    engine.snooze_reminders(&sent.ids, Snooze::Hour).unwrap();
    world.notifier.set(Service::Present);
    world.clock.advance(SignedDuration::from_mins(61));
    engine.refresh(id).await.unwrap();
    assert_eq!(world.notifier.shown().await[0].ids, sent.ids);
}

#[tokio::test]
async fn headless_engine_records_no_reminders() {
    let world = World::new();
    let (sandbox, headless) = (world.sandbox().await, world.engine());
    let _events = (headless.subscribe(), headless.subscribe());
    let id = add_due(&world, &headless, &sandbox, "trial").await.id;
    assert!(headless.reminders().unwrap().is_empty(), "without a notifier, nothing is recorded");
    world.desktop().refresh(id).await.unwrap();
    assert_eq!(thresholds(&world).await, [7]);
}

#[tokio::test]
async fn snoozed_reminder_is_shown_while_a_large_fleet_is_refreshed() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    add_due(&world, &engine, &sandbox, "eight").await;
    let first = world.notifier.shown().await.remove(0);
    engine.snooze_reminders(&first.ids, Snooze::Hour).unwrap();
    for number in 0..1_500 {
        let address = format!("http://127.0.0.1:9/w{number}");
        engine.import(support::unreachable(&address), Token::new("t")).await.unwrap();
    }
    drop(engine);
    world.clock.advance(SignedDuration::from_mins(61));
    let engine = world.desktop();
    let mut events = engine.subscribe();
    let running = support::run(&engine);
    let shown = async { while world.notifier.shown().await.iter().all(|shown| shown.ids != first.ids) {} };
    tokio::time::timeout(Duration::from_secs(60), shown).await.expect("the reminder was not shown");
    while events.len() <= 1_024 {
        tokio::task::yield_now().await;
    }
    assert!(
        matches!(events.try_recv(), Err(TryRecvError::Lagged(_))),
        "the subscriber lagged, and no reminder was lost"
    );
    engine.stop().await;
    running.await.unwrap();
}

#[tokio::test]
async fn snoozed_reminder_is_shown_again_unless_the_license_was_renewed() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add_due(&world, &engine, &sandbox, "eight").await.id;
    let shown = async || world.notifier.shown().await.pop().map(|shown| (shown.ids, shown.content));
    let first = shown().await.unwrap();
    for _ in 0..2 {
        engine.snooze_reminders(&first.0, Snooze::Hour).unwrap();
        engine.refresh(id).await.unwrap();
        assert_eq!(shown().await, None, "still snoozed");
        world.clock.advance(SignedDuration::from_mins(61));
        engine.refresh(id).await.unwrap();
        assert_eq!(shown().await.unwrap(), first);
    }
    engine.snooze_reminders(&first.0, Snooze::Hour).unwrap();
    support::renew(&engine, &sandbox, id, "eight").await;
    shown().await;
    world.clock.advance(SignedDuration::from_mins(61));
    engine.refresh(id).await.unwrap();
    assert_eq!(shown().await, None, "the license was renewed");
}

#[tokio::test]
async fn pause_holds_reminders_back_and_loses_none() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    engine.pause(Some(Snooze::Tomorrow)).unwrap();
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    let engine = world.desktop();
    engine.refresh(id).await.unwrap();
    assert!(engine.paused_until().is_some(), "also after a restart");
    assert_eq!(thresholds(&world).await, Vec::<i64>::new());
    world.clock.advance(SignedDuration::from_hours(34));
    engine.refresh(id).await.unwrap();
    assert_eq!((engine.paused_until(), thresholds(&world).await), (None, vec![7]));
}

#[tokio::test]
async fn many_workspaces_due_at_once_are_one_notification() {
    let world = World::new();
    let sandbox = sandbox::Sandbox::builder().now(world.clock.now()).copies(4).start().await.unwrap();
    let engine = world.engine();
    for slug in ["modern", "modern-001", "modern-002", "modern-003", "modern-004"] {
        add_due(&world, &engine, &sandbox, slug).await;
    }
    world.desktop().refresh_all().await.unwrap();
    let shown = world.notifier.shown().await;
    let [Notification { content: Content::Digest(reminders), .. }] = &shown[..] else { panic!("{shown:?}") };
    assert_eq!(reminders.len(), 5);
}

#[tokio::test]
async fn end_of_a_pause_is_reported() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add_due(&world, &engine, &sandbox, "renewing").await.id;
    let mut events = engine.subscribe();
    let running = support::run(&engine);
    let time_passed = |event| matches!(event, EngineEvent::TimePassed).then_some(());
    next(&mut events, time_passed).await;
    engine.pause(Some(Snooze::Hour)).unwrap();
    next(&mut events, |event| matches!(event, EngineEvent::SettingsChanged).then_some(())).await;
    engine.refresh(id).await.unwrap();
    support::drain(&mut events);
    world.clock.advance(SignedDuration::from_mins(61));
    engine.refresh(id).await.unwrap();
    next(&mut events, time_passed).await;
    assert_eq!(engine.summary(usize::MAX).paused_until, None);
    running.abort();
}

#[tokio::test]
async fn end_of_a_pause_during_suspend_is_reported() {
    let world = World::new();
    let engine = world.engine();
    let mut events = engine.subscribe();
    let running = support::run(&engine);
    let time_passed = |event| matches!(event, EngineEvent::TimePassed).then_some(());
    next(&mut events, time_passed).await;
    // The machine is suspended before the run loop wakes.
    engine.pause(Some(Snooze::Hour)).unwrap();
    world.clock.advance(SignedDuration::from_mins(61));
    next(&mut events, time_passed).await;
    assert_eq!(engine.summary(usize::MAX).paused_until, None);
    running.abort();
}

/// The notifications that were shown, one line each: the title and the other reminders of the workspace.
async fn titles(world: &World) -> Vec<String> {
    let line = |Notification { title, body, .. }: Notification| {
        let also = body.lines().filter(|line| line.starts_with("Also")).map(|line| format!(" | {line}"));
        // The workspaces have the names of their hosts.
        title.trim_start_matches("127.0.0.1: ").to_owned() + &also.collect::<String>()
    };
    world.notifier.shown().await.into_iter().map(line).collect()
}

#[tokio::test]
async fn refused_sign_in_is_shown_once_and_again_when_it_recurs() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add_due(&world, &engine, &sandbox, "six").await.id;
    let token = world.vault.token(id.into()).unwrap().unwrap();
    engine.refresh(id).await.unwrap();
    assert_eq!(titles(&world).await, Vec::<String>::new());
    for _ in 0..2 {
        world.vault.keep(id.into(), &Token::new("revoked")).unwrap();
        engine.refresh(id).await.unwrap();
        assert_eq!(titles(&world).await, ["sign-in refused"]);
        for fault in [Some(Fault::CloseConnection), None] {
            sandbox.set_fault("six", fault);
            engine.refresh(id).await.unwrap();
        }
        assert_eq!(titles(&world).await, Vec::<String>::new(), "another failure in between does not repeat it");
        world.vault.keep(id.into(), &token).unwrap();
        engine.refresh(id).await.unwrap();
        assert_eq!(titles(&world).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn unreadable_workspace_is_shown_after_three_days_and_two_weeks() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add_due(&world, &engine, &sandbox, "six").await.id;
    sandbox.stop().await;
    let mut lines = Vec::new();
    for day in 0..30 {
        let engine = world.desktop();
        engine.refresh(id).await.unwrap();
        lines.extend(titles(&world).await.into_iter().map(|line| (day, line)));
        world.clock.advance(SignedDuration::from_hours(24));
    }
    let expected = [(3, "unreachable for 3 days"), (14, "last checked 14 days ago")];
    assert_eq!(lines, expected.map(|(day, line)| (day, line.to_owned())));
}

#[tokio::test]
async fn change_for_the_worse_is_shown_but_not_one_by_the_user() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let engine = world.desktop();
    let modern = add_due(&world, &engine, &sandbox, "modern").await.id;
    titles(&world).await;
    let gone = Fault::Patch(json!({ "license": { "license": null } }));
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, gone);
    for second in [false, true] {
        engine.refresh(modern).await.unwrap();
        let lines = titles(&world).await;
        assert_eq!(lines.iter().any(|line| line.contains("license rejected by the server")), second, "{lines:?}");
        world.clock.advance(SignedDuration::from_secs(60));
    }
    engine.refresh(modern).await.unwrap();
    assert_eq!(titles(&world).await, Vec::<String>::new());

    let eight = add_due(&world, &engine, &sandbox, "eight").await.id;
    titles(&world).await;
    support::renew(&engine, &sandbox, eight, "eight").await;
    assert_eq!(titles(&world).await, Vec::<String>::new());
    assert!(!engine.history(eight).unwrap().is_empty());
}

#[tokio::test]
async fn reminders_of_a_workspace_are_one_notification_and_stay_in_the_list() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    assert_eq!(
        titles(&world).await,
        ["trial ends in 6 days | Also: all seats in use | Also: 83% of monthly active contacts in use \
             | Also: 80% of Marketplace apps in use"]
    );
    let records = engine.reminders().unwrap();
    assert!(records.len() == 4 && records.iter().all(|record| record.workspace == id && record.shown_at.is_some()));
    engine.snooze_reminders(&[records[0].id], Snooze::Week).unwrap();
    let snoozed = engine.reminders().unwrap().into_iter().find(|record| record.id == records[0].id).unwrap();
    assert_eq!(snoozed.snoozed_until, Some(engine.now() + SignedDuration::from_hours(168)));
}

#[tokio::test]
async fn muted_reminders_stay_due() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    engine.set_workspace_reminders(id, WorkspaceReminderSettings::Muted).unwrap();
    let engine = world.desktop();
    engine.refresh(id).await.unwrap();
    assert_eq!(engine.view(id).unwrap().reminding, WorkspaceReminderSettings::Muted, "also after a restart");
    assert_eq!(titles(&world).await, Vec::<String>::new());
    engine.set_workspace_reminders(id, WorkspaceReminderSettings::Default).unwrap();
    let lines = titles(&world).await;
    assert!(lines.len() == 1 && lines[0].starts_with("trial ends in 6 days | Also: all seats in use"), "{lines:?}");
}

#[tokio::test]
async fn workspace_can_have_its_own_lead_times() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add_due(&world, &engine, &sandbox, "six").await.id;
    let custom = |days: i64| WorkspaceReminderSettings::Custom {
        lead: Some(vec![days].try_into().unwrap()),
        steps: None,
        off: None,
    };
    engine.set_workspace_reminders(id, custom(200)).unwrap();
    assert_eq!(titles(&world).await, Vec::<String>::new(), "more than 201 days are left");
    engine.set_workspace_reminders(id, custom(202)).unwrap();
    assert_eq!(titles(&world).await, ["Enterprise expires in 201 days"]);
    let for_all = |days: i64| ReminderSettings { lead: vec![days].try_into().unwrap(), ..ReminderSettings::default() };
    // A server that does not say until when its version is supported.
    let info = json!({ "version": "8.5", "success": true });
    sandbox.set_answer("renewing", Endpoint::Info, Some(info));
    let other = add_due(&world, &engine, &sandbox, "renewing").await.id;
    engine.set_workspace_reminders(other, WorkspaceReminderSettings::Default).unwrap();
    engine.update_settings(|settings| settings.reminders = for_all(300)).unwrap();
    assert_eq!(titles(&world).await, Vec::<String>::new(), "a license that renews itself has its own thresholds");
}

#[tokio::test]
async fn quiet_hours_hold_reminders_back_except_critical_ones_if_allowed() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let quiet = Some(QuietHours { from: time(22, 0, 0, 0), until: time(7, 0, 0, 0) });
    engine.update_settings(|settings| settings.reminders.quiet = quiet).unwrap();
    world.clock.advance(SignedDuration::from_hours(4 * 24));
    for slug in ["trial", "modern", "eight"] {
        add_due(&world, &engine, &sandbox, slug).await;
    }
    assert_eq!(titles(&world).await, Vec::<String>::new(), "it is midnight");
    engine.update_settings(|settings| settings.reminders.exception = QuietHoursException::Critical).unwrap();
    assert_eq!(titles(&world).await, ["trial ends in 2 days"]);
    world.clock.advance(SignedDuration::from_hours(7));
    engine.refresh_all().await.unwrap();
    assert_eq!(titles(&world).await[0], "7 license reminders", "held back reminders are one digest");
}

#[tokio::test]
async fn waiting_reminder_is_shown_after_unmuting_an_unreadable_workspace() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    engine.pause(Some(Snooze::Hour)).unwrap();
    let id = add_due(&world, &engine, &sandbox, "trial").await.id;
    sandbox.stop().await;
    engine.set_workspace_reminders(id, WorkspaceReminderSettings::Muted).unwrap();
    world.clock.advance(SignedDuration::from_mins(61));
    engine.refresh(id).await.unwrap();
    assert_eq!(titles(&world).await, Vec::<String>::new(), "muted");
    engine.set_workspace_reminders(id, WorkspaceReminderSettings::Default).unwrap();
    let lines = titles(&world).await;
    assert!(lines.len() == 1 && lines[0].starts_with("trial ends in 6 days | Also: all seats in use"), "{lines:?}");
}

#[tokio::test]
async fn changed_lead_times_do_not_repeat_wider_thresholds() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    add_due(&world, &engine, &sandbox, "trial").await;
    assert_eq!(titles(&world).await.len(), 1, "less than 7 days are left");
    let lead =
        |days: &[i64]| ReminderSettings { lead: days.to_vec().try_into().unwrap(), ..ReminderSettings::default() };
    engine.update_settings(|settings| settings.reminders = lead(&[60, 20, 5])).unwrap();
    assert_eq!(titles(&world).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_read_only_countdown_is_shown_once_a_threshold_though_each_reading_moves_it() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let set = |days: i64| {
        let setting = json!({"_id": "Cloud_Workspace_AirGapped_Restrictions_Remaining_Days", "value": days});
        sandbox.set_answer(
            "community",
            Endpoint::SettingsPublic,
            Some(json!({"settings": [setting], "success": true})),
        );
    };
    set(6);
    let id = add_due(&world, &engine, &sandbox, "community").await.id;
    let mut shown = thresholds(&world).await;
    // The server rounds up: 20 hours of the first day have passed already.
    for hours in 1..=140_i64 {
        world.clock.advance(SignedDuration::from_hours(1));
        set(((6 * 24 - 20 - hours).max(0) + 23) / 24);
        engine.refresh(id).await.unwrap();
        shown.extend(thresholds(&world).await);
    }
    assert_eq!(shown, [7, 3, 1, 0]);
    set(-1);
    engine.refresh(id).await.unwrap();
    assert_eq!(engine.view(id).unwrap().findings.len(), 0, "a usage report was sent");
}
