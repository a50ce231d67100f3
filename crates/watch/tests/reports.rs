//! Reports and tables of what the engine knows, in every language.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jiff::SignedDuration;
use license::{Direction, Status};
use sandbox::{Fault, Sandbox};
use serde_json::json;
use strum::IntoEnumIterator;
use support::{World, add, renew};
use watch::{
    Engine, WorkspaceId,
    i18n::language::Language,
    present::reports::{
        ComparedRow, ComparedSection, ComparisonSheet, ExportedTable, Period, ReportFormat, ReportRequest,
    },
};

/// An engine with workspaces of different kinds, one of them renewed and one unreachable.
async fn scene(world: &World) -> (Engine, Sandbox, Vec<WorkspaceId>) {
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let mut ids = Vec::new();
    for slug in ["modern", "trial", "lapsed", "noperm"] {
        ids.push(add(&engine, &sandbox, slug).await.id);
    }
    world.clock.advance(SignedDuration::from_hours(24 * 3));
    renew(&engine, &sandbox, ids[0], "modern").await;
    sandbox.set_fault("trial", Fault::Status(500));
    engine.refresh(ids[1]).await.unwrap();
    (engine, sandbox, ids)
}

fn speak(engine: &Engine, language: Language) {
    engine.patch_settings(&serde_json::from_value(json!({"language": language})).unwrap()).unwrap();
}

fn requests(engine: &Engine, ids: &[WorkspaceId]) -> Vec<ReportRequest> {
    let period = Period::Last { days: 30 };
    let row = |differs| ComparedRow {
        label: "End".to_owned(),
        values: ["2026".to_owned(), "2027".to_owned()],
        differs,
        direction: Some(Direction::Better),
    };
    let section = ComparedSection { title: "Dates".to_owned(), rows: vec![row(true), row(false)] };
    let sheet = ComparisonSheet { sides: ["Acme".to_owned(), "Zenith".to_owned()], sections: vec![section] };
    vec![
        ReportRequest::Workspace { id: ids[0], period },
        ReportRequest::Workspaces { ids: ids.to_vec() },
        ReportRequest::Changes { ids: ids.to_vec(), period },
        ReportRequest::Comparison { sheet },
        ReportRequest::Inbox { ids: engine.reminders().unwrap().iter().map(|reminder| reminder.id).collect() },
    ]
}

/// A text without the sandbox's port, which is another one each time.
fn steady(text: &str, sandbox: &Sandbox) -> String {
    text.replace(&sandbox.port().to_string(), "PORT")
}

#[tokio::test]
async fn every_report_and_table_in_every_language() {
    let world = World::new();
    let (engine, sandbox, ids) = scene(&world).await;
    for language in Language::iter() {
        speak(&engine, language);
        let mut all = String::new();
        for request in requests(&engine, &ids) {
            all += &engine.report_text(&request).unwrap();
        }
        for table in [ExportedTable::Workspaces, ExportedTable::Modules] {
            all += &engine.table(&ids, table).unwrap();
        }
        insta::assert_snapshot!(format!("reports-{}", language.tag()), steady(&all, &sandbox).replace('\r', ""));
    }
    speak(&engine, Language::English);
    let page = engine.report(&ReportRequest::Workspaces { ids }, ReportFormat::Html).unwrap();
    insta::assert_snapshot!("page", steady(&page, &sandbox));
}

#[tokio::test]
async fn an_unreachable_workspace_is_named_with_the_age_of_its_data() {
    let world = World::new();
    let (engine, _sandbox, ids) = scene(&world).await;
    let period = Period::Last { days: 7 };
    for request in [
        ReportRequest::Workspace { id: ids[1], period },
        ReportRequest::Workspaces { ids: ids.clone() },
        ReportRequest::Changes { ids: ids.clone(), period },
    ] {
        let text = engine.report_text(&request).unwrap();
        assert!(text.contains("Could not be checked"), "{text}");
        assert!(text.contains("The latest data is from Mar 1, 2026"), "{text}");
    }
}

#[tokio::test]
async fn what_the_user_has_set_aside_is_not_called_ok() {
    let world = World::new();
    let (engine, _sandbox, ids) = scene(&world).await;
    let text = |ids: &[WorkspaceId]| engine.report_text(&ReportRequest::Workspaces { ids: ids.to_vec() }).unwrap();
    assert!(text(&[]).contains("There are no workspaces."), "{}", text(&[]));
    assert!(text(&ids[..1]).contains("1 workspace OK"), "{}", text(&ids[..1]));
    engine.acknowledge_workspaces(&ids[1..2]).unwrap();
    engine.archive_workspaces(&ids[2..3]).unwrap();
    engine.mute_many(&ids[3..], true).unwrap();
    let all = text(&ids);
    assert!(all.contains("Nothing needs attention · 1 acknowledged · 1 muted · 1 archived"), "{all}");
    for state in ["· acknowledged", "· muted", "· archived"] {
        assert!(all.contains(&format!("{state} |")), "{state}: {all}");
    }
    assert!(!text(&ids[2..3]).contains("attention"), "{}", text(&ids[2..3]));
    let table = engine.table(&ids, ExportedTable::Workspaces).unwrap();
    assert!(["Acknowledged", "Muted", "Archived"].iter().all(|text| table.contains(text)), "{table}");
}

#[tokio::test]
async fn changes_outside_of_the_period_are_left_out() {
    let world = World::new();
    let (engine, _sandbox, ids) = scene(&world).await;
    let changed = |days| {
        let request = ReportRequest::Changes { ids: vec![ids[0]], period: Period::Last { days } };
        engine.report_text(&request).unwrap()
    };
    assert!(changed(7).contains('→'), "{}", changed(7));
    world.clock.advance(SignedDuration::from_hours(24 * 20));
    assert!(changed(7).contains("No changes were found"), "{}", changed(7));
    assert!(changed(30).contains('→'));
}

#[tokio::test]
async fn rows_keep_the_order_that_was_asked_for_and_removed_workspaces_are_left_out() {
    let world = World::new();
    let (engine, _sandbox, mut ids) = scene(&world).await;
    ids.reverse();
    let names: Vec<_> = ids.iter().map(|id| engine.view(*id).unwrap().name).collect();
    ids.insert(1, WorkspaceId::random());
    let table = engine.table(&ids, ExportedTable::Workspaces).unwrap();
    let found: Vec<_> = table.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect();
    assert_eq!(found, names);
}

#[tokio::test]
async fn modules_of_a_workspace_that_was_never_read_are_unknown() {
    let world = World::new();
    let (engine, _sandbox, mut ids) = scene(&world).await;
    let unread = support::unreachable("http://127.0.0.1:9");
    let id = unread.id;
    engine.import(unread, rocketchat::Token::new("token")).await.unwrap();
    assert_eq!(engine.view(id).unwrap().status, Status::Unknown);
    ids.push(id);
    let table = engine.table(&ids, ExportedTable::Modules).unwrap();
    let last = table.lines().last().unwrap();
    assert!(last.contains("Unknown") && !last.contains("No,"), "{last}");
}

#[tokio::test]
async fn no_secret_is_in_any_report() {
    let world = World::new();
    let (engine, sandbox, ids) = scene(&world).await;
    let mut all = String::new();
    for request in requests(&engine, &ids) {
        all += &engine.report_text(&request).unwrap();
        for format in [ReportFormat::Html, ReportFormat::Csv] {
            all += &engine.report(&request, format).unwrap();
        }
    }
    for slug in ["modern", "trial", "lapsed", "noperm"] {
        let login = sandbox.credentials(slug);
        assert!(!all.contains(&login.token) && !all.contains(&login.user_id), "{slug}");
    }
    let key = sandbox.key("modern", sandbox::Key::Renewal);
    assert!(!all.contains(&key[..40]));
}

#[tokio::test]
async fn what_changed_between_two_revisions_is_better_or_worse() {
    let world = World::new();
    let (engine, _sandbox, ids) = scene(&world).await;
    let before = engine.revisions(ids[0]).unwrap().last().unwrap().id;
    let to_now = engine.changes_between(ids[0], Some(before), None).unwrap();
    assert!(to_now.iter().any(|change| change.direction == Direction::Better), "{to_now:?}");
    let back = engine.changes_between(ids[0], None, Some(before)).unwrap();
    assert!(back.iter().any(|change| change.direction == Direction::Worse), "{back:?}");
    assert_eq!(engine.changes_between(ids[0], None, None).unwrap(), []);
}
