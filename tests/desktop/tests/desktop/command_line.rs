//! The headless program beside the application: one owner of the store, whichever comes first.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use desktop_tests::wait::{until, until_true};
use sandbox::{Fault, Key, Sandbox};
use serde_json::Value;

use crate::{
    application::{AGENT, Application},
    passed,
};

/// A server that can check license keys.
const RENEWED: &str = "eight";

#[tokio::test(flavor = "multi_thread")]
async fn what_a_terminal_changes_shows_in_the_open_window() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    let window = application.open().await?;
    window.find("first-run").await?;
    let fleet = application.fleet(&sandbox, &["modern", "six"])?;
    let run = |arguments: &[&str]| -> Result<String> {
        let output = application.run_headless(arguments)?;
        ensure!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    };

    run(&["workspace", "import", &fleet.to_string_lossy()])?;
    until_true("both in the window", async || Ok(window.count("workspace-item").await? == 2)).await?;
    ensure!(application.entries_in_keyring().await?.len() == 2);
    passed("an import shows, and the agent has stored the tokens");

    sandbox.set_fault("six", Fault::Status(502));
    let show = application.run_headless(&["show", "--json"])?;
    ensure!(show.status.code() == Some(3), "{show:?}");
    let reason = "select count(*) from failures where failure ->> 'code' = 'server'";
    let failed: u32 = application.store()?.query_row(reason, [], |row| row.get(0))?;
    ensure!(failed == 1);
    passed("a refresh is the agent's");

    run(&["workspace", "remove", "six", "--yes"])?;
    until_true("one in the window", async || Ok(window.count("workspace-item").await? == 1)).await?;
    ensure!(application.entries_in_keyring().await?.len() == 1);
    ensure!(run(&["workspace", "list"])?.lines().count() == 1);
    passed("a removal shows, and its token is gone");
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_application_a_workspace_is_added_edited_and_renewed_with_the_keyring() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    let run = |arguments: &[&str]| -> Result<String> {
        let output = application.run_headless(arguments)?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(output.status.success(), "{arguments:?}: {said}");
        let token = sandbox.credentials(RENEWED).token;
        let printed = String::from_utf8(output.stdout)?;
        ensure!(!printed.contains(&token) && !said.contains(&token), "{arguments:?} shows the token");
        Ok(printed)
    };
    let login = sandbox.credentials(RENEWED);
    let file = |name: &str, text: &str| -> Result<String> {
        let path = application.desktop.folder().join(name);
        std::fs::write(&path, text)?;
        Ok(path.to_string_lossy().into_owned())
    };

    let (url, token) = (sandbox.url(RENEWED), file("acme.token", &login.token)?);
    let added = run(&[
        "workspace",
        "add",
        &url,
        "--name",
        "Acme",
        "--user-id",
        &login.user_id,
        "--allow-http",
        "--token-file",
        &token,
    ])?;
    ensure!(added.starts_with("added  "), "{added}");
    ensure!(application.entries_in_keyring().await?.len() == 1);
    let before = run(&["list"])?;
    ensure!(before.contains("Acme"), "{before}");
    passed("it is added, and its token is in the keyring");

    run(&["workspace", "edit", "Acme", "--name", "Harbor", "--owner", "Facility team"])?;
    let json: Value = serde_json::from_str(&run(&["show", "--json"])?)?;
    let shown = &json["workspaces"][0];
    ensure!(shown["name"] == "Harbor" && shown["details"]["owner"] == "Facility team", "{shown}");
    ensure!(shown["error"].is_null() && shown["details"]["cost"].is_null(), "{shown}");
    passed("it is edited, and read with the token from the keyring");

    let key = file("key.txt", &sandbox.key(RENEWED, Key::Renewal))?;
    let renewed = run(&["renew", "Harbor", "--key-file", &key, "--yes"])?;
    ensure!(renewed.contains("\nLicense applied\n"), "{renewed}");
    let json: Value = serde_json::from_str(&run(&["list", "--json"])?)?;
    let after = &json["workspaces"][0]["licenses"][0]["expires_at"];
    ensure!(*after != shown["licenses"][0]["expires_at"], "{after}");
    ensure!(!application.runs(AGENT)?, "somebody has started the application");
    passed("a key is applied, and what the server has made of it is stored");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_takes_long_does_not_hold_up_the_start_of_the_application() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["modern", "six"])?;
    sandbox.set_fault("modern", Fault::Hold);
    let requests = || sandbox.requests_to("modern").len();
    let before = requests();
    let mut check = application.start_headless(&["check", "--timeout", "40s"])?;
    until_true("a request of the check", async || Ok(requests() > before)).await?;

    let start = Instant::now();
    let mut running = application.start_agent()?;
    let tray = application.tray().await?;
    ensure!(start.elapsed() < Duration::from_secs(8), "the agent waited {:?}", start.elapsed());
    passed("the check gives way to the agent");

    sandbox.set_fault("modern", None);
    let code = until("the end of the check", async || check.exit_code()).await?;
    ensure!(code == 1, "the check ended with {code}");
    passed("the check has its result from the agent");
    tray.click_label("Quit").await?;
    until_true("the end of the application", async || running.has_ended()).await?;
    Ok(())
}
