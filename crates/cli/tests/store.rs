//! The commands on the desktop's store if no keyring answers: a server without a desktop, or a missing session bus. The
//! desktop tests, which have a keyring, cover the rest.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jiff::{Timestamp, tz::TimeZone};
use rocketchat::Bounds;
use sandbox::{Endpoint, Fault};
use serde_json::json;
use support::{NOW, Stage};
use watch::{
    Clock, Engine, FixedClock, Store,
    deliver::{BoxFuture, NotShown, Notification, Notifier, ReminderId},
    engine::Parts,
    i18n::language::Language,
    vault::SessionMemory,
    workspace::{details::DetailsEntry, edit::WorkspaceEdit},
};

/// An engine on the store, with an empty vault.
fn engine(stage: &Stage, now: &str) -> Engine {
    engine_with(stage, now, None)
}

fn engine_with(stage: &Stage, now: &str, notifier: Option<std::sync::Arc<dyn Notifier>>) -> Engine {
    engine_by(stage, std::sync::Arc::new(FixedClock(now.parse().unwrap())), notifier)
}

fn engine_by(
    stage: &Stage,
    clock: std::sync::Arc<dyn Clock>,
    notifier: Option<std::sync::Arc<dyn Notifier>>,
) -> Engine {
    let parts = Parts {
        store: Store::open(&stage.folder.path().join("data"), clock.now()).unwrap(),
        vault: Box::new(SessionMemory::default()),
        clock,
        zone: TimeZone::UTC,
        system_language: Language::English,
        bounds: Bounds::default(),
        notifier,
        channels: Default::default(),
    };
    Engine::new(parts).unwrap()
}

/// Fills the store with these workspaces, each refreshed once.
async fn fill(stage: &Stage, slugs: &[&str], now: &str) {
    let engine = engine(stage, now);
    for slug in slugs {
        let (workspace, token) = stage.workspace(slug, &stage.sandbox.workspace(slug).name);
        engine.import(workspace, token).await.unwrap();
    }
    engine.refresh_all().await.unwrap();
}

#[tokio::test]
async fn without_a_keyring_nothing_is_imported_and_the_error_says_what_to_install() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["modern"]);
    for arguments in [&["--unchecked"][..], &[]] {
        let run = stage.run(&[&["workspace", "import", fleet.to_str().unwrap()], arguments].concat());
        assert_eq!((run.code, run.out.as_str()), (1, ""));
        assert!(run.err.contains("no keyring is available on this system"), "{}", run.err);
        assert!(run.err.trim_end().ends_with("Nothing was added."), "{}", run.err);
        #[cfg(target_os = "linux")]
        assert!(run.err.contains("gnome-keyring, KWallet or KeePassXC"), "{}", run.err);
    }
    assert!(!stage.folder.path().join("data").exists(), "the store was not even made");
    assert!(stage.sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_proxy_with_a_password_is_not_imported() {
    let stage = Stage::new().await;
    let section = stage.section("modern");
    let fleet = stage.write("fleet.toml", &format!("{section}proxy = \"http://me:pa55@proxy:3128\"\n"));
    let run = stage.run(&["workspace", "import", fleet.to_str().unwrap()]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("fleet.toml:1:1: workspace \"Acme Industries\": proxy: contains a username or a password"),
        "{}",
        run.err
    );
    assert!(!run.err.contains("pa55"));
}

#[tokio::test]
async fn cached_data_is_shown_without_a_network() {
    let stage = Stage::new().await;
    fill(&stage, &["modern", "four"], NOW).await;
    let requests = stage.sandbox.requests().len();
    for arguments in [&["show", "--cached", "--json"][..], &["list", "--json"]] {
        let run = stage.run(arguments);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        let json = run.json();
        assert_eq!(json["workspaces"][0]["licenses"][0]["expires_at"], "2026-03-26T00:37:00Z");
        assert_eq!(json["workspaces"][1]["status"], "expired");
        assert_eq!(json["workspaces"][0]["stale"], false);
    }
    let list = stage.run(&["list"]);
    assert!(list.out.starts_with("expiring  Acme Industries   3 modules stop in 11 days"), "{}", list.out);
    let check = stage.run(&["check", "--cached", "--workspace", "Acme Industries"]);
    assert_eq!(check.code, 1, "{}", check.out);
    assert_eq!(stage.sandbox.requests().len(), requests, "no request was sent");
    let workspaces = stage.run(&["workspace", "list"]);
    assert!(
        workspaces
            .out
            .lines()
            .next()
            .unwrap()
            .ends_with(&format!("  Acme Industries  {}", stage.sandbox.url("modern")))
    );
}

#[tokio::test]
async fn the_json_has_what_is_noted_about_a_workspace_and_whether_it_is_archived() {
    let stage = Stage::new().await;
    fill(&stage, &["modern", "trial"], NOW).await;
    {
        let engine = engine(&stage, NOW);
        let id = engine.views()[0].id;
        let details = DetailsEntry { owner: Some("Facility team".to_owned()), ..DetailsEntry::default() };
        engine.edit_workspace(id, WorkspaceEdit { name: None, details: Some(details) }).unwrap();
        engine.archive_workspaces(&[id]).unwrap();
    }
    let json = stage.run(&["show", "--cached", "--json"]).json();
    let noted = |archived: bool| {
        let all = json["workspaces"].as_array().unwrap();
        all.iter().find(|workspace| workspace["archived"] == archived).unwrap()["details"]["owner"].clone()
    };
    assert_eq!((noted(true), noted(false)), ("Facility team".into(), serde_json::Value::Null));
}

#[tokio::test]
async fn archived_workspaces_are_not_exported() {
    let stage = Stage::new().await;
    fill(&stage, &["modern", "trial"], NOW).await;
    let name = {
        let engine = engine(&stage, NOW);
        let view = engine.views().swap_remove(0);
        engine.archive_workspaces(&[view.id]).unwrap();
        view.name
    };
    for arguments in [
        &["export", "csv"][..],
        &["export", "csv", "--modules"],
        &["export", "html"],
        &["export", "md"],
        &["export", "ics"],
    ] {
        let run = stage.run(arguments);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(!run.out.contains(&name), "{}", run.out);
    }
}

/// A clock that the test sets.
struct SetClock(std::sync::Mutex<Timestamp>);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

#[tokio::test]
async fn the_calendar_moves_what_is_renewed_and_cancels_what_is_gone() {
    let stage = Stage::new().await;
    let clock = std::sync::Arc::new(SetClock(std::sync::Mutex::new(NOW.parse().unwrap())));
    let engine = engine_by(&stage, clock.clone(), None);
    let (workspace, token) = stage.workspace("modern", "Acme Industries");
    engine.import(workspace, token).await.unwrap();
    engine.refresh_all().await.unwrap();
    let events = || {
        let run = stage.run(&["export", "ics"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        let events = run.out.split("BEGIN:VEVENT\r\n").skip(1).map(str::to_owned).collect::<Vec<_>>();
        assert!(!events.is_empty());
        events
    };
    let value = |event: &str, name: &str| {
        let line = event.lines().find_map(|line| line.strip_prefix(&format!("{name}:")));
        line.unwrap_or_else(|| panic!("no {name} in {event}")).to_owned()
    };
    let is_end = |event: &String| event.contains("SUMMARY:Acme Industries: license expires");
    let end = |events: Vec<String>| events.into_iter().find(is_end).unwrap();
    let before = end(events());
    assert_eq!(value(&before, "DTSTART"), "20260326T003700Z");
    assert!(before.contains("TRIGGER:-P90D"), "{before}");

    let renewed = json!([{"validUntil": "2027-03-26T00:37:00Z", "invalidBehavior": "invalidate_license"}]);
    let patch = json!({"license": {"license": {"validation": {"validPeriods": renewed}}}});
    stage.sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(patch));
    *clock.0.lock().unwrap() = "2026-03-02T00:00:00Z".parse().unwrap();
    engine.refresh_all().await.unwrap();
    let events = events();
    let after = end(events.clone());
    assert_eq!(value(&after, "UID"), value(&before, "UID"));
    assert_eq!(value(&after, "DTSTART"), "20270326T003700Z");
    let sequence = |event: &str| value(event, "SEQUENCE").parse::<u32>().unwrap();
    assert!(sequence(&after) > sequence(&before));
    let modules = events.iter().find(|event| event.contains("SUMMARY:Acme Industries: modules stop")).unwrap();
    assert_eq!(value(modules, "STATUS"), "CANCELLED", "the license no longer stops modules");
}

#[tokio::test]
async fn an_old_answer_is_shown_with_its_age() {
    let stage = Stage::new().await;
    fill(&stage, &["modern"], "2026-02-26T00:00:00Z").await;
    let run = stage.run(&["show", "--cached", "--json"]);
    let workspace = run.workspace();
    assert_eq!((&workspace["stale"], &workspace["fetched_at"]), (&true.into(), &"2026-02-26T00:00:00Z".into()));
    let text = stage.run(&["show", "--cached"]).out;
    assert!(text.contains("Feb 26, 2026, 12:00 AM UTC (3 days ago: may be outdated)"), "{text}");
}

#[tokio::test]
async fn without_a_keyring_cached_data_is_stale_with_a_hint() {
    let stage = Stage::new().await;
    fill(&stage, &["modern"], NOW).await;
    let run = stage.run(&["show", "--json"]);
    let workspace = run.workspace();
    assert_eq!((&workspace["error"]["code"], run.code), (&"credentials_missing".into(), 3));
    assert_eq!((&workspace["stale"], &workspace["status"]), (&true.into(), &"expiring".into()));
    let check = stage.run(&["check"]);
    assert_eq!(check.code, 1, "what is known to end is still a warning: {}", check.out);
    assert!(check.out.contains("no keyring is available on this system"), "{}", check.out);
    let cached = stage.run(&["show", "--json", "--cached"]);
    assert_eq!(cached.code, 0, "and the store does not remember what this session lacks: {}", cached.out);
}

#[tokio::test]
async fn without_a_keyring_nothing_is_removed() {
    let stage = Stage::new().await;
    fill(&stage, &["modern"], NOW).await;
    for which in ["--all", "Acme Industries"] {
        let run = stage.run(&["workspace", "remove", which, "--yes"]);
        assert_eq!(run.code, 1);
        assert!(run.err.contains("Nothing was removed."), "{}", run.err);
    }
    assert_eq!(stage.run(&["workspace", "list"]).out.lines().count(), 1);
}

#[tokio::test]
async fn an_empty_store_prints_what_to_do() {
    let stage = Stage::new().await;
    let run = stage.run(&["show", "--json", "--cached"]);
    assert_eq!(run.code, 0);
    assert_eq!(run.json()["workspaces"], serde_json::json!([]));
    let run = stage.run(&["list"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    assert!(run.err.contains("no workspaces: add one"), "{}", run.err);
}

#[tokio::test]
async fn an_unusable_store_is_an_internal_failure() {
    let stage = Stage::new().await;
    stage.write("data", "a file where the folder should be");
    let run = stage.run(&["list"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(
        run.err.contains("cannot be used") && run.err.contains("Check that the disk has free space"),
        "{}",
        run.err
    );
    let check = stage.run(&["check", "--cached"]);
    assert_eq!(check.code, 3);
    assert!(check.out.starts_with("LICENSE UNKNOWN - the folder "), "{}", check.out);
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_known_is_read_where_nothing_can_be_written() {
    let stage = Stage::new().await;
    fill(&stage, &["modern"], NOW).await;
    let file = stage.folder.path().join("data").join(watch::store::FILE_NAME);
    let list = || list_on_full_disk(&stage);
    assert!(list().starts_with("expiring  Acme Industries"));
    // Another process keeps a write-ahead log.
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute("update workspaces set name = 'Harbor'", []).unwrap();
    assert!(list().starts_with("expiring  Harbor"));
    // That process was killed, and its index is gone: what is in the file alone is better than nothing.
    let killed = tempfile::tempdir().unwrap();
    for part in ["", "-wal"] {
        let name = format!("{}{part}", watch::store::FILE_NAME);
        std::fs::copy(file.with_file_name(&name), killed.path().join(name)).unwrap();
    }
    drop(other);
    for part in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{part}", file.display()));
        let name = format!("{}{part}", watch::store::FILE_NAME);
        let _ = std::fs::copy(killed.path().join(&name), file.with_file_name(name));
    }
    assert!(list().contains("Acme Industries"));
}

#[cfg(unix)]
fn list_on_full_disk(stage: &Stage) -> String {
    // Every write of the process fails from now on.
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" list", env!("CARGO_BIN_EXE_license-watch")]);
    command
        .env("LICENSE_WATCH_NOW", NOW)
        .env("LICENSE_WATCH_DATA_DIR", stage.folder.path().join("data"))
        .env("TZ", "UTC");
    let run = stage.finish(&mut command);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
    run.out
}

/// Records the titles of notifications.
#[derive(Default)]
struct Titles(std::sync::Mutex<Vec<String>>);

impl Notifier for Titles {
    fn show(&self, notification: Notification) -> BoxFuture<'static, Result<(), NotShown>> {
        self.0.lock().unwrap().push(notification.title);
        Box::pin(std::future::ready(Ok(())))
    }

    fn withdraw(&self, _: &[ReminderId]) {}
}

#[tokio::test]
async fn a_reminder_found_by_the_terminal_is_still_shown_by_the_desktop() {
    let stage = Stage::new().await;
    // The command line has no notifier.
    fill(&stage, &["modern"], NOW).await;
    let titles = std::sync::Arc::new(Titles::default());
    let desktop = engine_with(&stage, NOW, Some(titles.clone()));
    desktop.refresh_all().await.unwrap();
    assert_eq!(titles.0.lock().unwrap().len(), 1, "the reminder is still due");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn core_dumps_are_prevented() {
    let stage = Stage::new().await;
    stage.sandbox.set_fault("modern", sandbox::Fault::Hold);
    let fleet = stage.fleet(&["modern"]);
    let mut running = stage.command(&["show", "--fleet", fleet.to_str().unwrap()]).spawn().unwrap();
    let limits = format!("/proc/{}/limits", running.id());
    while stage.sandbox.requests().is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let limits = std::fs::read_to_string(limits).unwrap();
    running.kill().unwrap();
    running.wait().unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().collect::<Vec<_>>()[4..6], ["1", "1"], "{core}");
}
