//! The application in the background: tray, notifications, links, start and exit.

use anyhow::{Result, ensure};
use desktop_tests::{
    child::Child,
    tray,
    wait::{until, until_true},
};
use sandbox::{Endpoint, Fault, Sandbox};
use serde_json::json;

use crate::{
    application::{AGENT, Application, TITLE, WINDOW},
    passed,
};

#[tokio::test(flavor = "multi_thread")]
async fn notification_of_a_hidden_start_opens_the_workspace() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["trial"])?;

    let mut running = application.start_agent()?;
    let tray = application.tray().await?;
    until_true("a click on the notification", async || application.desktop.click_notification()).await?;
    until_true("the window", async || Ok(!application.desktop.windows(TITLE)?.is_empty())).await?;
    passed("a notification without a window, and a click on it opens one");
    tray.click_label("Quit").await?;
    until_true("the end of the application", async || running.has_ended()).await?;

    let mut running = application.start_agent()?;
    let tray = application.tray().await?;
    let requests = || sandbox.requests_to("trial").len();
    let before = requests();
    tray.click_label("Refresh all").await?;
    until_true("the refresh", async || Ok(requests() > before + 1)).await?;
    tray.click_label("Quit").await?;
    until_true("the end of the application", async || running.has_ended()).await?;
    let shown = application.desktop.notifications()?;
    assert!(shown.len() == 1 && shown[0].icon.ends_with("pictures/normal.png"), "{shown:?}");
    passed("after a restart, the notification is not shown again");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_opens_the_window_decides_which_screen_it_shows() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    for (slugs, title) in [(&["trial"][..], "workspace-title"), (&["trial", "modern", "eight", "five"], "place-title")]
    {
        let application = Application::new().await?;
        application.watch(&sandbox, slugs)?;
        let click = until_true("a click on the notification", async || application.desktop.click_notification());
        let (window, clicked) = tokio::join!(application.open_from_agent(), click);
        clicked?;
        let window = window?;
        let expected = if slugs.len() == 1 { "trial" } else { "Reminders" };
        window.wait_for_text(title, |text| text == expected).await?;
        window.end().await?;
        passed(&format!("a click on the notification of {} workspaces, without a window", slugs.len()));
    }

    let application = Application::new().await?;
    application.watch(&sandbox, &["renewing", "six"])?;
    let entry = async {
        let tray = application.tray().await?;
        tray.click_label("Settings").await
    };
    let (window, clicked) = tokio::join!(application.open_from_agent(), entry);
    clicked?;
    let window = window?;
    window.find("section-general").await?;
    window.end().await?;
    passed("an entry of the tray, without a window");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_start_has_a_tray_and_no_web_process() -> Result<()> {
    let application = Application::new().await?;
    let mut running = application.start_agent()?;
    let tray = application.tray().await?;
    ensure!(!application.runs("WebKitWebProcess")? && application.desktop.windows(TITLE)?.is_empty());
    passed("started hidden: a tray, no window, no web process");

    let mut launcher = application.start(&["--hidden"])?;
    assert_eq!(exit_code(&mut launcher).await?, 0);
    ensure!(application.desktop.windows(TITLE)?.is_empty());
    passed("a second hidden start ends");
    let _window = application.start(&[])?;
    until_true("the window", async || Ok(!application.desktop.windows(TITLE)?.is_empty())).await?;
    let mut second = application.start(&[])?;
    assert_eq!(exit_code(&mut second).await?, 0);
    assert_eq!(application.desktop.windows(TITLE)?.len(), 1);
    passed("a start opens a window, and another only brings it to the front");

    tray.click_label("Quit").await?;
    until_true("the end of the first", async || running.has_ended()).await?;
    passed("quit from the tray's menu");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn reminder_without_confirmation_is_shown_once_after_restart() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let mut application = Application::new().await?;
    application.watch(&sandbox, &["trial"])?;
    application.desktop.freeze_notifications()?;
    let mut running = application.start_agent()?;
    let store = application.store()?;
    let taken =
        || store.query_row("select count(*) from reminders where run is not null", [], |row| row.get::<_, u32>(0));
    until_true("a notification that waits for the service", async || Ok(taken()? > 0)).await?;
    running.kill()?;
    application.desktop.restart_notifications().await?;
    ensure!(application.desktop.notifications()?.is_empty());
    passed("killed between taking and showing");

    for _ in 0..2 {
        let mut running = application.start_agent()?;
        let tray = application.tray().await?;
        until_true("the notification", async || Ok(application.desktop.notifications()?.len() == 1)).await?;
        let before = sandbox.requests_to("trial").len();
        tray.click_label("Refresh all").await?;
        until_true("the refresh", async || Ok(sandbox.requests_to("trial").len() > before + 1)).await?;
        tray.click_label("Quit").await?;
        until_true("the end of the application", async || running.has_ended()).await?;
    }
    assert_eq!(application.desktop.notifications()?.len(), 1);
    passed("shown after the first restart, and not after the second");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn unanswered_reminder_is_shown_when_the_service_restarts() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let mut application = Application::new().await?;
    application.watch(&sandbox, &["trial"])?;
    let silent = application.desktop.silence_notifications().await?;
    let _running = application.start_agent()?;
    let store = application.store()?;
    let count = |which: &str| {
        let sql = format!("select count(*) from reminders where {which}");
        store.query_row(&sql, [], |row| row.get::<_, u32>(0))
    };
    let waiting = "shown_at is null and run is not null";
    until_true("a notification that waits for the service", async || Ok(count(waiting)? > 0)).await?;
    silent.close().await?;
    application.desktop.start_notifications().await?;
    until_true("the notification", async || Ok(application.desktop.notifications()?.len() == 1)).await?;
    until_true("the reminder to be marked as shown", async || Ok(count("shown_at is null")? == 0)).await?;
    passed("shown by a service that started later");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn tray_icon_shows_refreshes_and_the_pause_of_reminders() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["renewing"])?;
    let _running = application.start_agent()?;
    let tray = application.tray().await?;
    let has_answer = |entry: &tray::Entry| entry.label.contains("Renews in 12 days");
    until_true("the first answer", async || Ok(tray.menu().await?.iter().any(has_answer))).await?;
    let icon = async || tray.icon().await;
    let calm = icon().await?;

    sandbox.set_fault("renewing", Fault::Hold);
    tray.click_label("Refresh all").await?;
    until_true("the icon of a refresh", async || Ok(icon().await? != calm)).await?;
    let refreshing = icon().await?;
    sandbox.set_fault("renewing", None);
    until_true("the previous icon", async || Ok(icon().await? == calm)).await?;
    passed("a different icon during a refresh");

    tray.click_label("Snooze reminders until tomorrow").await?;
    until_true("the icon of a pause", async || Ok(icon().await? != calm)).await?;
    ensure!(icon().await? != refreshing);
    until_true("the menu of a pause", async || Ok(tray.click_label("Resume reminders").await.is_ok())).await?;
    until_true("the previous icon", async || Ok(icon().await? == calm)).await?;
    passed("a different icon while reminders are paused");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn link_opens_a_workspace_in_the_existing_window_and_its_size_is_restored() -> Result<()> {
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
        until_true("the end of the second start", async || second.has_ended()).await?;
        window.wait_for_text("workspace-title", |text| text == slug).await?;
    }
    passed("a second start with a link opens its workspace in the existing window");

    let desktop = &application.desktop;
    let shown = async || until("the window", async || Ok(desktop.windows(TITLE)?.into_iter().next())).await;
    let size = (901, 633);
    desktop.resize(&shown().await?, size.0, size.1)?;
    let id = shown().await?;
    until_true("its new size", async || Ok(desktop.size_of(&id)? == size)).await?;
    application.close_window().await?;
    application.tray().await?.click_label("Open License Watch").await?;
    let id = shown().await?;
    until_true("the restored size", async || Ok(desktop.size_of(&id)? == size)).await?;
    passed("the size of the window is restored");
    application.tray().await?.click_label("Quit").await?;
    application.ended().await?;
    drop(window);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_without_a_tray_minimizes_and_explains_that_once() -> Result<()> {
    let mut application = Application::new().await?;
    application.desktop.stop_panel().await?;
    let _running = application.start(&[])?;
    for _ in 0..2 {
        until_true("the window", async || Ok(!application.desktop.windows(TITLE)?.is_empty())).await?;
        application.close_window().await?;
        ensure!(application.runs(WINDOW)? && application.runs("WebKitWebProcess")?);
        until_true("the explanation", async || Ok(application.desktop.notifications()?.len() == 1)).await?;
        let mut second = application.start(&[])?;
        until_true("the end of the second start", async || second.has_ended()).await?;
    }
    until_true("the window", async || Ok(!application.desktop.windows(TITLE)?.is_empty())).await?;
    let shown = application.desktop.notifications()?;
    ensure!(shown.len() == 1 && shown[0].body.contains("no tray"), "{shown:?}");
    passed("minimized twice, and explained once");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_can_be_snoozed_and_settings_survive_a_restart() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["trial"])?;
    let window = application.open().await?;
    until_true("the notification", async || Ok(application.desktop.notifications()?.len() == 1)).await?;
    let tray = application.tray().await?;

    window.click("place-reminders").await?;
    window.attribute("notice", "6 days", "data-testid").await?;
    window.click("notice-snooze").await?;
    window.click("snooze-week").await?;
    window.click("inbox-snoozed").await?;
    window.attribute("notice", "6 days", "data-testid").await?;
    passed("the reminder is listed, and snoozed for a week");

    tray.click_label("Settings").await?;
    window.click("section-general").await?;
    window.click("autostart").await?;
    let starts = application.desktop.folder().join("config/autostart");
    let has_entry = || {
        let entries = std::fs::read_dir(&starts).into_iter().flatten().flatten();
        entries.filter_map(|entry| std::fs::read_to_string(entry.path()).ok()).any(|entry| entry.contains(AGENT))
    };
    until_true("an entry that starts it hidden", async || Ok(has_entry())).await?;
    window.click("autostart").await?;
    until_true("no entry that starts it", async || Ok(!has_entry())).await?;
    passed("autostart can be turned on, hidden, and off");

    window.click("section-notifications").await?;
    window.click("lead-remove").await?;
    window.wait_for_text("saved", |text| text.contains("Saved")).await?;
    tray.click_label("Quit").await?;
    application.ended().await?;
    drop(window);

    let window = application.open().await?;
    window.click("settings-open").await?;
    window.click("section-notifications").await?;
    window.wait_for_text("lead-list", |text| !text.contains("90 days") && text.contains("30 days")).await?;
    passed("the settings are the same after a restart");
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_is_quieted_by_one_click_or_one_key_and_that_is_undone() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["trial"])?;
    let window = application.open().await?;
    until_true("the notification", async || Ok(application.desktop.notifications()?.len() == 1)).await?;
    let open = |count: i64| {
        let application = &application;
        until_true("the reminders that are not done", async move || {
            let sql = "select count(*) from reminders where done_at is null";
            Ok(application.store()?.query_row(sql, [], |row| row.get::<_, i64>(0))? == count)
        })
    };
    window.click("place-reminders").await?;
    window.attribute("notice", "6 days", "data-testid").await?;
    open(4).await?;
    window.click("notice-done").await?;
    open(3).await?;
    passed("done by one click");
    // The line with the button moves up when the page has loaded the list again, and a click in between would miss it.
    until_true("the list without it", async || Ok(window.count("notice").await? == 3)).await?;
    window.click("reminders-undo").await?;
    open(4).await?;
    passed("undone by one click");

    let id = until("the window", async || Ok(application.desktop.windows(TITLE)?.into_iter().next())).await?;
    application.desktop.focus(&id)?;
    application.desktop.press("j")?;
    application.desktop.press("e")?;
    open(3).await?;
    passed("done by one key");
    // The page knows what to undo once it has the answer.
    window.find("reminders-undo").await?;
    application.desktop.press("u")?;
    open(4).await?;
    passed("undone by one key");
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gathered_notification_offers_to_be_shown_and_nothing_else_and_opens_the_inbox() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["trial", "modern", "eight", "five"])?;
    let (_recorder, calls) = application.desktop.record_notifications()?;
    let window = application.open().await?;
    until_true("a click on the notification", async || application.desktop.click_notification()).await?;
    window.wait_for_text("place-title", |text| text == "Reminders").await?;
    passed("a click on it opens the inbox");
    let calls = std::fs::read_to_string(calls)?;
    ensure!(calls.contains("license reminders") && calls.contains("string \"default\""), "{calls}");
    ensure!(!calls.contains("\"snooze\"") && !calls.contains("\"done\""), "{calls}");
    passed("it has no button that changes several reminders at once");
    window.end().await
}

/// The title of the dialog or notification that shows why the application cannot start.
const CANNOT_START: &str = "License Watch cannot start";

/// Waits until a program has exited, and returns its exit code.
async fn exit_code(running: &mut Child) -> Result<i32> {
    until("the end of the application", async || running.exit_code()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn start_failure_is_shown_in_a_dialog() -> Result<()> {
    let application = Application::new().await?;
    let dialog =
        async || until("the dialog", async || Ok(application.desktop.windows(CANNOT_START)?.into_iter().next())).await;

    application.store()?.pragma_update(None, "user_version", 99)?;
    let mut running = application.start(&[])?;
    let id = dialog().await?;
    let mut second = application.start(&[])?;
    assert_eq!(exit_code(&mut second).await?, 0);
    ensure!(application.desktop.windows(TITLE)?.is_empty() && running.exit_code()?.is_none());
    passed("a second start exits while the dialog is open");
    application.desktop.close_window(&id)?;
    assert_eq!(exit_code(&mut running).await?, 1);
    let log = application.log()?;
    let [.., reason, last] = &log[..] else { anyhow::bail!("{log:?}") };
    ensure!(reason.contains("written by a newer version") && last.ends_with("exiting"), "{log:?}");
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
    passed("a folder that cannot be created");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn start_failure_of_a_hidden_start_is_shown_in_a_notification() -> Result<()> {
    let mut application = Application::new().await?;
    application.store()?.pragma_update(None, "user_version", 99)?;
    let mut running = application.start_agent()?;
    assert_eq!(exit_code(&mut running).await?, 1);
    let shown = application.desktop.notifications()?;
    ensure!(shown.len() == 1 && shown[0].summary == CANNOT_START, "{shown:?}");
    ensure!(shown[0].body.contains("written by a newer version"), "{shown:?}");
    ensure!(!running.stderr().contains("panicked"), "{}", running.stderr());
    passed("a notification, and exit code 1");

    application.desktop.freeze_notifications()?;
    let mut running = application.start_agent()?;
    let id = until("the dialog", async || Ok(application.desktop.windows(CANNOT_START)?.into_iter().next())).await?;
    application.desktop.close_window(&id)?;
    assert_eq!(exit_code(&mut running).await?, 1);
    passed("a dialog if the notification service hangs");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn log_is_complete_and_the_data_folder_is_private() -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let application = Application::new().await?;
    let mut running = application.start_agent()?;
    application.tray().await?.click_label("Quit").await?;
    assert_eq!(exit_code(&mut running).await?, 0);
    let log = application.log()?;
    ensure!(log.last().is_some_and(|line| line.ends_with("exiting")), "{log:?}");
    passed("the exit is logged");
    for folder in [application.data(), application.data().join("logs")] {
        assert_eq!(std::fs::metadata(&folder)?.permissions().mode() & 0o777, 0o700, "{}", folder.display());
    }
    passed("only this user can access the folders");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn tray_without_a_window_uses_the_systems_or_the_chosen_language() -> Result<()> {
    let application = Application::with_locale("de_DE.UTF-8").await?;
    let mut running = application.start_agent()?;
    let tray = application.tray().await?;
    until_true("the menu in German", async || Ok(tray.click_label("Beenden").await.is_ok())).await?;
    exit_code(&mut running).await?;
    passed("the system's language");

    let chosen = r#"insert or replace into settings (id, settings) values (1, '{"language":"pt-BR"}')"#;
    application.store()?.execute(chosen, [])?;
    let mut running = application.start_agent()?;
    let tray = application.tray().await?;
    until_true("the menu in Portuguese", async || Ok(tray.click_label("Encerrar").await.is_ok())).await?;
    exit_code(&mut running).await?;
    passed("the chosen language");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn tray_answers_while_a_command_waits_for_the_store() -> Result<()> {
    let application = Application::new().await?;
    let window = application.open().await?;
    window.find("first-run").await?;
    let tray = application.tray().await?;
    let store = application.store()?;
    store.execute_batch("begin immediate")?;
    let call = "window.isDone = false;
        window.__TAURI_INTERNALS__.invoke('call', { command: 'pause_reminders', arguments: JSON.stringify({ snooze: 'hour' }) }).catch(() => {}).finally(() => { window.isDone = true; });";
    window.client().execute(call, Vec::new()).await?;
    tray.menu().await?;
    let is_done = window.client().execute("return window.isDone", Vec::new()).await?;
    assert_eq!(is_done, false, "the command blocked the tray");
    store.execute_batch("commit")?;
    let is_done = async || Ok(window.client().execute("return window.isDone", Vec::new()).await? == true);
    until_true("the end of the command", is_done).await?;
    passed("the menu answers while a command waits");
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_minimizes_depending_on_the_current_tray() -> Result<()> {
    let mut application = Application::new().await?;
    application.desktop.stop_panel().await?;
    let _running = application.start(&[])?;
    application.close_window().await?;
    until_true("the reason", async || Ok(application.desktop.notifications()?.len() == 1)).await?;
    ensure!(application.runs("WebKitWebProcess")?);
    passed("minimized without a tray");

    application.desktop.start_panel().await?;
    let mut second = application.start(&[])?;
    assert_eq!(exit_code(&mut second).await?, 0);
    application.close_window().await?;
    until_true("the end of every web process", async || Ok(!application.runs("WebKitWebProcess")?)).await?;
    passed("closed once there is a tray");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn arguments_are_not_repeated_and_no_core_is_dumped() -> Result<()> {
    let application = Application::new().await?;
    let secret = "RScctEHSmLGZGywfIhWyRpyofhKOiMoUIpimhvheU3f";
    for arguments in [[format!("license-watch://workspace/{secret}")], [format!("--{secret}")], [secret.to_owned()]] {
        let mut started = application.start(&arguments.each_ref().map(String::as_str))?;
        until_true("the end of a wrong start", async || started.has_ended()).await?;
        ensure!(started.exit_code()? == Some(2) && !started.stderr().contains(secret), "{}", started.stderr());
        ensure!(started.stderr().contains("license-watch://workspace/ID"), "{}", started.stderr());
    }
    let running = application.start_agent()?;
    application.tray().await?;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", running.id()))?;
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap_or_default();
    ensure!(core.split_whitespace().skip(4).take(2).eq(["1", "1"]), "{core}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn window_says_that_the_agent_is_gone_and_starts_it_again() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["six", "renewing"])?;
    let window = application.open().await?;
    window.find_with("overview-row", "six").await?;
    application.kill(AGENT)?;
    window.find("agent-lost").await?;
    window.find_with("overview-row", "six").await?;
    passed("what is known is still shown, with the reason why nothing is refreshed");

    window.click("agent-start").await?;
    until_true("the end of the notice", async || Ok(!window.has("agent-lost").await?)).await?;
    let before = sandbox.requests_to("six").len();
    application.tray().await?.click_label("Refresh all").await?;
    until_true("a refresh", async || Ok(sandbox.requests_to("six").len() > before)).await?;
    window.find_with("overview-row", "six").await?;
    passed("started again by a click, with its tray");
    window.end().await
}

/// How often the window is killed, unless `LICENSE_WATCH_KILLS` says another number: 100 take four minutes.
const KILLS: u32 = 12;

#[tokio::test(flavor = "multi_thread")]
async fn window_that_is_killed_at_any_time_costs_no_reminder() -> Result<()> {
    let kills = std::env::var("LICENSE_WATCH_KILLS").map_or(Ok(KILLS), |text| text.parse())?;
    let sandbox = Sandbox::builder().copies(kills.try_into()?).start().await?;
    let application = Application::new().await?;
    let slugs: Vec<_> = sandbox.workspaces().iter().map(|workspace| workspace.slug.as_str()).collect();
    let slugs: Vec<_> = slugs.into_iter().filter(|slug| slug.starts_with("modern-")).collect();
    application.watch(&sandbox, &slugs)?;
    let mut agent = application.start_agent()?;
    let tray = application.tray().await?;
    let store = application.store()?;
    let count = |which: &str| {
        let sql = format!("select count(*) from reminders where {which}");
        store.query_row(&sql, [], |row| row.get::<_, u32>(0))
    };
    until_true("the first reminders", async || Ok(count("true")? > 0 && count("shown_at is null")? == 0)).await?;
    let first = count("true")?;
    for (round, slug) in (0..kills).zip(slugs) {
        // The agent may not have noticed yet that the last one is gone.
        until_true("the window's process", async || {
            tray.click_label("Open License Watch").await?;
            application.runs(WINDOW)
        })
        .await?;
        // A reminder becomes due while the window starts, loads or is used, and it is killed at another moment each time.
        let more_seats = json!({"license": {"limits": {"activeUsers": {"max": 1_000 + round}}}});
        sandbox.set_fault_at(slug, Endpoint::LicensesInfo, Fault::Patch(more_seats));
        tray.click_label("Refresh all").await?;
        tokio::time::sleep(std::time::Duration::from_millis(u64::from(round * 90 % 1_100))).await;
        application.kill(WINDOW)?;
        until_true("its end", async || Ok(!application.runs(WINDOW)?)).await?;
        until_true("the reminder of this round to be shown", async || {
            Ok(count("true")? == first + round + 1 && count("shown_at is null")? == 0)
        })
        .await?;
    }
    ensure!(!agent.has_ended()?, "the agent has ended with the window");
    let shown = application.desktop.notifications()?;
    for seats in 1_000..1_000 + kills {
        let text = format!("{},{:03}", seats / 1_000, seats % 1_000);
        let times = shown.iter().filter(|one| one.body.ends_with(&format!("→ {text}"))).count();
        ensure!(times == 1, "{text} was shown {times} times: {shown:?}");
    }
    passed(&format!("{kills} reminders that became due while the window was killed were shown, each once"));
    until_true("the window", async || {
        tray.click_label("Open License Watch").await?;
        Ok(!application.desktop.windows(TITLE)?.is_empty())
    })
    .await?;
    passed("the window opens again");
    Ok(())
}
