//! The name and the icon that a workspace has on its own server.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use rocketchat::Icon;
use sandbox::{Endpoint, Fault};
use serde_json::json;
use support::{World, add, connection, new_workspace};
use watch::workspace::sign_in::{ProbeInput, Reconnection};

const SLUG: &str = "modern";

#[tokio::test]
async fn name_on_the_server_is_offered_when_a_workspace_is_added() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let probe = async || {
        let input = ProbeInput { address: sandbox.url(SLUG), connection: connection() };
        engine.probe(input).await.unwrap().name
    };
    let name =
        |value: serde_json::Value| json!({ "settings": [{ "_id": "Site_Name", "value": value }], "success": true });
    for (value, offered) in [
        (json!("Acme \u{202e}Chat\n"), Some("Acme Chat".to_owned())),
        (json!("Rocket.Chat"), None),
        (json!("   "), None),
        (json!({ "$ne": 1 }), None),
    ] {
        sandbox.set_answer(SLUG, Endpoint::SettingsPublic, name(value));
        assert_eq!(probe().await, offered);
    }
    sandbox.set_answer(SLUG, Endpoint::SettingsPublic, name(json!("x".repeat(100_000))));
    assert_eq!(probe().await.unwrap().chars().count(), 200);
    for fault in [Fault::Status(403), Fault::Html(502), Fault::CloseConnection, Fault::NotJson] {
        sandbox.set_fault_at(SLUG, Endpoint::SettingsPublic, fault);
        assert_eq!(probe().await, None, "and the server is found nevertheless");
    }
    let asked = sandbox.requests_to(SLUG);
    assert!(asked.iter().all(|request| !request.carries_credentials()), "nobody has signed in");
}

#[tokio::test]
async fn icon_is_kept_and_renewed_only_when_the_workspace_is_checked() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let view = add(&engine, &sandbox, SLUG).await;
    let version = view.icon.expect("it has an icon");
    let url = engine.icon(view.id).unwrap().unwrap();
    assert!(url.starts_with("data:image/png;base64,iVBORw0KGgo"), "{url}");
    assert_eq!(world.engine().view(view.id).unwrap().icon, Some(version.clone()), "also after a restart");

    let other = Icon::new(include_bytes!("../../../tests/sandbox/payloads/icon.png")).unwrap();
    let mut file = other.as_bytes().to_vec();
    file[19] = 16;
    sandbox.set_icon(SLUG, file);
    let count = || sandbox.requests_to(SLUG).iter().filter(|r| r.endpoint == Some(Endpoint::Icon)).count();
    let before = count();
    engine.refresh(view.id).await.unwrap();
    assert_eq!((count(), engine.view(view.id).unwrap().icon), (before, Some(version.clone())));
    let again = Reconnection { connection: connection(), keep_ca: true, sign_in: None };
    engine.reconnect(view.id, again).await.unwrap();
    assert_ne!(engine.view(view.id).unwrap().icon.unwrap(), version);
    assert!(sandbox.requests_to(SLUG).iter().all(|r| r.endpoint != Some(Endpoint::Icon) || !r.carries_credentials()));
}

#[tokio::test]
async fn hostile_icon_is_left_out_and_the_workspace_is_added() {
    let world = World::new();
    let (sandbox, engine) = (world.sandbox().await, world.engine());
    let icon = Icon::new(include_bytes!("../../../tests/sandbox/payloads/icon.png")).unwrap();
    let bomb = {
        let mut bomb = icon.as_bytes().to_vec();
        bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        bomb
    };
    let cut = icon.as_bytes()[..icon.as_bytes().len() - 5].to_vec();
    for file in [bomb, cut, b"<svg onload=alert(1)>".to_vec(), vec![0; 1 << 20], Vec::new()] {
        sandbox.set_icon(SLUG, file);
        let view = add(&engine, &sandbox, SLUG).await;
        assert_eq!((view.icon, engine.icon(view.id).unwrap()), (None, None));
        engine.remove(view.id, watch::TokenFate::Leave).await.unwrap();
    }
    let elsewhere = sandbox::Recorder::start().await.unwrap();
    sandbox.set_fault_at(SLUG, Endpoint::Icon, Fault::Redirect { to: elsewhere.url(), status: 302 });
    let added = engine.add(new_workspace(&sandbox, SLUG)).await;
    assert!(added.is_ok());
    assert_eq!(elsewhere.requests().len(), 0, "a redirect to another server is not followed");
}
