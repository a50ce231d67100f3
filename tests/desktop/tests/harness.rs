//! The headless desktop does what a desktop does.
#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(target_os = "linux")]

use std::{io::Write, process::Stdio};

use desktop_tests::{Desktop, tray, wait::until_so};

#[tokio::test(flavor = "multi_thread")]
async fn a_desktop_keeps_secrets_shows_notifications_and_has_a_tray() -> anyhow::Result<()> {
    let desktop = Desktop::start("800x600").await?;

    let mut keep = desktop.command("secret-tool");
    keep.args(["store", "--label=x", "service", "a service", "username", "me"]).stdin(Stdio::piped());
    let mut keep = keep.spawn()?;
    keep.stdin.take().unwrap().write_all(b"s3cret")?;
    assert!(keep.wait()?.success());
    assert_eq!(desktop.secret("a service", "me")?.as_deref(), Some("s3cret"));
    assert_eq!(desktop.secret("a service", "another user")?, None);

    assert!(desktop.command("notify-send").args(["Title", "Body"]).status()?.success());
    until_so("the notification", async || {
        Ok(desktop.notifications()?.iter().any(|shown| shown.summary == "Title" && shown.body == "Body"))
    })
    .await?;

    assert!(tray::items(desktop.bus()).await?.is_empty());
    let picture = desktop.folder().join("screen.png");
    desktop.screenshot(&picture)?;
    assert!(picture.metadata()?.len() > 0);
    Ok(())
}
