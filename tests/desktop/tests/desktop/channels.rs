//! Channels in the real window, with the real agent and keyring: a room gets each reminder once, whatever fails meanwhile, and
//! its address stays in the keyring.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use desktop_tests::{driver::WebDriver, wait::until_true};
use fantoccini::Locator;
use sandbox::{Endpoint, Fault, Sandbox};
use serde_json::Value;

use crate::{
    application::{AGENT, Application},
    passed,
};

/// So many hours later, another reminder of the trial is due, which ends in six days and 41 minutes.
const TWO_DAYS_BEFORE: i64 = 4 * 24;
const ONE_DAY_BEFORE: i64 = 5 * 24 + 1;

#[tokio::test(flavor = "multi_thread")]
async fn a_room_gets_each_reminder_once_and_its_address_stays_in_the_keyring() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["trial"])?;
    let window = application.open().await?;
    until_true("what is due already", async || Ok(application.desktop.notifications()?.len() == 1)).await?;

    let address = sandbox.webhook("modern");
    let secret = address.rsplit('/').next().context("no path")?;
    open_alerts(&window).await?;
    window.click("channel-add").await?;
    window.fill("channel-name", "Operations").await?;
    window.fill("channel-url", "chat.example/hooks").await?;
    window.click("channel-save").await?;
    until_true("what is wrong with the address, at its field", async || {
        let said = window.client().find(Locator::Id("channel-url-hint")).await?.text().await?;
        Ok(said.starts_with("Copy the whole address"))
    })
    .await?;
    window.fill("channel-url", &address).await?;
    window.click("channel-save").await?;
    window.find_with("channel", "Rocket.Chat room · 127.0.0.1").await?;
    window.click("channel-test").await?;
    window.wait_for_text("channel-tested", |text| text == "Test sent").await?;
    let [test] = &posted(&sandbox)[..] else { anyhow::bail!("{:?}", posted(&sandbox)) };
    ensure!(test.contains("test"), "{test}");
    passed("a room that is added gets a test, and nothing that was due before");

    let id: String = application.store()?.query_row("select secret_id from channels", [], |row| row.get(0))?;
    let kept = application.secret(&id)?.context("its address is not in the keyring")?;
    ensure!(kept.contains(&address), "the keyring has another address");
    ensure!(!window.client().source().await?.contains(secret), "its address is in the window");
    passed("its address is in the keyring, and not in the window");
    window.end().await?;

    application.kill(AGENT)?;
    let agent = application.start_agent_later(TWO_DAYS_BEFORE)?;
    until_sent(&application, 1).await?;
    let sent = posted(&sandbox).split_off(1);
    ensure!(sent.len() == 1 && sent[0].contains("trial ends in 2 days"), "{sent:?}");
    application.kill(AGENT)?;
    drop(agent);
    passed("what becomes due reaches the room");

    sandbox.set_fault_at("modern", Endpoint::IncomingWebhook, Fault::Status(503));
    let agent = application.start_agent_later(ONE_DAY_BEFORE)?;
    until_failing(&application).await?;
    application.kill(AGENT)?;
    drop(agent);
    let agent = application.start_agent_later(ONE_DAY_BEFORE)?;
    let window = application.open().await?;
    window.find_with("channels-failing", "Alerts are not arriving: Operations").await?;
    window.click("channels-open").await?;
    window.find_with("channel-failing", "Temporarily not accepted").await?;
    window.find_with("channel-state", "1 reminder waiting").await?;
    passed("the window says that a room does not accept messages, also after the agent was killed");

    sandbox.set_fault_at("modern", Endpoint::IncomingWebhook, None);
    let before = posted(&sandbox).len();
    window.click("channel-retry").await?;
    until_sent(&application, 2).await?;
    until_true("the end of the failure", async || Ok(!window.has("channel-failing").await?)).await?;
    window.end().await?;
    application.kill(AGENT)?;
    drop(agent);

    // Whatever was still to be sent would be sent before the next start is done with its first refresh.
    let asked = sandbox.requests_to("trial").len();
    let _agent = application.start_agent_later(ONE_DAY_BEFORE + 12)?;
    until_true("a refresh", async || Ok(sandbox.requests_to("trial").len() > asked)).await?;
    application.tray().await?;
    let arrived = posted(&sandbox).split_off(before);
    ensure!(arrived.len() == 1 && arrived[0].contains("trial ends") && !arrived[0].contains("2 days"), "{arrived:?}");
    ensure!(count(&application, "state = 'sent'")? == 2 && count(&application, "state != 'sent'")? == 0);
    passed("the reminder has arrived once");

    for file in files(&application.data())? {
        let bytes = fs::read(&file)?;
        let is_in = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
        ensure!(!is_in, "its address is in {}", file.display());
    }
    passed("its address is not in the store, its copies and the log");
    Ok(())
}

async fn open_alerts(window: &WebDriver) -> Result<()> {
    window.click("settings-open").await?;
    window.click("section-alerts").await
}

/// What was posted to the room, also what was not accepted.
fn posted(sandbox: &Sandbox) -> Vec<String> {
    let requests = sandbox.requests().into_iter();
    let posted = requests.filter(|request| request.endpoint == Some(Endpoint::IncomingWebhook));
    posted.map(|request| Value::to_string(&request.json())).collect()
}

/// How many deliveries to channels there are.
fn count(application: &Application, which: &str) -> Result<u32> {
    let sql = format!("select count(*) from deliveries where {which}");
    Ok(application.store()?.query_row(&sql, [], |row| row.get(0))?)
}

/// Waits until this many reminders were accepted by channels, and none waits.
async fn until_sent(application: &Application, reminders: u32) -> Result<()> {
    until_true("reminders that were sent", async || {
        let (sent, others) = (count(application, "state = 'sent'")?, count(application, "state != 'sent'")?);
        ensure!((sent, others) == (reminders, 0), "{sent} were sent, and {others} were not");
        Ok(true)
    })
    .await
}

/// Waits until a reminder could not be sent.
async fn until_failing(application: &Application) -> Result<()> {
    until_true("a failure of the channel", async || {
        let sql = "select failure ->> 'code' from channels";
        let code: Option<String> = application.store()?.query_row(sql, [], |row| row.get(0))?;
        Ok(code.as_deref() == Some("channel_unavailable") && count(application, "state = 'pending'")? == 1)
    })
    .await
}

/// All files in a folder.
fn files(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?)
        } else if path.is_file() {
            found.push(path)
        }
    }
    Ok(found)
}
