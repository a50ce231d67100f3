//! What the engine tells: each thing once, across restarts and crashes, together what comes due together, and later what
//! is put off.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jiff::{SignedDuration, civil::time};
use rocketchat::Token;
use sandbox::Fault;
use support::{World, add, drain, next};
use tokio::sync::broadcast::Receiver;
use watch::{
    Clock, Engine, EngineEvent, Snooze, Vault,
    reminders::{
        notification::{Content, Notification},
        settings::{QuietHours, QuietHoursException, ReminderSettings, WorkspaceReminderSettings},
    },
};

#[tokio::test]
async fn each_threshold_is_told_once_across_restarts_and_without_a_server() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let mut events = engine.subscribe();
    let id = add(&engine, &sandbox, "trial").await.id;
    sandbox.stop().await;
    let mut told: Vec<_> = reminders(&engine, drain(&mut events));
    // Six days and a bit are left: inside of 7 now, then of 3, 1 and 0. Each start looks again; none repeats.
    for _ in 0..40 {
        for _ in 0..2 {
            let engine = world.engine();
            let mut events = engine.subscribe();
            engine.refresh(id).await.unwrap();
            told.extend(reminders(&engine, drain(&mut events)));
        }
        world.clock.advance(SignedDuration::from_hours(6));
    }
    assert_eq!(told, [7, 3, 1, 0, -1, -2, -3]);
}

/// The thresholds of what was to be shown of single workspaces; it is marked as shown.
fn reminders(engine: &Engine, events: Vec<EngineEvent>) -> Vec<i64> {
    let threshold = |event| {
        let EngineEvent::Notification(notice) = event else { return None };
        engine.mark_shown(&notice.ids).unwrap();
        match notice.content {
            Content::Workspace { nearest, .. } => Some(nearest.cause.deadline()?.threshold),
            Content::Digest(_) => None,
        }
    };
    events.into_iter().filter_map(threshold).collect()
}

#[tokio::test]
async fn what_a_crash_left_unshown_is_shown_once_more_and_then_never_again() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let mut events = engine.subscribe();
    let id = add(&engine, &sandbox, "trial").await.id;
    let told = |events: Vec<EngineEvent>| events.iter().filter(|e| matches!(e, EngineEvent::Notification(_))).count();
    assert_eq!(told(drain(&mut events)), 1, "handed out, and not marked: the application ended before");
    for expected in [1, 0, 0] {
        let engine = world.engine();
        let mut events = engine.subscribe();
        for _ in 0..2 {
            engine.refresh(id).await.unwrap();
        }
        assert_eq!(told(drain(&mut events)), expected);
    }
}

#[tokio::test]
async fn what_is_snoozed_is_shown_again_then_unless_it_was_renewed() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let mut events = engine.subscribe();
    let id = add(&engine, &sandbox, "eight").await.id;
    let notice = |events: Vec<EngineEvent>| {
        events.into_iter().find_map(|e| if let EngineEvent::Notification(n) = e { Some(n) } else { None })
    };
    let first = notice(drain(&mut events)).unwrap();
    for _ in 0..2 {
        engine.mark_shown(&first.ids).unwrap();
        engine.snooze(&first.ids, Snooze::Hour).unwrap();
        engine.refresh(id).await.unwrap();
        assert_eq!(notice(drain(&mut events)), None, "not before its time");
        world.clock.advance(SignedDuration::from_mins(61));
        engine.refresh(id).await.unwrap();
        assert_eq!(notice(drain(&mut events)).unwrap(), first);
    }
    engine.snooze(&first.ids, Snooze::Hour).unwrap();
    engine.apply_key(id, sandbox::Key::Renewal.text()).await.unwrap();
    drain(&mut events);
    world.clock.advance(SignedDuration::from_mins(61));
    engine.refresh(id).await.unwrap();
    assert_eq!(notice(drain(&mut events)), None, "what was renewed needs nobody");
}

#[tokio::test]
async fn while_everything_is_put_off_nothing_is_told_and_nothing_is_lost() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    engine.pause(Some(Snooze::Tomorrow)).unwrap();
    let id = {
        let _events = engine.subscribe();
        add(&engine, &sandbox, "trial").await.id
    };
    let engine = world.engine();
    let mut events = engine.subscribe();
    engine.refresh(id).await.unwrap();
    assert!(engine.paused_until().is_some(), "also after a restart");
    assert_eq!(reminders(&engine, drain(&mut events)), Vec::<i64>::new());
    world.clock.advance(SignedDuration::from_hours(34));
    engine.refresh(id).await.unwrap();
    assert_eq!((engine.paused_until(), reminders(&engine, drain(&mut events))), (None, vec![7]));
}

#[tokio::test]
async fn many_that_come_due_at_once_are_one_notice() {
    let world = World::new();
    let sandbox = sandbox::Sandbox::builder().now(world.clock.now()).copies(4).start().await.unwrap();
    let engine = world.engine();
    for slug in ["modern", "modern-001", "modern-002", "modern-003", "modern-004"] {
        add(&engine, &sandbox, slug).await;
    }
    let mut events = engine.subscribe();
    engine.refresh_all().await.unwrap();
    let notices: Vec<_> = drain(&mut events)
        .into_iter()
        .filter_map(|event| match event {
            EngineEvent::Notification(notice) => Some(notice),
            _ => None,
        })
        .collect();
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
    drain(&mut events);
    world.clock.advance(SignedDuration::from_mins(61));
    engine.refresh(id).await.unwrap();
    next(&mut events, turned).await;
    assert_eq!(engine.summary().paused_until, None);
    running.abort();
}

/// What was to be shown, a line for each: its title, and what else there is of the workspace.
fn told(engine: &Engine, events: &mut Receiver<EngineEvent>) -> Vec<String> {
    let notices = drain(events).into_iter().filter_map(|event| match event {
        EngineEvent::Notification(notice) => Some(notice),
        _ => None,
    });
    let line = |notice: Notification| {
        engine.mark_shown(&notice.ids).unwrap();
        let (title, body) = notice.text(&engine.reader());
        let also = body.lines().filter(|line| line.starts_with("Also")).map(|line| format!(" | {line}"));
        // All are called after the address.
        title.trim_start_matches("127.0.0.1: ").to_owned() + &also.collect::<String>()
    };
    notices.map(line).collect()
}

#[tokio::test]
async fn a_refusal_is_told_once_and_anew_when_it_sets_in_anew() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "six").await.id;
    let token = world.vault.token(id).unwrap().unwrap();
    let mut events = engine.subscribe();
    engine.refresh(id).await.unwrap();
    assert_eq!(told(&engine, &mut events), Vec::<String>::new());
    for _ in 0..2 {
        world.vault.keep(id, &Token::new("revoked")).unwrap();
        engine.refresh(id).await.unwrap();
        assert_eq!(told(&engine, &mut events), ["the sign-in is refused"]);
        for fault in [Some(Fault::CloseConnection), None] {
            sandbox.set_fault("six", fault);
            engine.refresh(id).await.unwrap();
        }
        assert_eq!(
            told(&engine, &mut events),
            Vec::<String>::new(),
            "another failure in between does not make it news"
        );
        world.vault.keep(id, &token).unwrap();
        engine.refresh(id).await.unwrap();
        assert_eq!(told(&engine, &mut events), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_silence_is_told_after_three_days_and_after_two_weeks() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "six").await.id;
    sandbox.stop().await;
    let mut heard = Vec::new();
    for day in 0..30 {
        let engine = world.engine();
        let mut events = engine.subscribe();
        engine.refresh(id).await.unwrap();
        heard.extend(told(&engine, &mut events).into_iter().map(|line| (day, line)));
        world.clock.advance(SignedDuration::from_hours(24));
    }
    let expected = [(3, "cannot be read for 3 days"), (14, "nothing new for 14 days")];
    assert_eq!(heard, expected.map(|(day, line)| (day, line.to_owned())));
}

#[tokio::test]
async fn what_changed_for_the_worse_is_told_and_what_the_admin_did_is_not() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let lapsed = add(&engine, &sandbox, "lapsed").await.id;
    let mut events = engine.subscribe();
    engine.refresh(lapsed).await.unwrap();
    let heard = told(&engine, &mut events);
    assert!(heard[0].contains("the license is gone"), "{heard:?}");
    engine.refresh(lapsed).await.unwrap();
    assert_eq!(told(&engine, &mut events), Vec::<String>::new());

    let eight = add(&engine, &sandbox, "eight").await.id;
    told(&engine, &mut events);
    engine.apply_key(eight, sandbox::Key::Renewal.text()).await.unwrap();
    assert_eq!(told(&engine, &mut events), Vec::<String>::new());
    assert!(!engine.history(eight).unwrap().is_empty());
}

#[tokio::test]
async fn several_of_a_workspace_are_one_notice_and_kept_to_be_looked_up() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let mut events = engine.subscribe();
    let id = add(&engine, &sandbox, "trial").await.id;
    assert_eq!(
        told(&engine, &mut events),
        ["6 days left | Also: all seats are taken | Also: 80 % of the monthly contacts are taken \
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
    let engine = world.engine();
    let mut events = engine.subscribe();
    engine.refresh(id).await.unwrap();
    assert_eq!(engine.view(id).unwrap().reminding, WorkspaceReminderSettings::Muted, "also after a restart");
    assert_eq!(told(&engine, &mut events), Vec::<String>::new());
    engine.set_workspace_reminders(id, WorkspaceReminderSettings::Default).unwrap();
    let heard = told(&engine, &mut events);
    assert!(heard.len() == 1 && heard[0].starts_with("6 days left | Also: all seats are taken"), "{heard:?}");
}

#[tokio::test]
async fn a_workspace_may_be_told_at_times_of_its_own() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "six").await.id;
    let mut events = engine.subscribe();
    let own = |days: i64| WorkspaceReminderSettings::Custom { lead: vec![days].try_into().unwrap() };
    engine.set_workspace_reminders(id, own(200)).unwrap();
    assert_eq!(told(&engine, &mut events), Vec::<String>::new(), "201 days and a bit are left");
    engine.set_workspace_reminders(id, own(202)).unwrap();
    assert_eq!(told(&engine, &mut events), ["201 days left"]);
    let everyone = |days: i64| ReminderSettings { lead: vec![days].try_into().unwrap(), ..ReminderSettings::default() };
    let other = add(&engine, &sandbox, "renewing").await.id;
    engine.set_workspace_reminders(other, WorkspaceReminderSettings::Default).unwrap();
    engine.update_settings(|settings| settings.reminders = everyone(300)).unwrap();
    assert_eq!(told(&engine, &mut events), Vec::<String>::new(), "a license that renews itself has times of its own");
}

#[tokio::test]
async fn in_quiet_hours_only_what_is_critical_is_told_if_so_wished_and_the_rest_in_the_morning() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let quiet = Some(QuietHours { from: time(22, 0, 0, 0), until: time(7, 0, 0, 0) });
    engine.update_settings(|settings| settings.reminders.quiet = quiet).unwrap();
    world.clock.advance(SignedDuration::from_hours(4 * 24));
    let mut events = engine.subscribe();
    for slug in ["trial", "modern", "eight"] {
        add(&engine, &sandbox, slug).await;
    }
    assert_eq!(told(&engine, &mut events), Vec::<String>::new(), "it is midnight");
    engine.update_settings(|settings| settings.reminders.exception = QuietHoursException::Critical).unwrap();
    assert_eq!(told(&engine, &mut events), ["2 days left"]);
    world.clock.advance(SignedDuration::from_hours(7));
    engine.refresh_all().await.unwrap();
    assert_eq!(told(&engine, &mut events)[0], "3 workspaces need you", "what has gathered is one notice");
}

#[tokio::test]
async fn what_waits_is_told_although_the_workspace_cannot_be_read_or_was_muted_meanwhile() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let mut events = engine.subscribe();
    engine.pause(Some(Snooze::Hour)).unwrap();
    let id = add(&engine, &sandbox, "trial").await.id;
    sandbox.stop().await;
    engine.set_workspace_reminders(id, WorkspaceReminderSettings::Muted).unwrap();
    world.clock.advance(SignedDuration::from_mins(61));
    engine.refresh(id).await.unwrap();
    assert_eq!(told(&engine, &mut events), Vec::<String>::new(), "muted");
    engine.set_workspace_reminders(id, WorkspaceReminderSettings::Default).unwrap();
    let heard = told(&engine, &mut events);
    assert!(heard.len() == 1 && heard[0].starts_with("6 days left | Also: all seats are taken"), "{heard:?}");
}

#[tokio::test]
async fn other_days_make_nothing_due_that_a_tighter_one_has_told() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let mut events = engine.subscribe();
    add(&engine, &sandbox, "trial").await;
    assert_eq!(told(&engine, &mut events).len(), 1, "inside of 7 days");
    let lead =
        |days: &[i64]| ReminderSettings { lead: days.to_vec().try_into().unwrap(), ..ReminderSettings::default() };
    engine.update_settings(|settings| settings.reminders = lead(&[60, 20, 5])).unwrap();
    assert_eq!(told(&engine, &mut events), Vec::<String>::new());
}
