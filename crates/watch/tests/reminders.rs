//! What the engine tells: each thing once, across restarts and crashes, together what comes due together, and later what
//! is put off.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Duration;

use jiff::{SignedDuration, civil::time};
use rocketchat::Token;
use sandbox::Fault;
use support::{Service, World, add, next, settled};
use tokio::sync::broadcast::error::TryRecvError;
use watch::{
    Clock, EngineEvent, Snooze, TokenFate, Vault,
    reminders::{
        notification::{Content, Notification},
        settings::{QuietHours, QuietHoursException, ReminderSettings, WorkspaceReminderSettings},
    },
};

#[tokio::test]
async fn each_threshold_is_told_once_across_restarts_and_without_a_server() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, "trial").await.id;
    sandbox.stop().await;
    let mut told: Vec<_> = thresholds(&world).await;
    // Six days and a bit are left: inside of 7 now, then of 3, 1 and 0. Each start looks again; none repeats.
    for _ in 0..40 {
        for _ in 0..2 {
            let engine = world.desktop();
            engine.refresh(id).await.unwrap();
            told.extend(thresholds(&world).await);
        }
        world.clock.advance(SignedDuration::from_hours(6));
    }
    assert_eq!(told, [7, 3, 1, 0, -1, -2, -3]);
}

/// The thresholds of what was shown of single workspaces.
async fn thresholds(world: &World) -> Vec<i64> {
    let threshold = |notification: Notification| match notification.content {
        Content::Workspace { nearest, .. } => Some(nearest.cause.deadline()?.threshold),
        Content::Digest(_) => None,
    };
    world.notifier.shown().await.into_iter().filter_map(threshold).collect()
}

#[tokio::test]
async fn what_a_kill_left_unconfirmed_is_shown_at_the_next_start_however_often_and_once_confirmed_never_again() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    world.notifier.set(Service::Silent);
    let id = add(&engine, &sandbox, "trial").await.id;
    assert_eq!(world.notifier.handed().len(), 1, "handed over, and not confirmed: the application ended before");
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
        assert_eq!(world.notifier.handed().len(), expected, "{service:?}");
    }
}

#[tokio::test]
async fn what_nobody_would_miss_is_not_repeated_after_a_kill() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    world.notifier.set(Service::Silent);
    let id = add(&engine, &sandbox, "trial").await.id;
    assert!(world.notifier.handed()[0].body.contains("Also: 80 %"));
    world.notifier.set(Service::Present);
    let engine = world.desktop();
    engine.refresh(id).await.unwrap();
    assert_eq!(titles(&world).await, ["Enterprise trial ends in 6 days | Also: all seats are taken"]);
    assert!(engine.reminders().unwrap().iter().all(|record| record.shown_at.is_some()));
}

#[tokio::test]
async fn without_a_service_at_two_starts_it_is_shown_when_the_service_is_there() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    world.notifier.set(Service::Absent);
    let id = add(&engine, &sandbox, "trial").await.id;
    settled().await;
    for _ in 0..2 {
        let engine = world.desktop();
        engine.refresh(id).await.unwrap();
        settled().await;
    }
    assert_eq!(world.notifier.handed().len(), 3);
    world.notifier.set(Service::Present);
    let engine = world.desktop();
    engine.refresh(id).await.unwrap();
    let heard = titles(&world).await;
    assert!(heard.len() == 1 && heard[0].contains("Also: 80 %"), "also what would not be repeated: {heard:?}");
}

#[tokio::test]
async fn a_service_that_comes_late_is_tried_again_in_the_same_run_after_longer_and_longer_waits() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    world.notifier.set(Service::Absent);
    let id = add(&engine, &sandbox, "trial").await.id;
    let mut attempts = Vec::new();
    for second in 0..70 {
        engine.refresh(id).await.unwrap();
        settled().await;
        attempts.extend(world.notifier.handed().iter().map(|_| second));
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
    assert_eq!(thresholds(&world).await, Vec::<i64>::new(), "and once");
}

#[tokio::test]
async fn a_service_that_appears_is_used_at_once_by_an_engine_that_runs() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    add(&world.engine(), &sandbox, "trial").await;
    world.notifier.set(Service::Absent);
    let engine = world.desktop();
    let mut events = engine.subscribe();
    let running = tokio::spawn({
        let engine = engine.clone();
        async move { engine.run().await }
    });
    let reminded = |event| (event == EngineEvent::RemindersChanged).then_some(());
    next(&mut events, reminded).await;
    settled().await;
    assert_eq!((world.notifier.handed().len(), world.notifier.shown().await.len()), (1, 0));
    world.notifier.appear();
    next(&mut events, reminded).await;
    assert_eq!(thresholds(&world).await, [7]);
    running.abort();
}

#[tokio::test]
async fn what_is_no_longer_true_or_was_dealt_with_is_withdrawn() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, "eight").await.id;
    let shown = world.notifier.shown().await.remove(0);
    engine.refresh(id).await.unwrap();
    assert_eq!(world.notifier.withdrawn(), [], "still true");
    engine.apply_key(id, sandbox::Key::Renewal.text()).await.unwrap();
    assert_eq!(world.notifier.withdrawn(), shown.ids, "renewed");

    let trial = add(&engine, &sandbox, "trial").await.id;
    let shown = world.notifier.shown().await.remove(0);
    engine.snooze(&shown.ids[1..], Snooze::Hour).unwrap();
    assert_eq!(world.notifier.withdrawn(), [], "one of it is left");
    engine.dismiss(&shown.ids[..1]).unwrap();
    assert_eq!(world.notifier.withdrawn(), shown.ids);

    world.clock.advance(SignedDuration::from_mins(61));
    engine.refresh(trial).await.unwrap();
    let shown = world.notifier.shown().await.remove(0);
    engine.remove(trial, TokenFate::Leave).await.unwrap();
    assert_eq!(world.notifier.withdrawn(), shown.ids, "removed");
}

#[tokio::test]
async fn what_is_snoozed_before_the_service_answers_is_shown_again_then() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    world.notifier.set(Service::Silent);
    let id = add(&engine, &sandbox, "eight").await.id;
    let handed = world.notifier.handed().remove(0);
    engine.snooze(&handed.ids, Snooze::Hour).unwrap();
    world.notifier.set(Service::Present);
    world.clock.advance(SignedDuration::from_mins(61));
    engine.refresh(id).await.unwrap();
    assert_eq!(world.notifier.shown().await[0].ids, handed.ids);
}

#[tokio::test]
async fn a_second_subscriber_or_none_swallows_nothing() {
    let world = World::new();
    let (sandbox, headless) = (world.sandbox().await, world.engine());
    let _events = (headless.subscribe(), headless.subscribe());
    let id = add(&headless, &sandbox, "trial").await.id;
    assert!(headless.reminders().unwrap().is_empty(), "where nobody can be reached nothing is recorded");
    world.desktop().refresh(id).await.unwrap();
    assert_eq!(thresholds(&world).await, [7]);
}

#[tokio::test]
async fn a_snoozed_reminder_of_one_of_many_workspaces_is_shown_although_all_are_refreshed() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    add(&engine, &sandbox, "eight").await;
    let first = world.notifier.shown().await.remove(0);
    engine.snooze(&first.ids, Snooze::Hour).unwrap();
    for number in 0..1_500 {
        let address = format!("http://127.0.0.1:9/w{number}");
        engine.import(support::unreachable(&address), Token::new("t")).await.unwrap();
    }
    drop(engine);
    world.clock.advance(SignedDuration::from_mins(61));
    let engine = world.desktop();
    let mut events = engine.subscribe();
    let running = tokio::spawn({
        let engine = engine.clone();
        async move { engine.run().await }
    });
    let shown = async { while world.notifier.shown().await.iter().all(|shown| shown.ids != first.ids) {} };
    tokio::time::timeout(Duration::from_secs(60), shown).await.expect("it is not shown");
    while events.len() <= 1_024 {
        tokio::task::yield_now().await;
    }
    assert!(matches!(events.try_recv(), Err(TryRecvError::Lagged(_))), "a subscriber that lags loses no reminder");
    engine.stop().await;
    running.await.unwrap();
}

#[tokio::test]
async fn what_is_snoozed_is_shown_again_then_unless_it_was_renewed() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, "eight").await.id;
    let shown = async || world.notifier.shown().await.pop().map(|shown| (shown.ids, shown.content));
    let first = shown().await.unwrap();
    for _ in 0..2 {
        engine.snooze(&first.0, Snooze::Hour).unwrap();
        engine.refresh(id).await.unwrap();
        assert_eq!(shown().await, None, "not before its time");
        world.clock.advance(SignedDuration::from_mins(61));
        engine.refresh(id).await.unwrap();
        assert_eq!(shown().await.unwrap(), first);
    }
    engine.snooze(&first.0, Snooze::Hour).unwrap();
    engine.apply_key(id, sandbox::Key::Renewal.text()).await.unwrap();
    shown().await;
    world.clock.advance(SignedDuration::from_mins(61));
    engine.refresh(id).await.unwrap();
    assert_eq!(shown().await, None, "what was renewed needs nobody");
}

#[tokio::test]
async fn while_everything_is_put_off_nothing_is_told_and_nothing_is_lost() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    engine.pause(Some(Snooze::Tomorrow)).unwrap();
    let id = add(&engine, &sandbox, "trial").await.id;
    let engine = world.desktop();
    engine.refresh(id).await.unwrap();
    assert!(engine.paused_until().is_some(), "also after a restart");
    assert_eq!(thresholds(&world).await, Vec::<i64>::new());
    world.clock.advance(SignedDuration::from_hours(34));
    engine.refresh(id).await.unwrap();
    assert_eq!((engine.paused_until(), thresholds(&world).await), (None, vec![7]));
}

#[tokio::test]
async fn many_that_come_due_at_once_are_one_notice() {
    let world = World::new();
    let sandbox = sandbox::Sandbox::builder().now(world.clock.now()).copies(4).start().await.unwrap();
    let engine = world.engine();
    for slug in ["modern", "modern-001", "modern-002", "modern-003", "modern-004"] {
        add(&engine, &sandbox, slug).await;
    }
    world.desktop().refresh_all().await.unwrap();
    let notices = world.notifier.shown().await;
    let [Notification { content: Content::Digest(reminders), .. }] = &notices[..] else { panic!("{notices:?}") };
    assert_eq!(reminders.len(), 5);
}

#[tokio::test]
async fn a_pause_that_has_ended_is_shown_as_ended() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "renewing").await.id;
    let mut events = engine.subscribe();
    let running = tokio::spawn({
        let engine = engine.clone();
        async move { engine.run().await }
    });
    let turned = |event| matches!(event, EngineEvent::TimePassed).then_some(());
    next(&mut events, turned).await;
    engine.pause(Some(Snooze::Hour)).unwrap();
    next(&mut events, |event| matches!(event, EngineEvent::SettingsChanged).then_some(())).await;
    engine.refresh(id).await.unwrap();
    support::drain(&mut events);
    world.clock.advance(SignedDuration::from_mins(61));
    engine.refresh(id).await.unwrap();
    next(&mut events, turned).await;
    assert_eq!(engine.summary().paused_until, None);
    running.abort();
}

/// What was shown, a line for each: its title, and what else there is of the workspace.
async fn titles(world: &World) -> Vec<String> {
    let line = |Notification { title, body, .. }: Notification| {
        let also = body.lines().filter(|line| line.starts_with("Also")).map(|line| format!(" | {line}"));
        // All are called after the address.
        title.trim_start_matches("127.0.0.1: ").to_owned() + &also.collect::<String>()
    };
    world.notifier.shown().await.into_iter().map(line).collect()
}

#[tokio::test]
async fn a_refusal_is_told_once_and_anew_when_it_sets_in_anew() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, "six").await.id;
    let token = world.vault.token(id).unwrap().unwrap();
    engine.refresh(id).await.unwrap();
    assert_eq!(titles(&world).await, Vec::<String>::new());
    for _ in 0..2 {
        world.vault.keep(id, &Token::new("revoked")).unwrap();
        engine.refresh(id).await.unwrap();
        assert_eq!(titles(&world).await, ["the sign-in is refused"]);
        for fault in [Some(Fault::CloseConnection), None] {
            sandbox.set_fault("six", fault);
            engine.refresh(id).await.unwrap();
        }
        assert_eq!(titles(&world).await, Vec::<String>::new(), "another failure in between does not make it news");
        world.vault.keep(id, &token).unwrap();
        engine.refresh(id).await.unwrap();
        assert_eq!(titles(&world).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_silence_is_told_after_three_days_and_after_two_weeks() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, "six").await.id;
    sandbox.stop().await;
    let mut heard = Vec::new();
    for day in 0..30 {
        let engine = world.desktop();
        engine.refresh(id).await.unwrap();
        heard.extend(titles(&world).await.into_iter().map(|line| (day, line)));
        world.clock.advance(SignedDuration::from_hours(24));
    }
    let expected = [(3, "cannot be read for 3 days"), (14, "nothing new for 14 days")];
    assert_eq!(heard, expected.map(|(day, line)| (day, line.to_owned())));
}

#[tokio::test]
async fn what_changed_for_the_worse_is_told_and_what_the_admin_did_is_not() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let lapsed = add(&world.engine(), &sandbox, "lapsed").await.id;
    let engine = world.desktop();
    engine.refresh(lapsed).await.unwrap();
    let heard = titles(&world).await;
    assert!(heard[0].contains("the license is gone"), "{heard:?}");
    engine.refresh(lapsed).await.unwrap();
    assert_eq!(titles(&world).await, Vec::<String>::new());

    let eight = add(&engine, &sandbox, "eight").await.id;
    titles(&world).await;
    engine.apply_key(eight, sandbox::Key::Renewal.text()).await.unwrap();
    assert_eq!(titles(&world).await, Vec::<String>::new());
    assert!(!engine.history(eight).unwrap().is_empty());
}

#[tokio::test]
async fn several_of_a_workspace_are_one_notice_and_kept_to_be_looked_up() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, "trial").await.id;
    assert_eq!(
        titles(&world).await,
        ["Enterprise trial ends in 6 days | Also: all seats are taken | Also: 80 % of the monthly contacts are taken \
             | Also: 80 % of the marketplace apps are taken"]
    );
    let kept = engine.reminders().unwrap();
    assert!(kept.len() == 4 && kept.iter().all(|record| record.workspace == id && record.shown_at.is_some()));
    engine.snooze(&[kept[0].id], Snooze::Week).unwrap();
    assert_eq!(engine.reminders().unwrap()[0].snoozed_until, Some(engine.now() + SignedDuration::from_hours(168)));
}

#[tokio::test]
async fn what_is_muted_stays_due() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "trial").await.id;
    engine.set_workspace_reminders(id, WorkspaceReminderSettings::Muted).unwrap();
    let engine = world.desktop();
    engine.refresh(id).await.unwrap();
    assert_eq!(engine.view(id).unwrap().reminding, WorkspaceReminderSettings::Muted, "also after a restart");
    assert_eq!(titles(&world).await, Vec::<String>::new());
    engine.set_workspace_reminders(id, WorkspaceReminderSettings::Default).unwrap();
    let heard = titles(&world).await;
    assert!(
        heard.len() == 1 && heard[0].starts_with("Enterprise trial ends in 6 days | Also: all seats are taken"),
        "{heard:?}"
    );
}

#[tokio::test]
async fn a_workspace_may_be_told_at_times_of_its_own() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, "six").await.id;
    let own = |days: i64| WorkspaceReminderSettings::Custom { lead: vec![days].try_into().unwrap() };
    engine.set_workspace_reminders(id, own(200)).unwrap();
    assert_eq!(titles(&world).await, Vec::<String>::new(), "201 days and a bit are left");
    engine.set_workspace_reminders(id, own(202)).unwrap();
    assert_eq!(titles(&world).await, ["Enterprise ends in 201 days"]);
    let everyone = |days: i64| ReminderSettings { lead: vec![days].try_into().unwrap(), ..ReminderSettings::default() };
    let other = add(&engine, &sandbox, "renewing").await.id;
    engine.set_workspace_reminders(other, WorkspaceReminderSettings::Default).unwrap();
    engine.update_settings(|settings| settings.reminders = everyone(300)).unwrap();
    assert_eq!(titles(&world).await, Vec::<String>::new(), "a license that renews itself has times of its own");
}

#[tokio::test]
async fn in_quiet_hours_only_what_is_critical_is_told_if_so_wished_and_the_rest_in_the_morning() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let quiet = Some(QuietHours { from: time(22, 0, 0, 0), until: time(7, 0, 0, 0) });
    engine.update_settings(|settings| settings.reminders.quiet = quiet).unwrap();
    world.clock.advance(SignedDuration::from_hours(4 * 24));
    for slug in ["trial", "modern", "eight"] {
        add(&engine, &sandbox, slug).await;
    }
    assert_eq!(titles(&world).await, Vec::<String>::new(), "it is midnight");
    engine.update_settings(|settings| settings.reminders.exception = QuietHoursException::Critical).unwrap();
    assert_eq!(titles(&world).await, ["Enterprise trial ends in 2 days"]);
    world.clock.advance(SignedDuration::from_hours(7));
    engine.refresh_all().await.unwrap();
    assert_eq!(titles(&world).await[0], "3 workspaces need you", "what has gathered is one notice");
}

#[tokio::test]
async fn what_waits_is_told_although_the_workspace_cannot_be_read_or_was_muted_meanwhile() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    engine.pause(Some(Snooze::Hour)).unwrap();
    let id = add(&engine, &sandbox, "trial").await.id;
    sandbox.stop().await;
    engine.set_workspace_reminders(id, WorkspaceReminderSettings::Muted).unwrap();
    world.clock.advance(SignedDuration::from_mins(61));
    engine.refresh(id).await.unwrap();
    assert_eq!(titles(&world).await, Vec::<String>::new(), "muted");
    engine.set_workspace_reminders(id, WorkspaceReminderSettings::Default).unwrap();
    let heard = titles(&world).await;
    assert!(
        heard.len() == 1 && heard[0].starts_with("Enterprise trial ends in 6 days | Also: all seats are taken"),
        "{heard:?}"
    );
}

#[tokio::test]
async fn other_days_make_nothing_due_that_a_tighter_one_has_told() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    add(&engine, &sandbox, "trial").await;
    assert_eq!(titles(&world).await.len(), 1, "inside of 7 days");
    let lead =
        |days: &[i64]| ReminderSettings { lead: days.to_vec().try_into().unwrap(), ..ReminderSettings::default() };
    engine.update_settings(|settings| settings.reminders = lead(&[60, 20, 5])).unwrap();
    assert_eq!(titles(&world).await, Vec::<String>::new());
}
