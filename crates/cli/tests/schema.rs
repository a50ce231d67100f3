//! The JSON of every workspace of the sandbox is as the published schema says.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use serde_json::json;
use support::{Stage, schema};

#[tokio::test]
async fn what_is_printed_of_every_workspace_is_as_the_schema_says() {
    let stage = Stage::new().await;
    let all = stage.sandbox.workspaces().iter().chain(stage.sandbox.generations());
    let slugs: Vec<_> = all.map(|workspace| workspace.slug.clone()).collect();
    let mut text: String = slugs.iter().map(|slug| stage.section(slug)).collect();
    text.push_str("[[workspace]]\nname = \"Unusable\"\n");
    let fleet = stage.write("fleet.toml", &text);
    let fleet = fleet.to_str().unwrap();
    for command in [&["show", "--json"][..], &["list", "--json"], &["export", "json"]] {
        let json = stage.run(&[command, &["--fleet", fleet]].concat()).json();
        assert_eq!(json["workspaces"].as_array().unwrap().len(), slugs.len() + 1);
        schema::assert_valid(&json);
    }
}

#[tokio::test]
async fn the_schema_refuses_what_is_not_printed() {
    let json = Stage::new().await.show_json(&["modern"]).json();
    schema::assert_valid(&json);
    for (pointer, wrong) in [
        ("/schema", json!(2)),
        ("/workspaces/0/status", json!("fine")),
        ("/workspaces/0/licenses/0/expires_at", json!("soon")),
        ("/workspaces/0/licenses/0/limits/0/max", json!("unlimited")),
        ("/workspaces/0/details", json!({})),
        ("/workspaces/0/details/owner", json!(1)),
    ] {
        let mut broken = json.clone();
        *broken.pointer_mut(pointer).unwrap() = wrong;
        assert!(std::panic::catch_unwind(|| schema::assert_valid(&broken)).is_err(), "{pointer}");
    }
}

#[tokio::test]
async fn the_example_in_the_documentation_is_as_the_schema_says() {
    let page = include_str!("../../../docs/json.md");
    let (_, example) = page.split_once("```json\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    schema::assert_valid(&serde_json::from_str(example).unwrap());
}
