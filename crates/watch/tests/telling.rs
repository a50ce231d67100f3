//! What the engine tells: each thing once, across restarts and crashes, together what comes due together, and later what
//! is put off.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jiff::SignedDuration;
use support::{World, add, drain, next};
use watch::{
    Clock, Engine, EngineEvent, Snooze,
    notice::{About, Notice},
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
        let EngineEvent::Notice(notice) = event else { return None };
        engine.mark_shown(&notice.ids).unwrap();
        match notice.about {
            About::Workspace { nearest, .. } => Some(nearest.cause.deadline()?.threshold),
            About::Fleet(_) => None,
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
    let told = |events: Vec<EngineEvent>| events.iter().filter(|e| matches!(e, EngineEvent::Notice(_))).count();
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
        events.into_iter().find_map(|e| if let EngineEvent::Notice(n) = e { Some(n) } else { None })
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
            EngineEvent::Notice(notice) => Some(notice),
            _ => None,
        })
        .collect();
    let [Notice { about: About::Fleet(reminders), .. }] = &notices[..] else { panic!("{notices:?}") };
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
    let turned = |event| matches!(event, EngineEvent::Turned).then_some(());
    next(&mut events, turned).await;
    engine.pause(Some(Snooze::Hour)).unwrap();
    next(&mut events, turned).await;
    engine.refresh(id).await.unwrap();
    drain(&mut events);
    world.clock.advance(SignedDuration::from_mins(61));
    engine.refresh(id).await.unwrap();
    next(&mut events, turned).await;
    assert_eq!(engine.summary().paused_until, None);
    running.abort();
}
