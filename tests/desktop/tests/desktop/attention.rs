//! Workspaces that are acknowledged and archived, in the real window and the tray.

use anyhow::Result;
use desktop_tests::wait::until_true;
use sandbox::{Fault, Sandbox};

use crate::{application::Application, passed};

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_workspace_is_quiet_until_something_changes_and_an_archived_one_is_found_again() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["trial", "six"])?;
    let window = application.open().await?;
    window.wait_for_text("overview-title", |text| text == "1 needs attention").await?;
    let tray = application.tray().await?;
    let begins_with = async |line: &str| -> Result<()> {
        until_true(line, async || Ok(tray.menu().await?.first().is_some_and(|entry| entry.label.contains(line)))).await
    };
    begins_with("1 needs attention").await?;
    let alarm = tray.icon().await?;

    let open = async || -> Result<()> {
        window.click("overview-first").await?;
        window.wait_for_text("workspace-title", |text| text.contains("trial")).await?;
        Ok(())
    };
    open().await?;
    window.click("workspace-menu").await?;
    window.click("acknowledge").await?;
    window.wait_for_text("handling", |text| text.contains("until something changes")).await?;
    window.click("place-overview").await?;
    window.wait_for_text("overview-title", |text| text == "Nothing needs attention").await?;
    begins_with("Nothing needs attention").await?;
    until_true("the calm icon", async || Ok(tray.icon().await? != alarm)).await?;
    window.wait_for_text("summary-acknowledged", |text| text == "1 acknowledged").await?;
    passed("acknowledged: it counts neither in the heading nor in the tray");

    sandbox.set_fault("trial", Fault::Status(401));
    tray.click_label("Refresh all").await?;
    window.wait_for_text("overview-title", |text| text == "1 needs attention").await?;
    begins_with("1 needs attention").await?;
    passed("it counts again once something has changed");

    window.click("overview-first").await?;
    window.click("workspace-menu").await?;
    window.click("archive").await?;
    window.wait_for_text("handling", |text| text.contains("Archived")).await?;
    window.click("place-overview").await?;
    window.wait_for_text("overview-title", |text| text.contains("OK")).await?;
    until_true("the tray without it", async || {
        Ok(!tray.menu().await?.iter().any(|entry| entry.label.contains("trial")))
    })
    .await?;
    window.click("summary-archived").await?;
    window.wait_for_text("overview-row", |text| text.contains("trial") && text.contains("Archived")).await?;
    passed("archived: out of the list, the count and the tray, and found again with one click");
    window.end().await
}
