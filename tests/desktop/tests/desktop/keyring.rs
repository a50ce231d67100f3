//! The application and the headless program on a real keyring that starts late, restarts, is locked or is gone, and on
//! one that hangs.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use desktop_tests::{
    keyring::Hang,
    wait::{until, until_true},
};
use sandbox::Sandbox;

use crate::{
    application::{Application, SERVICE},
    passed,
};

const SLUGS: [&str; 4] = ["modern", "six", "four", "renewing"];

/// How long it may take until everything is read, once the keyring can be used.
const SOON: Duration = Duration::from_secs(5);

/// The codes of the stored failures.
fn failures(application: &Application) -> Result<Vec<String>> {
    let store = application.store()?;
    let mut statement = store.prepare("select failure ->> 'code' from failures where failure is not null")?;
    let codes = statement.query_map([], |row| row.get(0))?;
    Ok(codes.collect::<Result<_, _>>()?)
}

/// Waits until this many workspaces cannot be read for this reason.
async fn until_failing(application: &Application, count: usize, code: &str) -> Result<()> {
    until_true(&format!("{count} × {code}"), async || {
        let failures = failures(application)?;
        ensure!(failures.len() == count && failures.iter().all(|failure| failure == code), "{failures:?}");
        Ok(true)
    })
    .await
}

/// Waits until every workspace has been read, and returns how long that took.
async fn until_all_read(
    application: &Application,
    sandbox: &Sandbox,
    slugs: &[&str],
    before: &[usize],
) -> Result<Duration> {
    let start = Instant::now();
    until_true("an answer of every workspace", async || {
        let asked = requests(sandbox, slugs);
        ensure!(asked.iter().zip(before).all(|(now, before)| now > before), "asked: {asked:?}");
        let failures = failures(application)?;
        ensure!(failures.is_empty(), "{failures:?}");
        Ok(true)
    })
    .await?;
    Ok(start.elapsed())
}

/// How many requests with a token each workspace got.
fn requests(sandbox: &Sandbox, slugs: &[&str]) -> Vec<usize> {
    let with_token = |slug: &&str| {
        let requests = sandbox.requests_to(slug);
        requests.iter().filter(|request| request.header("x-auth-token").is_some()).count()
    };
    slugs.iter().map(with_token).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn keyring_that_comes_late_is_waited_for_without_an_alarm() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let mut application = Application::new().await?;
    application.watch_unread(&sandbox, &SLUGS)?;
    application.desktop.kill_keyring().await?;
    let prompts = application.desktop.count_prompts().await?;
    let _running = application.start_agent()?;
    until_failing(&application, 4, "vault_absent").await?;
    ensure!(requests(&sandbox, &SLUGS) == [0; 4], "a server was asked without a token");
    passed("waiting for the keyring");

    application.desktop.start_keyring().await?;
    let took = until_all_read(&application, &sandbox, &SLUGS, &[0; 4]).await?;
    ensure!(took < SOON, "read {took:?} after the keyring had come");
    let notifications = application.desktop.notifications()?;
    ensure!(notifications.iter().all(|shown| !shown.body.contains("sign-in")), "{notifications:?}");
    ensure!(prompts.shown() == 0, "{} prompts", prompts.shown());
    passed(&format!("all 4 read {took:.1?} after the keyring had come; 0 prompts"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn keyring_is_started_on_demand() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let mut application = Application::new().await?;
    application.watch_unread(&sandbox, &SLUGS)?;
    application.desktop.kill_keyring().await?;
    application.desktop.allow_keyring_on_demand().await?;
    let _running = application.start_agent()?;
    // Nothing has unlocked it.
    until_failing(&application, 4, "vault_locked").await?;
    passed("the bus has started the keyring");
    application.desktop.unlock_keyring().await?;
    let took = until_all_read(&application, &sandbox, &SLUGS, &[0; 4]).await?;
    ensure!(took < SOON, "read {took:?} after the keyring was unlocked");
    passed(&format!("all 4 read {took:.1?} after unlocking it"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn session_is_renewed_after_a_restart_of_the_keyring() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let mut application = Application::new().await?;
    application.watch_unread(&sandbox, &SLUGS)?;
    let _running = application.start_agent()?;
    until_all_read(&application, &sandbox, &SLUGS, &[0; 4]).await?;
    let tray = application.tray().await?;
    for round in 1..=2 {
        application.desktop.kill_keyring().await?;
        application.desktop.start_keyring().await?;
        let before = requests(&sandbox, &SLUGS);
        tray.click_label("Refresh all").await?;
        let took = until_all_read(&application, &sandbox, &SLUGS, &before).await?;
        ensure!(took < SOON, "read after {took:?}");
        passed(&format!("restart {round}: all 4 read in {took:.1?}, without a failure"));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn locked_keyring_asks_once_and_is_read_once_unlocked() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    let desktop = &application.desktop;
    application.watch_unread(&sandbox, &SLUGS)?;
    desktop.lock_keyring().await?;
    let prompts = desktop.count_prompts().await?;
    let _running = application.start_agent()?;
    until_failing(&application, 4, "vault_locked").await?;
    until_true("the prompt", async || desktop.has_prompt()).await?;
    ensure!(requests(&sandbox, &SLUGS) == [0; 4], "a server was asked without a token");

    desktop.unlock_keyring().await?;
    let took = until_all_read(&application, &sandbox, &SLUGS, &[0; 4]).await?;
    ensure!(took < SOON, "read {took:?} after the keyring was unlocked");
    ensure!(prompts.shown() == 1, "{} prompts for 4 workspaces", prompts.shown());
    passed(&format!("1 prompt for 4 workspaces; all read {took:.1?} after unlocking elsewhere"));
    desktop.press("Escape")?;
    until_true("the end of the prompt", async || Ok(!desktop.has_prompt()?)).await?;

    desktop.lock_keyring().await?;
    let tray = application.tray().await?;
    tray.click_label("Refresh all").await?;
    until_true("the prompt", async || desktop.has_prompt()).await?;
    until_failing(&application, 4, "vault_locked").await?;
    desktop.press("Escape")?;
    let ended = |line: &&String| line.contains("the prompt of the keyring has ended ended=Dismissed");
    until_true("the end of the prompt", async || Ok(application.log()?.iter().filter(ended).count() == 1)).await?;
    passed("dismissed");

    let before = requests(&sandbox, &SLUGS);
    tray.click_label("Refresh all").await?;
    until_true("the prompt", async || desktop.has_prompt()).await?;
    desktop.answer_prompt()?;
    let took = until_all_read(&application, &sandbox, &SLUGS, &before).await?;
    ensure!(prompts.shown() == 3, "{} prompts", prompts.shown());
    let notifications = desktop.notifications()?;
    ensure!(notifications.iter().all(|shown| !shown.body.contains("sign-in")), "{notifications:?}");
    passed(&format!("asked again only by the user; all read {took:.1?} after the password"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_is_shown_and_every_command_ends_while_the_keyring_hangs() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    for hang in [Hang::OpenSession, Hang::SearchItems, Hang::GetSecret, Hang::Prompt] {
        let mut application = Application::new().await?;
        application.watch(&sandbox, &["trial"])?;
        application.desktop.kill_keyring().await?;
        let hanging = application.desktop.start_hanging_keyring(hang).await?;

        let start = Instant::now();
        let _running = application.start_agent_later(7)?;
        let told = async || Ok(application.desktop.notifications()?.into_iter().next());
        let told = until("the reminder of what is known", told).await?;
        let took = start.elapsed();
        ensure!(took < SOON * 2, "{hang:?}: told after {took:?}");
        passed(&format!("{hang:?}: “{}” {took:.1?} after the start", told.summary));

        let fleet = application.fleet(&sandbox, &["modern"])?;
        let fleet = fleet.to_string_lossy();
        for (arguments, code) in [
            (vec!["show"], 3),
            (vec!["list"], 3),
            (vec!["check"], 2),
            // The agent does it, and keeps the tokens in memory, or deletes them, until the keyring responds.
            (vec!["workspace", "import", &fleet], 0),
            (vec!["workspace", "remove", "trial", "--yes"], 0),
        ] {
            let start = Instant::now();
            let output = application.run_headless(&arguments)?;
            let (took, ended) = (start.elapsed(), output.status.code());
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            println!("    {arguments:?}: {ended:?} after {took:.1?}: {}", said.lines().last().unwrap_or_default());
            ensure!(took < Duration::from_secs(45), "{hang:?}: {arguments:?} took {took:?}");
            // Entries can still be stored if only reading them hangs.
            let is_stored = hang == Hang::GetSecret || arguments.contains(&"remove");
            ensure!((code == 0 && is_stored) || said.contains("the keyring"), "{hang:?}: {arguments:?} says {said}");
            ensure!(ended == Some(code), "{hang:?}: {arguments:?} ended with {ended:?}");
        }
        hanging.end().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn token_entered_while_the_keyring_is_gone_moves_into_it() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let login = sandbox.credentials("modern");
    let mut application = Application::new().await?;
    application.desktop.kill_keyring().await?;
    let window = application.open().await?;
    window.wait_for_text("vault-notice", |text| text.contains("Waiting for the keyring")).await?;
    window.click("first-add").await?;
    window.fill("add-address", &sandbox.url("modern")).await?;
    window.click("add-allow-http").await?;
    window.wait_for_text("probe", |text| text.contains("Rocket.Chat 8.5 found")).await?;
    window.click("add-continue").await?;
    window.fill("add-user-id", &login.user_id).await?;
    window.fill("add-token", &login.token).await?;
    window.click("add-submit").await?;
    window.wait_for_text("check-saved", |text| text.contains("kept in memory until then")).await?;
    window.click("add-open-it").await?;
    window.wait_for_text("vault-notice", |text| text.contains("1 token is only in memory")).await?;
    let id = window.find("workspace-item").await?.attr("data-id").await?.unwrap();
    passed("the window says that the token is only in memory");

    application.desktop.start_keyring().await?;
    let start = Instant::now();
    until_true("the token in the keyring", async || Ok(application.secret(&id)?.as_deref() == Some(&login.token)))
        .await?;
    let took = start.elapsed();
    ensure!(took < SOON, "moved {took:?} after the keyring had come");
    until_true("the end of the notice", async || Ok(!window.has("vault-notice").await?)).await?;
    passed(&format!("the token is in the keyring {took:.1?} after it had come, and the notice is gone"));
    Ok(())
}

/// The ids of the workspaces in the store, and of the entries in the keyring.
async fn stored_and_in_the_keyring(application: &Application) -> Result<[Vec<String>; 2]> {
    let store = application.store()?;
    let mut statement = store.prepare("select id from workspaces")?;
    let mut stored: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut entries = application.entries_in_keyring().await?;
    stored.sort();
    entries.sort();
    Ok([stored, entries])
}

/// Runs the headless program, and kills it after this time unless it has ended.
fn kill_headless(application: &Application, arguments: &[&str], after: Duration) -> Result<bool> {
    let mut running = application.start_headless(arguments)?;
    std::thread::sleep(after);
    running.has_ended()
}

#[tokio::test(flavor = "multi_thread")]
async fn import_and_removal_killed_at_any_time_are_done_or_undone_at_the_next_start() -> Result<()> {
    const KILLS: u32 = 16;
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    let fleet = application.fleet(&sandbox, &SLUGS)?;
    let fleet = fleet.to_string_lossy();
    let import = ["workspace", "import", &fleet, "--unchecked"];
    let remove = ["workspace", "remove", "--all", "--yes"];
    // An entry of another data folder.
    let other = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    application.desktop.store_secret(SERVICE, other, "theirs")?;
    let start = Instant::now();
    ensure!(application.run_headless(&import)?.status.success());
    let whole = start.elapsed();

    let (mut half, mut completed) = (Vec::new(), 0);
    for kill in 0..KILLS {
        let arguments = if kill % 2 == 0 { &remove[..] } else { &import[..] };
        completed += usize::from(kill_headless(&application, arguments, whole * (kill + 1) / KILLS)?);
        // The next start.
        application.run_headless(&["workspace", "remove", "nobody", "--yes"])?;
        let [stored, mut entries] = stored_and_in_the_keyring(&application).await?;
        entries.retain(|entry| entry != other);
        if entries != stored || (kill % 2 == 1 && ![0, SLUGS.len()].contains(&stored.len())) {
            half.push(format!("{arguments:?}: {} workspaces, {} entries", stored.len(), entries.len()));
        }
        // The next import begins with none, the next removal with all.
        application.run_headless(if kill % 2 == 0 { &remove } else { &import })?;
    }
    ensure!(half.is_empty(), "{} of {KILLS} left half: {half:#?}", half.len());
    ensure!(application.secret(other)?.as_deref() == Some("theirs"), "the entry of another data folder is gone");
    passed(&format!("{KILLS} kills within {whole:.1?}, {completed} of them too late"));
    Ok(())
}
