//! The application in the background: its tray, its notifications, and what happens to it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod application;

use anyhow::{Result, ensure};
use application::{Application, TITLE};
use desktop_tests::{
    child::Child,
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
    let asked = || sandbox.requests_to("trial").len();
    let before = asked();
    tray.click_label("Refresh all").await?;
    until_so("the refresh", async || Ok(asked() > before + 1)).await?;
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
    let store = application.store()?;
    let handed_out =
        || store.query_row("select count(*) from reminders where run is not null", [], |row| row.get::<_, u32>(0));
    until_so("a notification that waits for its service", async || Ok(handed_out()? > 0)).await?;
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
async fn when_the_service_ends_before_it_showed_a_reminder_the_next_one_shows_it_in_the_same_run() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let mut application = Application::new().await?;
    application.watch(&sandbox, &["trial"])?;
    let silent = application.desktop.silence_notifications().await?;
    let _running = application.start(&["--hidden"])?;
    let store = application.store()?;
    let count = |which: &str| {
        let sql = format!("select count(*) from reminders where {which}");
        store.query_row(&sql, [], |row| row.get::<_, u32>(0))
    };
    let waiting = "shown_at is null and run is not null";
    until_so("a notification that waits for its service", async || Ok(count(waiting)? > 0)).await?;
    silent.close().await?;
    application.desktop.start_notifications().await?;
    until_so("the notification", async || Ok(application.desktop.notifications()?.len() == 1)).await?;
    until_so("its mark", async || Ok(count("shown_at is null")? == 0)).await?;
    passed("not shown at first, and shown by a service that came later");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_shows_that_all_are_being_refreshed_and_that_reminders_are_put_off() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["renewing"])?;
    let _running = application.start(&["--hidden"])?;
    let tray = application.tray().await?;
    until_so("the first answer", async || Ok(tray.menu().await?[0].label.contains("renews in 12 days"))).await?;
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
    passed("another icon while reminders are put off");
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
async fn without_a_tray_closing_minimizes_and_that_is_said_once() -> Result<()> {
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
    passed("minimized twice, and told once why");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_is_listed_and_put_off_and_what_is_wished_is_kept() -> Result<()> {
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
    passed("what was told is listed, and put off for a week");

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
    passed("it starts with the computer, hidden, when that is asked for, and no longer when not");

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

/// The title of the dialog, or of the notification, that says why the application does not start.
const CANNOT_START: &str = "License Watch cannot start";

/// Waits until a program has ended by itself, and returns its exit code.
async fn exit_code(running: &mut Child) -> Result<i32> {
    until("the end of the application", async || running.exit_code()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_cannot_be_opened_is_explained_in_a_dialog() -> Result<()> {
    let application = Application::new().await?;
    let dialog =
        async || until("the dialog", async || Ok(application.desktop.windows(CANNOT_START)?.into_iter().next())).await;

    application.store()?.pragma_update(None, "user_version", 99)?;
    let mut running = application.start(&[])?;
    let id = dialog().await?;
    let mut second = application.start(&[])?;
    assert_eq!(exit_code(&mut second).await?, 0);
    ensure!(application.desktop.windows(TITLE)?.is_empty() && running.exit_code()?.is_none());
    passed("a second start ends, while the reason is on the screen");
    application.desktop.close_window(&id)?;
    assert_eq!(exit_code(&mut running).await?, 1);
    let said = application.log()?;
    let [.., reason, last] = &said[..] else { anyhow::bail!("{said:?}") };
    ensure!(reason.contains("written by a newer version") && last.ends_with("ended"), "{said:?}");
    passed("a store of a newer version: a dialog, exit code 1, and the reason in the log");

    let store = application.store()?;
    store.pragma_update(None, "user_version", 0)?;
    store.execute_batch("begin exclusive")?;
    let mut running = application.start(&[])?;
    let id = dialog().await?;
    application.desktop.close_window(&id)?;
    assert_eq!(exit_code(&mut running).await?, 1);
    ensure!(
        running.stderr().contains("database is locked") && !running.stderr().contains("panicked"),
        "{}",
        running.stderr()
    );
    drop(store);
    passed("a store that another program has locked");

    std::fs::remove_dir_all(application.data())?;
    std::fs::write(application.data(), "a file where the folder should be")?;
    let mut running = application.start(&[])?;
    let id = dialog().await?;
    application.desktop.close_window(&id)?;
    assert_eq!(exit_code(&mut running).await?, 1);
    ensure!(
        running.stderr().contains("cannot be used") && !running.stderr().contains("panicked"),
        "{}",
        running.stderr()
    );
    passed("a folder that cannot be made");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn started_hidden_a_store_that_cannot_be_opened_is_explained_in_a_notification() -> Result<()> {
    let mut application = Application::new().await?;
    application.store()?.pragma_update(None, "user_version", 99)?;
    let mut running = application.start(&["--hidden"])?;
    assert_eq!(exit_code(&mut running).await?, 1);
    let shown = application.desktop.notifications()?;
    ensure!(shown.len() == 1 && shown[0].summary == CANNOT_START, "{shown:?}");
    ensure!(shown[0].body.contains("written by a newer version"), "{shown:?}");
    ensure!(!running.stderr().contains("panicked"), "{}", running.stderr());
    passed("a notification, and exit code 1");

    application.desktop.freeze_notifications()?;
    let mut running = application.start(&["--hidden"])?;
    let id = until("the dialog", async || Ok(application.desktop.windows(CANNOT_START)?.into_iter().next())).await?;
    application.desktop.close_window(&id)?;
    assert_eq!(exit_code(&mut running).await?, 1);
    passed("a dialog where the notification service hangs");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_line_of_the_log_is_written_and_the_data_folder_is_closed_to_others() -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let application = Application::new().await?;
    let mut running = application.start(&["--hidden"])?;
    application.tray().await?.click_label("Quit").await?;
    assert_eq!(exit_code(&mut running).await?, 0);
    let log = application.log()?;
    ensure!(log.last().is_some_and(|line| line.ends_with("ended")), "{log:?}");
    passed("the end is logged");
    for folder in [application.data(), application.data().join("logs")] {
        assert_eq!(std::fs::metadata(&folder)?.permissions().mode() & 0o777, 0o700, "{}", folder.display());
    }
    passed("the folders are for this user alone");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn before_any_window_was_opened_the_tray_speaks_the_systems_language_and_then_the_chosen_one() -> Result<()> {
    let application = Application::speaking("de_DE.UTF-8").await?;
    let mut running = application.start(&["--hidden"])?;
    let tray = application.tray().await?;
    until_so("the menu in German", async || Ok(tray.click_label("Beenden").await.is_ok())).await?;
    exit_code(&mut running).await?;
    passed("the system's language");

    let chosen = r#"insert or replace into settings (id, settings) values (1, '{"language":"pt-BR"}')"#;
    application.store()?.execute(chosen, [])?;
    let mut running = application.start(&["--hidden"])?;
    let tray = application.tray().await?;
    until_so("the menu in Portuguese", async || Ok(tray.click_label("Sair").await.is_ok())).await?;
    exit_code(&mut running).await?;
    passed("the chosen language");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_command_waits_for_the_store_the_tray_answers() -> Result<()> {
    let application = Application::new().await?;
    let window = application.open().await?;
    window.find("first-run").await?;
    let tray = application.tray().await?;
    let store = application.store()?;
    store.execute_batch("begin immediate")?;
    let call = "window.isDone = false;
        window.__TAURI_INTERNALS__.invoke('pause_reminders', { snooze: 'hour' }).catch(() => {}).finally(() => { window.isDone = true; });";
    window.client().execute(call, Vec::new()).await?;
    tray.menu().await?;
    let is_done = window.client().execute("return window.isDone", Vec::new()).await?;
    assert_eq!(is_done, false, "the command held up the tray");
    store.execute_batch("commit")?;
    let is_done = async || Ok(window.client().execute("return window.isDone", Vec::new()).await? == true);
    until_so("the end of the command", is_done).await?;
    passed("the menu answers while a command waits");
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panel_that_comes_and_goes_decides_whether_closing_minimizes() -> Result<()> {
    let mut application = Application::new().await?;
    application.desktop.end_panel().await?;
    let _running = application.start(&[])?;
    application.close_window().await?;
    until_so("the reason", async || Ok(application.desktop.notifications()?.len() == 1)).await?;
    ensure!(application.runs("WebKitWebProcess")?);
    passed("minimized without a tray");

    application.desktop.start_panel().await?;
    let mut second = application.start(&[])?;
    assert_eq!(exit_code(&mut second).await?, 0);
    application.close_window().await?;
    until_so("the end of every web process", async || Ok(!application.runs("WebKitWebProcess")?)).await?;
    passed("closed once there is a tray");
    Ok(())
}
