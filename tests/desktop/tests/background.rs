//! The application in the background: its tray, its notifications, and crashes.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod application;

use anyhow::{Result, ensure};
use application::{Application, TITLE};
use desktop_tests::{
    processes,
    wait::{until, until_so},
};
use sandbox::{Fault, Sandbox};

fn passed(step: &str) {
    println!("  passed: {step}");
}

#[tokio::test(flavor = "multi_thread")]
async fn started_hidden_it_reminds_and_a_click_opens_the_workspace() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["trial"])?;

    let mut running = application.start(&["--hidden"])?;
    let tray = application.tray().await?;
    until_so("a click on the notification", async || application.desktop.click_notification()).await?;
    until_so("the window", async || Ok(!application.desktop.windows(TITLE)?.is_empty())).await?;
    passed("reminded with no window, and a click on the notification opened one");
    tray.click_label("Quit").await?;
    until_so("the end of the application", async || running.has_ended()).await?;

    let mut running = application.start(&["--hidden"])?;
    let tray = application.tray().await?;
    let requests = || sandbox.requests_to("trial").len();
    let before = requests();
    tray.click_label("Refresh all").await?;
    until_so("the refresh", async || Ok(requests() > before + 1)).await?;
    tray.click_label("Quit").await?;
    until_so("the end of the application", async || running.has_ended()).await?;
    let shown = application.desktop.notifications()?;
    assert!(shown.len() == 1 && shown[0].picture.ends_with("pictures/normal.png"), "{shown:?}");
    passed("started again: what was shown, with a picture of its urgency, is not shown again");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn started_hidden_there_is_a_tray_and_no_web_process_until_it_is_opened() -> Result<()> {
    let application = Application::new().await?;
    let mut running = application.start(&["--hidden"])?;
    let tray = application.tray().await?;
    ensure!(!application.runs("WebKitWebProcess")? && application.desktop.windows(TITLE)?.is_empty());
    passed("started hidden: a tray, no window, no web process");

    let mut second = application.start(&[])?;
    until_so("the end of the second", async || second.has_ended()).await?;
    until_so("the window of the first", async || Ok(!application.desktop.windows(TITLE)?.is_empty())).await?;
    passed("a second start opens the window of the first");

    tray.click_label("Quit").await?;
    until_so("the end of the first", async || running.has_ended()).await?;
    passed("quit from the tray's menu");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_it_was_shown_a_reminder_is_shown_at_the_next_start_and_never_again() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let mut application = Application::new().await?;
    application.watch(&sandbox, &["trial"])?;
    application.desktop.freeze_notifications()?;
    let mut running = application.start(&["--hidden"])?;
    let id = running.id();
    until_so("a notification that waits for its service", async || processes::has_thread(id, "notification")).await?;
    running.kill()?;
    application.desktop.restart_notifications().await?;
    ensure!(application.desktop.notifications()?.is_empty());
    passed("killed between recording and showing");

    for _ in 0..2 {
        let mut running = application.start(&["--hidden"])?;
        let tray = application.tray().await?;
        until_so("the notification", async || Ok(application.desktop.notifications()?.len() == 1)).await?;
        let before = sandbox.requests_to("trial").len();
        tray.click_label("Refresh all").await?;
        until_so("the refresh", async || Ok(sandbox.requests_to("trial").len() > before + 1)).await?;
        tray.click_label("Quit").await?;
        until_so("the end of the application", async || running.has_ended()).await?;
    }
    assert_eq!(application.desktop.notifications()?.len(), 1);
    passed("shown at the next start, and not at the one after");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_shows_a_refresh_of_all_and_snoozed_reminders() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["renewing"])?;
    let _running = application.start(&["--hidden"])?;
    let tray = application.tray().await?;
    until_so("the first answer", async || Ok(tray.menu().await?[0].label.contains("12 days"))).await?;
    let icon = async || Ok::<_, anyhow::Error>(std::fs::read(tray.icon().await?)?);
    let calm = icon().await?;

    sandbox.set_fault("renewing", Fault::Hold);
    tray.click_label("Refresh all").await?;
    until_so("the icon of a refresh", async || Ok(icon().await? != calm)).await?;
    let refreshing = icon().await?;
    sandbox.set_fault("renewing", None);
    until_so("the icon from before", async || Ok(icon().await? == calm)).await?;
    passed("another icon while all are being refreshed");

    tray.click_label("Snooze reminders until tomorrow").await?;
    until_so("the icon of a pause", async || Ok(icon().await? != calm)).await?;
    ensure!(icon().await? != refreshing);
    until_so("the menu of a pause", async || Ok(tray.click_label("Resume reminders").await.is_ok())).await?;
    until_so("the icon from before", async || Ok(icon().await? == calm)).await?;
    passed("another icon while reminders are snoozed");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_a_workspace_in_the_window_that_is_there_and_its_size_is_remembered() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["modern", "six"])?;
    let window = application.open().await?;
    let mut ids = Vec::new();
    for slug in ["six", "modern"] {
        ids.push((slug, window.attribute("overview-row", slug, "data-id").await?));
    }
    for (slug, id) in ids {
        let mut second = application.start(&[&format!("license-watch://workspace/{id}")])?;
        until_so("the end of the second start", async || second.has_ended()).await?;
        window.text_that("workspace-title", |text| text == slug).await?;
    }
    passed("a second start with a link opens its workspace in the window that is there");

    let desktop = &application.desktop;
    let shown = async || until("the window", async || Ok(desktop.windows(TITLE)?.into_iter().next())).await;
    let size = (901, 633);
    desktop.resize(&shown().await?, size.0, size.1)?;
    let id = shown().await?;
    until_so("its new size", async || Ok(desktop.size_of(&id)? == size)).await?;
    application.close_window().await?;
    application.tray().await?.click_label("Open License Watch").await?;
    let id = shown().await?;
    until_so("the size that it had", async || Ok(desktop.size_of(&id)? == size)).await?;
    passed("opened again, the window has the size that it was given");
    application.tray().await?.click_label("Quit").await?;
    application.ended().await?;
    drop(window);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_tray_closing_minimizes_and_that_is_explained_once() -> Result<()> {
    let mut application = Application::new().await?;
    application.desktop.end_panel().await?;
    let _running = application.start(&[])?;
    for _ in 0..2 {
        until_so("the window", async || Ok(!application.desktop.windows(TITLE)?.is_empty())).await?;
        application.close_window().await?;
        ensure!(application.runs("license-watch-desktop")? && application.runs("WebKitWebProcess")?);
        until_so("what is said of it", async || Ok(application.desktop.notifications()?.len() == 1)).await?;
        let mut second = application.start(&[])?;
        until_so("the end of the second start", async || second.has_ended()).await?;
    }
    until_so("the window", async || Ok(!application.desktop.windows(TITLE)?.is_empty())).await?;
    let said = application.desktop.notifications()?;
    ensure!(said.len() == 1 && said[0].body.contains("no tray"), "{said:?}");
    passed("minimized twice, and explained once");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_is_listed_and_snoozed_and_settings_are_kept() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["trial"])?;
    let window = application.open().await?;
    until_so("the notification", async || Ok(application.desktop.notifications()?.len() == 1)).await?;
    let tray = application.tray().await?;

    window.click("place-reminders").await?;
    window.attribute("notice", "6 days", "data-testid").await?;
    window.click("notice-menu").await?;
    window.click("snooze-week").await?;
    window.text_that("notice-state", |text| text.contains("Put off until")).await?;
    passed("the reminder is listed, and snoozed for a week");

    tray.click_label("Settings").await?;
    window.click("section-startup").await?;
    window.click("autostart").await?;
    let starts = application.desktop.folder().join("home/.config/autostart");
    let has_entry = || {
        let entries = std::fs::read_dir(&starts).into_iter().flatten().flatten();
        entries.filter_map(|entry| std::fs::read_to_string(entry.path()).ok()).any(|entry| entry.contains("--hidden"))
    };
    until_so("an entry that starts it hidden", async || Ok(has_entry())).await?;
    window.click("autostart").await?;
    until_so("no entry that starts it", async || Ok(!has_entry())).await?;
    passed("autostart is enabled, hidden, and disabled");

    window.click("section-reminders").await?;
    window.click("lead-remove").await?;
    window.text_that("saved", |text| text.contains("Saved")).await?;
    tray.click_label("Quit").await?;
    application.ended().await?;
    drop(window);

    let window = application.open().await?;
    window.click("settings-open").await?;
    window.text_that("lead-list", |text| !text.contains("90 days") && text.contains("30 days")).await?;
    passed("started again: what was chosen is still chosen");
    window.end().await
}
