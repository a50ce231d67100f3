//! Workspaces that are added, verified, edited and exported without a window, through an agent.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{
    io::Write,
    process::{Command, Stdio},
    sync::Arc,
};

use sandbox::{Endpoint, Fault};
use serde_json::json;
use support::{
    Run, Stage,
    agent::{Agent, call, run},
    schema,
};

/// Runs `workspace add` for a workspace of the sandbox, with these arguments and this on standard input.
async fn add(stage: &Arc<Stage>, slug: &str, more: &[&str], input: Option<&str>) -> Run {
    let login = stage.sandbox.credentials(slug);
    let url = stage.sandbox.url(slug);
    let given = ["workspace", "add", &url, "--name", slug, "--user-id", &login.user_id, "--allow-http"];
    let mut command = stage.command(&[&given[..], more].concat());
    command.env("ACME_TOKEN", &login.token).env("CREDENTIALS_DIRECTORY", stage.folder.path());
    let input = input.map(str::to_owned);
    let output = tokio::task::spawn_blocking(move || finish(&mut command, input)).await.unwrap();
    assert!(!output.out.contains(&login.token) && !output.err.contains(&login.token), "{output:?}");
    output
}

fn finish(command: &mut Command, input: Option<String>) -> Run {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Who refuses the arguments does not read.
    let _ = stdin.write_all(input.unwrap_or_default().as_bytes());
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_is_added_with_a_token_from_each_source_and_into_a_group() {
    let stage = Arc::new(Stage::new().await);
    let _agent = Agent::start(&stage).await;
    // What is added as written need not be reachable.
    stage.sandbox.set_fault("trial", Fault::Status(503));
    for (slug, more) in [
        ("modern", ["--token-file", "modern.token"]),
        ("four", ["--token-env", "ACME_TOKEN"]),
        ("six", ["--token-credential", "six.token"]),
        ("trial", ["--token-stdin", "--unchecked"]),
    ] {
        stage.section(slug);
        let token = stage.sandbox.credentials(slug).token;
        let group = if slug == "four" { "customers" } else { "Customers" };
        let added = add(&stage, slug, &[&more[..], &["--group", group]].concat(), Some(&format!("{token}\n"))).await;
        assert_eq!(added.code, 0, "{slug}: {added:?}");
        assert!(added.out.starts_with("added  ") && added.out.ends_with(&format!("  {slug}\n")), "{added:?}");
    }
    let arrangement = call(&stage, "arrangement", json!({})).await;
    let groups = arrangement["groups"].as_array().unwrap();
    assert!(groups.len() == 1 && groups[0]["name"] == "Customers", "{arrangement}");
    let places = arrangement["places"].as_array().unwrap();
    assert!(places.len() == 4 && places.iter().all(|place| place["group"] == groups[0]["id"]), "{arrangement}");

    let again = add(&stage, "modern", &["--token-file", "modern.token"], None).await;
    assert!(again.code == 0 && again.out.is_empty() && again.err.contains("already added"), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_or_is_no_token_is_not_added() {
    let stage = Arc::new(Stage::new().await);
    let _agent = Agent::start(&stage).await;
    stage.section("four");
    stage.write("empty.token", " \n");
    stage.sandbox.set_fault_at("four", Endpoint::Info, Fault::Status(502));
    let refused = add(&stage, "four", &["--token-file", "four.token"], None).await;
    assert!(refused.code == 3 && refused.err.contains("four was not added: "), "{refused:?}");
    for (more, why) in [
        (&["--token-file", "empty.token"][..], "empty.token: is empty"),
        (&["--token-file", "gone"], "gone: no such file"),
        (&["--token-env", "NO_TOKEN"], "NO_TOKEN is not set"),
        (&["--token-credential", "../four.token"], "not a valid name of a credential"),
        (&["--token-stdin"], "the token is empty"),
        (&[], "no terminal to ask for it"),
        (&["--token-stdin", "--token-env", "ACME_TOKEN"], "cannot be used with"),
        (&["--token-file", "four.token", "--proxy", "http://me:pa55@proxy:3128"], "--proxy: contains a username"),
        (&["--token-file", "four.token", "--ca-file", "four.token"], "contains no certificate"),
        (&["--token-file", "four.token", "--group", " "], "--group: a group needs a name"),
    ] {
        let run = add(&stage, "four", more, None).await;
        assert!(run.code == 2 && run.out.is_empty() && run.err.contains(why), "{more:?}: {run:?}");
        assert!(!run.err.contains("pa55"));
    }
    assert_eq!(call(&stage, "workspaces", json!({})).await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_says_of_each_workspace_whether_it_can_be_read() {
    let stage = Arc::new(Stage::new().await);
    let _agent = Agent::start(&stage).await;
    let fleet = stage.fleet(&["modern", "four"]);
    assert_eq!(run(&stage, &["workspace", "import", fleet.to_str().unwrap()]).await.code, 0);
    let [modern, four] = ["modern", "four"].map(|slug| stage.sandbox.workspace(slug).name.clone());
    let all = run(&stage, &["workspace", "verify"]).await;
    assert_eq!((all.code, all.err.as_str()), (0, ""), "{all:?}");
    assert_eq!(all.out, format!("ok      {modern}\nok      {four}\n"));

    stage.sandbox.set_fault_at("four", Endpoint::Info, Fault::Status(502));
    let all = run(&stage, &["workspace", "verify", "--all"]).await;
    assert_eq!(all.code, 3, "{all:?}");
    assert!(all.out.starts_with(&format!("ok      {modern}\nfailed  {four}  ")), "{all:?}");
    assert_eq!(run(&stage, &["workspace", "verify", &modern]).await.code, 0);
    let unknown = run(&stage, &["workspace", "verify", &modern, "Nowhere"]).await;
    assert!(unknown.code == 2 && unknown.err.contains("no workspace is called “Nowhere”"), "{unknown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_noted_is_changed_deleted_and_exported_without_secrets() {
    let stage = Arc::new(Stage::new().await);
    let _agent = Agent::start(&stage).await;
    let fleet = stage.fleet(&["modern"]);
    assert_eq!(run(&stage, &["workspace", "import", fleet.to_str().unwrap()]).await.code, 0);
    let name = stage.sandbox.workspace("modern").name.clone();
    let edit = ["workspace", "edit", &name, "--name", "Harbor", "--owner", "Facilities", "--cost", "4800"];
    let edited = run(&stage, &[&edit[..], &["--currency", "EUR", "--contact", "a@b.example"]].concat()).await;
    assert!(edited.code == 0 && edited.out.ends_with("  Harbor\n"), "{edited:?}");
    let details = || async {
        let shown = run(&stage, &["show", "--cached", "--json"]).await;
        schema::assert_valid(&shown.json());
        shown.workspace()["details"].clone()
    };
    let noted = json!({ "owner": "Facilities", "contract": null, "cost": "4800.00", "currency": "EUR", "note": null,
        "contact": "a@b.example" });
    assert_eq!(details().await, noted);
    assert_eq!(run(&stage, &["workspace", "edit", "Harbor", "--owner", ""]).await.code, 0);
    assert_eq!(details().await["owner"], json!(null));
    for wrong in [["--cost", "a lot"], ["--contact", "nobody"], ["--currency", "euros"]] {
        let run = run(&stage, &[&["workspace", "edit", "Harbor"], &wrong[..]].concat()).await;
        assert!(run.code == 2 && run.out.is_empty(), "{wrong:?}: {run:?}");
    }
    assert_eq!(run(&stage, &["workspace", "edit", "Harbor"]).await.code, 2);

    let printed = run(&stage, &["workspace", "export"]).await;
    assert!(printed.code == 0 && printed.out.contains("\"Harbor\""), "{printed:?}");
    let saved = run(&stage, &["workspace", "export", "moved.json"]).await;
    assert_eq!((saved.code, saved.out.as_str(), saved.err.as_str()), (0, "", ""));
    let file = stage.folder.path().join("moved.json");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), printed.out);
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let plan = call(&stage, "plan_import", json!({ "text": printed.out })).await;
    assert_eq!(plan["workspaces"][0]["name"], "Harbor", "{plan}");
}
