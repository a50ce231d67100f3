//! The desktop application, from end to end, on real parts: display, session bus, keyring, notification daemon, tray,
//! WebKit, SQLite, HTTP. Only the Rocket.Chat server is a stand-in.
//!
//! It needs the built application: `cargo build -p license-watch-desktop`, which `cargo xtask test` does first.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]
#![cfg(target_os = "linux")]

mod application;

use anyhow::{Result, ensure};
use application::{Application, TITLE};
use desktop_tests::{
    processes::{self, contains},
    wait::{until, until_so},
};
use sandbox::{Endpoint, Key, Sandbox, SecondFactor};

/// Prints which step has passed, so that a failure shows how far it came.
fn passed(step: &str) {
    println!("  passed: {step}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_from_the_form_to_the_tray_and_back() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let login = sandbox.credentials("modern");
    let application = Application::new().await?;
    let desktop = &application.desktop;

    let window = application.open().await?;
    window.find("first-run").await?;
    window.click("first-add").await?;
    window.fill("add-address", &sandbox.url("modern")).await?;
    window.click("add-allow-http").await?;
    window.text_that("probe", |text| text.contains("Rocket.Chat 8.5 found")).await?;
    window.fill("add-name", "Acme <b>&</b> Sons").await?;
    window.click("add-continue").await?;
    ensure!(
        sandbox.requests_to("modern").iter().all(|request| request.header("x-auth-token").is_none()),
        "a token before the sign-in"
    );
    passed("the address, looked at before anybody signs in");

    window.fill("add-user-id", &login.user_id).await?;
    window.fill("add-token", "a-token-that-was-revoked").await?;
    window.click("add-submit").await?;
    window.text_that("add-error", |text| text.contains("You must be logged in to do this.")).await?;
    passed("a token that is refused, in the server's own words");

    window.fill("add-token", &login.token).await?;
    window.click("add-submit").await?;
    for check in ["check-sign_in", "check-permission", "check-license", "check-deadline", "check-saved"] {
        window.find(check).await?;
    }
    window.click("add-open-it").await?;
    window.text_that("workspace-title", |text| text == "Acme <b>&</b> Sons").await?;
    let id = window.find("workspace-item").await?.attr("data-id").await?.unwrap();
    window.text_that("plan", |text| text.contains("Enterprise")).await?;
    window.text_that("status", |text| text == "Expiring").await?;
    window.text_that("countdown", |text| text.contains("25 days")).await?;
    window.text_that("expires-at", |text| text.contains("20")).await?;
    window.text_that("limit-active_users", |text| text.contains("41") && text.contains("50")).await?;
    window.find("module-auditing").await?;
    window.find("module-acme.ticket-bridge").await?;
    passed("added through the form, and its license read in the window");

    until_so("its secret in the keyring", async || Ok(application.secret(&id)?.as_deref() == Some(&login.token)))
        .await?;
    let secret = login.token.as_bytes();
    let written = processes::files_with(desktop.folder(), login.user_id.as_bytes())?;
    ensure!(
        written.iter().any(|file| file.ends_with("license-watch.db-wal")),
        "looked at the wrong files: {written:?}"
    );
    let leaks = processes::files_with(desktop.folder(), secret)?;
    ensure!(leaks.is_empty(), "the token is in {leaks:?}");
    let running = application.family()?;
    for program in ["license-watch-desktop", "WebKitWebProcess"] {
        ensure!(running.iter().any(|process| process.program == program), "no {program} in {running:?}");
    }
    for process in running {
        ensure!(!contains(&processes::started_with(process.id), secret), "{} was started with it", process.program);
    }
    let page = "return document.documentElement.outerHTML + JSON.stringify([...document.querySelectorAll('input')]
        .map((input) => input.value)) + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)";
    let page = window.client().execute(page, Vec::new()).await?.to_string();
    ensure!(page.contains("auditing") && !page.contains(&login.token), "the token is in the page");
    passed("its secret is in the keyring, and in no file, no process's start and no page");

    let shown = until("the notification", async || Ok(desktop.notifications()?.into_iter().next())).await?;
    assert_eq!(shown.summary, "Acme <b>&</b> Sons: 11 days left");
    ensure!(shown.body.contains("voip-enterprise"), "{shown:?}");
    passed("the notification of the nearest deadline");

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
        until_so("the other entry", async || Ok(tray.menu().await?.iter().any(|entry| entry.label == then))).await?;
    }
    passed("reminders are snoozed and resumed from the tray's menu");

    sandbox.stop().await;
    window.click("refresh").await?;
    window.find("stale").await?;
    window.text_that("countdown", |text| text.contains("25 days")).await?;
    window.text_that("fetched", |text| !text.is_empty()).await?;
    passed("the server is gone: its license is still there, with its age and what is wrong");

    application.close_window().await?;
    until_so("the end of every web process", async || Ok(!application.runs("WebKitWebProcess")?)).await?;
    ensure!(application.runs("license-watch-desktop")?, "the application lives on in the tray");
    passed("the window is closed: no web process is left, and the tray is");

    tray.click_label("Open License Watch").await?;
    until_so("the window", async || Ok(!desktop.windows(TITLE)?.is_empty())).await?;
    until_so("its web process", async || application.runs("WebKitWebProcess")).await?;
    passed("opened again from the tray's menu");
    // The driver knows the first window only, and cannot end an application by the second.
    tray.click_label("Quit").await?;
    application.ended().await?;
    drop(window);

    let window = application.open().await?;
    window.text_that("workspace-title", |text| text == "Acme <b>&</b> Sons").await?;
    window.text_that("countdown", |text| text.contains("25 days")).await?;
    window.find("stale").await?;
    until_so("no second notification", async || Ok(desktop.notifications()?.len() == 1)).await?;
    passed("started again without a server: the license is still there, and no notification is shown twice");

    window.click("workspace-menu").await?;
    window.click("remove").await?;
    window.click("remove-confirm").await?;
    window.find("first-run").await?;
    assert_eq!(application.secret(&id)?, None);
    passed("removed, and its secret with it");
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_a_second_factor_a_renewal_and_a_sign_out() -> Result<()> {
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
    until_so("its secret in the keyring", async || Ok(application.secret(&id)?.as_deref() == Some(&token.token)))
        .await?;
    for secret in [&login.password, &token.token] {
        let leaks = processes::files_with(application.desktop.folder(), secret.as_bytes())?;
        ensure!(leaks.is_empty(), "a secret is in {leaks:?}");
    }
    let page = window.client().execute("return document.documentElement.outerHTML", Vec::new()).await?.to_string();
    ensure!(!page.contains(&token.token) && !page.contains(&login.password), "a secret is in the page");
    passed("a password and a code became a token named after this computer, in the keyring alone");

    window.click("workspace-menu").await?;
    window.click("renew").await?;
    window.fill("license-key", Key::TooFewSeats.text()).await?;
    window.click("renew-check").await?;
    window.text_that("verdict", |text| text.contains("uses more than it allows")).await?;
    ensure!(!window.has("renew-apply").await?, "what is refused cannot be applied");
    window.fill("license-key", Key::Renewal.text()).await?;
    window.click("renew-check").await?;
    window.text_that("verdict", |text| text.contains("would accept")).await?;
    let applied = || sandbox.requests_to("eight").iter().filter(|r| r.endpoint == Some(Endpoint::LicensesAdd)).count();
    ensure!(applied() == 0, "checking applies nothing");
    window.click("renew-apply").await?;
    window.find("renewal-changes").await?;
    ensure!(applied() == 1);
    window.click("renew-close").await?;
    window.text_that("status", |text| text == "Valid").await?;
    passed("a license key was checked, refused, checked, applied, and what it changed is shown");

    window.click("workspace-menu").await?;
    window.click("sign-out").await?;
    window.click("sign-out-confirm").await?;
    until_so("the end of the token", async || Ok(sandbox.issued_tokens("eight").is_empty())).await?;
    assert_eq!(application.secret(&id)?, None);
    window.find("plan").await?;
    passed("signed out: the token is revoked and gone, and the license is still shown");
    window.end().await
}
