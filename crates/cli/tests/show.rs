//! `show` and `list` on a fleet file: the JSON that scripts read, and the text that people read.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::process::Stdio;

use sandbox::Fault;
use serde_json::{Value, json};
use support::{NOW, Run, Stage};

/// The workspaces of the sandbox whose answers are always the same.
const FLEET: [&str; 10] =
    ["modern", "six", "four", "community", "lapsed", "trial", "renewing", "noperm", "forbidden", "revoked"];

/// The output with the sandbox's port replaced.
fn without_port(stage: &Stage, run: &Run) -> String {
    run.out.replace(&stage.sandbox.origin(), "http://127.0.0.1:PORT")
}

#[tokio::test]
async fn the_documented_license_is_shown_field_by_field() {
    let stage = Stage::new().await;
    let run = stage.show_json(&["four"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let workspace = run.workspace();
    let about = |key: &str| workspace[key].clone();
    assert_eq!(about("name"), "Old Mill Brewery");
    assert_eq!(about("url"), stage.sandbox.url("four"));
    assert_eq!(about("server_version"), "4.8.7");
    assert_eq!(about("status"), "expired");
    assert_eq!(about("error"), Value::Null);
    assert_eq!(about("fetched_at"), NOW);
    assert_eq!(about("stale"), false);

    let licenses = workspace["licenses"].as_array().unwrap();
    assert_eq!(licenses.len(), 1);
    let license = &licenses[0];
    assert_eq!(license["plan"], "Enterprise");
    assert_eq!(license["tags"], json!([{"name": "Enterprise", "color": "#F3BE08"}]));
    assert_eq!(license["trial"], false);
    assert_eq!(license["auto_renew"], false);
    assert_eq!(license["expires_at"], "2023-07-13T00:00:00Z");
    assert_eq!(license["seconds_left"], -962 * 86_400);
    assert_eq!(license["visual_expiration"], Value::Null);
    assert_eq!(license["workspace_id"], "63cfe8550c95db00013d7798");
    let deadlines = json!([
        {"at": "2023-04-27T23:00:00Z", "kind": "trial_end", "modules": []},
        {"at": "2023-07-13T00:00:00Z", "kind": "expiry", "modules": []},
    ]);
    assert_eq!(license["deadlines"], deadlines);
    let limits = json!([
        {"kind": "active_users", "used": 19, "max": 25},
        {"kind": "guest_users", "used": null, "max": 125},
        {"kind": "rooms_per_guest", "used": null, "max": 1},
    ]);
    assert_eq!(license["limits"], limits);
    let names = [
        "auditing",
        "canned-responses",
        "ldap-enterprise",
        "livechat-enterprise",
        "voip-enterprise",
        "omnichannel-mobile-enterprise",
        "engagement-dashboard",
        "push-privacy",
        "scalability",
        "teams-mention",
        "saml-enterprise",
        "oauth-enterprise",
        "device-management",
        "federation",
        "videoconference-enterprise",
        "message-read-receipt",
    ];
    let modules: Vec<_> = names.iter().map(|id| json!({"id": id, "active": false, "external": false})).collect();
    assert_eq!(license["modules"], Value::from(modules));
}

#[tokio::test]
async fn the_json_of_a_whole_fleet() {
    let stage = Stage::new().await;
    let run = stage.show_json(&FLEET);
    assert_eq!((run.code, run.err.as_str()), (3, ""));
    insta::assert_snapshot!(without_port(&stage, &run));
}

#[tokio::test]
async fn the_json_has_exactly_the_documented_keys() {
    let stage = Stage::new().await;
    let json = stage.show_json(&FLEET).json();
    assert_keys(&[&json], &["generated_at", "schema", "workspaces"]);
    assert_eq!(json["schema"], 1);
    assert_eq!(json["generated_at"], NOW);
    let below = |values: &[&Value], key: &str| -> Vec<Value> {
        let below = values.iter().flat_map(|value| value[key].as_array().unwrap().clone());
        below.collect()
    };
    let workspaces = below(&[&json], "workspaces");
    let workspaces: Vec<_> = workspaces.iter().collect();
    assert_eq!(workspaces.len(), FLEET.len());
    let keys = [
        "archived",
        "details",
        "error",
        "fetched_at",
        "findings",
        "licenses",
        "name",
        "server_version",
        "stale",
        "status",
        "url",
    ];
    assert_keys(&workspaces, &keys);
    let errors: Vec<_> = workspaces.iter().map(|w| &w["error"]).filter(|error| !error.is_null()).collect();
    assert_keys(&errors, &["code", "hint", "message"]);

    let licenses = below(&workspaces, "licenses");
    let licenses: Vec<_> = licenses.iter().collect();
    let keys = [
        "auto_renew",
        "deadlines",
        "expires_at",
        "limits",
        "modules",
        "plan",
        "seconds_left",
        "tags",
        "trial",
        "visual_expiration",
        "workspace_id",
    ];
    assert_keys(&licenses, &keys);
    let parts: [(&str, &[&str]); 4] = [
        ("tags", &["color", "name"]),
        ("deadlines", &["at", "kind", "modules"]),
        ("modules", &["active", "external", "id"]),
        ("limits", &["kind", "max", "used"]),
    ];
    for (part, keys) in parts {
        assert_keys(&below(&licenses, part).iter().collect::<Vec<_>>(), keys);
    }
}

fn assert_keys(objects: &[&Value], keys: &[&str]) {
    assert!(!objects.is_empty());
    for object in objects {
        let found: Vec<_> = object.as_object().unwrap().keys().collect();
        assert_eq!(found, keys, "{object}");
    }
}

#[tokio::test]
async fn the_text_for_people() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["modern", "four", "community", "renewing", "noperm", "revoked"]);
    let run = stage.run(&["show", "--fleet", fleet.to_str().unwrap()]);
    assert_eq!((run.code, run.err.as_str()), (3, ""));
    insta::assert_snapshot!(without_port(&stage, &run));
}

#[tokio::test]
async fn instants_are_shown_in_the_users_time_zone() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["four"]);
    let mut command = stage.command(&["show", "--fleet", fleet.to_str().unwrap()]);
    let run = stage.finish(command.env("TZ", "America/Sao_Paulo"));
    assert!(run.out.contains("Jul 12, 2023, 9:00 PM GMT-3"), "{}", run.out);
}

#[tokio::test]
async fn a_line_for_each_workspace() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&FLEET);
    let run = stage.run(&["list", "--fleet", fleet.to_str().unwrap()]);
    assert_eq!(run.code, 3);
    insta::assert_snapshot!(without_port(&stage, &run));
    assert!(
        run.err.contains("Pelican Airways: the server does not accept"),
        "the reason is on standard error: {}",
        run.err
    );
}

#[tokio::test]
async fn the_json_of_list_is_that_of_show() {
    let stage = Stage::new().await;
    let fleet = stage.fleet(&["modern", "revoked"]);
    let [list, show] =
        ["list", "show"].map(|command| stage.run(&[command, "--json", "--fleet", fleet.to_str().unwrap()]));
    assert_eq!((list.json(), list.code), (show.json(), show.code));
}

#[tokio::test]
async fn the_order_of_the_file_is_kept_and_the_number_of_concurrent_reads_is_limited() {
    let sandbox = sandbox::Sandbox::builder().now(NOW.parse().unwrap()).copies(60).start().await.unwrap();
    let stage = Stage { sandbox, folder: tempfile::tempdir().unwrap() };
    let slugs: Vec<_> = (1..=60).map(|n| format!("modern-{n:03}")).collect();
    let slugs: Vec<_> = slugs.iter().map(String::as_str).collect();
    let fleet = stage.fleet(&slugs);
    slugs.iter().for_each(|slug| stage.sandbox.set_fault(slug, Fault::Hold));
    let mut command = stage.command(&["show", "--json", "--fleet", fleet.to_str().unwrap()]);
    let child = command.stdout(Stdio::piped()).spawn().unwrap();
    stage.sandbox.wait_for_requests(|requests| requests.len() >= 16).await;
    slugs.iter().for_each(|slug| stage.sandbox.set_fault(slug, None));
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(stage.sandbox.peak_in_flight(), 16);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let names = json["workspaces"].as_array().unwrap().iter().map(|w| w["name"].as_str().unwrap().to_owned());
    assert!(names.eq((1..=60).map(|n| format!("Acme Site {n:03}"))));
}

#[tokio::test]
async fn a_fleet_file_does_not_touch_the_store_and_the_keyring() {
    let stage = Stage::new().await;
    assert_eq!(stage.show_json(&["six"]).code, 0);
    assert!(!stage.folder.path().join("data").exists());
}
