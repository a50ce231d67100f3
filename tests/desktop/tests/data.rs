//! All that is kept, carried elsewhere and forgotten, in the real window: the desktop's own dialog, a real file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]
#![cfg(target_os = "linux")]

mod application;

use std::fs;

use anyhow::{Result, ensure};
use application::Application;
use desktop_tests::wait::until;
use sandbox::Sandbox;

/// The title of the desktop's own dialog.
const DIALOG: &str = "Save File";

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_saved_where_somebody_says_by_the_desktops_own_dialog() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let application = Application::new().await?;
    application.watch(&sandbox, &["modern"])?;
    let window = application.open().await?;
    window.find("overview").await.ok();
    window.client().execute("window.__TAURI_INTERNALS__.invoke('save_text', {name: 'a.txt', text: 'hello'}).then((r)=>{globalThis.saved=r},(e)=>{globalThis.saved=JSON.stringify(e)})", vec![]).await?;
    let dialog = until("dialog", async || Ok(application.desktop.windows(".*Save.*")?.into_iter().next())).await;
    application.desktop.screenshot(std::path::Path::new("/tmp/dlg.png"))?;
    let dialog = dialog?;
    application.desktop.focus(&dialog)?;
    let file = application.desktop.folder().join("out.txt");
    application.desktop.enter(&file.with_extension("").to_string_lossy())?;
    until("saved", async || Ok(fs::read_to_string(&file).ok())).await?;
    let r = window.client().execute("return globalThis.saved", vec![]).await?;
    println!("{r}");
    ensure!(fs::read_to_string(&file)? == "hello");
    let _ = DIALOG;
    window.end().await
}
