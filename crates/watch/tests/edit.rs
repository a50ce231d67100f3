//! Renaming a workspace, noting details, moving it to another address, and acting on several at once.
#![allow(clippy::unwrap_used)]

mod support;

use license::Change;
use sandbox::{Endpoint, Sandbox};
use serde_json::json;
use support::*;
use watch::{
    Engine, Failure, FailureCode, SignIn, SignInStep, TokenFate, WorkspaceId,
    present::view::WorkspaceView,
    reminders::settings::WorkspaceReminderSettings,
    workspace::{
        details::DetailsEntry,
        edit::{AddressMove, AddressTarget, IdentityMatch, WorkspaceEdit},
        groups::Group,
    },
};

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn target(address: String) -> AddressTarget {
    AddressTarget { address, connection: connection(), keep_ca: true }
}

async fn relocate(
    engine: &Engine,
    id: WorkspaceId,
    address: String,
    unverified: bool,
) -> Result<WorkspaceView, Failure> {
    let input = AddressMove { target: target(address.clone()), confirmed_url: address, unverified, sign_in: None };
    match engine.move_address(id, input).await? {
        SignInStep::Done { workspace } => Ok(*workspace),
        other => panic!("{other:?}"),
    }
}

/// Whether a request with credentials, or a sign-in, has arrived.
fn has_seen_secret(sandbox: &Sandbox) -> bool {
    sandbox.requests().iter().any(|request| request.headers.contains_key("x-auth-token") || !request.body.is_empty())
}

#[tokio::test]
async fn name_and_details_are_stored_and_exported_and_survive_a_new_sign_in() {
    let (world, entry) = (
        World::new(),
        DetailsEntry {
            owner: text("Facilities"),
            contract: text("C-1"),
            cost: text("12.400,50"),
            currency: text("eur"),
            note: text("Ask early.\nTwice."),
            contact: text("renewals@acme.example"),
        },
    );
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let id = add(&engine, &sandbox, "modern").await.id;
    let edit = WorkspaceEdit { name: text("  Acme\u{202e} \n"), details: Some(entry.clone()) };
    let view = engine.edit_workspace(id, edit).unwrap();
    let expected = DetailsEntry { cost: text("12400.50"), currency: text("EUR"), ..entry };
    assert_eq!((view.name.as_str(), &view.details), ("Acme", &expected));

    let wrong = DetailsEntry { cost: text("much"), ..expected.clone() };
    let error = engine.edit_workspace(id, WorkspaceEdit { name: text("Other"), details: Some(wrong) }).unwrap_err();
    assert_eq!(error.code, FailureCode::BadCost);
    assert_eq!(engine.view(id).unwrap().name, "Acme", "nothing is changed by half");

    let login = sandbox.credentials("modern");
    let sign_in = Some(SignIn::Token { user_id: login.user_id, token: login.token.into() });
    let again = watch::workspace::sign_in::Reconnection { connection: connection(), keep_ca: true, sign_in };
    engine.reconnect(id, again).await.unwrap();
    let export = engine.export().unwrap();
    drop(engine);

    let engine = world.desktop();
    let view = engine.view(id).unwrap();
    assert_eq!((view.name.as_str(), &view.details), ("Acme", &expected), "after a restart");
    let renamed = engine.edit_workspace(id, WorkspaceEdit { name: text(" "), details: None }).unwrap();
    assert_eq!((renamed.name.as_str(), &renamed.details), ("127.0.0.1", &expected), "the name of its host");

    let elsewhere = World::new();
    let other = elsewhere.desktop();
    other.import_settings(&export).unwrap();
    assert_eq!(other.views()[0].details, expected, "on another machine");
}

#[tokio::test]
async fn a_workspace_moves_with_its_history_and_its_token() {
    let world = World::new();
    let (old, new, engine) = (world.sandbox().await, world.sandbox().await, world.desktop());
    let view = add(&engine, &old, "modern").await;
    let (id, revisions) = (view.id, engine.revisions(view.id).unwrap());
    drop(old);

    let check = engine.check_address(id, target(format!("{}/home", new.url("modern")))).await.unwrap();
    assert_eq!((check.url.as_str(), &check.identity), (new.url("modern").as_str(), &IdentityMatch::Same));
    assert!(!has_seen_secret(&new), "a look sends no token");
    let error = engine
        .move_address(
            id,
            AddressMove {
                target: target(new.url("modern")),
                confirmed_url: view.url.clone(),
                unverified: true,
                sign_in: None,
            },
        )
        .await
        .unwrap_err();
    assert_eq!((error.code, has_seen_secret(&new)), (FailureCode::Unverified, false), "another address was confirmed");

    let moved = relocate(&engine, id, new.url("modern"), false).await.unwrap();
    assert_eq!((moved.id, moved.url), (id, new.url("modern")));
    // The license that the sandbox issues for another address is a revision of its own.
    assert!(engine.revisions(id).unwrap().ends_with(&revisions));
    let changes: Vec<_> = engine.history(id).unwrap().into_iter().map(|record| record.change).collect();
    let expected =
        Change::AddressChanged { before: view.url.as_str().into(), after: new.url("modern").as_str().into() };
    assert_eq!(changes, [expected]);
    assert!(engine.reminders().unwrap().iter().all(|reminder| reminder.cause != watch::reminders::CauseKind::Changed));
    drop(engine);
    assert_eq!(world.desktop().view(id).unwrap().url, new.url("modern"), "after a restart");
}

#[tokio::test]
async fn another_workspace_and_one_that_cannot_be_verified_get_no_token() {
    let world = World::new();
    let (old, new, engine) = (world.sandbox().await, world.sandbox().await, world.desktop());
    let view = add(&engine, &old, "modern").await;
    let error = relocate(&engine, view.id, new.url("trial"), true).await.unwrap_err();
    assert_eq!((error.code, has_seen_secret(&new)), (FailureCode::OtherWorkspace, false));

    new.set_answer("modern", Endpoint::Info, json!({"version": "8.5", "success": true}));
    let check = engine.check_address(view.id, target(new.url("modern"))).await.unwrap();
    assert_eq!(check.identity, IdentityMatch::Unverifiable);
    let error = relocate(&engine, view.id, new.url("modern"), false).await.unwrap_err();
    assert_eq!((error.code, has_seen_secret(&new)), (FailureCode::Unverified, false));
    assert_eq!(engine.view(view.id).unwrap().url, view.url);
    assert!(engine.history(view.id).unwrap().is_empty());

    relocate(&engine, view.id, new.url("modern"), true).await.unwrap();
    let duplicate = add(&engine, &old, "modern").await;
    let error = relocate(&engine, duplicate.id, new.url("modern"), true).await.unwrap_err();
    assert_eq!(error.code, FailureCode::DuplicateWorkspace);
}

#[tokio::test]
async fn http_needs_consent_and_a_signed_out_workspace_moves_without_a_token() {
    let world = World::new();
    let (old, new, engine) = (world.sandbox().await, world.sandbox().await, world.desktop());
    let id = add(&engine, &old, "modern").await.id;
    let mut refused = target(new.url("modern"));
    refused.connection.allow_http = false;
    let error = engine.check_address(id, refused).await.unwrap_err();
    assert_eq!(error.code, FailureCode::HttpRefused);

    engine.sign_out(id, TokenFate::Leave).await.unwrap();
    let moved = relocate(&engine, id, new.url("modern"), false).await.unwrap();
    assert_eq!((moved.url.as_str(), has_seen_secret(&new)), (new.url("modern").as_str(), false));
    assert_eq!(engine.history(id).unwrap().len(), 1);
}

#[tokio::test]
async fn several_workspaces_are_muted_refreshed_and_removed_together() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.desktop());
    let mut ids = Vec::new();
    for slug in ["modern", "trial", "six"] {
        ids.push(add(&engine, &sandbox, slug).await.id);
    }
    engine.mute_many(&ids[..2], true).unwrap();
    let muted = |id| engine.view(id).unwrap().reminding == WorkspaceReminderSettings::Muted;
    assert_eq!([muted(ids[0]), muted(ids[1]), muted(ids[2])], [true, true, false]);
    engine.mute_many(&ids, false).unwrap();
    assert!(!ids.iter().any(|id| muted(*id)));

    let group: Group =
        serde_json::from_value(json!({"id": uuid::Uuid::new_v4(), "name": "Customers", "color": "violet"})).unwrap();
    engine.set_groups(std::slice::from_ref(&group)).unwrap();
    engine.move_workspaces(&ids[..2], Some(group.id), None).unwrap();
    engine.set_group_reminders(group.id, &WorkspaceReminderSettings::Muted).unwrap();
    engine.mute_many(&ids[1..], true).unwrap();
    let muted = |engine: &Engine| ids.iter().map(|id| engine.view(*id).unwrap().muted).collect::<Vec<_>>();
    assert_eq!(muted(&engine), [true; 3], "by the group, by both, by its own settings");
    engine.mute_many(&ids, false).unwrap();
    assert_eq!(muted(&engine), [false; 3]);
    engine.mute_many(&ids[..1], true).unwrap();
    assert_eq!(muted(&engine), [true, false, false]);

    let before = sandbox.requests_to("six").len();
    engine.refresh_many(&[ids[0], WorkspaceId::random(), ids[0]]).await.unwrap();
    assert_eq!(sandbox.requests_to("six").len(), before, "only what was selected");

    sandbox.set_fault("trial", sandbox::Fault::CloseConnection);
    let left = engine.remove_many(&ids, TokenFate::Revoke).await;
    assert_eq!(left.iter().map(|left| left.id).collect::<Vec<_>>(), [ids[1]]);
    assert_eq!(engine.views().len(), 1);
}
