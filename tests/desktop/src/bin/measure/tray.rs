//! From a cold start to the icon in the tray, as after a log-in.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use desktop_tests::wait::TIMEOUT;
use futures_util::StreamExt;
use zbus::Proxy;

use crate::{
    bench::{AGENT, BARE, Bench, FEW},
    samples::{Samples, milliseconds},
};

const REPEATS: usize = 5;

/// Writing `3` to this file drops everything that the system has cached of the disk.
const DROP_CACHES: &str = "/proc/sys/vm/drop_caches";

/// How long the desktop has to calm down after its files have been dropped from memory.
const PAUSE: Duration = Duration::from_secs(1);

pub(crate) async fn measure(bench: &mut Bench, samples: &mut Samples) -> Result<()> {
    let profile = bench.profile(FEW)?;
    for _ in 0..REPEATS {
        // What the log-in starts: see `autostart.rs` of the agent.
        let agent = bench.command(AGENT, &profile);
        samples.ours("tray", milliseconds(time_to_icon(bench, agent).await?));
        let bare = bench.desktop.command(bench.program(BARE));
        samples.reference("tray", milliseconds(time_to_icon(bench, bare).await?));
    }
    Ok(())
}

async fn time_to_icon(bench: &mut Bench, command: Command) -> Result<Duration> {
    let watcher = Proxy::new(
        bench.desktop.bus(),
        "org.kde.StatusNotifierWatcher",
        "/StatusNotifierWatcher",
        "org.kde.StatusNotifierWatcher",
    )
    .await?;
    let mut icons = watcher.receive_signal("StatusNotifierItemRegistered").await?;
    ensure!(Command::new("sync").status()?.success(), "sync failed");
    std::fs::write(DROP_CACHES, "3").context("only root can make the start a cold one")?;
    tokio::time::sleep(PAUSE).await;
    let start = Instant::now();
    let run = bench.run(command)?;
    tokio::time::timeout(TIMEOUT, icons.next()).await.context("no icon in the tray")?;
    let time = start.elapsed();
    run.stop().await?;
    Ok(time)
}
