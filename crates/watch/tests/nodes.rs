//! A server of several nodes that do not all report the same license, over a real socket and on a simulated clock: how
//! often the user is notified, and how often the server is read.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Duration;

use jiff::SignedDuration;
use license::{Attention, Change, ChangeKind, Status};
use sandbox::{Endpoint, Rotation, Sandbox};
use serde_json::{Value, json};
use support::{World, add_due, next};
use watch::{
    Engine, EngineEvent, WorkspaceId,
    reminders::{
        Cause,
        notification::{Content, Notification},
    },
    workspace::confirmation::{MAX_FOLLOW_UPS, SETTLED_AFTER},
};

/// The workspace, whose regular answer has no license.
const SLUG: &str = "community";

/// The normal time between two readings.
const INTERVAL: SignedDuration = SignedDuration::from_hours(7);

/// A node with a license.
fn licensed(end: &str, modules: &[&str], seats: u64) -> Value {
    let granted: Vec<_> = modules.iter().map(|module| json!({ "module": module })).collect();
    json!({ "license": {
        "license": {
            "version": "3.0",
            "information": { "autoRenew": false, "trial": false, "offline": false, "tags": [{ "name": "Enterprise" }] },
            "validation": { "validPeriods": [{ "validUntil": end, "invalidBehavior": "invalidate_license" }] },
            "grantedModules": granted,
            "limits": { "activeUsers": [{ "max": seats, "behavior": "prevent_action" }] },
        },
        "activeModules": modules,
        "limits": { "activeUsers": { "value": 1, "max": seats } },
    } })
}

fn enterprise() -> Value {
    licensed("2028-01-01T00:00:00Z", &["auditing", "scalability"], 100)
}

fn renewed() -> Value {
    licensed("2029-01-01T00:00:00Z", &["auditing", "scalability"], 100)
}

fn smaller() -> Value {
    licensed("2028-01-01T00:00:00Z", &["auditing"], 50)
}

/// A node that has just started and knows no license yet.
fn none() -> Value {
    json!({})
}

/// A workspace in a desktop application that is restarted at will.
struct Nodes {
    world: World,
    sandbox: Sandbox,
    engine: Engine,
    id: WorkspaceId,
    notifications: Vec<Notification>,
}

impl Nodes {
    /// A workspace of which `first` is known and settled.
    async fn new(first: Value) -> Self {
        let world = World::new();
        let (sandbox, engine) = (world.sandbox().await, world.desktop());
        sandbox.set_nodes(SLUG, Rotation::PerRequest, vec![first]);
        let id = add_due(&world, &engine, &sandbox, SLUG).await.id;
        let mut nodes = Self { world, sandbox, engine, id, notifications: Vec::new() };
        nodes.collect().await;
        nodes.notifications.clear();
        nodes
    }

    /// Lets every reading from now on reach one node.
    fn answer(&self, node: &Value) {
        self.sandbox.set_nodes(SLUG, Rotation::PerRequest, vec![node.clone()]);
    }

    fn restart(&mut self) {
        self.engine = self.world.desktop();
    }

    async fn collect(&mut self) {
        self.notifications.extend(self.world.notifier.shown().await);
    }

    /// One reading now.
    async fn read(&mut self, node: &Value) {
        self.answer(node);
        self.engine.refresh(self.id).await.unwrap();
        self.collect().await;
    }

    /// One reading after the normal interval.
    async fn read_later(&mut self, node: &Value) {
        self.world.clock.advance(INTERVAL);
        self.read(node).await;
    }

    /// The reading that follows an unconfirmed one.
    async fn read_soon(&mut self, node: &Value) {
        self.world.clock.advance(SignedDuration::from_secs(60));
        self.read(node).await;
    }

    /// Readings at the normal interval until everything is settled.
    async fn settle(&mut self, node: &Value) {
        for _ in 0..40 {
            self.read_later(node).await;
            self.read_soon(node).await;
        }
        assert!(!self.has_note());
    }

    /// Whether the window says that the server gives differing answers.
    fn has_note(&self) -> bool {
        self.engine.view(self.id).unwrap().differing_answers.is_some()
    }

    fn status(&self) -> Status {
        self.engine.view(self.id).unwrap().status
    }

    /// What was notified: the changes of each notification.
    fn changes(&self) -> Vec<Vec<ChangeKind>> {
        let changes = |notification: &Notification| {
            let reminders = match &notification.content {
                Content::Workspace { nearest, also } => [std::slice::from_ref(nearest), also].concat(),
                Content::Digest(reminders) => reminders.clone(),
                Content::Added(_) | Content::Test => Vec::new(),
            };
            let changes = reminders.into_iter().flat_map(|reminder| match reminder.cause {
                Cause::Changed(changed) => changed.changes.iter().map(Change::kind).collect(),
                // A license that is gone is reported with the reason.
                Cause::Withdrawn(_) => vec![ChangeKind::LicenseLost],
                _ => Vec::new(),
            });
            changes.collect()
        };
        self.notifications.iter().map(changes).collect()
    }

    fn readings(&self) -> usize {
        let requests = self.sandbox.requests_to(SLUG);
        requests.iter().filter(|request| request.endpoint == Some(Endpoint::LicensesInfo)).count()
    }
}

#[tokio::test]
async fn loss_is_held_until_a_second_reading_confirms_it_and_is_notified_once() {
    let mut nodes = Nodes::new(enterprise()).await;
    nodes.read_later(&none()).await;
    assert_eq!((nodes.notifications.len(), nodes.status()), (0, Status::Valid), "the first reading is not believed");
    assert!(nodes.has_note());
    nodes.read_soon(&none()).await;
    assert_eq!((nodes.notifications.len(), nodes.status()), (1, Status::Invalid));
    assert_eq!(nodes.changes(), [[ChangeKind::LicenseLost]]);
    assert!(!nodes.has_note());
    nodes.settle(&none()).await;
    assert_eq!(nodes.notifications.len(), 1);
}

#[tokio::test]
async fn loss_is_confirmed_also_across_a_restart() {
    let mut nodes = Nodes::new(enterprise()).await;
    nodes.read_later(&smaller()).await;
    nodes.restart();
    assert_eq!((nodes.notifications.len(), nodes.has_note()), (0, true));
    nodes.read_soon(&smaller()).await;
    assert_eq!(nodes.changes(), [[ChangeKind::ModuleLost, ChangeKind::LimitLowered]]);
    nodes.restart();
    nodes.settle(&smaller()).await;
    assert_eq!(nodes.notifications.len(), 1);
}

#[tokio::test]
async fn run_loop_confirms_within_a_minute_by_itself() {
    let mut nodes = Nodes::new(enterprise()).await;
    nodes.read_later(&none()).await;
    let running = support::run(&nodes.engine);
    let before = nodes.readings();
    nodes.world.clock.advance(SignedDuration::from_secs(60));
    // Wakes the loop, whose timer follows the real clock.
    nodes.engine.came_online();
    let confirmed = async {
        while nodes.status() != Status::Invalid {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), confirmed).await.expect("it was not confirmed");
    nodes.collect().await;
    assert_eq!((nodes.readings() - before, nodes.notifications.len()), (1, 1));
    nodes.engine.stop().await;
    running.await.unwrap();
}

#[tokio::test]
async fn glitch_of_one_node_is_not_notified() {
    let mut nodes = Nodes::new(enterprise()).await;
    nodes.read_later(&none()).await;
    nodes.read_soon(&enterprise()).await;
    assert!(!nodes.has_note());
    nodes.settle(&enterprise()).await;
    assert_eq!(nodes.notifications.len(), 0);
    assert!(nodes.engine.history(nodes.id).unwrap().is_empty(), "it is no change");
}

#[tokio::test]
async fn better_answer_is_taken_over_at_once_and_notified_once() {
    let mut nodes = Nodes::new(enterprise()).await;
    nodes.read_later(&renewed()).await;
    assert_eq!(nodes.changes(), [[ChangeKind::ExpiryChanged]]);
    nodes.settle(&renewed()).await;
    assert_eq!(nodes.notifications.len(), 1);
    nodes.read_later(&none()).await;
    nodes.read_soon(&none()).await;
    assert_eq!(nodes.changes()[1..], [[ChangeKind::LicenseLost]], "a real loss later is notified");
}

#[tokio::test]
async fn nodes_that_disagree_for_weeks_are_one_notification_at_most() {
    let orders: [(&str, Value, Vec<Value>); 8] = [
        ("a node without a license", enterprise(), vec![none(), enterprise()]),
        ("in pairs", enterprise(), vec![none(), none(), enterprise(), enterprise()]),
        ("the license appears", none(), vec![enterprise(), none()]),
        ("the license appears, in pairs", none(), vec![enterprise(), enterprise(), none(), none()]),
        ("lasts longer and ends sooner", enterprise(), vec![renewed(), enterprise()]),
        (
            "lasts longer and ends sooner, in pairs",
            enterprise(),
            vec![renewed(), renewed(), enterprise(), enterprise()],
        ),
        ("modules and seats", enterprise(), vec![smaller(), enterprise(), enterprise(), smaller(), smaller()]),
        ("three nodes", enterprise(), vec![smaller(), none(), renewed(), renewed(), enterprise(), none()]),
    ];
    for (name, first, order) in orders {
        for restarts in [false, true] {
            let mut nodes = Nodes::new(first.clone()).await;
            for node in order.iter().cycle().take(24) {
                if restarts {
                    nodes.restart();
                }
                nodes.read_later(node).await;
            }
            assert!(nodes.notifications.len() <= 1, "{name}: {:?}", nodes.changes());
            assert!(nodes.has_note(), "{name}");
            assert!(nodes.engine.view(nodes.id).unwrap().attention >= Attention::Problem, "{name}");
            assert!(nodes.engine.history(nodes.id).unwrap().len() <= 3, "{name}: the history is not filled");
        }
    }
}

#[tokio::test]
async fn what_is_settled_after_a_disagreement_is_notified_once() {
    for (last, status) in [(none(), Status::Invalid), (enterprise(), Status::Valid), (renewed(), Status::Valid)] {
        let mut nodes = Nodes::new(enterprise()).await;
        for node in [none(), none(), enterprise(), none(), enterprise()] {
            nodes.read_later(&node).await;
        }
        assert_eq!(nodes.changes(), [[ChangeKind::LicenseLost]]);
        nodes.settle(&last).await;
        assert_eq!(nodes.status(), status);
        let notified_again = usize::from(last != none());
        assert_eq!(nodes.notifications.len(), 1 + notified_again, "{:?}", nodes.changes());
    }
}

#[tokio::test]
async fn recovery_is_shown_at_once_but_not_notified_until_it_is_settled() {
    let mut nodes = Nodes::new(enterprise()).await;
    nodes.read_later(&none()).await;
    nodes.read_soon(&none()).await;
    nodes.read_later(&enterprise()).await;
    assert_eq!((nodes.status(), nodes.notifications.len(), nodes.has_note()), (Status::Valid, 1, true));
    nodes.settle(&enterprise()).await;
    assert_eq!(nodes.changes()[1..], [[ChangeKind::LicenseGained]]);
}

#[tokio::test]
async fn another_loss_soon_after_the_first_is_notified_when_four_readings_agree() {
    let mut nodes = Nodes::new(enterprise()).await;
    for node in [&smaller(), &smaller(), &none(), &none(), &none()] {
        nodes.read_soon(node).await;
    }
    assert_eq!((nodes.notifications.len(), nodes.status()), (1, Status::Invalid));
    nodes.read_soon(&none()).await;
    assert_eq!(nodes.changes()[1..], [[ChangeKind::LicenseLost]]);
}

#[tokio::test]
async fn license_that_ends_by_its_date_is_shown_as_ended_and_its_removal_is_not_notified() {
    let ended = licensed("2026-03-01T12:00:00Z", &["auditing"], 100);
    let mut nodes = Nodes::new(ended.clone()).await;
    nodes.read_later(&ended).await;
    nodes.read_later(&ended).await;
    assert_eq!(nodes.status(), Status::Expired);
    let before = nodes.notifications.len();
    nodes.read_later(&none()).await;
    assert_eq!((nodes.status(), nodes.has_note()), (Status::Lapsed, false), "the first reading is enough");
    for node in [&none(), &ended, &none(), &ended, &ended, &none()] {
        nodes.read_soon(node).await;
    }
    assert_eq!(nodes.changes()[before..], Vec::<Vec<ChangeKind>>::new());
    let history = nodes.engine.history(nodes.id).unwrap();
    assert_eq!(history.iter().map(|record| record.change.kind()).collect::<Vec<_>>(), [ChangeKind::LicenseLost]);
    nodes.read_soon(&renewed()).await;
    assert_eq!(nodes.changes()[before..], [[ChangeKind::LicenseGained]], "a renewal is notified at once");
}

#[tokio::test]
async fn readings_that_confirm_are_few_and_each_has_a_connection_of_its_own() {
    let mut nodes = Nodes::new(enterprise()).await;
    // The nodes never say the same twice in a row, and never what is confirmed.
    let others: Vec<_> = (1..50).map(|seats| licensed("2028-01-01T00:00:00Z", &["auditing"], seats)).collect();
    nodes.sandbox.set_nodes(SLUG, Rotation::PerConnection, others);
    let regular = u32::try_from(nodes.readings()).unwrap();
    let running = support::run(&nodes.engine);
    nodes.world.clock.advance(INTERVAL);
    let mut events = nodes.engine.subscribe();
    for _ in 0..=MAX_FOLLOW_UPS {
        nodes.engine.came_online();
        next(&mut events, |event| matches!(event, EngineEvent::WorkspacesChanged(_)).then_some(())).await;
        nodes.world.clock.advance(SignedDuration::from_mins(1));
    }
    assert_eq!(u32::try_from(nodes.readings()).unwrap() - regular, 1 + MAX_FOLLOW_UPS);
    let (_, snapshot) = nodes.engine.snapshots().remove(0);
    assert_eq!(snapshot.follow_up_at(), None, "the next one is regular");
    nodes.collect().await;
    assert_eq!((nodes.notifications.len(), nodes.status()), (0, Status::Valid));
    nodes.engine.stop().await;
    running.await.unwrap();
}

#[tokio::test]
async fn program_without_a_run_loop_confirms_with_two_more_readings_at_most() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    sandbox.set_nodes(SLUG, Rotation::PerRequest, vec![enterprise()]);
    let id = add_due(&world, &engine, &sandbox, SLUG).await.id;
    let readings = || sandbox.requests_to(SLUG).iter().filter(|r| r.endpoint == Some(Endpoint::LicensesInfo)).count();
    for (nodes, more, status, is_confirmed) in [
        (vec![none(), enterprise()], 1, Status::Valid, true),
        (vec![none(), smaller(), licensed("2027-01-01T00:00:00Z", &[], 1)], 2, Status::Valid, false),
        (vec![none()], 1, Status::Invalid, true),
    ] {
        sandbox.set_nodes(SLUG, Rotation::PerRequest, nodes);
        world.clock.advance(SETTLED_AFTER * 4);
        engine.refresh_all().await.unwrap();
        let before = readings();
        engine.confirm(Duration::ZERO).await.unwrap();
        assert_eq!(readings() - before, more);
        let (_, snapshot) = engine.snapshots().remove(0);
        assert_eq!((snapshot.status(engine.now()), snapshot.unconfirmed_changes().is_empty()), (status, is_confirmed));
        assert_eq!(engine.view(id).unwrap().differing_answers.is_some(), !is_confirmed);
    }
}
