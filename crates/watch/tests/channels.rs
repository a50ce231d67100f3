//! Channels: reminders reach a room and a webhook over a real socket, once, also over crashes and failures, and no secret
//! leaves the vault.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use jiff::SignedDuration;
use sandbox::{Endpoint, Fault, Recorder, Sandbox};
use serde_json::{Value, json};
use support::{World, add_due};
use watch::{
    Clock, Engine, Failure, FailureCode, Snooze, Vault,
    deliver::{
        BoxFuture,
        channel::{
            ChannelDefinition, ChannelId, Scope, Target, Transport,
            error::SendError,
            input::ChannelInput,
            message::{Message, MessageId},
            queue::Fate,
            secret::ChannelSecret,
        },
    },
    engine::{ChannelParts, ChannelSource},
    present::view::{ChannelState, ChannelView},
};

/// A channel as the window sends it.
fn input(name: &str, target: Value) -> ChannelInput {
    with(json!({ "name": name, "target": target }))
}

fn with(fields: Value) -> ChannelInput {
    let mut all = json!({
        "enabled": true, "filter": {}, "quiet": null, "exception": "none", "language": null,
    });
    all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    serde_json::from_value(all).unwrap()
}

fn room(sandbox: &Sandbox) -> Value {
    json!({ "kind": "room", "url": sandbox.webhook("modern"), "connection": {} })
}

fn webhook(url: &str, key: Option<&str>) -> Value {
    json!({ "kind": "webhook", "url": url, "signed": key.is_some(), "key": key, "connection": {} })
}

/// Waits until a view of the channel is as it should be.
async fn until(engine: &Engine, id: ChannelId, is: impl Fn(&ChannelView) -> bool) -> ChannelView {
    let mut events = engine.subscribe();
    let wait = async {
        loop {
            let view = engine.channels().unwrap().into_iter().find(|view| view.id == id).unwrap();
            if is(&view) {
                return view;
            }
            let _ = events.recv().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("the channel never got there")
}

/// The messages that were posted to the room.
fn posted(sandbox: &Sandbox) -> Vec<Value> {
    let requests = sandbox.requests().into_iter();
    requests
        .filter(|request| request.endpoint == Some(Endpoint::IncomingWebhook))
        .map(|request| request.json())
        .collect()
}

#[tokio::test]
async fn due_reminders_reach_a_room_as_one_message() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = engine.add_channel(input("Ops", room(&sandbox))).await.unwrap();
    add_due(&world, &engine, &sandbox, "trial").await;
    let view = until(&engine, id, |view| view.sent_at.is_some() && view.pending == 0).await;
    assert_eq!(view.state, ChannelState::Working);
    let posted = posted(&sandbox);
    assert_eq!(posted.len(), 1, "{posted:?}");
    let attachment = &posted[0]["attachments"][0];
    assert!(posted[0]["text"].as_str().unwrap().contains("trial ends in 6 days"), "{posted:?}");
    assert!(attachment["text"].as_str().unwrap().contains("Also: 80% of Marketplace apps"), "{posted:?}");
    assert_eq!(attachment["color"], "#D1880F", "of something that has to be done");
    assert!(attachment["title_link"].as_str().unwrap().ends_with("/admin/subscription"));
}

#[tokio::test]
async fn pausing_the_desktop_and_its_quiet_hours_do_not_pause_a_channel() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    engine.pause(Some(Snooze::Tomorrow)).unwrap();
    let id = engine.add_channel(input("Ops", room(&sandbox))).await.unwrap();
    add_due(&world, &engine, &sandbox, "trial").await;
    until(&engine, id, |view| view.sent_at.is_some()).await;
    assert_eq!(world.notifier.sent().len(), 0, "the desktop is paused");
}

#[tokio::test]
async fn quiet_hours_of_a_channel_hold_reminders_and_send_them_together() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let quiet = with(json!({
        "name": "Ops", "target": room(&sandbox), "quiet": { "from": "22:00:00", "until": "06:00:00" },
    }));
    let id = engine.add_channel(quiet).await.unwrap();
    // Midnight.
    let (one, two) =
        (add_due(&world, &engine, &sandbox, "trial").await, add_due(&world, &engine, &sandbox, "modern").await);
    assert_eq!(posted(&sandbox).len(), 0);
    world.clock.advance(SignedDuration::from_hours(7));
    for view in [one, two] {
        engine.refresh(view.id).await.unwrap();
    }
    until(&engine, id, |view| view.sent_at.is_some() && view.pending == 0).await;
    let posted = posted(&sandbox);
    assert_eq!(posted.len(), 1);
    assert_eq!(posted[0]["attachments"].as_array().unwrap().len(), 2, "{posted:?}");
}

#[tokio::test]
async fn what_is_done_before_it_was_sent_is_not_sent() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    sandbox.set_fault_at("modern", Endpoint::IncomingWebhook, Fault::Status(503));
    let id = engine.add_channel(input("Ops", room(&sandbox))).await.unwrap();
    add_due(&world, &engine, &sandbox, "trial").await;
    until(&engine, id, |view| matches!(view.state, ChannelState::Failing { .. })).await;
    let ids: Vec<_> = engine.reminders().unwrap().into_iter().map(|record| record.id).collect();
    engine.complete_reminders(&ids).unwrap();
    sandbox.set_fault_at("modern", Endpoint::IncomingWebhook, None);
    engine.retry_channel(id).unwrap();
    let view = until(&engine, id, |view| view.pending == 0).await;
    assert_eq!((view.sent_at, posted(&sandbox).len()), (None, 1), "the one that was refused");
}

#[tokio::test]
async fn a_webhook_gets_signed_json_with_an_id() {
    let world = World::new();
    let (sandbox, recorder, engine) = (world.sandbox().await, Recorder::start().await.unwrap(), world.desktop());
    let key = BASE64_STANDARD.encode([7_u8; 32]);
    let id = engine.add_channel(input("Pager", webhook(&recorder.url(), Some(&format!("whsec_{key}"))))).await.unwrap();
    add_due(&world, &engine, &sandbox, "trial").await;
    let view =
        until(&engine, id, |view| view.sent_at.is_some() || matches!(view.state, ChannelState::Failing { .. })).await;
    assert_eq!(view.state, ChannelState::Working, "{view:?}");
    let [request] = &recorder.requests()[..] else { panic!() };
    let header = |name| request.header(name).unwrap().to_owned();
    let (id, second) = (header("webhook-id"), header("webhook-timestamp"));
    assert_eq!(second, world.clock.now().as_second().to_string());
    let signed = [id.as_bytes(), second.as_bytes(), &request.body].join(&b'.');
    assert_eq!(header("webhook-signature"), format!("v1,{}", BASE64_STANDARD.encode(hmac_sha256(&[7; 32], &signed))));
    let body = request.json();
    assert_eq!((&body["type"], &body["data"]["urgency"]), (&json!("license_watch.reminders"), &json!("normal")));
    let reminders = body["data"]["reminders"].as_array().unwrap();
    assert_eq!(reminders[0]["kind"], "deadline");
    assert_eq!(reminders[0]["workspace"]["address"], sandbox.url("trial"));
    assert!(reminders[0]["due_at"].is_string() && reminders.len() == 4, "{body:#}");
}

/// By the definition (RFC 2104), with a hash that the code under test does not use.
fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let pad = |byte: u8| {
        let mut pad = [byte; 64];
        pad.iter_mut().zip(key).for_each(|(pad, key)| *pad ^= key);
        pad
    };
    let inner = Sha256::digest([&pad(0x36)[..], message].concat());
    Sha256::digest([&pad(0x5c)[..], &inner].concat()).to_vec()
}

#[tokio::test]
async fn a_test_says_why_a_channel_does_not_accept_messages() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let wrong = format!("{}x", sandbox.webhook("modern"));
    let target = json!({ "kind": "room", "url": wrong, "connection": {} });
    let id = engine.add_channel(input("Ops", target)).await.unwrap();
    let failure = engine.test_channel(id).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::ChannelRefused);
    assert_eq!(failure.server_said.as_deref(), Some("Invalid integration id or token provided."));
    engine.edit_channel(id, input("Ops", room(&sandbox))).await.unwrap();
    engine.test_channel(id).await.unwrap();
    for (fault, code) in [
        (Fault::Status(503), FailureCode::ChannelUnavailable),
        (Fault::Html(502), FailureCode::ChannelUnavailable),
        (Fault::Html(404), FailureCode::ChannelRefused),
        (Fault::RateLimited { wait_secs: 30 }, FailureCode::ChannelUnavailable),
        (Fault::CloseConnection, FailureCode::ChannelUnreachable),
        (Fault::Redirect { to: "https://elsewhere.example/".to_owned(), status: 307 }, FailureCode::ChannelRefused),
        // A browser would get this page instead, and call that a success.
        (Fault::Redirect { to: "/modern/api/info".to_owned(), status: 302 }, FailureCode::ChannelRefused),
        (Fault::Body { status: 200, json: json!({"success": false, "error": "no"}) }, FailureCode::ChannelRefused),
    ] {
        sandbox.set_fault_at("modern", Endpoint::IncomingWebhook, fault.clone());
        assert_eq!(engine.test_channel(id).await.unwrap_err().code, code, "{fault:?}");
    }
    sandbox.set_fault_at("modern", Endpoint::IncomingWebhook, Fault::Huge(64 << 20));
    engine.test_channel(id).await.unwrap();
}

#[tokio::test]
async fn no_secret_is_stored_shown_or_said() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let secrets = ["TheSecretPathOfTheWebhook77", "UGFzc3dvcmRPZlRoZU1haWxTZXJ2ZXI0NzEx"];
    // It repeats what it was asked.
    let echo = Fault::Body { status: 404, json: json!({"error": format!("no hook /hooks/{}", secrets[0])}) };
    sandbox.set_fault_at("modern", Endpoint::IncomingWebhook, echo);
    let url = format!("{}/hooks/{}", sandbox.url("modern"), secrets[0]);
    let id = engine.add_channel(input("Pager", webhook(&url, Some(secrets[1])))).await.unwrap();
    assert_eq!(world.vault.ids().len(), 1);
    let failure = engine.test_channel(id).await.unwrap_err();
    add_due(&world, &engine, &sandbox, "trial").await;
    let view = until(&engine, id, |view| matches!(view.state, ChannelState::Failing { .. })).await;
    let shown = format!("{failure:?} {view:?} {} {}", serde_json::to_string(&view).unwrap(), engine.export().unwrap());
    engine.stop().await;
    let stored: Vec<u8> = std::fs::read_dir(world.folder.path())
        .unwrap()
        .flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap_or_default())
        .collect();
    for secret in secrets {
        assert!(!shown.contains(secret), "{shown}");
        assert!(!stored.windows(secret.len()).any(|window| window == secret.as_bytes()), "stored");
    }
}

#[tokio::test]
async fn secrets_are_deleted_with_their_channels_and_when_they_are_replaced() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = engine.add_channel(input("Ops", room(&sandbox))).await.unwrap();
    let first = world.vault.ids();
    engine.edit_channel(id, input("Ops 2", json!({ "kind": "room", "url": null, "connection": {} }))).await.unwrap();
    assert_eq!((world.vault.ids().len(), world.vault.ids() == first), (1, false));
    engine.test_channel(id).await.unwrap();
    // A start deletes what nothing uses, and nothing else.
    let engine = world.desktop();
    engine.delete_unused_tokens().await;
    engine.test_channel(id).await.unwrap();
    engine.remove_channel(id).await.unwrap();
    assert_eq!((world.vault.ids().len(), engine.channels().unwrap().len()), (0, 0));
    let id = engine.add_channel(input("Ops", room(&sandbox))).await.unwrap();
    world.vault.forget(*world.vault.ids().first().unwrap()).unwrap();
    assert_eq!(engine.test_channel(id).await.unwrap_err().code, FailureCode::ChannelSecretMissing);
    engine.reset().await.unwrap();
    assert_eq!(engine.channels().unwrap(), []);
}

#[tokio::test]
async fn additions_reach_a_channel_as_one_message() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = engine.add_channel(input("Ops", room(&sandbox))).await.unwrap();
    for slug in ["trial", "four"] {
        support::add(&engine, &sandbox, slug).await;
    }
    assert_eq!(posted(&sandbox).len(), 0, "more may be added");
    world.clock.advance(SignedDuration::from_secs(15));
    engine.retry_channel(id).unwrap();
    until(&engine, id, |view| view.sent_at.is_some() && view.pending == 0).await;
    let posted = posted(&sandbox);
    assert_eq!((posted.len(), &posted[0]["text"]), (1, &json!("2 workspaces added")), "{posted:?}");
}

/// A transport that a test controls, and that outlives an engine, like the world.
#[derive(Clone, Default)]
struct FakeTransport(Arc<Mutex<Fake>>);

#[derive(Default)]
struct Fake {
    /// What happens to the next messages; they are accepted once there is none left.
    plan: Vec<Step>,
    /// The titles of the reminders that have arrived, by the id of the message. A copy replaces nothing.
    arrived: BTreeMap<MessageId, Vec<String>>,
    copies: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// It arrives, and its sender learns that.
    Accept,
    /// It does not arrive.
    Fail(Fate),
    /// It arrives, and its sender is told that it may have.
    ArriveUnknown,
    /// The process ends before it arrives.
    CrashBefore,
    /// The process ends after it has arrived.
    CrashAfter,
}

impl Transport for FakeTransport {
    fn send(&self, _: Target, _: ChannelSecret, message: Message) -> BoxFuture<'static, Result<(), SendError>> {
        let mut fake = self.0.lock().unwrap();
        let step = if fake.plan.is_empty() { Step::Accept } else { fake.plan.remove(0) };
        if matches!(step, Step::Accept | Step::ArriveUnknown | Step::CrashAfter) {
            let titles = message.parts.iter().flat_map(|part| &part.items);
            let titles = titles.map(|item| format!("{}: {}", item.workspace.name, item.title)).collect();
            match fake.arrived.entry(message.id) {
                Entry::Occupied(_) => fake.copies += 1,
                Entry::Vacant(new) => drop(new.insert(titles)),
            }
        }
        let unavailable =
            |may_have_arrived| SendError::Unavailable { status: 500, said: None, wait: None, may_have_arrived };
        match step {
            Step::Accept => Box::pin(std::future::ready(Ok(()))),
            Step::Fail(Fate::Refused) => {
                Box::pin(std::future::ready(Err(SendError::Refused { status: 404, said: None })))
            }
            Step::Fail(fate) => Box::pin(std::future::ready(Err(unavailable(fate == Fate::Unknown)))),
            Step::ArriveUnknown => Box::pin(std::future::ready(Err(unavailable(true)))),
            Step::CrashBefore | Step::CrashAfter => Box::pin(std::future::pending()),
        }
    }
}

impl FakeTransport {
    /// One channel with this transport, whose secrets need no vault, which would answer on another thread.
    fn parts(&self) -> ChannelParts {
        let target = json!({ "kind": "room", "url": "https://chat.example/hooks/a/b", "connection": {} });
        let channel = input("Ops", target).check(None).unwrap();
        ChannelParts { source: ChannelSource::Given(vec![channel]), transport: Arc::new(self.clone()) }
    }
}

#[tokio::test]
async fn a_refused_message_is_given_up_after_days_and_can_be_sent_again() {
    let (world, transport) = (World::new(), FakeTransport::default());
    let (sandbox, engine) = (world.sandbox().await, world.desktop_with_channels(transport.parts()));
    let id = engine.channels().unwrap()[0].id;
    transport.0.lock().unwrap().plan = vec![Step::Fail(Fate::Refused); 1_000];
    let workspace = add_due(&world, &engine, &sandbox, "trial").await.id;
    sandbox.stop().await;
    let mut hours = 0;
    while engine.channels().unwrap()[0].failed == 0 {
        support::settled().await;
        world.clock.advance(SignedDuration::from_hours(1));
        hours += 1;
        engine.refresh(workspace).await.unwrap();
        support::settled().await;
        assert!(hours < 100, "it is never given up");
    }
    assert!(hours >= 3 * 24, "given up after {hours} hours");
    let view = &engine.channels().unwrap()[0];
    assert!(matches!(
        &view.state,
        ChannelState::Failing { failure: Failure { code: FailureCode::ChannelRefused, .. }, .. }
    ));
    transport.0.lock().unwrap().plan.clear();
    engine.retry_channel(id).unwrap();
    support::settled().await;
    let view = &engine.channels().unwrap()[0];
    assert_eq!((view.failed, view.pending, &view.state), (0, 0, &ChannelState::Working));
}

#[tokio::test]
async fn without_a_desktop_reminders_go_to_channels_alone() {
    let (world, transport) = (World::new(), FakeTransport::default());
    let (sandbox, engine) = (world.sandbox().await, world.server_with_channels(transport.parts()));
    add_due(&world, &engine, &sandbox, "trial").await;
    support::settled().await;
    assert_eq!(transport.0.lock().unwrap().arrived.len(), 1);
    assert!(engine.reminders().unwrap().iter().all(|record| record.shown_at.is_some()));
    let engine = world.server_with_channels(ChannelParts { source: ChannelSource::None, ..transport.parts() });
    add_due(&world, &engine, &sandbox, "modern").await;
    assert!(engine.reminders().unwrap().iter().all(|record| record.shown_at.is_some()), "nothing new is recorded");
}

#[tokio::test]
async fn a_stopping_engine_cuts_a_message_and_the_next_run_sends_it_again() {
    let (world, transport) = (World::new(), FakeTransport::default());
    let (sandbox, engine) = (world.sandbox().await, world.desktop_with_channels(transport.parts()));
    transport.0.lock().unwrap().plan = vec![Step::CrashAfter];
    add_due(&world, &engine, &sandbox, "trial").await;
    support::settled().await;
    // Nobody waits for the time that a receiver gets.
    tokio::time::pause();
    engine.stop().await;
    tokio::time::resume();
    let engine = world.desktop_with_channels(transport.parts());
    let view = engine.channels().unwrap().remove(0);
    assert_eq!((view.pending, view.sent_at), (4, None));
    world.clock.advance(SignedDuration::from_secs(31));
    engine.reactivate_workspaces(&[]).unwrap();
    support::settled().await;
    let fake = transport.0.lock().unwrap();
    assert_eq!((fake.arrived.len(), fake.copies), (1, 1), "under the same id");
}

mod exactly_once {
    use proptest::prelude::*;
    use watch::{
        Store, WorkspaceId,
        reminders::{
            Cause, CauseKind,
            causes::withdrawn::LicenseWithdrawn,
            condition::{Condition, ConditionKind},
        },
    };

    use super::*;

    #[derive(Debug, Clone, Copy)]
    enum Event {
        /// A reminder of another workspace becomes due.
        Due,
        /// Time passes, in seconds.
        Wait(i64),
        /// The process ends, and starts again.
        Restart,
    }

    fn events() -> impl Strategy<Value = Vec<Event>> {
        let event = prop_oneof![
            3 => Just(Event::Due),
            4 => prop_oneof![1_i64..40, 60_i64..4_000].prop_map(Event::Wait),
            1 => Just(Event::Restart),
        ];
        proptest::collection::vec(event, 1..25)
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            Just(Step::Accept),
            Just(Step::Fail(Fate::NotArrived)),
            Just(Step::Fail(Fate::Unknown)),
            Just(Step::Fail(Fate::Refused)),
            Just(Step::ArriveUnknown),
            Just(Step::CrashBefore),
            Just(Step::CrashAfter),
        ];
        proptest::collection::vec(step, 0..15)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

        /// Whatever fails, and whenever the process ends: once a receiver has dropped the copies of messages, each reminder
        /// has arrived exactly once.
        #[test]
        fn each_reminder_arrives_once(events in events(), plan in steps()) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(check(events, plan));
        }
    }

    async fn check(events: Vec<Event>, plan: Vec<Step>) {
        let (world, transport) = (World::new(), FakeTransport::default());
        let mut engine = world.desktop_with_channels(transport.parts());
        let id = engine.channels().unwrap()[0].id;
        transport.0.lock().unwrap().plan = plan;
        let mut due = 0;
        for event in events {
            match event {
                Event::Due => {
                    engine = make_due(&world, &transport, due);
                    due += 1;
                }
                Event::Wait(seconds) => world.clock.advance(SignedDuration::from_secs(seconds)),
                Event::Restart => engine = world.desktop_with_channels(transport.parts()),
            }
            // Something happens, at which what is due is sent.
            engine.reactivate_workspaces(&[]).unwrap();
            support::settled().await;
        }
        // From now on everything is accepted, and the process may end once more.
        transport.0.lock().unwrap().plan.clear();
        for _ in 0..due + 3 {
            engine = world.desktop_with_channels(transport.parts());
            engine.retry_channel(id).unwrap();
            support::settled().await;
        }
        let view = engine.channels().unwrap().remove(0);
        assert_eq!((view.pending, view.failed, view.state), (0, 0, ChannelState::Working));
        let fake = transport.0.lock().unwrap();
        let mut arrived: Vec<_> = fake.arrived.values().flatten().cloned().collect();
        arrived.sort();
        let mut expected: Vec<_> = (0..due).map(|number| format!("W{number:02}: license rejected")).collect();
        expected.sort();
        let names = |titles: &[String]| titles.iter().map(|title| title[..3].to_owned()).collect::<Vec<_>>();
        assert_eq!(names(&arrived), names(&expected), "{arrived:?}");
    }

    /// Adds a workspace of which a reminder is due, and starts an engine that knows it.
    fn make_due(world: &World, transport: &FakeTransport, number: usize) -> Engine {
        let mut workspace = support::unreachable(&format!("http://127.0.0.1:9/{number}"));
        workspace.name = license::Label::new(&format!("W{number:02}"));
        workspace.id = WorkspaceId::random();
        let store = Store::open(world.folder.path(), world.clock.now()).unwrap();
        store.add_workspace(&workspace).unwrap();
        let kind = ConditionKind::of(CauseKind::Withdrawn);
        let cause = Cause::Withdrawn(LicenseWithdrawn { reasons: Vec::new() });
        store.record_due_conditions(&workspace, &[Condition::new(kind, Some(cause))], world.clock.now()).unwrap();
        world.desktop_with_channels(transport.parts())
    }
}

#[tokio::test]
async fn channels_move_to_another_machine_off_and_without_their_secrets() {
    let (old, new) = (World::new(), World::new());
    let sandbox = old.sandbox().await;
    let engine = old.desktop();
    let trial = add_due(&old, &engine, &sandbox, "trial").await;
    let filter = json!({
        "off": ["outdated"], "min_urgency": "critical",
        "scope": { "is": "some", "groups": [], "workspaces": [trial.id] },
    });
    let ops = with(json!({
        "name": "Ops", "target": room(&sandbox), "filter": filter, "language": "de",
        "quiet": { "from": "22:00:00", "until": "06:00:00" },
    }));
    let key = BASE64_STANDARD.encode([7; 32]);
    let mail = |user: Value| {
        json!({
            "kind": "email", "server": "mail.example", "port": 465, "security": "tls", "user": user, "password": "pa55",
            "from": "me@acme.example", "to": ["you@acme.example"], "ca_pem": null,
        })
    };
    engine.add_channel(ops).await.unwrap();
    engine.add_channel(input("Pager", webhook("https://pager.example/s3cret", Some(&key)))).await.unwrap();
    engine.add_channel(input("Mail", mail(json!("me")))).await.unwrap();
    engine.add_channel(input("Relay", mail(Value::Null))).await.unwrap();
    let text = engine.export().unwrap();
    let address = sandbox.webhook("modern");
    for secret in [address.rsplit('/').next().unwrap(), "s3cret", &key, "pa55"] {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(engine.plan_import(&text).unwrap().channels.iter().all(|channel| channel.known), "they are its own");

    let engine = new.desktop();
    engine.add_channel(input("pager", webhook("https://other.example/", None))).await.unwrap();
    let plan = engine.import_settings(&text).unwrap();
    let known: Vec<_> = plan.channels.iter().map(|channel| (channel.name.as_str(), channel.known)).collect();
    assert_eq!(known, [("Ops", false), ("Pager", true), ("Mail", false), ("Relay", false)]);
    let views = || engine.channels().unwrap();
    let state = |name: &str| {
        let view = views().into_iter().find(|view| view.definition.name.as_str() == name).unwrap();
        (view.definition.enabled, view.state)
    };
    assert_eq!(state("pager"), (true, ChannelState::Working), "unchanged");
    for name in ["Ops", "Mail"] {
        assert_eq!(state(name), (false, ChannelState::SecretMissing));
    }
    assert_eq!(state("Relay"), (false, ChannelState::Working), "it needs no secret");

    let ops = views().into_iter().find(|view| view.definition.name.as_str() == "Ops").unwrap();
    let refused = engine.enable_channel(ops.id, true).unwrap_err();
    assert_eq!(refused.code, FailureCode::ChannelSecretMissing);
    let here = engine.views().into_iter().find(|view| view.name == trial.name).unwrap().id;
    assert_eq!(ops.definition.filter.scope, Scope::Some { groups: Vec::new(), workspaces: vec![here] });
    let there = old.desktop().channels().unwrap().remove(0).definition;
    assert_eq!(
        ChannelDefinition { filter: there.filter.clone(), enabled: true, ..ops.definition.clone() },
        there,
        "all else is the same"
    );
    let without = with(json!({ "name": "Ops", "target": { "kind": "room", "url": null, "connection": {} } }));
    assert_eq!(engine.edit_channel(ops.id, without).await.unwrap_err().code, FailureCode::WebhookMissing);
    engine.edit_channel(ops.id, input("Operations", room(&sandbox))).await.unwrap();
    assert_eq!(state("Operations"), (true, ChannelState::Working));

    let again = engine.import_settings(&text).unwrap();
    assert!(again.channels.iter().all(|channel| channel.known), "also one that was renamed");
    assert_eq!(views().len(), 4);
}

#[tokio::test]
async fn a_channel_that_cannot_be_imported_costs_itself_alone() {
    let engine = World::new().desktop();
    let channel = |at: u32, name: &str, target: Value| json!({ "id": format!("00000000-0000-4000-9000-{at:012}"), "name": name, "target": target });
    let room = |host: &str| json!({ "kind": "room", "host": host, "connection": {} });
    let file = |channels: Vec<Value>| {
        json!({ "license_watch": 2, "exported_at": "2026-03-01T00:00:00Z", "channels": channels }).to_string()
    };
    let bad = [
        json!("?"),
        channel(1, " ", room("a.example")),
        channel(2, "Fax", json!({ "kind": "fax" })),
        channel(
            3,
            "Proxy",
            json!({ "kind": "room", "host": "a", "connection": { "route": { "via": "proxy", "url": "-" } } }),
        ),
        channel(
            4,
            "Mail",
            json!({
                "kind": "email", "server": "mail.example", "port": 25, "security": "none", "user": null,
                "from": "me@acme.example", "to": ["you@acme.example"],
            }),
        ),
    ];
    let good = channel(5, "\u{202e}Ops", room("chat\u{202e}.example\n"));
    let plan = engine.import_settings(&file([&bad[..], &[good.clone(), good]].concat())).unwrap();
    assert_eq!((plan.channels.len(), plan.channels_left_out), (1, 6));
    let [ops] = &engine.channels().unwrap()[..] else { panic!("only one can be used") };
    let Target::Room { host, .. } = &ops.definition.target else { panic!() };
    assert_eq!((ops.definition.name.as_str(), host.as_str()), ("Ops", "chat.example"), "untrusted text is sanitized");

    let many = (10..40).map(|at| channel(at, &format!("Room {at}"), room("chat.example"))).collect();
    let plan = engine.import_settings(&file(many)).unwrap();
    assert_eq!((plan.channels.len(), plan.channels_left_out, engine.channels().unwrap().len()), (19, 11, 20));

    let known = vec![channel(5, "Ops", room("chat.example")); 100];
    let plan = engine.plan_import(&file(known)).unwrap();
    assert_eq!((plan.channels.len(), plan.channels_left_out), (20, 80), "no list is longer than that of the channels");
}
