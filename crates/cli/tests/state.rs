//! A fleet that is remembered in a state file.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use license::{Change, ChangeKind};
use sandbox::{Fault, Sandbox};
use serde_json::{Value, json};
use support::{NOW, Run, Stage};
use watch::Store;

const LATER: &str = "2026-03-01T12:00:00Z";

/// A fleet with a state file.
struct Fleet {
    stage: Stage,
    file: PathBuf,
    state: PathBuf,
}

impl Fleet {
    async fn new(slugs: &[&str]) -> Self {
        let stage = Stage::new().await;
        let (file, state) = (stage.fleet(slugs), stage.folder.path().join("state/fleet.sqlite3"));
        Self { stage, file, state }
    }

    /// Writes the fleet file.
    fn write(&self, text: &str) {
        self.stage.write("fleet.toml", text);
    }

    fn command(&self, command: &str, more: &[&str]) -> Command {
        let (file, state) = (self.file.to_str().unwrap(), self.state.to_str().unwrap());
        self.stage.command(&[&[command, "--fleet", file, "--state", state], more].concat())
    }

    fn run(&self, command: &str, more: &[&str]) -> Run {
        self.stage.finish(&mut self.command(command, more))
    }

    fn run_at(&self, now: &str, command: &str, more: &[&str]) -> Run {
        self.stage.finish(self.command(command, more).env("LICENSE_WATCH_NOW", now))
    }

    /// The workspaces in the JSON of `show`.
    fn show(&self) -> Vec<Value> {
        self.run("show", &["--json"]).json()["workspaces"].as_array().unwrap().clone()
    }

    fn store(&self) -> Store {
        Store::open_fleet(&self.state, NOW.parse().unwrap()).unwrap()
    }

    /// The names that are remembered, in the order in which they were added. Archived ones are in brackets.
    fn known(&self) -> Vec<String> {
        let store = self.store();
        let archived = store.handling().unwrap();
        let name = |workspace: watch::Workspace| match archived.contains_key(&workspace.id) {
            true => format!("[{}]", workspace.name),
            false => workspace.name.to_string(),
        };
        store.workspaces().unwrap().into_iter().map(name).collect()
    }

    /// What changed at the workspace with this name.
    fn changes(&self, name: &str) -> Vec<Change> {
        let store = self.store();
        let named = store.workspaces().unwrap().into_iter().filter(|workspace| workspace.name.as_str() == name);
        named.flat_map(|workspace| store.history(workspace.id).unwrap()).map(|record| record.change).collect()
    }
}

/// Has a server say that it has no license any more.
fn drop_license(sandbox: &Sandbox, slug: &str) {
    let limits = json!({ "activeUsers": { "value": 3, "max": -1 } });
    let answer =
        json!({ "success": true, "license": { "activeModules": [], "limits": limits, "preventedActions": {} } });
    sandbox.set_answer(slug, sandbox::Endpoint::LicensesInfo, answer);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_license_has_lapsed_and_is_no_community_workspace() {
    let fleet = Fleet::new(&["trial", "community"]).await;
    assert_eq!(fleet.run("show", &[]).code, 0);
    drop_license(&fleet.stage.sandbox, "trial");
    let forgetful = fleet.stage.run(&["list", "--fleet", fleet.file.to_str().unwrap()]);
    assert!(forgetful.out.starts_with("community"), "without a state: {}", forgetful.out);

    let requests = fleet.stage.sandbox.requests_to("trial").len();
    let check = fleet.run("check", &[]);
    assert_eq!(check.code, 2, "{}", check.out);
    let readings = fleet.stage.sandbox.requests_to("trial").split_off(requests);
    let readings = readings.iter().filter(|request| request.path_and_query.contains("licenses.info")).count();
    assert_eq!(readings, 2, "only a second reading confirms what is worse");
    // After its end.
    let list = fleet.run_at("2026-03-20T00:00:00Z", "list", &[]);
    assert!(list.out.starts_with("lapsed     ") && list.out.contains("\ncommunity  "), "{}", list.out);
    let kinds: Vec<_> = fleet.changes(&fleet.stage.sandbox.workspace("trial").name).iter().map(Change::kind).collect();
    assert_eq!(kinds, [ChangeKind::LicenseLost]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_shows_what_was_known_and_when() {
    let fleet = Fleet::new(&["modern"]).await;
    let first = fleet.show().remove(0);
    fleet.stage.sandbox.set_fault("modern", Fault::Status(503));
    let run = fleet.run_at(LATER, "show", &["--json"]);
    let workspace = run.workspace();
    assert_eq!((run.code, &workspace["error"]["code"]), (3, &json!("server")));
    assert_eq!((&workspace["fetched_at"], &workspace["status"]), (&json!(NOW), &json!("expiring")));
    assert_eq!(workspace["licenses"][0]["plan"], first["licenses"][0]["plan"]);
    let check = fleet.run_at(LATER, "check", &[]);
    assert_eq!(check.code, 1, "what is known to end is still a warning: {}", check.out);
    assert!(check.out.contains("503"), "{}", check.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_cannot_be_used_shows_what_was_known() {
    let fleet = Fleet::new(&["modern", "trial"]).await;
    fleet.show();
    std::fs::remove_file(fleet.stage.folder.path().join("modern.token")).unwrap();
    let run = fleet.run("show", &["--json"]);
    let workspaces = run.json()["workspaces"].clone();
    assert_eq!(workspaces[0]["error"]["code"], "credentials_missing");
    assert_eq!((&workspaces[0]["fetched_at"], &workspaces[0]["stale"]), (&json!(NOW), &json!(true)));
    assert_eq!(workspaces[1]["error"], Value::Null);
    assert!(run.err.contains("fleet.toml:5:14: workspace \"Acme Industries\": token_file: "), "{}", run.err);
    assert!(fleet.known().iter().all(|name| !name.starts_with('[')), "{:?}", fleet.known());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_is_renamed_keeps_what_is_known_while_it_cannot_be_used_or_is_not_wanted() {
    let fleet = Fleet::new(&["modern", "trial"]).await;
    fleet.show();
    let trial = fleet.stage.sandbox.workspace("trial").name.clone();
    let sections = [fleet.stage.section("modern"), fleet.stage.section("trial").replace(&trial, "Renamed")];
    fleet.write(&sections.concat());
    fleet.run("check", &["--workspace", "Acme Industries"]);
    assert_eq!(fleet.known(), ["Acme Industries", &trial], "only the other is read");

    let token = fleet.stage.folder.path().join("trial.token");
    let secret = std::fs::read(&token).unwrap();
    std::fs::remove_file(&token).unwrap();
    let shown = fleet.show();
    assert_eq!(shown[1]["error"]["code"], "credentials_missing");
    assert_eq!((&shown[1]["name"], &shown[1]["fetched_at"]), (&json!("Renamed"), &json!(NOW)));
    assert_eq!(fleet.known(), ["Acme Industries", &trial]);

    std::fs::write(&token, secret).unwrap();
    fleet.show();
    assert_eq!(fleet.known(), ["Acme Industries", "Renamed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_workspace_of_many_leaves_the_others_as_they_are() {
    let fleet = Fleet::new(&["modern", "trial"]).await;
    fleet.show();
    let requests = fleet.stage.sandbox.requests_to("trial").len();
    let check = fleet.run("check", &["--workspace", "Acme Industries"]);
    assert!(check.out.contains("Acme Industries") && check.code == 1, "{}", check.out);
    assert_eq!(fleet.stage.sandbox.requests_to("trial").len(), requests);
    assert!(fleet.known().iter().all(|name| !name.starts_with('[')), "{:?}", fleet.known());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_entry_keeps_what_is_known_and_a_removed_one_is_kept_but_not_shown() {
    let fleet = Fleet::new(&["trial", "community"]).await;
    fleet.show();
    let sections = [fleet.stage.section("trial"), fleet.stage.section("community")];
    let name = |slug| fleet.stage.sandbox.workspace(slug).name.clone();
    let renamed = sections[0].replace(&name("trial"), "Renamed");
    fleet.write(&renamed);
    drop_license(&fleet.stage.sandbox, "trial");
    let shown = fleet.show();
    assert_eq!(shown.len(), 1);
    assert_eq!((&shown[0]["name"], &shown[0]["status"]), (&json!("Renamed"), &json!("invalid")));
    assert_eq!(fleet.known(), ["Renamed".to_owned(), format!("[{}]", name("community"))]);

    fleet.write(&(renamed + &sections[1]));
    assert_eq!(fleet.show().len(), 2);
    assert_eq!(fleet.known(), ["Renamed".to_owned(), name("community")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_entry_keeps_what_is_known_only_if_it_is_the_same_workspace() {
    let fleet = Fleet::new(&["modern"]).await;
    fleet.show();
    let elsewhere = Sandbox::builder().now(NOW.parse().unwrap()).start().await.unwrap();
    drop_license(&elsewhere, "modern");
    let section = fleet.stage.section("modern");
    let login = elsewhere.credentials("modern");
    fleet.stage.write("modern.token", &login.token);
    let at = |slug: &str| {
        let url = elsewhere.url(slug);
        let account = fleet.stage.sandbox.credentials("modern").user_id;
        section
            .replace(&fleet.stage.sandbox.url("modern"), &url)
            .replace(&account, &elsewhere.credentials(slug).user_id)
    };

    // Nobody can say whether it is the same.
    elsewhere.set_fault("modern", Fault::Status(503));
    fleet.write(&at("modern"));
    let shown = fleet.show().remove(0);
    assert_eq!((&shown["status"], &shown["fetched_at"]), (&json!("unknown"), &Value::Null));
    assert_eq!(shown["error"]["code"], "server");
    assert_eq!(fleet.known(), ["Acme Industries"]);

    elsewhere.set_fault("modern", None);
    let run = fleet.run("show", &["--json"]);
    assert_eq!((&run.workspace()["status"], run.err.as_str()), (&json!("invalid"), ""));
    assert_eq!(run.workspace()["url"], elsewhere.url("modern"));
    let kinds: Vec<_> = fleet.changes("Acme Industries").iter().map(Change::kind).collect();
    assert!(kinds.contains(&ChangeKind::AddressChanged) && kinds.contains(&ChangeKind::LicenseLost), "{kinds:?}");

    // The same name, and another workspace.
    fleet.stage.write("modern.token", &elsewhere.credentials("community").token);
    fleet.write(&at("community"));
    let run = fleet.run("show", &["--json"]);
    assert_eq!(run.workspace()["status"], "community");
    assert!(run.err.contains("Acme Industries: there is another workspace at the new address, so"), "{}", run.err);
    assert_eq!(fleet.known(), ["[Acme Industries]", "Acme Industries"]);
    assert_eq!(fleet.run("show", &["--json"]).err, "", "it is said once");

    // And back: what was known is still known.
    fleet.stage.write("modern.token", &login.token);
    fleet.write(&at("modern"));
    assert_eq!(fleet.show()[0]["status"], "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_entries_for_one_workspace_share_what_is_known() {
    let fleet = Fleet::new(&["modern"]).await;
    let section = fleet.stage.section("modern");
    fleet.write(&format!("{section}{}", section.replace("Acme Industries", "Acme again")));
    let shown = fleet.show();
    assert_eq!(shown.iter().map(|shown| &shown["name"]).collect::<Vec<_>>(), ["Acme Industries", "Acme again"]);
    assert_eq!(shown[0]["licenses"], shown[1]["licenses"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_is_private_and_contains_no_secret() {
    let fleet = Fleet::new(&["modern"]).await;
    let section = fleet.stage.section("modern");
    fleet.write(&format!("{section}proxy = \"http://me:pa55word@127.0.0.1:9\"\n"));
    fleet.run("show", &[]);
    assert_eq!(fleet.known(), ["Acme Industries"]);
    let folder = fleet.state.parent().unwrap();
    let token = fleet.stage.sandbox.credentials("modern").token;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        #[cfg(unix)]
        if path.is_file() {
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
        let Ok(bytes) = std::fs::read(&path) else { continue };
        for secret in [token.as_str(), "pa55word"] {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{}", path.display());
        }
    }
    #[cfg(unix)]
    assert_eq!(mode(folder), 0o700);
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_waits_and_then_says_so() {
    let fleet = Fleet::new(&["modern"]).await;
    fleet.stage.sandbox.set_fault("modern", Fault::Hold);
    let mut first = fleet.command("show", &["--timeout", "60s"]).spawn().unwrap();
    fleet.stage.sandbox.wait_for_requests(|requests| !requests.is_empty()).await;
    let second = fleet.run("check", &["--timeout", "1s"]);
    assert_eq!(second.code, 3);
    let expected = "LICENSE UNKNOWN - the state file ";
    assert!(
        second.out.starts_with(expected)
            && second.out.contains("is still in use by another license-watch after 1s. Wait until"),
        "{}",
        second.out
    );
    fleet.stage.sandbox.set_fault("modern", None);
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(fleet.run("check", &[]).code, 1, "a process that was killed holds up nobody");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_the_file_is_the_same_state() {
    let fleet = Fleet::new(&["modern"]).await;
    let (folder, file) = (fleet.stage.folder.path(), fleet.file.to_str().unwrap());
    // From one folder to another, before there is any file.
    std::os::unix::fs::symlink("state/second", folder.join("first")).unwrap();
    std::fs::create_dir(folder.join("state")).unwrap();
    std::os::unix::fs::symlink("fleet.sqlite3", folder.join("state/second")).unwrap();
    let linked = |command: &str, more: &[&str]| {
        fleet.stage.command(&[&[command, "--fleet", file, "--state", "first"], more].concat())
    };
    fleet.stage.sandbox.set_fault("modern", Fault::Hold);
    let mut first = linked("show", &["--timeout", "60s"]).spawn().unwrap();
    fleet.stage.sandbox.wait_for_requests(|requests| !requests.is_empty()).await;
    let second = fleet.run("check", &["--timeout", "1s"]);
    assert!(second.code == 3 && second.out.contains("is still in use by another license-watch"), "{second:?}");
    fleet.stage.sandbox.set_fault("modern", None);
    first.kill().unwrap();
    first.wait().unwrap();

    assert_eq!(fleet.stage.finish(&mut linked("check", &[])).code, 1);
    assert_eq!(fleet.known(), ["Acme Industries"]);
    let diff = fleet.stage.finish(&mut linked("diff", &[]));
    assert!(diff.code == 0 && diff.err.contains("no changes were found"), "{diff:?}");
    assert!(!folder.join("first.lock").exists() && !folder.join("state/second.lock").exists());

    std::os::unix::fs::symlink("ring", folder.join("ring")).unwrap();
    let ring = fleet.stage.run(&["show", "--fleet", file, "--state", "ring"]);
    assert!(ring.code == 2 && ring.err.contains("--state: ring is a link that leads nowhere"), "{ring:?}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn only_a_file_can_be_the_state() {
    let fleet = Fleet::new(&["modern"]).await;
    let (folder, file) = (fleet.stage.folder.path(), fleet.file.to_str().unwrap());
    assert!(Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap().success());
    std::fs::create_dir(folder.join("folder")).unwrap();
    let before = names(folder);
    for command in ["diff", "forecast", "show", "serve"] {
        for (state, what) in [("pipe", "pipe is not a regular file"), ("folder", "folder is a folder, not a file")] {
            let run = fleet.stage.run(&[command, "--fleet", file, "--state", state]);
            assert!(run.code == 2 && run.err.contains(&format!("--state: {what}")), "{command}: {run:?}");
        }
    }
    let foreign = fleet.stage.run(&["show", "--fleet", file, "--state", "modern.token"]);
    assert!(foreign.code == 1 && foreign.err.contains("is not a state file of License Watch"), "{foreign:?}");
    assert_eq!(names(folder), before, "nothing is left beside what was refused");
}

/// What is in a folder.
#[cfg(unix)]
fn names(folder: &Path) -> std::collections::BTreeSet<std::ffi::OsString> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_set_aside_and_restored() {
    let fleet = Fleet::new(&["trial"]).await;
    fleet.show();
    let size = std::fs::metadata(&fleet.state).unwrap().len();
    std::fs::write(&fleet.state, vec![0xa5; usize::try_from(size).unwrap()]).unwrap();
    drop_license(&fleet.stage.sandbox, "trial");
    let run = fleet.run("show", &["--json"]);
    assert!(run.err.contains("the state file was damaged: it was restored from a copy of "), "{}", run.err);
    assert!(run.err.contains("fleet.sqlite3.damaged-2026-03-01T000000Z"), "{}", run.err);
    assert_eq!(run.workspace()["status"], "invalid", "what the copy has is still known");
    assert_eq!(fleet.run("show", &["--json"]).err, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_file_is_not_taken_for_a_state() {
    let fleet = Fleet::new(&["modern"]).await;
    let file = fleet.file.to_str().unwrap();
    let itself = fleet.stage.run(&["show", "--fleet", file, "--state", file]);
    assert_eq!(itself.code, 2);
    assert!(itself.err.contains("--state: is the fleet file itself"), "{}", itself.err);
    let token = fleet.stage.folder.path().join("modern.token");
    let run = fleet.stage.run(&["show", "--fleet", file, "--state", token.to_str().unwrap()]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("is not a state file of License Watch. Name another file."), "{}", run.err);
    let picture = fleet.stage.folder.path().join("picture.png");
    let bytes = [&b"\x89PNG\r\n\x1a\n"[..], &[0; 2000]].concat();
    std::fs::write(&picture, &bytes).unwrap();
    let run = fleet.stage.run(&["show", "--fleet", file, "--state", picture.to_str().unwrap()]);
    assert!(run.code == 1 && run.err.contains("picture.png is not a state file of License Watch."), "{run:?}");
    assert_eq!(std::fs::read(&picture).unwrap(), bytes, "it is left as it is");
    assert!(fleet.stage.run(&["show", "--state", "x"]).err.contains("--fleet <FILE>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_can_name_the_file_and_a_service_has_one() {
    let fleet = Fleet::new(&["modern"]).await;
    let folder = fleet.stage.folder.path();
    let run = |variable: &str, value: PathBuf| {
        let mut command = fleet.stage.command(&["list", "--fleet", fleet.file.to_str().unwrap()]);
        assert_eq!(fleet.stage.finish(command.env(variable, value)).code, 0);
    };
    run("LICENSE_WATCH_STATE", folder.join("named.sqlite3"));
    assert!(folder.join("named.sqlite3").exists());
    run("STATE_DIRECTORY", folder.join("service"));
    assert!(folder.join("service/state.sqlite3").exists());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_can_be_written_what_was_known_still_counts() {
    let fleet = Fleet::new(&["trial"]).await;
    fleet.show();
    drop_license(&fleet.stage.sandbox, "trial");
    let before = std::fs::read(&fleet.state).unwrap();
    let shown = fleet.command("list", &[]);
    // Every write of the process fails from now on.
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"]).arg(shown.get_program());
    command.args(shown.get_args()).current_dir(fleet.stage.folder.path()).env("LICENSE_WATCH_NOW", NOW);
    let run = fleet.stage.finish(&mut command);
    assert!(run.out.starts_with("invalid"), "{run:?}");
    assert!(
        run.err.contains("cannot be written") && run.err.contains("what this run finds is not kept"),
        "{}",
        run.err
    );
    assert_eq!(std::fs::read(&fleet.state).unwrap(), before);
}
