//! Export, reset and import in the real window, with the desktop's dialog, a real file and a real keyring.

use std::fs;

use anyhow::{Result, ensure};
use desktop_tests::wait::until_true;
use sandbox::Sandbox;

use crate::application::Application;

#[tokio::test(flavor = "multi_thread")]
async fn workspaces_can_be_exported_reset_and_imported() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["modern", "trial"])?;
    let window = application.open().await?;
    let id = window.attribute("overview-row", "modern", "data-id").await?;

    window.click("settings-open").await?;
    window.click("section-data").await?;
    let file = application.desktop.folder().join("export.json");
    window.click("export").await?;
    application.save_as(&file).await?;
    window.wait_for_text("saved", |text| text == "Saved").await?;
    let export = fs::read_to_string(&file)?;
    for slug in ["modern", "trial"] {
        ensure!(export.contains(&sandbox.url(slug)), "{slug} is missing in {export}");
        ensure!(!export.contains(&sandbox.credentials(slug).token), "the export contains the token of {slug}");
    }
    println!("  passed: exported with the desktop's dialog, without tokens");

    window.click("reset-open").await?;
    window.fill("reset-word", "erase").await?;
    window.click("reset-confirm").await?;
    window.find("first-run").await?;
    ensure!(application.secret(&id)?.is_none(), "its token is still in the keyring");
    println!("  passed: everything is deleted, including tokens in the keyring");

    window.click("settings-open").await?;
    window.click("section-data").await?;
    window.find("import-file").await?.send_keys(&file.to_string_lossy()).await?;
    window.wait_for_text("import-new", |text| text.starts_with("2 new workspaces")).await?;
    window.click("import-confirm").await?;
    window.wait_for_text("import-done", |text| text.contains("2 workspaces need a sign-in")).await?;
    window.click("import-confirm").await?;
    window.click("place-overview").await?;
    for slug in ["modern", "trial"] {
        window.attribute("overview-row", slug, "data-id").await?;
    }
    println!("  passed: imported, and waiting for the user to sign in");
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn bug_report_is_complete_and_contains_no_secret() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["modern", "noperm"])?;
    let window = application.open().await?;
    window.find("overview").await?;
    window.click("settings-open").await?;
    window.click("section-about").await?;
    window.click("report-open").await?;
    let report = window.wait_for_text("raw-text", |text| text.contains("log:")).await?;
    for part in ["License Watch: ", "webview: ", "tokens: Keyring", "error Forbidden", &sandbox.url("modern")] {
        ensure!(report.contains(part), "no {part:?} in {report}");
    }
    for slug in ["modern", "noperm"] {
        ensure!(!report.contains(&sandbox.credentials(slug).token), "the token of {slug} is in the report");
    }
    let file = application.desktop.folder().join("report.txt");
    window.click("report-save").await?;
    application.save_as(&file).await?;
    ensure!(fs::read_to_string(&file)?.contains("tokens: Keyring"));
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn report_is_printed_in_the_browser() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let mut application = Application::new().await?;
    let opened = application.replace_browser()?;
    application.watch(&sandbox, &["modern", "trial"])?;
    let window = application.open().await?;
    window.find("overview").await?;
    window.click("export").await?;
    window.click("export-print").await?;
    let printed = application.desktop.folder().join("to-print.html");
    application.save_as(&printed).await?;
    until_true("the report in the browser", async || {
        Ok(fs::read_to_string(&opened).is_ok_and(|lines| lines.trim_end() == printed.to_string_lossy()))
    })
    .await?;
    ensure!(fs::read_to_string(&printed)?.contains("modern"), "the page does not show the workspace");
    window.click("place-reminders").await?;
    window.wait_for_text("place-title", |text| text == "Reminders").await?;
    println!("  passed: the report is opened in the browser, which prints it");
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn tray_uses_the_language_of_the_window() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["modern", "trial"])?;
    let window = application.open().await?;
    window.find("overview").await?;
    let tray = application.tray().await?;
    let says =
        async |label: &str| -> Result<bool> { Ok(tray.menu().await?.iter().any(|entry| entry.label.contains(label))) };
    until_true("the menu in English", async || {
        Ok(says("Open License Watch").await? && says("3 modules stop in 11 days").await?)
    })
    .await?;
    window.click("settings-open").await?;
    window.click("section-general").await?;
    window.click("language-de").await?;
    window.wait_for_text("place-title", |text| text == "Einstellungen").await?;
    until_true("the menu in German", async || {
        Ok(says("License Watch öffnen").await? && says("3 Module entfallen in 11 Tagen").await?)
    })
    .await?;
    window.end().await
}
