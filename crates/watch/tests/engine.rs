//! The engine over a real socket and a real store: adding, refreshing and removing workspaces, and its events.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Duration;

use jiff::SignedDuration;
use license::{Attention, Change, ChangeKind, LimitKind, Max, Status};
use sandbox::{Endpoint, Fault, Sandbox};
use serde_json::json;
use support::{World, add, add_due, drain, imported, new_workspace, next};
use watch::{
    Clock, EngineEvent, FailureCode, SignIn, TokenFate, Vault, Workspace, WorkspaceId,
    reminders::notification::Content,
    workspace::import::{ImportEntry, Imported, TryOut},
};

#[tokio::test]
async fn workspace_is_checked_before_it_is_added() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let mut wrong = new_workspace(&sandbox, "modern");
    wrong.sign_in = SignIn::Token { user_id: sandbox.credentials("modern").user_id, token: "wrong".into() };
    let refused = engine.add(wrong).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::Unauthorized);
    assert_eq!(refused.server_said.as_deref(), Some("You must be logged in to do this."));
    let mut plain = new_workspace(&sandbox, "modern");
    plain.connection.allow_http = false;
    assert_eq!(engine.add(plain).await.unwrap_err().code, FailureCode::HttpRefused);
    assert!(engine.views().is_empty() && world.engine().views().is_empty(), "nothing is stored");

    let view = add(&engine, &sandbox, "modern").await;
    assert_eq!((view.status, view.attention), (Status::Expiring, Attention::Soon));
    assert_eq!(engine.add(new_workspace(&sandbox, "modern")).await.unwrap_err().code, FailureCode::DuplicateWorkspace);
}

#[tokio::test]
async fn workspace_without_permission_can_be_added() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    for slug in ["noperm", "forbidden"] {
        let view = add(&engine, &sandbox, slug).await;
        assert_eq!(view.status, Status::NotPermitted, "{slug}");
        assert_eq!(view.error.unwrap().code, FailureCode::Forbidden, "{slug}");
        let kept = world.engine().view(view.id).unwrap();
        assert_eq!(kept.account.as_deref(), Some("license.watch"), "the account without the permission is named");
    }
}

#[tokio::test]
async fn failed_refresh_keeps_the_last_answer_also_after_a_restart() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "modern").await.id;
    let before = engine.full_view(id).unwrap();
    let faults = [Fault::CloseConnection, Fault::Html(200), Fault::Cut(100), Fault::Status(500), Fault::WrongTypes];
    for fault in faults {
        sandbox.set_fault("modern", fault);
        engine.refresh(id).await.unwrap();
        let after = engine.full_view(id).unwrap();
        assert!(after.row.stale && after.row.error.is_some());
        assert_eq!(after.licenses, before.licenses);
    }
    sandbox.stop().await;
    world.clock.advance(SignedDuration::from_hours(24 * 26));
    let restarted = world.engine();
    let later = restarted.full_view(id).unwrap();
    assert_eq!((later.row.status, later.row.fetched_at), (Status::Expired, before.row.fetched_at));
    assert_eq!(later.licenses[0].modules.len(), before.licenses[0].modules.len());
}

#[tokio::test]
async fn license_that_the_server_drops_is_kept_as_lapsed() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "lapsed").await.id;
    let added = engine.full_view(id).unwrap();
    assert_eq!(added.row.status, Status::Expired);
    engine.refresh(id).await.unwrap();
    let lapsed = world.engine().full_view(id).unwrap();
    assert_eq!(lapsed.row.status, Status::Lapsed);
    assert_eq!(lapsed.row.lapsed_at, added.licenses[0].expires_at);
    assert!(lapsed.licenses[0].modules.iter().all(|module| !module.active));
    let kinds: Vec<_> = engine.history(id).unwrap().into_iter().map(|record| record.change.kind()).collect();
    assert_eq!(kinds, [ChangeKind::LicenseLost]);
}

#[tokio::test]
async fn changes_are_stored_with_the_answer() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "modern").await.id;
    engine.refresh(id).await.unwrap();
    assert_eq!(engine.history(id).unwrap(), [], "nothing changed");
    let patch = json!({"license": {"limits": {"activeUsers": {"max": 40}}}});
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(patch));
    engine.refresh(id).await.unwrap();
    world.clock.advance(SignedDuration::from_secs(60));
    engine.refresh(id).await.unwrap();
    let changes = world.engine().history(id).unwrap();
    let changes: Vec<_> = changes.into_iter().map(|record| record.change).collect();
    let limit = LimitKind::ActiveUsers;
    assert_eq!(changes, [Change::LimitLowered { limit, before: Max::AtMost(50), after: Max::AtMost(40) }]);
}

#[tokio::test]
async fn refresh_goes_on_when_its_caller_is_gone() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "modern").await.id;
    world.clock.advance(SignedDuration::from_mins(5));
    sandbox.set_fault("modern", Fault::Hold);
    let (mut events, before) = (engine.subscribe(), sandbox.requests().len());
    let caller = tokio::spawn({
        let engine = engine.clone();
        async move { engine.refresh(id).await }
    });
    while sandbox.requests().len() == before {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    sandbox.set_fault("modern", None);
    next(&mut events, |event| (event == EngineEvent::WorkspacesChanged(vec![id])).then_some(())).await;
    assert_eq!(engine.view(id).unwrap().fetched_at, Some(world.clock.now()), "its answer is stored");
}

#[tokio::test]
async fn import_adds_what_can_be_read_and_is_new_and_says_why_the_rest_is_not() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    add(&engine, &sandbox, "trial").await;
    sandbox.set_fault("six", Fault::Status(502));
    let all: Vec<_> = ["modern", "six", "trial", "four", "modern"].map(|slug| imported(&sandbox, slug)).into();
    let ids: Vec<_> = all.iter().map(|(workspace, _)| workspace.id).collect();
    let Imported { added, refused, unsaved } = engine.import_new(all, TryOut::Yes).await.unwrap();
    assert_eq!(added.iter().map(|added| added.id).collect::<Vec<_>>(), [ids[0], ids[3]]);
    let refused: Vec<_> = refused.into_iter().map(|refused| refused.failure.code).collect();
    let duplicate = FailureCode::DuplicateWorkspace;
    assert_eq!((refused, unsaved), (vec![FailureCode::Server, duplicate, duplicate], None));
    assert!(engine.views().iter().all(|view| view.fetched_at.is_some()), "they are refreshed");

    let (workspace, token) = imported(&sandbox, "six");
    let unchecked = engine.import_new(vec![(workspace.clone(), token)], TryOut::No).await.unwrap();
    assert_eq!(unchecked.added[0].id, workspace.id);
    assert_eq!(engine.view(workspace.id).unwrap().fetched_at, None, "nothing was sent");
}

#[test]
fn workspace_to_import_survives_being_sent_to_the_agent() {
    let mut workspace = support::unreachable("http://chat.example/team");
    workspace.ca_pem = Some("-----BEGIN CERTIFICATE-----".to_owned());
    let sent = serde_json::to_string(&ImportEntry::from(&workspace)).unwrap();
    let received = Workspace::try_from(serde_json::from_str::<ImportEntry>(&sent).unwrap()).unwrap();
    assert_eq!(received.token, received.id.into());
    assert_eq!(Workspace { id: workspace.id, token: workspace.token, ..received }, workspace);
    let secret = sent.replace(r#"{"via":"direct"}"#, r#"{"via":"proxy","url":"http://me:pa55@proxy.example"}"#);
    let refused = Workspace::try_from(serde_json::from_str::<ImportEntry>(&secret).unwrap());
    assert_eq!(refused.unwrap_err().code, FailureCode::BadProxy);
}

#[tokio::test]
async fn removing_deletes_the_token_and_everything_else() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "modern").await.id;
    assert!(world.vault.token(id.into()).unwrap().is_some());
    engine.remove(id, TokenFate::Leave).await.unwrap();
    assert!(world.vault.token(id.into()).unwrap().is_none());
    assert!(engine.views().is_empty() && world.engine().views().is_empty());
    assert_eq!(engine.refresh(id).await.unwrap_err().code, FailureCode::UnknownWorkspace);
    let token = sandbox.credentials("modern").token;
    for file in std::fs::read_dir(world.folder.path()).unwrap() {
        let content = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!content.windows(token.len()).any(|window| window == token.as_bytes()), "the store contains a token");
    }
}

#[tokio::test]
async fn at_most_sixteen_workspaces_are_refreshed_at_once() {
    let world = World::new();
    let sandbox = Sandbox::builder().now(world.clock.now()).copies(40).start().await.unwrap();
    let engine = world.engine();
    for workspace in sandbox.workspaces().iter().filter(|workspace| workspace.slug.starts_with("modern-")) {
        engine.add(new_workspace(&sandbox, &workspace.slug)).await.unwrap();
    }
    let slugs: Vec<_> = sandbox.workspaces().iter().map(|workspace| workspace.slug.clone()).collect();
    for slug in &slugs {
        sandbox.set_fault_at(slug, Endpoint::Info, Fault::Hold);
    }
    let seen = sandbox.requests().len();
    let all = tokio::spawn({
        let engine = engine.clone();
        async move { engine.refresh_all().await }
    });
    sandbox.wait_for_requests(|requests| requests.len() >= seen + 16).await;
    assert_eq!(engine.views().iter().filter(|view| view.refreshing).count(), 40, "all wait or are being refreshed");
    for slug in &slugs {
        sandbox.set_fault(slug, None);
    }
    all.await.unwrap().unwrap();
    assert_eq!(sandbox.peak_in_flight(), 16);
    assert!(engine.views().iter().all(|view| !view.refreshing && view.error.is_none()));
}

#[tokio::test]
async fn sixteen_workspaces_that_hang_do_not_hold_up_the_others() {
    let world = World::new();
    let sandbox = Sandbox::builder().now(world.clock.now()).copies(36).start().await.unwrap();
    let engine = world.engine();
    let mut ids = Vec::new();
    for number in 1..=36 {
        ids.push(add(&engine, &sandbox, &format!("modern-{number:03}")).await.id);
    }
    world.clock.advance(SignedDuration::from_mins(5));
    for number in 1..=16 {
        sandbox.set_fault_at(&format!("modern-{number:03}"), Endpoint::Info, Fault::Hold);
    }
    let refresh = |id| {
        let engine = engine.clone();
        tokio::spawn(async move { engine.refresh(id).await })
    };
    let seen = sandbox.requests().len();
    let (hanging, others) = ids.split_at(16);
    let hang: Vec<_> = hanging.iter().copied().map(refresh).collect();
    sandbox.wait_for_requests(|requests| requests.len() >= seen + 16).await;
    let told: Vec<_> = others.iter().copied().map(refresh).collect();
    // One exchange may take longer than that.
    let all = tokio::time::timeout(Duration::from_secs(10), futures_util::future::join_all(told)).await;
    assert!(all.unwrap().into_iter().all(|refreshed| refreshed.unwrap().is_ok()));
    let read = |id: &WorkspaceId| engine.view(*id).unwrap().fetched_at == Some(world.clock.now());
    assert!(others.iter().all(read) && !hanging.iter().any(read));
    hang.iter().for_each(tokio::task::JoinHandle::abort);
    engine.stop().await;
}

#[tokio::test]
async fn concurrent_refreshes_of_a_workspace_share_one_reading() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "modern").await.id;
    sandbox.set_fault_at("modern", Endpoint::Info, Fault::Hold);
    let before = sandbox.requests_to("modern").len();
    let mut events = engine.subscribe();
    let first = tokio::spawn({
        let engine = engine.clone();
        async move { engine.refresh(id).await }
    });
    next(&mut events, |event| matches!(event, EngineEvent::RefreshStarted(_)).then_some(())).await;
    let second = tokio::spawn({
        let engine = engine.clone();
        async move { engine.refresh(id).await }
    });
    sandbox.wait_for_requests(|requests| requests.len() > before).await;
    sandbox.set_fault("modern", None);
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    assert_eq!(sandbox.requests_to("modern").len() - before, 3, "one reading is three requests");
}

#[tokio::test]
async fn rate_limit_also_applies_to_refreshes_on_demand() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "modern").await.id;
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::RateLimited { wait_secs: 3000 });
    engine.refresh(id).await.unwrap();
    let requests_before = sandbox.requests_to("modern").len();
    engine.refresh(id).await.unwrap();
    assert_eq!(sandbox.requests_to("modern").len(), requests_before);
    assert_eq!(engine.view(id).unwrap().error.unwrap().code, FailureCode::RateLimited);
}

#[tokio::test]
async fn run_loop_refreshes_due_workspaces_and_shows_due_reminders() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    add_due(&world, &engine, &sandbox, "trial").await;
    let readings =
        || sandbox.requests_to("trial").iter().filter(|r| r.endpoint == Some(Endpoint::LicensesInfo)).count();
    let readings_before = readings();
    drop(engine);

    world.clock.advance(SignedDuration::from_hours(24 * 4));
    let engine = world.desktop();
    let mut events = engine.subscribe();
    support::run(&engine);
    // The reminder is recorded before it is shown.
    let shown = loop {
        next(&mut events, |event| (event == EngineEvent::RemindersChanged).then_some(())).await;
        let shown = world.notifier.shown().await;
        if !shown.is_empty() {
            break shown;
        }
    };
    let Content::Workspace { nearest, .. } = &shown[0].content else { panic!("{shown:?}") };
    assert_eq!(nearest.cause.deadline().unwrap().threshold, 3);
    assert_eq!(readings() - readings_before, 1, "refreshed once, before the reminder");
}

#[tokio::test]
async fn removing_during_a_refresh_leaves_no_trace() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "modern").await.id;
    sandbox.set_fault_at("modern", Endpoint::Info, Fault::Hold);
    let mut events = engine.subscribe();
    let refresh = tokio::spawn({
        let engine = engine.clone();
        async move { engine.refresh(id).await }
    });
    next(&mut events, |event| matches!(event, EngineEvent::RefreshStarted(_)).then_some(())).await;
    engine.remove(id, TokenFate::Leave).await.unwrap();
    sandbox.set_fault("modern", None);
    let _ = refresh.await.unwrap();
    assert!(world.engine().views().is_empty());
    let last = drain(&mut events).pop().unwrap();
    assert!(matches!(last, EngineEvent::Removed(_)), "{last:?}");
}

#[tokio::test]
async fn failed_workspaces_are_refreshed_when_the_network_is_back() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "six").await.id;
    sandbox.set_fault("six", Fault::CloseConnection);
    engine.refresh(id).await.unwrap();
    assert!(engine.view(id).unwrap().error.is_some());
    sandbox.set_fault("six", None);
    let mut events = engine.subscribe();
    let running = support::run(&engine);
    next(&mut events, |event| matches!(event, EngineEvent::TimePassed).then_some(())).await;
    engine.came_online();
    let read = |event| match event {
        EngineEvent::WorkspacesChanged(ids) if engine.view(ids[0]).unwrap().error.is_none() => Some(()),
        _ => None,
    };
    next(&mut events, read).await;
    running.abort();
}

#[tokio::test]
async fn window_and_tray_list_the_most_urgent_first() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    for slug in ["six", "modern", "four", "trial"] {
        add(&engine, &sandbox, slug).await;
    }
    let listed: Vec<_> = engine.views().into_iter().map(|view| view.id).collect();
    let in_tray: Vec<_> = engine.summary(usize::MAX).lines.into_iter().map(|line| line.id).collect();
    assert_eq!(listed, in_tray);
    let all = engine.summary(usize::MAX);
    let short = engine.summary(3);
    assert_eq!((short.lines.as_slice(), short.more), (&all.lines[..3], 1));
    // What there is no room for counts, too.
    let none = engine.summary(0);
    assert_eq!((none.worst, none.headline, none.more), (Attention::Ended, all.headline, 4));
    let views = engine.views();
    let slugs: Vec<_> = views.iter().filter_map(|view| view.url.rsplit('/').next()).collect();
    // What ended long ago comes after what is still ahead.
    assert_eq!(slugs, ["trial", "modern", "four", "six"]);
    let attention: Vec<_> = views.iter().map(|view| view.attention).collect();
    assert_eq!(attention, [Attention::Critical, Attention::Soon, Attention::Ended, Attention::Calm]);
}

#[tokio::test]
async fn stopping_does_not_wait_for_servers_and_merges_the_write_ahead_log() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "modern").await.id;
    sandbox.set_fault_at("modern", Endpoint::Info, Fault::Hold);
    let mut events = engine.subscribe();
    let running = support::run(&engine);
    let refreshing = tokio::spawn({
        let engine = engine.clone();
        async move { engine.refresh(id).await }
    });
    next(&mut events, |event| matches!(event, EngineEvent::RefreshStarted(_)).then_some(())).await;
    let stopped = async {
        engine.stop().await;
        running.await.unwrap();
        refreshing.await.unwrap().unwrap();
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), stopped).await.expect("the engine did not stop");
    let journal = world.folder.path().join("license-watch.db-wal");
    assert_eq!(std::fs::metadata(journal).map_or(0, |journal| journal.len()), 0);
    assert!(world.engine().view(id).unwrap().error.is_none(), "stopping is not recorded as a failure");
}
