//! What the engine stores besides snapshots: revisions, raw answers, groups and settings; exporting, importing and
//! resetting them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jiff::SignedDuration;
use license::Status;
use rocketchat::{Credentials, Token};
use sandbox::{Endpoint, Fault};
use serde_json::{Value, json};
use support::{World, add, connection, drain, new_workspace};
use watch::{
    EngineEvent, FailureCode, NewWorkspace, SignInStep, Vault,
    i18n::language::Language,
    reminders::settings::{QuietHoursException, ReminderSettings, WorkspaceReminderSettings},
    settings::{RefreshSettings, Settings},
    workspace::{
        Credential,
        connection::{Connection, RouteEntry},
        groups::Group,
        sign_in::ProbeInput,
    },
};

fn group(name: &str) -> Group {
    let id = uuid::Uuid::new_v4();
    serde_json::from_value(json!({ "id": id, "name": name, "color": "violet" })).unwrap()
}

fn interval(hours: u8) -> RefreshSettings {
    RefreshSettings { interval_hours: hours.try_into().unwrap(), route: RouteEntry::System }
}

#[tokio::test]
async fn revision_shows_the_license_before_a_change() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "modern").await.id;
    let added = engine.full_view(id).unwrap();
    let seats = |view: &watch::present::view::FullWorkspaceView| view.licenses[0].limits[0].max;
    world.clock.advance(SignedDuration::from_hours(24 * 2));
    let patch = json!({ "license": { "limits": { "activeUsers": { "max": 40, "value": 17 } } } });
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(patch));
    engine.refresh(id).await.unwrap();
    let patch = json!({ "license": { "limits": { "activeUsers": { "max": 40, "value": 18 } } } });
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(patch));
    engine.refresh(id).await.unwrap();

    let revisions = world.engine().revisions(id).unwrap();
    assert_eq!(revisions.len(), 2, "a change of use does not make a revision");
    assert_eq!(revisions[0].at.duration_since(revisions[1].at), SignedDuration::from_hours(24 * 2));
    assert_eq!(revisions[1].plan.as_deref(), Some(added.licenses[0].plan.as_str()));
    let (now, before) = (engine.revision(id, revisions[0].id).unwrap(), engine.revision(id, revisions[1].id).unwrap());
    assert_eq!((seats(&now), seats(&before), before.row.status), (Some(40), Some(50), added.row.status));
    assert_eq!(before.licenses, added.licenses, "with the countdown of that time");
}

#[tokio::test]
async fn raw_answer_is_stored_without_secrets() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let (info, get) = (add(&engine, &sandbox, "modern").await.id, add(&engine, &sandbox, "five").await.id);
    let endpoints =
        [info, get].map(|id| serde_json::to_value(engine.raw_answer(id).unwrap().unwrap().endpoint).unwrap());
    assert_eq!(endpoints, ["licenses.info", "licenses.get"]);

    let token = sandbox.credentials("modern").token;
    let patch = json!({ "license": { "echo": token, "encryptedLicense": "RCV3_x" } });
    sandbox.set_fault_at("modern", Endpoint::LicensesInfo, Fault::Patch(patch));
    engine.refresh(info).await.unwrap();
    let raw = world.engine().raw_answer(info).unwrap().unwrap();
    assert_eq!(raw.cut, 2);
    assert!(!raw.body.contains(&token));
    let read: Value = serde_json::from_str(&raw.body).unwrap();
    assert_eq!(read["license"]["license"]["version"], "3.0", "the rest is unchanged");
}

#[tokio::test]
async fn what_happens_at_each_step_of_a_limit_is_shown() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "modern").await.id;
    let limits = engine.full_view(id).unwrap().licenses.remove(0).limits;
    let steps: Vec<_> = limits.into_iter().flat_map(|limit| limit.steps).collect();
    assert!(
        steps.iter().any(|step| step.behavior == license::Behavior::PreventAction && step.max.is_some()),
        "{steps:?}"
    );
}

#[tokio::test]
async fn groups_and_order_are_stored_and_reported() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let (modern, trial) = (add(&engine, &sandbox, "modern").await.id, add(&engine, &sandbox, "trial").await.id);
    let customers = group("Customers");
    let mut events = engine.subscribe();
    engine.set_groups(std::slice::from_ref(&customers)).unwrap();
    engine.move_workspaces(&[trial], Some(customers.id), Some(modern)).unwrap();
    assert_eq!(drain(&mut events).iter().filter(|event| matches!(event, EngineEvent::GroupsChanged)).count(), 2);
    let kept = world.engine().arrangement().unwrap();
    assert_eq!(kept.groups, std::slice::from_ref(&customers));
    let places: Vec<_> = kept.places.iter().map(|place| (place.workspace, place.group)).collect();
    assert_eq!(places, [(trial, Some(customers.id)), (modern, None)]);
}

#[tokio::test]
async fn refresh_interval_and_proxy_settings_are_applied() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "modern").await.id;
    engine.update_settings(|settings| settings.refresh = interval(24)).unwrap();
    world.clock.advance(SignedDuration::from_hours(25));
    assert!(!engine.view(id).unwrap().stale, "at an interval of a day, it is not stale after one");
    engine.update_settings(|settings| settings.refresh = interval(1)).unwrap();
    assert!(engine.view(id).unwrap().stale);

    // No proxy listens at that address.
    let proxy = RouteEntry::Proxy { url: "http://127.0.0.1:9".to_owned() };
    engine.update_settings(|settings| settings.refresh = RefreshSettings { route: proxy, ..interval(1) }).unwrap();
    engine.refresh(id).await.unwrap();
    assert_eq!(engine.view(id).unwrap().error.unwrap().code, FailureCode::Unreachable);
    let workspace = watch::Workspace::clone(&engine.snapshots()[0].0);
    let login = sandbox.credentials("modern");
    let credentials = Credentials { user_id: workspace.user_id.clone(), token: Token::new(&login.token) };
    let checked = engine.try_out(workspace.clone(), &credentials).await;
    assert_eq!(checked.unwrap_err().code, FailureCode::Unreachable, "a new workspace uses the proxy, too");
    engine.update_settings(|settings| settings.refresh = interval(1)).unwrap();
    assert_eq!(engine.try_out(workspace.clone(), &credentials).await.unwrap(), workspace);
    let bad = RouteEntry::Proxy { url: "http://me:secret@proxy.example".to_owned() };
    assert_eq!(
        engine
            .update_settings(|settings| settings.refresh = RefreshSettings { route: bad, ..interval(1) })
            .unwrap_err()
            .code,
        FailureCode::BadConnection
    );
    assert_eq!(world.engine().settings().refresh.interval_hours, interval(1).interval_hours);
}

#[tokio::test]
async fn probe_returns_the_server_at_an_address() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let probe = |address: String, connection| engine.probe(ProbeInput { address, connection });
    let found = probe(sandbox.url("modern"), connection()).await.unwrap();
    assert_eq!((found.server_version.as_deref(), found.plain_http, found.watched_as.len()), (Some("8.5"), true, 0));
    assert!(sandbox.requests_to("modern").iter().all(|request| request.header("x-auth-token").is_none()));
    let name = add(&engine, &sandbox, "modern").await.name;
    assert_eq!(probe(sandbox.url("modern"), connection()).await.unwrap().watched_as, [name]);

    let refused = probe(sandbox.url("modern"), Connection { allow_http: false, ..connection() }).await;
    assert_eq!(refused.unwrap_err().code, FailureCode::HttpRefused);
    let page = format!("{}/channel/general?msg=x", sandbox.url("modern"));
    assert_eq!(probe(page.clone(), connection()).await.unwrap().url, sandbox.url("modern"), "the page is left out");
    let added =
        engine.add(NewWorkspace { address: format!("{}/home", sandbox.url("six")), ..new_workspace(&sandbox, "six") });
    let SignInStep::Done { workspace } = added.await.unwrap() else { panic!("no second factor") };
    assert_eq!(workspace.url, sandbox.url("six"));

    sandbox.set_fault("modern", Fault::Html(200));
    for address in [sandbox.url("modern"), page] {
        assert_eq!(probe(address, connection()).await.unwrap_err().code, FailureCode::NotRocketchat);
    }
}

#[tokio::test]
async fn export_moves_workspaces_and_settings_without_secrets() {
    let (old_machine, new_machine) = (World::new(), World::new());
    let sandbox = old_machine.sandbox().await;
    let engine = old_machine.engine();
    let (modern, trial) = (add(&engine, &sandbox, "modern").await, add(&engine, &sandbox, "trial").await);
    let customers = group("Customers");
    engine.set_groups(&[customers.clone(), group("Our own")]).unwrap();
    engine.move_workspaces(&[trial.id], Some(customers.id), Some(modern.id)).unwrap();
    engine.set_workspace_reminders(trial.id, WorkspaceReminderSettings::Muted).unwrap();
    let reminders = ReminderSettings { lead: vec![60].try_into().unwrap(), ..ReminderSettings::default() };
    engine.update_settings(|settings| settings.reminders = reminders.clone()).unwrap();
    engine.update_settings(|settings| settings.refresh = interval(12)).unwrap();
    let text = engine.export().unwrap();
    for slug in ["modern", "trial"] {
        assert!(!text.contains(&sandbox.credentials(slug).token), "the export contains a token");
    }

    let engine = new_machine.engine();
    // A group of the same name is the same group.
    let same = group("customers");
    engine.set_groups(std::slice::from_ref(&same)).unwrap();
    let known = add(&engine, &sandbox, "modern").await;
    let plan = engine.plan_import(&text).unwrap();
    assert_eq!(plan.workspaces.iter().map(|workspace| workspace.known).collect::<Vec<_>>(), [false, true]);
    assert_eq!(
        (plan.groups.as_slice(), engine.views().len()),
        (&["Our own".to_owned()][..], 1),
        "planning imports nothing"
    );
    assert_eq!(engine.import_settings(&text).unwrap(), plan);

    let restarted = new_machine.engine();
    let views = restarted.views();
    let imported = views.iter().find(|view| view.id != known.id).unwrap();
    assert_eq!((views.len(), &imported.name, &imported.url), (2, &trial.name, &trial.url));
    assert_eq!((imported.credential, &imported.reminding), (Credential::None, &WorkspaceReminderSettings::Muted));
    assert_eq!(imported.error.as_ref().unwrap().code, FailureCode::CredentialsMissing);
    assert_eq!(restarted.view(known.id).unwrap().credential, Credential::PersonalAccessToken, "unchanged");
    let settings = restarted.settings();
    assert_eq!((settings.reminders, settings.refresh), (reminders, interval(12)));
    let place = restarted.arrangement().unwrap().places.into_iter().find(|place| place.workspace == imported.id);
    assert_eq!(place.unwrap().group, Some(same.id));
    let again = restarted.import_settings(&text).unwrap();
    assert!(again.workspaces.iter().all(|workspace| workspace.known) && again.groups.is_empty());
    assert_eq!((restarted.views().len(), restarted.arrangement().unwrap().groups.len()), (2, 2));
}

#[tokio::test]
async fn settings_file_of_format_1_can_be_imported() {
    let world = World::new();
    let engine = world.engine();
    let file = json!({
        "license_watch": 1, "exported_at": "2026-03-01T00:00:00Z", "groups": [],
        "workspaces": [
            { "name": "A", "address": "https://a.example", "user_id": "me", "reminding": { "is": "own", "lead": [7, 0] } },
            { "name": "B", "address": "https://b.example", "user_id": "me", "reminding": { "is": "usual" } },
        ],
        "reminding": { "lead": [60, 0], "quiet": null, "critical": "is_told" },
        "asking": { "every_hours": 12, "route": { "via": "direct" } },
    });
    engine.import_settings(&file.to_string()).unwrap();
    let expected = Settings {
        refresh: interval(12),
        reminders: ReminderSettings {
            lead: vec![60].try_into().unwrap(),
            quiet: None,
            exception: QuietHoursException::Critical,
            ..ReminderSettings::default()
        },
        ..Settings::default()
    };
    assert_eq!(engine.settings(), expected, "a file never sets the proxy");
    let mut views = engine.views();
    views.sort_by(|a, b| a.name.cmp(&b.name));
    let custom = WorkspaceReminderSettings::Custom { lead: Some(vec![7].try_into().unwrap()), steps: None, off: None };
    let kept: Vec<_> = views.into_iter().map(|view| view.reminding).collect();
    assert_eq!(kept, [custom, WorkspaceReminderSettings::Default]);
}

#[tokio::test]
async fn invalid_settings_file_is_refused_as_a_whole() {
    let world = World::new();
    let engine = world.engine();
    let document = |workspace: Value| {
        let all = json!({ "license_watch": 1, "exported_at": "2026-03-01T00:00:00Z", "workspaces": [workspace] });
        all.to_string()
    };
    let bad = [
        "{".to_owned(),
        json!({ "exported_at": "2026-03-01T00:00:00Z" }).to_string(),
        json!({ "license_watch": 3, "exported_at": "2026-03-01T00:00:00Z" }).to_string(),
        document(json!({ "name": "A", "address": "javascript:alert(1)", "user_id": "me" })),
        document(json!({ "name": "A", "address": "https://a.example", "user_id": "me", "ca_pem": "none" })),
        " ".repeat(watch::MAX_EXPORT + 1),
    ];
    for text in bad {
        let refused = engine.import_settings(&text).unwrap_err();
        assert_eq!(refused.code, FailureCode::BadImport, "{refused}");
    }
    assert!(engine.views().is_empty());
    let good = document(json!({
        "name": " \u{202e}A\n", "address": "https://a.example", "user_id": "me",
        "route": { "via": "proxy", "url": "http://proxy.example:3128" }
    }));
    let plan = engine.plan_import(&good).unwrap();
    assert_eq!(plan.workspaces[0].name, "A", "untrusted text is sanitized");
    let proxy = RouteEntry::Proxy { url: "http://proxy.example:3128/".to_owned() };
    assert_eq!(plan.workspaces[0].connection.route, proxy, "the plan shows the proxy that a token would go through");
    assert_eq!(engine.import_settings(&good).unwrap(), plan);
}

#[tokio::test]
async fn reset_deletes_everything_including_tokens() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let id = add(&engine, &sandbox, "modern").await.id;
    engine.set_groups(&[group("Customers")]).unwrap();
    let reminders = ReminderSettings { lead: vec![60].try_into().unwrap(), ..ReminderSettings::default() };
    engine.update_settings(|settings| settings.reminders = reminders).unwrap();
    engine.update_settings(|settings| settings.refresh = interval(24)).unwrap();
    engine.pause(Some(watch::Snooze::Week)).unwrap();
    let mut events = engine.subscribe();
    engine.update_settings(|settings| settings.language = Some(Language::German)).unwrap();
    engine.reset().await.unwrap();
    assert!(drain(&mut events).iter().any(|event| matches!(event, EngineEvent::Removed(gone) if *gone == id)));
    assert_eq!(engine.settings(), Settings::default());
    engine.update_settings(|settings| settings.language = Some(Language::German)).unwrap();
    assert_eq!(world.engine().language(), Language::German, "settings can be stored after a reset");
    for engine in [engine, world.engine()] {
        assert!(engine.views().is_empty() && engine.arrangement().unwrap().groups.is_empty());
        assert_eq!(engine.settings(), Settings { language: Some(Language::German), ..Settings::default() });
    }
    assert!(world.vault.token(id.into()).unwrap().is_none());
    assert_eq!(world.engine().summary(usize::MAX).lines.len(), 0);
    let added = add(&world.engine(), &sandbox, "modern").await;
    assert_eq!(added.status, Status::Expiring, "workspaces can be added after a reset");
}

#[tokio::test]
async fn texts_are_in_the_chosen_language_also_after_a_restart() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    add(&engine, &sandbox, "modern").await;
    let mut events = engine.subscribe();
    engine.update_settings(|settings| settings.language = Some(Language::German)).unwrap();
    engine.update_settings(|settings| settings.language = Some(Language::German)).unwrap();
    let events = drain(&mut events).iter().filter(|event| matches!(event, EngineEvent::SettingsChanged)).count();
    assert_eq!(events, 1, "the second change changes nothing");
    let state = |engine: &watch::Engine| engine.summary(usize::MAX).lines.remove(0).state;
    let german = state(&engine);
    assert!(german.ends_with(" Tagen"), "{german}");
    assert_eq!(state(&world.engine()), german);
    engine.update_settings(|settings| settings.language = Some(Language::BrazilianPortuguese)).unwrap();
    assert!(state(&engine).ends_with(" dias"));
}

#[tokio::test]
async fn settings_change_is_one_event_only_if_something_changes() {
    let world = World::new();
    let engine = world.engine();
    let mut events = engine.subscribe();
    let mut changes =
        || drain(&mut events).iter().filter(|event| matches!(event, EngineEvent::SettingsChanged)).count();
    let patch = |patch: Value| engine.patch_settings(&serde_json::from_value(patch).unwrap());
    patch(json!({ "refresh": { "interval_hours": 12 } })).unwrap();
    assert_eq!(changes(), 1);
    patch(json!({ "refresh": { "interval_hours": 12 } })).unwrap();
    assert_eq!(changes(), 0);
    // Independent changes do not undo each other.
    engine.pause(Some(watch::Snooze::Hour)).unwrap();
    patch(json!({ "language": "de" })).unwrap();
    assert_eq!(changes(), 2);
    let settings = engine.settings();
    assert!(settings.paused_until.is_some() && settings.refresh == interval(12));
    let refused = patch(json!({ "refresh": { "route": { "via": "proxy", "url": "http://me:secret@proxy.example" } } }));
    assert_eq!(refused.unwrap_err().code, FailureCode::BadConnection);
    assert_eq!((engine.settings(), changes()), (settings, 0), "a refused patch changes nothing");
    for secret in ["t0ken@proxy.example", ":s3cret@proxy.example", "proxy.example/?s3cret"] {
        let route = json!({ "via": "proxy", "url": format!("http://{secret}") });
        assert!(patch(json!({ "refresh": { "route": route } })).is_err(), "{secret}");
    }
    for file in std::fs::read_dir(world.folder.path()).unwrap().map(|file| file.unwrap().path()) {
        let stored = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        assert!(!["t0ken", "s3cret"].iter().any(|secret| stored.contains(secret)), "{}", file.display());
    }
    world.clock.advance(SignedDuration::from_hours(2));
    assert_eq!(engine.settings().paused_until, None, "a pause that has ended is not reported");
}
