//! Memory that no other process shares.

use std::{process::Command, time::Duration};

use anyhow::{Result, ensure};
use desktop_tests::{processes, wait::until_true};

use crate::{
    bench::{BARE, Bench, DESKTOP, FEW, MANY, Run, TITLE},
    samples::{Samples, mebibytes},
    start::{BARE_TITLE, bare_window, open},
};

const REPEATS: usize = 3;

/// How long a program has to become idle.
const WARM_UP: Duration = Duration::from_secs(4);

/// How soon after its window is closed the agent has to be as small as before.
const AFTER_WINDOW: Duration = Duration::from_secs(5);

pub(crate) async fn of_agent(bench: &mut Bench, samples: &mut Samples) -> Result<()> {
    for (number, figure, afterwards) in
        [(FEW, "agent-10", "agent-10-after-window"), (MANY, "agent-1000", "agent-1000-after-window")]
    {
        let profile = bench.profile(number)?;
        for _ in 0..REPEATS {
            let agent = bench.run_agent(&profile).await?;
            tokio::time::sleep(WARM_UP).await;
            samples.ours(figure, private(&agent)?);
            let (window, _) = open(bench, bench.command(DESKTOP, &profile), TITLE)?;
            tokio::time::sleep(WARM_UP).await;
            bench.close(TITLE).await?;
            tokio::time::sleep(AFTER_WINDOW).await;
            // Whatever is still there of the window counts.
            samples.ours(afterwards, private(&agent)? + private_or_gone(&window)?);
            window.stop().await?;
            agent.stop().await?;
            let bare = bench.run_in_tray(bench.desktop.command(bench.program(BARE))).await?;
            tokio::time::sleep(WARM_UP).await;
            samples.reference(figure, private(&bare)?);
            bare.stop().await?;
        }
        samples.same_reference(figure, afterwards);
    }
    Ok(())
}

pub(crate) async fn of_window(bench: &mut Bench, samples: &mut Samples) -> Result<()> {
    let (few, many) = (bench.profile(FEW)?, bench.profile(MANY)?);
    for _ in 0..REPEATS {
        for (profile, figure) in [(&few, "window"), (&many, "window-1000")] {
            let agent = bench.run_agent(profile).await?;
            let (window, _) = open(bench, bench.command(DESKTOP, profile), TITLE)?;
            tokio::time::sleep(WARM_UP).await;
            let all = private(&agent)? + private_or_gone(&window)?;
            samples.ours(figure, all);
            if figure == "window" {
                samples.ours("window-chromium", all);
                samples.reference("window-1000", all);
            }
            window.stop().await?;
            agent.stop().await?;
        }
        let (bare, _) = open(bench, bare_window(bench), BARE_TITLE)?;
        tokio::time::sleep(WARM_UP).await;
        samples.reference("window", private(&bare)?);
        bare.stop().await?;
        samples.reference("window-chromium", chromium(bench).await?);
    }
    Ok(())
}

/// The memory of Chromium with an empty page in a window without controls.
async fn chromium(bench: &mut Bench) -> Result<f64> {
    let folder = bench.desktop.folder().join("chromium");
    let mut command: Command = bench.desktop.command("chromium");
    command.args([
        "--app=data:text/html,<title>Blank</title>",
        "--no-first-run",
        "--no-sandbox",
        "--window-size=1120,760",
    ]);
    command.arg(format!("--user-data-dir={}", folder.display()));
    let run = bench.run(command)?;
    until_true("a window of Chromium", async || Ok(!bench.desktop.windows("Blank")?.is_empty())).await?;
    tokio::time::sleep(WARM_UP).await;
    let used = mebibytes(processes::usage(&run.descendants()?).private);
    run.stop().await?;
    Ok(used)
}

/// The private memory of all processes of a run, in MiB.
fn private(run: &Run) -> Result<f64> {
    let used = private_or_gone(run)?;
    ensure!(used > 0.0, "the program ended while it was measured");
    Ok(used)
}

/// The same; zero if all of its processes have ended.
fn private_or_gone(run: &Run) -> Result<f64> {
    Ok(mebibytes(processes::usage(&run.processes()?).private))
}
