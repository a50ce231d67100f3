//! Export, reset and import in the real window: the desktop's own dialog, a real file, the real keyring.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]
#![cfg(target_os = "linux")]

mod application;

use std::{fs, path::Path};

use anyhow::{Result, ensure};
use application::Application;
use desktop_tests::wait::{until, until_so};
use sandbox::Sandbox;

/// The title of the desktop's own dialog for where to save something.
const SAVE: &str = "Save File";

#[tokio::test(flavor = "multi_thread")]
async fn workspaces_are_exported_reset_and_imported_again() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["modern", "trial"])?;
    let window = application.open().await?;
    let id = window.attribute("overview-row", "modern", "data-id").await?;

    window.click("settings-open").await?;
    window.click("section-data").await?;
    let file = application.desktop.folder().join("carried.json");
    window.click("export").await?;
    save_as(&application, &file).await?;
    window.text_that("saved", |text| text == "Saved").await?;
    let export = fs::read_to_string(&file)?;
    for slug in ["modern", "trial"] {
        ensure!(export.contains(&sandbox.url(slug)), "{slug} is missing in {export}");
        ensure!(!export.contains(&sandbox.credentials(slug).token), "the token of {slug} is carried along");
    }
    println!("  passed: exported by the desktop's own dialog, without a token");

    window.click("reset-open").await?;
    window.fill("reset-word", "forget").await?;
    window.click("reset-confirm").await?;
    window.find("first-run").await?;
    ensure!(application.secret(&id)?.is_none(), "its token stays in the keyring");
    println!("  passed: everything is forgotten, and what the keyring held of it");

    window.click("settings-open").await?;
    window.click("section-data").await?;
    window.find("import-file").await?.send_keys(&file.to_string_lossy()).await?;
    window.text_that("import-new", |text| text.starts_with("2 new workspaces")).await?;
    window.click("import-confirm").await?;
    window.text_that("import-done", |text| text.contains("2 workspaces wait")).await?;
    window.click("import-confirm").await?;
    window.click("place-overview").await?;
    for slug in ["modern", "trial"] {
        window.attribute("overview-row", slug, "data-id").await?;
    }
    println!("  passed: imported, and waiting for the user to sign in");
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bug_report_is_shown_in_full_and_contains_no_secret() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["modern", "noperm"])?;
    let window = application.open().await?;
    window.find("overview").await?;
    window.click("settings-open").await?;
    window.click("section-about").await?;
    window.click("report-open").await?;
    let report = window.text_that("raw-text", |text| text.contains("log:")).await?;
    for part in ["License Watch: ", "webview: ", "tokens: Keyring", "error Forbidden", &sandbox.url("modern")] {
        ensure!(report.contains(part), "no {part:?} in {report}");
    }
    for slug in ["modern", "noperm"] {
        ensure!(!report.contains(&sandbox.credentials(slug).token), "the token of {slug} is in the report");
    }
    let file = application.desktop.folder().join("report.txt");
    window.click("report-save").await?;
    save_as(&application, &file).await?;
    ensure!(fs::read_to_string(&file)?.contains("tokens: Keyring"));
    window.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_uses_the_language_of_the_window() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["modern", "trial"])?;
    let window = application.open().await?;
    window.find("overview").await?;
    let tray = application.tray().await?;
    let says =
        async |label: &str| -> Result<bool> { Ok(tray.menu().await?.iter().any(|entry| entry.label.contains(label))) };
    until_so("the menu in English", async || {
        Ok(says("Open License Watch").await? && says("3 modules stop in 11 days").await?)
    })
    .await?;
    window.click("settings-open").await?;
    window.click("section-appearance").await?;
    window.click("language-de").await?;
    window.text_that("place-title", |text| text == "Einstellungen").await?;
    until_so("the menu in German", async || {
        Ok(says("License Watch öffnen").await? && says("3 Module enden in 11 Tagen").await?)
    })
    .await?;
    window.end().await
}

/// Saves by the desktop's own dialog, once it is there, as a file that ends as the proposed one does.
async fn save_as(application: &Application, file: &Path) -> Result<()> {
    let desktop = &application.desktop;
    let dialog = until("the dialog", async || Ok(desktop.windows(SAVE)?.into_iter().next())).await?;
    desktop.focus(&dialog)?;
    // Of the proposed name the part before its ending is marked: that is what is typed over.
    desktop.enter(&file.with_extension("").to_string_lossy())?;
    until_so("the file", async || Ok(fs::read_to_string(file).is_ok_and(|text| text.ends_with('\n')))).await
}
