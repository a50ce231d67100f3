//! The desktop application from end to end, with a real display, session bus, keyring, notification daemon, tray,
//! WebKit, SQLite and HTTP. Only the Rocket.Chat server is a stand-in.

use std::time::Duration;

use anyhow::{Result, ensure};
use desktop_tests::{
    processes::{self, contains},
    wait::{until, until_true},
};
use sandbox::{Endpoint, Key, KeyTiming, Sandbox, SecondFactor};

use crate::{
    application::{AGENT, Application, TITLE, WINDOW},
    passed,
};

#[tokio::test(flavor = "multi_thread")]
async fn workspace_is_added_shown_reminded_of_and_removed() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let login = sandbox.credentials("modern");
    let application = Application::new().await?;
    let desktop = &application.desktop;

    let window = application.open().await?;
    window.find("first-run").await?;
    window.click("first-add").await?;
    window.fill("add-address", &sandbox.url("modern")).await?;
    window.click("add-allow-http").await?;
    window.wait_for_text("probe", |text| text.contains("Rocket.Chat 8.5 found")).await?;
    window.fill("add-name", "Acme <b>&</b> Sons").await?;
    window.click("add-continue").await?;
    ensure!(
        sandbox.requests_to("modern").iter().all(|request| request.header("x-auth-token").is_none()),
        "a token was sent before sign-in"
    );
    passed("the address is checked before sign-in");

    window.fill("add-user-id", &login.user_id).await?;
    window.fill("add-token", "a-token-that-was-revoked").await?;
    window.click("add-submit").await?;
    window.wait_for_text("add-error", |text| text.contains("You must be logged in to do this.")).await?;
    passed("a refused token, with the server's message");

    window.fill("add-token", &login.token).await?;
    window.click("add-submit").await?;
    for check in ["check-sign_in", "check-permission", "check-license", "check-deadline", "check-saved"] {
        window.find(check).await?;
    }
    window.click("add-open-it").await?;
    window.wait_for_text("workspace-title", |text| text == "Acme <b>&</b> Sons").await?;
    let id = window.find("workspace-item").await?.attr("data-id").await?.unwrap();
    window.wait_for_text("plan", |text| text.contains("Enterprise")).await?;
    window.wait_for_text("status", |text| text == "Expiring").await?;
    window.wait_for_text("countdown", |text| text.contains("25 days")).await?;
    window.wait_for_text("expires-at", |text| text.contains("20")).await?;
    window.wait_for_text("limit-active_users", |text| text.contains("41") && text.contains("50")).await?;
    window.find("module-auditing").await?;
    window.find("module-acme.ticket-bridge").await?;
    passed("added, and its license is shown");

    until_true("the token in the keyring", async || Ok(application.secret(&id)?.as_deref() == Some(&login.token)))
        .await?;
    let secret = login.token.as_bytes();
    let written = processes::files_with(desktop.folder(), login.user_id.as_bytes())?;
    ensure!(written.iter().any(|file| file.ends_with("license-watch.db-wal")), "searched the wrong files: {written:?}");
    let leaks = processes::files_with(desktop.folder(), secret)?;
    ensure!(leaks.is_empty(), "the token is in {leaks:?}");
    let running = application.process_tree()?;
    for program in [AGENT, WINDOW, "WebKitWebProcess"] {
        ensure!(running.iter().any(|process| process.program == program), "no {program} in {running:?}");
    }
    for process in running {
        ensure!(
            !contains(&processes::arguments_and_environment(process.id), secret),
            "{} was started with the token",
            process.program
        );
    }
    let page = "return document.documentElement.outerHTML + JSON.stringify([...document.querySelectorAll('input')]
        .map((input) => input.value)) + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)";
    let page = window.client().execute(page, Vec::new()).await?.to_string();
    ensure!(page.contains("auditing") && !page.contains(&login.token), "the token is in the page");
    passed("the token is in the keyring, and in no file, arguments, environment or page");

    let shown = until("the notification", async || Ok(desktop.notifications()?.into_iter().next())).await?;
    // What its first reading finds is one summary: see the reminders of `background.rs` for the texts of deadlines.
    assert_eq!(shown.summary, "Acme <b>&</b> Sons added");
    ensure!(shown.body.contains("3 modules stop in 11 days"), "{shown:?}");
    passed("the notification about what was added");

    let tray = application.tray().await?;
    let line = until("the workspace in the tray's menu", async || {
        Ok(tray.menu().await?.into_iter().find(|entry| entry.label.contains("11 days")))
    })
    .await?;
    ensure!(line.label.contains("Acme <b>&</b> Sons"), "{line:?}");
    let labels: Vec<_> = tray.menu().await?.into_iter().map(|entry| entry.label).collect();
    for label in ["Refresh all", "Open License Watch", "Quit"] {
        ensure!(labels.iter().any(|known| known == label), "no {label:?} in {labels:?}");
    }
    passed("the tray item and its menu");

    for (click, then) in [
        ("Snooze reminders until tomorrow", "Resume reminders"),
        ("Resume reminders", "Snooze reminders until tomorrow"),
    ] {
        tray.click_label(click).await?;
        until_true("the other entry", async || Ok(tray.menu().await?.iter().any(|entry| entry.label == then))).await?;
    }
    passed("reminders are snoozed and resumed from the tray's menu");

    sandbox.stop().await;
    window.click("refresh").await?;
    window.find("stale").await?;
    window.wait_for_text("countdown", |text| text.contains("25 days")).await?;
    window.wait_for_text("fetched", |text| !text.is_empty()).await?;
    passed("the server is down: the last known license is shown, with its age and the failure");

    application.close_window().await?;
    until_true("the end of every web process", async || Ok(!application.runs("WebKitWebProcess")?)).await?;
    ensure!(application.runs(AGENT)?, "the agent has ended");
    ensure!(!application.runs(WINDOW)?, "the window's process remains");
    passed("the window is closed: the web processes have exited, and the tray remains");

    tray.click_label("Open License Watch").await?;
    until_true("the window", async || Ok(!desktop.windows(TITLE)?.is_empty())).await?;
    until_true("its web process", async || application.runs("WebKitWebProcess")).await?;
    passed("opened again from the tray's menu");
    // The driver only knows the first window, so it cannot end the application through the second.
    tray.click_label("Quit").await?;
    application.ended().await?;
    drop(window);

    let window = application.open().await?;
    window.wait_for_text("workspace-title", |text| text == "Acme <b>&</b> Sons").await?;
    window.wait_for_text("countdown", |text| text.contains("25 days")).await?;
    window.find("stale").await?;
    until_true("no second notification", async || Ok(desktop.notifications()?.len() == 1)).await?;
    passed("restarted without a server: the license is shown, and no notification is repeated");

    window.click("workspace-menu").await?;
    window.click("remove").await?;
    window.click("remove-confirm").await?;
    window.find("first-run").await?;
    assert_eq!(application.secret(&id)?, None);
    passed("removed, including its token");
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_in_with_second_factor_then_sign_out() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    sandbox.set_second_factor("eight", SecondFactor::Totp);
    let login = sandbox.login("eight");
    let application = Application::new().await?;

    let window = application.open().await?;
    window.click("first-add").await?;
    window.fill("add-address", &sandbox.url("eight")).await?;
    window.click("add-allow-http").await?;
    window.find("probe").await?;
    window.click("add-continue").await?;
    window.click("sign-in-password").await?;
    window.fill("add-user", &login.user).await?;
    window.fill("add-password", &login.password).await?;
    window.click("add-submit").await?;
    window.fill("second-factor", &sandbox.second_factor_code("eight")).await?;
    window.click("add-submit").await?;
    window.click("add-open-it").await?;
    window.find("plan").await?;
    let id = window.find("workspace-item").await?.attr("data-id").await?.unwrap();
    let issued = sandbox.issued_tokens("eight");
    let [token] = &issued[..] else { anyhow::bail!("{issued:?} instead of one token") };
    ensure!(token.name.as_deref().is_some_and(|name| name.starts_with("License Watch on ")), "{token:?}");
    until_true("the token in the keyring", async || Ok(application.secret(&id)?.as_deref() == Some(&token.token)))
        .await?;
    for secret in [&login.password, &token.token] {
        let leaks = processes::files_with(application.desktop.folder(), secret.as_bytes())?;
        ensure!(leaks.is_empty(), "a secret is in {leaks:?}");
    }
    let page = window.client().execute("return document.documentElement.outerHTML", Vec::new()).await?.to_string();
    ensure!(!page.contains(&token.token) && !page.contains(&login.password), "a secret is in the page");
    passed("a password and a code were exchanged for a token, which is only in the keyring");

    window.click("workspace-menu").await?;
    window.click("sign-out").await?;
    window.click("sign-out-confirm").await?;
    until_true("the end of the token", async || Ok(sandbox.issued_tokens("eight").is_empty())).await?;
    assert_eq!(application.secret(&id)?, None);
    window.find("plan").await?;
    passed("signed out: the token is revoked and deleted, and the license is still shown");
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn renewal_says_what_happened_after_the_servers_delay() -> Result<()> {
    // Longer than usual, so that the progress can be seen.
    let timing = KeyTiming { delay: Duration::from_millis(2_500), ..KeyTiming::default() };
    let sandbox = Sandbox::builder().key_timing(timing).start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["eight"])?;
    let window = application.open().await?;
    window.find("plan").await?;
    let applied = || sandbox.requests_to("eight").iter().filter(|r| r.endpoint == Some(Endpoint::LicensesAdd)).count();
    let key = |key| sandbox.key("eight", key);
    // The dialog is longer than the window, and the driver scrolls the page only.
    let press = async |id: &str| -> Result<()> {
        window.find(id).await?;
        let scroll = format!("document.querySelector('[data-testid={id}]').scrollIntoView({{block: 'center'}})");
        window.client().execute(&scroll, Vec::new()).await?;
        window.click(id).await
    };
    let check = async |text: &str| window.paste("license-key", text).await;
    let open = async || -> Result<()> {
        window.click("workspace-menu").await?;
        window.click("renew").await
    };

    open().await?;
    check(&key(Key::Garbage)).await?;
    press("renew-check").await?;
    window.wait_for_text("renew-error", |text| text.contains("Not accepted as a license key")).await?;
    passed("what is no license key is refused");

    check(&key(Key::Present)).await?;
    window.wait_for_text("verdict", |text| text.contains("already has this key")).await?;
    let is_disabled = window.find("renew-apply").await?.attr("disabled").await?.is_some();
    ensure!(is_disabled, "the same key can be applied");
    passed("the same key is recognized");

    check(&key(Key::OtherAddress)).await?;
    window.wait_for_text("verdict", |text| text.contains("chat.other.example")).await?;
    let is_disabled = window.find("renew-apply").await?.attr("disabled").await?.is_some();
    ensure!(is_disabled && applied() == 0, "it can be applied without consent");
    passed("a key that does not fit cannot be applied without consent");
    press("renew-agree").await?;
    press("renew-apply").await?;
    window.wait_for_text("renew-progress", |text| text.contains("The server is checking the key")).await?;
    window
        .wait_for_text("renewal", |text| text.contains("now has no license") && text.contains("chat.other.example"))
        .await?;
    passed("with consent it is applied, and the license is gone");

    press("renew-restore").await?;
    window.wait_for_text("renewal", |text| text.contains("Old key restored")).await?;
    ensure!(sandbox.stored_key("eight") == key(Key::Present), "another key is stored");
    press("renew-close").await?;
    window.wait_for_text("plan", |text| text.contains("Enterprise")).await?;
    passed("the old key was put back");

    open().await?;
    check(&key(Key::Renewal)).await?;
    window.wait_for_text("verdict", |text| text.contains("License valid for this workspace")).await?;
    press("renew-apply").await?;
    window.wait_for_text("renewal", |text| text.contains("License applied")).await?;
    window.find("renewal-changes").await?;
    press("renew-close").await?;
    window.wait_for_text("status", |text| text == "Valid").await?;
    passed("a key that fits is applied");

    for text in [key(Key::Present), key(Key::Renewal), key(Key::OtherAddress)] {
        let payload = text.split('.').nth(1).unwrap_or_default();
        let leaks = processes::files_with(application.desktop.folder(), payload.as_bytes())?;
        ensure!(leaks.is_empty(), "a license key is in {leaks:?}");
        let page = window.client().execute("return document.documentElement.outerHTML", Vec::new()).await?.to_string();
        ensure!(!page.contains(payload), "a license key is in the page");
    }
    passed("no license key is in a file or the page");
    window.end().await
}

/// Drops a file with this text on an element, as the web view reports it.
const DROP: &str = "const transfer = new DataTransfer();
    transfer.items.add(new File([arguments[1]], 'workspace.license'));
    const target = document.querySelector(arguments[0]);
    for (const type of ['dragenter', 'dragover', 'drop']) {
        target.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: transfer}));
    }";

#[tokio::test(flavor = "multi_thread")]
async fn dropped_license_file_renews_the_workspace_that_it_is_issued_for() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["eight", "modern"])?;
    let window = application.open().await?;
    until_true("both workspaces", async || Ok(window.text("overview").await?.contains("modern"))).await?;
    let key = sandbox.key("eight", Key::Renewal);
    window.client().execute(DROP, vec!["main".into(), key.clone().into()]).await?;
    window.wait_for_text("renew-title", |text| text.contains("eight")).await?;
    window.wait_for_text("verdict", |text| text.contains("License valid for this workspace")).await?;
    let changes = window.text("preview-changes").await?;
    ensure!(
        changes.contains("50") && changes.contains("75"),
        "the old and the new number of seats are missing: {changes}"
    );
    ensure!(sandbox.stored_key("eight") == sandbox.key("eight", Key::Present), "it was applied without being asked");
    let press = "document.querySelector('[data-testid=renew-apply]').click()";
    window.client().execute(press, Vec::new()).await?;
    window.wait_for_text("renewal", |text| text.contains("License applied")).await?;
    ensure!(sandbox.stored_key("eight") == key, "another key is stored");
    ensure!(
        sandbox.stored_key("modern") == sandbox.key("modern", Key::Present),
        "the other workspace was renewed, too"
    );
    window.client().execute("document.querySelector('[data-testid=renew-close]').click()", Vec::new()).await?;
    passed("a dropped file renewed the workspace that it is issued for");

    window.client().execute(DROP, vec!["main".into(), "<html>".into()]).await?;
    window.wait_for_text("key-file-failed", |text| text.contains("Not a license key")).await?;
    passed("a file that is no license is refused");
    let payload = key.split('.').nth(1).unwrap_or_default();
    let leaks = processes::files_with(application.desktop.folder(), payload.as_bytes())?;
    ensure!(leaks.is_empty(), "a license key is in {leaks:?}");
    let page = window.client().execute("return document.documentElement.outerHTML", Vec::new()).await?.to_string();
    ensure!(!page.contains(payload), "a license key is in the page");
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn links_open_in_the_browser_of_the_system() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let mut application = Application::new().await?;
    let opened = application.replace_browser()?;
    application.watch(&sandbox, &["modern"])?;
    let window = application.open().await?;
    window.find("plan").await?;
    let last = || std::fs::read_to_string(&opened).unwrap_or_default().lines().last().unwrap_or_default().to_owned();
    let url = sandbox.url("modern");
    window.click("address").await?;
    until_true("the workspace in the browser", async || Ok(last() == url)).await?;
    for (entry, expected) in [
        ("link-subscription", format!("{url}/admin/subscription")),
        ("link-portal", "https://cloud.rocket.chat/".to_owned()),
        ("link-mail", "mailto:?subject=".to_owned()),
    ] {
        window.click("workspace-menu").await?;
        window.click(entry).await?;
        until_true(entry, async || Ok(last().starts_with(&expected))).await?;
    }
    ensure!(last().contains("modern") && !last().contains(' '), "{}", last());
    passed("the workspace, its Subscription page, the console and a message are opened");

    std::fs::write(opened.with_file_name("broken"), "")?;
    window.click("address").await?;
    window.wait_for_text("link-failed", |text| text.contains("Could not open link")).await?;
    passed("without a browser, the window says so and offers the link");
    window.end().await
}
