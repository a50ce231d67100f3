//! Tests of the headless desktop itself.

use std::{io::Write, process::Stdio};

use desktop_tests::{Desktop, tray, wait::until_true};

#[tokio::test(flavor = "multi_thread")]
async fn desktop_has_a_keyring_notifications_and_a_tray() -> anyhow::Result<()> {
    let desktop = Desktop::start("800x600").await?;

    let mut store = desktop.command("secret-tool");
    store.args(["store", "--label=x", "service", "a service", "username", "me"]).stdin(Stdio::piped());
    let mut store = store.spawn()?;
    store.stdin.take().unwrap().write_all(b"s3cret")?;
    assert!(store.wait()?.success());
    assert_eq!(desktop.secret("a service", "me")?.as_deref(), Some("s3cret"));
    assert_eq!(desktop.secret("a service", "another user")?, None);

    assert!(desktop.command("notify-send").args(["Title", "Body"]).status()?.success());
    until_true("the notification", async || {
        Ok(desktop.notifications()?.iter().any(|shown| shown.summary == "Title" && shown.body == "Body"))
    })
    .await?;

    assert!(tray::items(desktop.bus()).await?.is_empty());
    let picture = desktop.folder().join("screen.png");
    desktop.screenshot(&picture)?;
    assert!(picture.metadata()?.len() > 0);
    Ok(())
}
